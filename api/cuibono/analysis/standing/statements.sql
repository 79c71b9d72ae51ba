-- The statements behind some findings: utterances and uses of claims, what rests on passages.
SELECT claim AS node, utterance AS statement, 'utterance' AS kind FROM utterances
WHERE position(concat(' ', claim, ' ') IN :nodes) > 0
UNION
SELECT claim, link, 'use' FROM justifications
WHERE position(concat(' ', claim, ' ') IN :nodes) > 0
UNION
SELECT passage, node, 'resting' FROM citations
WHERE position(concat(' ', passage, ' ') IN :nodes) > 0
ORDER BY node, kind, statement
