"""Disagreement over a claim or a matter, as defined in `docs/analyses/disagreement.md`."""

from cuibono.analysis.disagreement.disagreement import disagreement
from cuibono.analysis.disagreement.model import (
    ComparedDimension,
    Contested,
    ContestedList,
    ContestedRequest,
    Count,
    Disagreement,
    DisagreementRequest,
    Dispute,
    Ground,
    Likeness,
    Matter,
    Rival,
    Side,
    SidedFigure,
    Voice,
)
from cuibono.analysis.disagreement.question import TOPICS, contested_claims

__all__ = [
    "TOPICS",
    "ComparedDimension",
    "Contested",
    "ContestedList",
    "ContestedRequest",
    "Count",
    "Disagreement",
    "DisagreementRequest",
    "Dispute",
    "Ground",
    "Likeness",
    "Matter",
    "Rival",
    "Side",
    "SidedFigure",
    "Voice",
    "contested_claims",
    "disagreement",
]
