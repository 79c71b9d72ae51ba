"""Scope gap: what a claim speaks of beside what its evidence speaks of."""

from cuibono.analysis.scope.book import Containment, ScopeBook, Value
from cuibono.analysis.scope.comparison import Dimension, Relation, Threshold, compared
from cuibono.analysis.scope.model import (
    Comparison,
    EvidenceScope,
    ScopeGap,
    ScopeRequest,
    ScopeValue,
)
from cuibono.analysis.scope.periods import Span, merged, read_period
from cuibono.analysis.scope.scope import scope_gap
from cuibono.analysis.scope.text import COLUMNS, scope_rows, scope_tree

__all__ = [
    "COLUMNS",
    "Comparison",
    "Containment",
    "Dimension",
    "EvidenceScope",
    "Relation",
    "ScopeBook",
    "ScopeGap",
    "ScopeRequest",
    "ScopeValue",
    "Span",
    "Threshold",
    "Value",
    "compared",
    "merged",
    "read_period",
    "scope_gap",
    "scope_rows",
    "scope_tree",
]
