-- What of the statement table goes into a network: `chosen` has every row that the filters let
-- through, with the reason why it is left out, if it is; `counted` is the array x[unit, over,
-- agreement] of the DNA manual, section "Notation".
WITH levelled AS (
  SELECT s.*, CAST(NULL AS STRING) AS membership FROM stances s
  WHERE :level = 'actor' OR (:level = 'person' AND s.is_person)
    OR (:level = 'organisation' AND NOT s.is_person)
  UNION ALL
  SELECT
    s.statement, m.organisation AS actor, m.label AS actor_label, FALSE AS is_person,
    s.concept, s.concept_label, s.concept_kind, s.agreement, s.via, s.document, s.document_label,
    s.date, s.date_precision, s.date_first, s.date_last, s.modality, s.role, s.event,
    CASE WHEN m.basis LIKE '%/inferred' THEN m.basis ELSE s.basis END AS basis,
    s.confidence, s.was_read, s.passage, s.passages, s.graph, m.membership
  FROM stances s
  JOIN belonging m ON m.member = s.actor
    AND (m.first IS NULL OR s.date_last IS NULL OR m.first <= s.date_last)
    AND (m.last IS NULL OR s.date_first IS NULL OR m.last >= s.date_first)
  WHERE :level = 'organisation' AND s.is_person
),
filtered AS (
  SELECT * FROM levelled
  WHERE concept_kind = :concept_kind
    AND (:reported = 'include' OR was_read)
    AND (:inferred = 'include' OR basis IS NULL OR basis NOT LIKE '%/inferred')
    AND (:actors = '' OR position(concat(' ', actor, ' ') IN :actors) > 0)
    AND (:concepts = '' OR position(concat(' ', concept, ' ') IN :concepts) > 0)
    AND position(concat(' ', actor, ' ') IN :without_actors) = 0
    AND position(concat(' ', concept, ' ') IN :without_concepts) = 0
),
single AS (
  SELECT *, ROW_NUMBER() OVER (
    PARTITION BY statement, actor, concept, agreement ORDER BY membership NULLS LAST
  ) AS copy FROM filtered
),
ranged AS (
  SELECT *,
    CASE
      WHEN NOT :bounded THEN 'in'
      WHEN date_first IS NULL THEN 'undated'
      WHEN date_first >= CAST(:start AS DATE) AND date_last <= CAST(:stop AS DATE) THEN 'in'
      WHEN date_last < CAST(:start AS DATE) OR date_first > CAST(:stop AS DATE) THEN 'outside'
      WHEN :dates = 'overlap' THEN 'in'
      ELSE 'partly'
    END AS place
  FROM single WHERE copy = 1
),
-- Statements are duplicates of one another in the same period only where it is known to be the same.
periods AS (
  SELECT *,
    CASE
      WHEN :duplicates = 'acrossrange' THEN ''
      WHEN :duplicates = 'document' THEN COALESCE(document, statement)
      WHEN :duplicates = 'day' AND date_precision = 'day' THEN CAST(date_first AS STRING)
      WHEN :duplicates = 'week' AND date_precision = 'day'
        THEN CAST(CAST(date_trunc('week', date_first) AS DATE) AS STRING)
      WHEN :duplicates = 'month' AND date_precision IN ('day', 'month')
        THEN CAST(CAST(date_trunc('month', date_first) AS DATE) AS STRING)
      WHEN :duplicates = 'year' AND date_precision IN ('day', 'month', 'year')
        THEN CAST(CAST(date_trunc('year', date_first) AS DATE) AS STRING)
      ELSE statement
    END AS period
  FROM ranged
),
numbered AS (
  SELECT *, ROW_NUMBER() OVER (
    PARTITION BY place, actor, concept, agreement, period
    ORDER BY date_first NULLS LAST, document NULLS LAST, statement
  ) AS turn
  FROM periods
),
frequent AS (
  SELECT *,
    SUM(CASE WHEN place = 'in' AND turn = 1 THEN 1 ELSE 0 END) OVER (PARTITION BY actor)
      AS of_actor,
    SUM(CASE WHEN place = 'in' AND turn = 1 THEN 1 ELSE 0 END) OVER (PARTITION BY concept)
      AS of_concept
  FROM numbered
),
chosen AS (
  SELECT *,
    CASE
      WHEN place <> 'in' THEN place
      WHEN turn > 1 THEN 'duplicate'
      WHEN of_actor < :min_actor OR of_concept < :min_concept THEN 'infrequent'
      WHEN :windowed AND (date_first IS NULL) THEN 'undated'
      WHEN :windowed AND :dates = 'within'
        AND NOT (date_first >= CAST(:window_start AS DATE)
          AND date_last <= CAST(:window_stop AS DATE)) THEN 'outside'
      WHEN :windowed AND (date_last < CAST(:window_start AS DATE)
          OR date_first > CAST(:window_stop AS DATE)) THEN 'outside'
    END AS left_out
  FROM frequent
),
counted AS (
  SELECT
    CASE WHEN :mode = 'concepts' THEN concept ELSE actor END AS unit,
    CASE WHEN :mode = 'concepts' THEN actor ELSE concept END AS over_,
    agreement, COUNT(*) AS n
  FROM chosen WHERE left_out IS NULL
  GROUP BY 1, 2, 3
)
