"""The analyses: each computed from the graph alone, each number with its statements."""
