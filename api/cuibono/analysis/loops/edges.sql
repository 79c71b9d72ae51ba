-- What a loop of interest can be made of: one row for each statement that leads from a node to the
-- next, in the direction in which a loop is read. `stage` tells which part of a loop it makes.
WITH own AS (
  SELECT
    statement, MIN(role) AS role, MIN(basis) AS basis,
    MIN(date_first) AS on_first, MAX(date_last) AS on_last,
    MIN(start_date_first) AS starts, MAX(end_date_last) AS ends
  FROM statements GROUP BY statement
),
-- A statement is withdrawn where every document that it stands in has been taken back.
expressed AS (
  SELECT statement, document FROM statement_documents
  UNION
  SELECT evidence, reported_in FROM evidence WHERE reported_in IS NOT NULL
),
withdrawn AS (
  SELECT e.statement
  FROM expressed e
  LEFT JOIN (SELECT DISTINCT document FROM retractions) r ON r.document = e.document
  GROUP BY e.statement HAVING COUNT(*) = COUNT(r.document)
),
led AS (
  SELECT
    'support' AS stage, target AS source, 'is supported by' AS kind, source AS target,
    link AS statement, CAST(NULL AS STRING) AS said_by
  FROM evidence_lines
  WHERE direction = 'supports' AND source IN (SELECT evidence FROM evidence)
  UNION ALL
  SELECT 'rests', evidence, 'draws on', draws_on, evidence, NULL FROM evidence_sources
  UNION ALL
  SELECT 'rests', evidence, 'is part of', part_of, evidence, NULL
  FROM evidence WHERE part_of IS NOT NULL
  UNION ALL
  SELECT
    'behind', evidence,
    CASE role
      WHEN 'producer' THEN 'was produced by'
      WHEN 'funder' THEN 'was paid for by'
      ELSE 'uses data owned by'
    END,
    actor, COALESCE(statement, evidence), NULL
  FROM evidence_roles
  UNION ALL
  SELECT 'tie', member, 'belongs to', organisation, membership, NULL FROM memberships
  UNION ALL
  SELECT 'tie', organisation, 'has as member', member, membership, NULL FROM memberships
  UNION ALL
  SELECT 'stake', promoter, 'promotes', policy, promotion, NULL FROM promotions
  UNION ALL
  SELECT 'stake', party, 'is said to gain from', item, assessment, assessor
  FROM assessments WHERE direction LIKE '%/direction/gain' AND item IS NOT NULL
  UNION ALL
  SELECT 'stake', holder, 'has an interest in', object, interest, NULL FROM interests
  UNION ALL
  SELECT
    'serves', item, CASE kind WHEN 'advances' THEN 'advances' ELSE 'is part of' END, object, link,
    NULL
  FROM policy_links WHERE kind <> 'targets'
  UNION ALL
  SELECT 'use', claim, 'is used for', policy, link, NULL FROM justifications
)
SELECT DISTINCT
  l.stage, l.source, l.kind, l.target, l.statement, l.said_by, o.role,
  COALESCE(o.basis LIKE '%/basis/inferred', FALSE) AS inferred,
  w.statement IS NOT NULL AS withdrawn,
  o.on_first, o.on_last, o.starts, o.ends
FROM led l
LEFT JOIN own o ON o.statement = l.statement
LEFT JOIN withdrawn w ON w.statement = l.statement
WHERE l.source <> l.target
