SELECT * FROM loop_edges
WHERE (:stage = '' OR stage = :stage)
  AND (:sources = '' OR position(concat(' ', source, ' ') IN :sources) > 0)
  AND (NOT inferred OR :inferred = 'include')
  AND (NOT withdrawn OR :withdrawn = 'include')
ORDER BY stage, source, kind, target, statement
