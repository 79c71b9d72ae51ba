-- The entries that the filters let through.
WITH serving AS (
  SELECT item AS policy, object AS wider FROM policy_links WHERE kind <> 'targets'
  UNION SELECT thing, thing FROM things WHERE kind = 'policy'
),
twice AS (SELECT DISTINCT a.policy, b.wider FROM serving a JOIN serving b ON b.policy = a.wider),
four AS (SELECT DISTINCT a.policy, b.wider FROM twice a JOIN twice b ON b.policy = a.wider),
eight AS (SELECT DISTINCT a.policy, b.wider FROM four a JOIN four b ON b.policy = a.wider),
concerning AS (
  SELECT node AS policy, topic FROM topics
  UNION SELECT j.policy, t.topic FROM topics t JOIN justifications j ON j.claim = t.node
  UNION SELECT item, object FROM policy_links WHERE kind = 'targets'
),
chosen AS (
  SELECT * FROM matrix_entries
  WHERE (:actors = '' OR position(concat(' ', actor, ' ') IN :actors) > 0)
    AND (:policies = '' OR position(concat(' ', policy, ' ') IN :policies) > 0)
    AND (:parts = '' OR position(concat(' ', part, ' ') IN :parts) > 0)
    AND (:kinds = '' OR position(concat(' ', kind, ' ') IN :kinds) > 0)
    AND (:inferred = 'include' OR NOT inferred)
    AND (:wider = '' OR policy IN (
      SELECT policy FROM eight WHERE position(concat(' ', wider, ' ') IN :wider) > 0
    ))
    AND (:topics = '' OR policy IN (
      SELECT policy FROM concerning WHERE position(concat(' ', topic, ' ') IN :topics) > 0
    ))
)
