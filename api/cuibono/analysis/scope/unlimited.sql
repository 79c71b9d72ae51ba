-- What is said to have no inclusion threshold, which is more than that none is on record.
SELECT DISTINCT node FROM searches
WHERE property LIKE '%#inclusionThreshold' AND absence LIKE '%/absence/stated-none'
ORDER BY node
