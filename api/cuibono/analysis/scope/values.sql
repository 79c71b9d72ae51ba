SELECT DISTINCT node, dimension, value FROM scopes ORDER BY node, dimension, value
