-- What falls with the things that are set aside (:aside, IRIs between spaces), and why. A statement
-- falls where all who make it, all documents that express it, or all documents that its passages
-- stand in are set aside; a document where all of its authors are.
fallen AS (
  WITH gone AS (
    SELECT document FROM authors GROUP BY document
    HAVING SUM(CASE WHEN position(concat(' ', author, ' ') IN :aside) > 0 THEN 0 ELSE 1 END) = 0
    UNION
    SELECT document FROM documents WHERE position(concat(' ', document, ' ') IN :aside) > 0
  ),
  makers AS (
    SELECT utterance AS statement, speaker AS actor FROM utterances
    UNION SELECT promotion, promoter FROM promotions
    UNION SELECT opposition, opponent FROM oppositions
    UNION SELECT assessment, assessor FROM assessments WHERE assessor IS NOT NULL
    UNION SELECT statement, actor FROM statement_drawers
  ),
  stands AS (
    SELECT DISTINCT c.node, p.document
    FROM citations c JOIN passages p ON p.passage = c.passage
    WHERE p.document IS NOT NULL
  )
  SELECT document AS node, 'document' AS reason FROM gone
  UNION
  SELECT statement, 'asked' FROM statements
  WHERE position(concat(' ', statement, ' ') IN :aside) > 0
  UNION
  SELECT statement, 'maker' FROM makers GROUP BY statement
  HAVING SUM(CASE WHEN position(concat(' ', actor, ' ') IN :aside) > 0 THEN 0 ELSE 1 END) = 0
  UNION
  SELECT s.statement, 'document'
  FROM statement_documents s LEFT JOIN gone g ON g.document = s.document
  GROUP BY s.statement HAVING COUNT(*) = COUNT(g.document)
  UNION
  SELECT s.node, 'passage' FROM stands s LEFT JOIN gone g ON g.document = s.document
  GROUP BY s.node HAVING COUNT(*) = COUNT(g.document)
)
