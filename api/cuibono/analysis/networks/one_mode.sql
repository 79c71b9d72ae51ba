SELECT
  a.unit AS source, b.unit AS target,
  SUM(CASE WHEN a.agreement = b.agreement THEN a.n * b.n ELSE 0 END) AS congruence,
  SUM(CASE WHEN a.agreement = b.agreement THEN 0 ELSE a.n * b.n END) AS conflict,
  SUM(CASE WHEN a.agreement = b.agreement THEN a.n ELSE 0 END) AS source_shared,
  SUM(CASE WHEN a.agreement = b.agreement THEN b.n ELSE 0 END) AS target_shared
FROM counted a JOIN counted b ON a.over_ = b.over_ AND a.unit < b.unit
GROUP BY 1, 2 ORDER BY 1, 2
