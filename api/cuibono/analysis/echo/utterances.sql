-- Every utterance of a claim: a row for each speaker, document and utterance that it reports. Its
-- date is its own, else that of the document.
WITH said AS (
  SELECT DISTINCT utterance, speaker, stance, attributes FROM utterances WHERE claim = :claim
),
places AS (
  SELECT DISTINCT statement, document FROM statement_documents
  WHERE statement IN (SELECT utterance FROM said)
),
own AS (
  SELECT
    statement, MIN(date) AS date, MIN(date_first) AS date_first, MIN(date_last) AS date_last,
    MIN(basis) AS basis
  FROM statements WHERE statement IN (SELECT utterance FROM said) GROUP BY statement
),
dated AS (
  SELECT document, MIN(date) AS date, MIN(date_first) AS date_first, MIN(date_last) AS date_last
  FROM documents WHERE document IN (SELECT document FROM places) GROUP BY document
),
readings AS (
  SELECT DISTINCT c.node, p.document FROM citations c JOIN passages p ON p.passage = c.passage
  WHERE c.node IN (SELECT utterance FROM said)
)
SELECT
  s.utterance, s.speaker, s.stance, s.attributes, p.document,
  CASE WHEN o.date_first IS NULL THEN d.date ELSE o.date END AS date,
  CASE WHEN o.date_first IS NULL THEN d.date_first ELSE o.date_first END AS date_first,
  CASE WHEN o.date_first IS NULL THEN d.date_last ELSE o.date_last END AS date_last,
  r.document IS NOT NULL AS was_read, COALESCE(o.basis, '') LIKE '%/inferred' AS inferred
FROM said s
LEFT JOIN places p ON p.statement = s.utterance
LEFT JOIN own o ON o.statement = s.utterance
LEFT JOIN dated d ON d.document = p.document
LEFT JOIN readings r ON r.node = s.utterance AND r.document = p.document
ORDER BY s.utterance, s.speaker, p.document, s.attributes
