SELECT u.claim
FROM (SELECT DISTINCT claim, utterance FROM utterances WHERE stance = 'asserted') u
LEFT JOIN (SELECT DISTINCT node FROM fallen) f ON f.node = u.utterance
GROUP BY u.claim HAVING COUNT(*) = COUNT(f.node)
ORDER BY u.claim
