-- What is said to give grounds for what: the links of support.
SELECT DISTINCT link AS statement, source, target, graph FROM evidence_lines
WHERE direction = 'supports' ORDER BY statement, source, target
