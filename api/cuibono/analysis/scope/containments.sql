-- What lies within what: places by containment, categories by what somebody says of them.
SELECT place AS inner_, container AS outer_, CAST(NULL AS STRING) AS statement, FALSE AS inferred
FROM containments
UNION
SELECT c.categorised, c.category, c.categorisation,
  COALESCE(s.basis, '') LIKE '%/basis/inferred'
FROM categorisations c LEFT JOIN statements s ON s.statement = c.categorisation
WHERE c.fit LIKE '%/fit/narrower' OR c.fit LIKE '%/fit/same'
UNION
SELECT c.category, c.categorised, c.categorisation,
  COALESCE(s.basis, '') LIKE '%/basis/inferred'
FROM categorisations c LEFT JOIN statements s ON s.statement = c.categorisation
WHERE c.fit LIKE '%/fit/same'
ORDER BY 1, 2, 3, 4
