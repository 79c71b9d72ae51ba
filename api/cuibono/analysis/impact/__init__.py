"""Impact: what would be lost if evidence, documents, actors or statements were set aside."""

from cuibono.analysis.impact.impact import KINDS, impact
from cuibono.analysis.impact.losses import Loss, Lost, loss_of, losses
from cuibono.analysis.impact.model import Impact, ImpactRequest
from cuibono.analysis.impact.setting_aside import (
    Cause,
    Fallen,
    fallen_evidence,
    superseded,
    uses,
    what_falls,
)
from cuibono.analysis.impact.text import impact_tree
from cuibono.analysis.impact.ties import NETWORKS, vanishing_ties

__all__ = [
    "KINDS",
    "NETWORKS",
    "Cause",
    "Fallen",
    "Impact",
    "ImpactRequest",
    "Loss",
    "Lost",
    "fallen_evidence",
    "impact",
    "impact_tree",
    "loss_of",
    "losses",
    "superseded",
    "uses",
    "vanishing_ties",
    "what_falls",
]
