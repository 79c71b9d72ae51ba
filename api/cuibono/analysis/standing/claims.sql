-- Every claim that somebody utters in a source: in how many texts it was read, in how many documents
-- and by how many speakers it is asserted, and whether it was read where it is said or denied.
WITH read AS (
  SELECT DISTINCT c.node AS utterance, p.text, p.document
  FROM citations c JOIN passages p ON p.passage = c.passage
),
spoken AS (SELECT DISTINCT utterance, claim, stance, speaker FROM utterances),
chosen AS (
  SELECT DISTINCT claim FROM utterances WHERE :source = '' OR graph = :source
)
SELECT
  s.claim AS node,
  COUNT(DISTINCT r.text) AS texts,
  COUNT(DISTINCT CASE WHEN s.stance = 'asserted' THEN d.document END) AS documents,
  COUNT(DISTINCT CASE WHEN s.stance = 'asserted' THEN s.speaker END) AS speakers,
  MAX(CASE WHEN s.stance IN ('asserted', 'denied') AND r.document = d.document THEN 1 ELSE 0 END)
    AS first_hand
FROM spoken s
JOIN chosen n ON n.claim = s.claim
LEFT JOIN read r ON r.utterance = s.utterance
LEFT JOIN statement_documents d ON d.statement = s.utterance
GROUP BY s.claim
ORDER BY documents, speakers, node
