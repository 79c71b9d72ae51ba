-- The claims that a source uses for a policy item; what should be done needs reasons, not evidence.
SELECT claim AS node, COUNT(DISTINCT policy) AS policies
FROM justifications
WHERE claim IN (SELECT claim FROM justifications WHERE :source = '' OR graph = :source)
  AND claim NOT IN (SELECT thing FROM things WHERE class LIKE '%#NormativeClaim')
GROUP BY claim
ORDER BY node
