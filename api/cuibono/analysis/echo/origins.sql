-- What some pieces of evidence draw on or are part of, and what some limitations limit.
SELECT evidence AS node, draws_on AS origin FROM evidence_sources
WHERE position(concat(' ', evidence, ' ') IN :nodes) > 0
UNION
SELECT evidence, part_of FROM evidence
WHERE part_of IS NOT NULL AND position(concat(' ', evidence, ' ') IN :nodes) > 0
UNION
SELECT limitation, evidence FROM limitations
WHERE position(concat(' ', limitation, ' ') IN :nodes) > 0
ORDER BY node, origin
