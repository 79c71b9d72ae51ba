SELECT node, reason FROM fallen ORDER BY node, reason
