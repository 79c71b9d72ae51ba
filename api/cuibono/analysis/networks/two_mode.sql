SELECT
  unit AS source, over_ AS target,
  SUM(CASE WHEN agreement THEN n ELSE 0 END) AS positive,
  SUM(CASE WHEN agreement THEN 0 ELSE n END) AS negative
FROM counted GROUP BY 1, 2 ORDER BY 1, 2
