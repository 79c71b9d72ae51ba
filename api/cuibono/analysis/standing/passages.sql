-- Every passage with what it takes to verify it.
SELECT
  passage, text, MIN(text_digest) AS text_digest, MIN(section) AS section,
  MIN(start_position) AS start_position, MIN(end_position) AS end_position,
  MIN(digest) AS digest, MIN(normalised_length) AS normalised_length
FROM passages
WHERE :source = '' OR graph = :source OR graph = concat(:source, '/provenance')
GROUP BY passage, text
ORDER BY text, start_position, end_position, passage
