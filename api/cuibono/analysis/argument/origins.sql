-- Where evidence comes from: the wholes that it is part of, the evidence that it draws on, the
-- documents that report it. A row without any says that there is such evidence.
SELECT evidence, 'part of' AS relation, part_of AS origin FROM evidence
UNION SELECT evidence, 'reported in', reported_in FROM evidence
UNION SELECT evidence, 'is a figure', NULL FROM evidence WHERE class LIKE '%#Figure'
UNION SELECT evidence, 'draws on', draws_on FROM evidence_sources
ORDER BY evidence, relation, origin
