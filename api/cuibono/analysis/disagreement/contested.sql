-- The claims that somebody denies, or that something is set against, with what that disputes.
WITH about AS (
  SELECT DISTINCT node AS claim FROM topics WHERE topic = :topic
),
drawn AS (
  SELECT DISTINCT
    l.link, l.source, l.target AS claim,
    l.source IN (SELECT thing FROM things WHERE kind = 'claim') AS by_claim,
    COALESCE(l.aspect LIKE '%/aspect/comparability', FALSE) OR l.comparability IS NOT NULL
      AS about_comparability
  FROM evidence_lines l
  LEFT JOIN statements s ON s.statement = l.link
  WHERE l.direction = 'disputes'
    AND l.target IN (SELECT thing FROM things WHERE kind = 'claim')
    AND (:inferred OR COALESCE(s.basis, '') NOT LIKE '%/basis/inferred')
),
against AS (
  SELECT claim, source AS rival, by_claim, about_comparability FROM drawn
  UNION
  SELECT claim, NULL, FALSE, FALSE FROM utterances WHERE stance = 'denied'
)
SELECT DISTINCT
  a.claim, CASE WHEN a.by_claim THEN a.rival END AS rival, a.by_claim, a.about_comparability,
  b.claim IS NOT NULL AS about_it,
  r.claim IS NOT NULL AS rival_about_it
FROM against a
LEFT JOIN about b ON b.claim = a.claim
LEFT JOIN about r ON r.claim = a.rival
ORDER BY claim, rival NULLS FIRST, by_claim, about_comparability
