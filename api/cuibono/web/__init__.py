"""Routes and pages: parse, build, run, shape, answer, and no more."""
