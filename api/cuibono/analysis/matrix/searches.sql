-- The searches that bear on an empty cell: which part of the matrix, of which policy or actor. Only
-- those for the heart of a part: who was sought as an opponent only was not sought as a promoter.
WITH places AS (
  SELECT 'says' AS part, thing AS node, thing AS end_, 'promotedBy' AS property
  FROM things WHERE kind = 'policy'
  UNION ALL SELECT 'gains', thing, thing, 'assessedItem' FROM things WHERE kind = 'policy'
  UNION ALL SELECT 'says', thing, thing, 'promotes' FROM things WHERE kind = 'actor'
  UNION ALL SELECT 'says', thing, thing, 'isPromoterIn' FROM things WHERE kind = 'actor'
  UNION ALL SELECT 'pays', thing, thing, 'isFunderIn' FROM things WHERE kind = 'actor'
  UNION ALL SELECT 'gains', thing, thing, 'isAssessedActorIn' FROM things WHERE kind = 'actor'
  UNION ALL SELECT 'gains', thing, thing, 'assessedActor' FROM things WHERE kind = 'actor'
  UNION ALL
  SELECT DISTINCT 'pays', e.root, j.policy, 'fundedBy'
  FROM evidence_lines l
  JOIN justifications j ON j.claim = l.target
  JOIN rests_on e ON e.evidence = l.source
)
SELECT DISTINCT p.part, p.end_, s.node, s.search, s.property, s.absence, s.date
FROM searches s
JOIN places p ON p.node = s.node AND s.property = concat('https://w3id.org/cuibono/ns#', p.property)
ORDER BY p.part, p.end_, s.date NULLS FIRST, s.search
