SELECT * FROM chosen
ORDER BY actor, policy, part, kind, statement, thing NULLS FIRST, first_link NULLS FIRST,
  second_link NULLS FIRST
