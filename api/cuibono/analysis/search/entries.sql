-- One row for each thing that can be found: its names, and what a search can be narrowed by.
WITH found AS (
  SELECT thing, regexp_extract(thing, '/id/([^/]+)/', 1) AS kind,
    list(DISTINCT name ORDER BY name) FILTER (WHERE sort = 'label') AS labels,
    list(DISTINCT name ORDER BY name) FILTER (WHERE sort IN ('alias', 'citation')) AS aliases,
    list(DISTINCT name ORDER BY name) FILTER (WHERE sort = 'gloss') AS glosses
  FROM names GROUP BY thing
), sources AS (
  SELECT thing, list(DISTINCT graph ORDER BY graph) AS sources FROM (
    SELECT thing, graph FROM mentions
    UNION ALL SELECT thing, graph FROM names WHERE graph NOT LIKE '%/graph/registry'
  ) GROUP BY thing
), classes AS (
  SELECT thing, list(DISTINCT class ORDER BY class) AS classes FROM (
    SELECT thing, class FROM things
    UNION ALL SELECT evidence, class FROM evidence
    UNION ALL SELECT statement, class FROM statements
  ) GROUP BY thing
), concerns AS (
  SELECT thing, list(DISTINCT policy ORDER BY policy) AS policies FROM (
    SELECT claim AS thing, policy FROM justifications
    UNION ALL SELECT node, topic FROM topics WHERE topic LIKE '%/id/policy/%'
    UNION ALL SELECT promoter, policy FROM promotions
    UNION ALL SELECT opponent, policy FROM oppositions
    UNION ALL SELECT source, policy FROM evidence_lines JOIN justifications ON target = claim
    UNION ALL SELECT thing, thing FROM things WHERE kind = 'policy'
  ) GROUP BY thing
), dated AS (
  SELECT thing, list(DISTINCT year ORDER BY year) AS years FROM (
    SELECT document AS thing, date_year AS year FROM documents
    UNION ALL SELECT claim, date_year FROM utterances JOIN statements ON utterance = statement
    UNION ALL SELECT claim, date_year FROM utterances
      JOIN statement_documents ON utterance = statement JOIN documents USING (document)
    UNION ALL SELECT evidence, date_year FROM evidence JOIN documents ON reported_in = document
    UNION ALL SELECT policy, date_year FROM promotions JOIN statements ON promotion = statement
    UNION ALL SELECT promoter, date_year FROM promotions JOIN statements ON promotion = statement
  ) WHERE year IS NOT NULL GROUP BY thing
)
SELECT thing, kind, labels, aliases, glosses, classes, sources, policies, years
FROM found
LEFT JOIN sources USING (thing) LEFT JOIN classes USING (thing)
LEFT JOIN concerns USING (thing) LEFT JOIN dated USING (thing)
ORDER BY thing
