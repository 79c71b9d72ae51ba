-- What evidence rests on, itself included: what it draws on or is part of, at most eight steps away.
-- Each turn doubles the steps: recursion is not in the SQL that DuckDB and Spark share.
WITH rests AS (
  SELECT evidence, draws_on AS root FROM evidence_sources
  UNION SELECT evidence, part_of FROM evidence WHERE part_of IS NOT NULL
  UNION SELECT evidence, evidence FROM evidence
),
twice AS (SELECT DISTINCT a.evidence, b.root FROM rests a JOIN rests b ON b.evidence = a.root),
four AS (SELECT DISTINCT a.evidence, b.root FROM twice a JOIN twice b ON b.evidence = a.root)
SELECT DISTINCT a.evidence, b.root FROM four a JOIN four b ON b.evidence = a.root
