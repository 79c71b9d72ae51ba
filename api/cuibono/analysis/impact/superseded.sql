-- What sources themselves take back or put something else in the place of.
SELECT document AS node, 'retracted' AS reason, retraction AS stated_by
FROM retractions WHERE document IS NOT NULL
UNION SELECT withdraws, 'withdrawn', utterance FROM utterances WHERE withdraws IS NOT NULL
UNION SELECT replaced, 'replaced', replacement FROM replacements
ORDER BY 1, 2, 3
