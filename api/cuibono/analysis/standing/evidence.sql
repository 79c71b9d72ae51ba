-- Evidence that no document which reports it was itself read for.
SELECT e.evidence AS node, COUNT(DISTINCT e.reported_in) AS documents
FROM evidence e
LEFT JOIN (
  SELECT DISTINCT c.node, p.document FROM citations c JOIN passages p ON p.passage = c.passage
) r ON r.node = e.evidence AND r.document = e.reported_in
WHERE e.reported_in IS NOT NULL
  AND e.evidence IN (SELECT evidence FROM evidence WHERE :source = '' OR graph = :source)
GROUP BY e.evidence
HAVING COUNT(r.document) = 0
ORDER BY node
