"""Loops of interest, as defined in `docs/analyses/loops.md`."""

from cuibono.analysis.loops.loops import loops_of_interest
from cuibono.analysis.loops.model import Loop, LoopList, LoopStep
from cuibono.analysis.loops.request import Kept, LoopRequest, Reach, Role, Stake
from cuibono.analysis.loops.times import Times

__all__ = [
    "Kept",
    "Loop",
    "LoopList",
    "LoopRequest",
    "LoopStep",
    "Reach",
    "Role",
    "Stake",
    "Times",
    "loops_of_interest",
]
