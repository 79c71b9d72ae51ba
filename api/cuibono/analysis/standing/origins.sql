-- What evidence draws on or is part of, and which utterance reports which other.
SELECT 'evidence' AS kind, evidence AS source, draws_on AS target, graph FROM evidence_sources
UNION SELECT 'evidence', evidence, part_of, graph FROM evidence WHERE part_of IS NOT NULL
UNION SELECT 'utterance', utterance, attributes, graph FROM utterances
WHERE attributes IS NOT NULL
ORDER BY kind, source, target
