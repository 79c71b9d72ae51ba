"""Checks of the vocabulary, the shapes, the queries and the graph, each named, with what it found.

Shapes validate what a source says; these checks see what shapes do not: whether the ontology is
within its profile and has a model, whether terms are declared, described and used, and faults of
coding that span sources.
"""

from cuibono.analysis.checks.model import Finding, Outcome, Subject
from cuibono.analysis.checks.queries import Check, read_checks
from cuibono.analysis.checks.running import read_subject, run_checks

__all__ = [
    "Check",
    "Finding",
    "Outcome",
    "Subject",
    "read_checks",
    "read_subject",
    "run_checks",
]
