"""Loops of interest as a caller asks for them, and what that means on a graph."""

from enum import StrEnum
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field

from cuibono.analysis.loops.times import Times
from cuibono.analysis.tables import Tables, known_iris

MOST_STEPS: Final = 6


class Role(StrEnum):
    """How an actor stands behind evidence."""

    PRODUCER = "producer"
    FUNDER = "funder"
    DATA_OWNER = "data-owner"


class Stake(StrEnum):
    """What ties an actor to a policy."""

    PROMOTES = "promotes"
    GAINS = "gains"
    INTEREST = "interest"


class Reach(StrEnum):
    """How the policy of the actor may stand to that which the claim is used for."""

    SAME = "same"
    """They are one."""
    SERVING = "serving"
    """One advances or is part of the other, at any remove, or they are one."""
    COMMON = "common"
    """Both advance or are part of a third, or the above."""


class Kept(StrEnum):
    """Whether statements of a sort count."""

    INCLUDE = "include"
    EXCLUDE = "exclude"


class LoopRequest(BaseModel):
    """What the command and the routes take."""

    model_config = ConfigDict(frozen=True)

    steps: int = Field(
        default=2, ge=0, le=MOST_STEPS, description="Most ties from actor to actor; 0: direct only."
    )
    role: list[Role] = Field(default=[], description="Only who is behind the evidence so.")
    stake: list[Stake] = Field(default=[], description="Only these ties to the policy.")
    policies: Reach = Field(
        default=Reach.SERVING,
        description="The actor's policy is the claim's; or one serves the other; or both a third.",
    )
    times: list[Times] = Field(default=[], description="Only loops whose times agree so.")
    inferred: Kept = Field(
        default=Kept.INCLUDE, description="Whether statements that a reader infers count."
    )
    withdrawn: Kept = Field(
        default=Kept.INCLUDE, description="Whether statements of retracted documents count."
    )
    actor: list[str] = Field(
        default=[], description="Only through these actors; slug or IRI, given again for more."
    )
    policy: list[str] = Field(
        default=[], description="Only through these policies; slug or IRI, given again for more."
    )
    limit: int = Field(default=50, ge=1, le=1000, description="Most loops in one answer.")
    offset: int = Field(default=0, ge=0, description="How many loops come before.")

    def known(self, tables: Tables) -> Self:
        """Return the same with things as IRIs; raises `NotFoundError` for one that is not there."""
        return self.model_copy(
            update={
                name: list(known_iris(tables, name, getattr(self, name), name))
                for name in ("actor", "policy")
            }
        )
