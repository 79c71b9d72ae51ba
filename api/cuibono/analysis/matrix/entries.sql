-- What an actor says of, puts into and is said to gain from a policy: one row for each statement and
-- way in which it ties the two. `thing` is what it is of, where that is not the policy itself;
-- `first_link` and `second_link` are the statements that lead from there to the policy.
WITH bearing AS (
  SELECT l.source AS evidence, j.policy, l.link AS first_link, j.link AS second_link
  FROM evidence_lines l JOIN justifications j ON j.claim = l.target
  UNION
  SELECT l.source, l.target, l.link, CAST(NULL AS STRING)
  FROM evidence_lines l WHERE l.target IN (SELECT thing FROM things WHERE kind = 'policy')
),
promoted AS (
  SELECT p.promotion, p.promoter, p.policy, s.event, d.document
  FROM promotions p
  LEFT JOIN statements s ON s.statement = p.promotion
  LEFT JOIN statement_documents d ON d.statement = p.promotion
),
said AS (
  SELECT promoter AS actor, policy, 'promotes' AS kind, promotion AS statement,
    CAST(NULL AS STRING) AS thing, CAST(NULL AS STRING) AS first_link,
    CAST(NULL AS STRING) AS second_link, CAST(NULL AS STRING) AS said_by,
    CAST(NULL AS STRING) AS detail
  FROM promotions
  UNION ALL
  SELECT opponent, policy, 'opposes', opposition, NULL, NULL, NULL, NULL, NULL FROM oppositions
  UNION ALL
  SELECT used_by, policy, 'uses', link, claim, NULL, NULL, NULL, NULL
  FROM justifications WHERE used_by IS NOT NULL
  UNION ALL
  SELECT
    u.speaker, j.policy, CASE u.stance WHEN 'asserted' THEN 'asserts' ELSE 'denies' END, u.utterance,
    u.claim, j.link, NULL, NULL, NULL
  FROM utterances u JOIN justifications j ON j.claim = u.claim
  WHERE u.stance IN ('asserted', 'denied')
  UNION ALL
  SELECT
    u.speaker, t.topic, CASE u.stance WHEN 'asserted' THEN 'asserts' ELSE 'denies' END, u.utterance,
    u.claim, NULL, NULL, NULL, NULL
  FROM utterances u JOIN topics t ON t.node = u.claim
  WHERE u.stance IN ('asserted', 'denied')
    AND t.topic IN (SELECT thing FROM things WHERE kind = 'policy')
  UNION ALL
  SELECT d.actor, l.target, 'argues', l.link, l.source, NULL, NULL, NULL, l.direction
  FROM evidence_lines l JOIN statement_drawers d ON d.statement = l.link
  WHERE l.target IN (SELECT thing FROM things WHERE kind = 'policy')
),
paid AS (
  SELECT
    r.actor, b.policy,
    CASE r.role
      WHEN 'producer' THEN 'produces-evidence'
      WHEN 'funder' THEN 'pays-for-evidence'
      ELSE 'gives-data'
    END AS kind,
    COALESCE(r.statement, r.evidence) AS statement, r.evidence AS thing, b.first_link, b.second_link,
    CAST(NULL AS STRING) AS said_by, CAST(NULL AS STRING) AS detail
  FROM bearing b
  JOIN rests_on e ON e.evidence = b.evidence
  JOIN evidence_roles r ON r.evidence = e.root
  UNION ALL
  SELECT f.funder, p.policy, 'pays-for-event', f.funding, f.item, p.promotion, NULL, NULL, NULL
  FROM fundings f JOIN promoted p ON p.event = f.item
  UNION ALL
  SELECT f.funder, p.policy, 'pays-for-document', f.funding, f.item, p.promotion, NULL, NULL, NULL
  FROM fundings f JOIN promoted p ON p.document = f.item
  UNION ALL
  SELECT f.funder, p.policy, 'pays-for-organisation', f.funding, f.item, p.promotion, NULL, NULL, NULL
  FROM fundings f JOIN promoted p ON p.promoter = f.item
  UNION ALL
  SELECT
    m.member, p.policy, 'belongs', m.membership, m.organisation, p.promotion, NULL, NULL, NULL
  FROM memberships m JOIN promoted p ON p.promoter = m.organisation
),
gained AS (
  SELECT
    a.party AS actor, a.item AS policy,
    CASE
      WHEN a.direction LIKE '%/gain' THEN 'gains'
      WHEN a.direction LIKE '%/loss' THEN 'loses'
      WHEN a.access LIKE '%/included' THEN 'is-included'
      ELSE 'is-excluded'
    END AS kind,
    a.assessment AS statement, CAST(NULL AS STRING) AS thing, CAST(NULL AS STRING) AS first_link,
    CAST(NULL AS STRING) AS second_link, a.assessor AS said_by, a.mechanism AS detail
  FROM assessments a WHERE a.item IN (SELECT thing FROM things WHERE kind = 'policy')
  UNION ALL
  SELECT
    a.party, l.item,
    CASE
      WHEN a.direction LIKE '%/gain' THEN 'gains'
      WHEN a.direction LIKE '%/loss' THEN 'loses'
      WHEN a.access LIKE '%/included' THEN 'is-included'
      ELSE 'is-excluded'
    END,
    a.assessment, a.item, l.link, NULL, a.assessor, a.mechanism
  FROM assessments a JOIN policy_links l ON l.kind = 'targets' AND l.object = a.item
),
joined AS (
  SELECT 'says' AS part, s.* FROM said s
  UNION ALL SELECT 'pays', p.* FROM paid p
  UNION ALL SELECT 'gains', g.* FROM gained g
),
inferred_ones AS (
  SELECT DISTINCT statement FROM statements WHERE basis LIKE '%/basis/inferred'
)
SELECT DISTINCT
  e.*,
  i.statement IS NOT NULL OR f.statement IS NOT NULL OR s.statement IS NOT NULL AS inferred
FROM joined e
LEFT JOIN inferred_ones i ON i.statement = e.statement
LEFT JOIN inferred_ones f ON f.statement = e.first_link
LEFT JOIN inferred_ones s ON s.statement = e.second_link
WHERE e.actor IN (SELECT thing FROM things WHERE kind = 'actor')
