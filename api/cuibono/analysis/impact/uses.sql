SELECT DISTINCT link, claim, policy FROM justifications ORDER BY policy, claim, link
