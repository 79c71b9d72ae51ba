"""The standing of a graph, as defined in `docs/analyses/standing.md`."""

from cuibono.analysis.standing.model import (
    Standing,
    StandingCount,
    StandingItem,
    StandingKind,
    StandingRequest,
)
from cuibono.analysis.standing.standing import StandingOf
from cuibono.analysis.standing.table import as_csv

__all__ = [
    "Standing",
    "StandingCount",
    "StandingItem",
    "StandingKind",
    "StandingOf",
    "StandingRequest",
    "as_csv",
]
