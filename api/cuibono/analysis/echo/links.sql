-- The links that bear on some nodes; one that a source draws in any graph is not a reader's.
SELECT
  l.link, l.direction, l.source, l.target,
  MIN(CASE WHEN s.basis LIKE '%/inferred' THEN 1 ELSE 0 END) = 1 AS inferred
FROM evidence_lines l LEFT JOIN statements s ON s.statement = l.link AND s.graph = l.graph
WHERE position(concat(' ', l.target, ' ') IN :nodes) > 0
GROUP BY l.link, l.direction, l.source, l.target
ORDER BY l.link, l.source, l.target
