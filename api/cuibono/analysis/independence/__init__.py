"""Independent sources: for and against a claim, those that share something taken as one."""

from cuibono.analysis.independence.counting import (
    Reason,
    Sharing,
    SourceCount,
    SourceGroup,
    collapsed,
    count_sources,
)
from cuibono.analysis.independence.independence import independence, independent_sources
from cuibono.analysis.independence.model import (
    Collapse,
    Group,
    Independence,
    IndependenceRequest,
    IndependentSources,
    Piece,
    Source,
)
from cuibono.analysis.independence.text import independence_tree

__all__ = [
    "Collapse",
    "Group",
    "Independence",
    "IndependenceRequest",
    "IndependentSources",
    "Piece",
    "Reason",
    "Sharing",
    "Source",
    "SourceCount",
    "SourceGroup",
    "collapsed",
    "count_sources",
    "independence",
    "independence_tree",
    "independent_sources",
]
