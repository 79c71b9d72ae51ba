-- In which documents some evidence is reported, argued from or described.
WITH shown AS (
  SELECT DISTINCT evidence AS node, evidence FROM evidence
  WHERE position(concat(' ', evidence, ' ') IN :evidence) > 0
),
weighed AS (
  SELECT node, evidence FROM shown
  UNION
  SELECT l.limitation, l.evidence FROM limitations l JOIN shown s ON s.evidence = l.evidence
)
SELECT 'reports' AS way, evidence AS statement, evidence, reported_in AS document
FROM evidence
WHERE reported_in IS NOT NULL AND position(concat(' ', evidence, ' ') IN :evidence) > 0
UNION
SELECT 'argues', l.link, w.evidence, d.document
FROM evidence_lines l
JOIN weighed w ON w.node = l.source
JOIN statement_documents d ON d.statement = l.link
WHERE position(concat(' ', l.link, ' ') IN :links) > 0
UNION
SELECT 'describes', w.node, w.evidence, p.document
FROM weighed w
JOIN citations c ON c.node = w.node
JOIN passages p ON p.passage = c.passage
ORDER BY document, way, statement, evidence
