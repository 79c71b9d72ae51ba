-- The statement table of a discourse network: one row for each actor who takes a stance on a concept
-- in a statement. An attribution credits nobody: what it passes on is an utterance of its own, by the
-- one who is said to have spoken. A withdrawal takes nothing back: it was said.
WITH named AS (
  SELECT
    thing,
    MIN(label) AS label,
    MAX(CASE WHEN class LIKE '%#Person' THEN 1 ELSE 0 END) AS is_person,
    MAX(CASE WHEN class LIKE '%#PolicyAgenda' THEN 1 ELSE 0 END) AS is_agenda
  FROM things GROUP BY thing
),
on_policies AS (
  SELECT promotion AS statement, promoter AS actor, policy, TRUE AS agreement FROM promotions
  UNION
  SELECT opposition, opponent, policy, FALSE FROM oppositions
),
taken AS (
  SELECT
    utterance AS statement, speaker AS actor, claim AS concept, 'claim' AS concept_kind,
    stance = 'asserted' AS agreement, CAST(NULL AS STRING) AS via
  FROM utterances WHERE stance IN ('asserted', 'denied')
  UNION ALL
  SELECT statement, actor, policy, 'policy', agreement, CAST(NULL AS STRING) FROM on_policies
  UNION ALL
  SELECT p.statement, p.actor, p.policy, 'agenda', p.agreement, CAST(NULL AS STRING)
  FROM on_policies p JOIN named n ON n.thing = p.policy AND n.is_agenda = 1
  UNION ALL
  -- To promote a means is to promote its end; to be against a means is not to be against the end.
  SELECT p.statement, p.actor, l.object, 'agenda', p.agreement, l.link
  FROM on_policies p JOIN policy_links l ON l.item = p.policy AND l.kind = 'advances'
  WHERE p.agreement
  UNION ALL
  SELECT p.statement, p.actor, l.object, 'barrier', p.agreement, l.link
  FROM on_policies p JOIN policy_links l ON l.item = p.policy AND l.kind = 'targets'
),
bases AS (
  SELECT statement, MIN(basis) AS basis FROM statements GROUP BY statement
),
-- One row for each stance, however many graphs and links lead to it: a link that a source draws
-- comes before one that a reader infers.
stated AS (
  SELECT * FROM (
    SELECT
      t.*, b.basis AS via_basis,
      ROW_NUMBER() OVER (
        PARTITION BY t.statement, t.actor, t.concept, t.concept_kind, t.agreement
        ORDER BY CASE WHEN b.basis LIKE '%/inferred' THEN 1 ELSE 0 END, t.via NULLS FIRST
      ) AS place
    FROM taken t LEFT JOIN bases b ON b.statement = t.via
  ) ordered WHERE place = 1
),
dated_documents AS (
  SELECT document, MIN(date) AS date FROM documents GROUP BY document
),
placed AS (
  SELECT
    s.statement, s.document,
    ROW_NUMBER() OVER (PARTITION BY s.statement ORDER BY d.date NULLS LAST, s.document) AS place
  FROM statement_documents s LEFT JOIN dated_documents d ON d.document = s.document
),
own_dates AS (
  SELECT
    statement, MIN(date) AS date, MIN(date_precision) AS date_precision,
    MIN(date_first) AS date_first, MIN(date_last) AS date_last,
    MIN(modality) AS modality, MIN(role) AS role, MIN(event) AS event, MIN(basis) AS basis,
    MIN(confidence) AS confidence, MIN(graph) AS graph
  FROM statements GROUP BY statement
),
document_dates AS (
  SELECT
    document, MIN(date) AS date, MIN(date_precision) AS date_precision,
    MIN(date_first) AS date_first, MIN(date_last) AS date_last
  FROM documents GROUP BY document
),
passage_places AS (
  SELECT
    c.node AS statement, MIN(c.passage) AS passage, COUNT(DISTINCT c.passage) AS passages,
    MAX(CASE WHEN d.statement IS NULL THEN 0 ELSE 1 END) AS was_read
  FROM citations c
  LEFT JOIN passages p ON p.passage = c.passage
  LEFT JOIN statement_documents d ON d.statement = c.node AND d.document = p.document
  GROUP BY c.node
)
SELECT
  s.statement, s.actor, a.label AS actor_label, COALESCE(a.is_person, 0) = 1 AS is_person,
  s.concept, k.label AS concept_label, s.concept_kind, s.agreement, s.via,
  p.document, n.label AS document_label,
  CASE WHEN o.date_first IS NULL THEN d.date ELSE o.date END AS date,
  CASE WHEN o.date_first IS NULL THEN d.date_precision ELSE o.date_precision END AS date_precision,
  CASE WHEN o.date_first IS NULL THEN d.date_first ELSE o.date_first END AS date_first,
  CASE WHEN o.date_first IS NULL THEN d.date_last ELSE o.date_last END AS date_last,
  o.modality, o.role, o.event,
  CASE WHEN s.via_basis LIKE '%/inferred' THEN s.via_basis ELSE o.basis END AS basis, o.confidence,
  COALESCE(c.was_read, 0) = 1 AS was_read, c.passage, c.passages, o.graph
FROM stated s
LEFT JOIN named a ON a.thing = s.actor
LEFT JOIN named k ON k.thing = s.concept
LEFT JOIN placed p ON p.statement = s.statement AND p.place = 1
LEFT JOIN named n ON n.thing = p.document
LEFT JOIN own_dates o ON o.statement = s.statement
LEFT JOIN document_dates d ON d.document = p.document
LEFT JOIN passage_places c ON c.statement = s.statement
