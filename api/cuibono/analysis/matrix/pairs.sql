SELECT
  actor, policy,
  COUNT(DISTINCT CASE WHEN part = 'says' THEN statement END) AS says,
  COUNT(DISTINCT CASE WHEN part = 'pays' THEN statement END) AS pays,
  COUNT(DISTINCT CASE WHEN part = 'gains' THEN statement END) AS gains
FROM chosen GROUP BY actor, policy ORDER BY actor, policy
