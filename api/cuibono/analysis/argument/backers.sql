-- Who stands behind evidence, and the statement or thing that says so.
SELECT evidence, role, actor, COALESCE(statement, evidence) AS stated_by FROM evidence_roles
UNION
SELECT e.evidence, 'author' AS role, a.actor, a.document AS stated_by
FROM evidence e
JOIN (SELECT document, author AS actor FROM authors) a ON a.document = e.reported_in
ORDER BY evidence, role, actor, stated_by
