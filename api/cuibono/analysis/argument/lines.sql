SELECT DISTINCT
  l.link, l.direction, l.source, l.target, COALESCE(s.basis, '') LIKE '%/basis/inferred' AS inferred
FROM evidence_lines l
LEFT JOIN statements s ON s.statement = l.link AND s.graph = l.graph
ORDER BY l.link, l.source, l.target
