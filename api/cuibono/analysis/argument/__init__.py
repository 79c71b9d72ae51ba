"""What bears on what: argument links, what evidence comes from, and who stands behind it."""

from cuibono.analysis.argument.graph import ArgumentGraph, Backer, Line

__all__ = ["ArgumentGraph", "Backer", "Line"]
