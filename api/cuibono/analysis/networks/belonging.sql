SELECT
  m.membership, m.member, m.organisation, MIN(t.label) AS label, MIN(s.basis) AS basis,
  MIN(s.start_date_first) AS first, MIN(s.end_date_last) AS last
FROM memberships m
LEFT JOIN statements s ON s.statement = m.membership
LEFT JOIN things t ON t.thing = m.organisation
GROUP BY 1, 2, 3
