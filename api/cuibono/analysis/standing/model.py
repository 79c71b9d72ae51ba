"""The standing of a graph: what a curator may want to look at again."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from cuibono.analysis.model import Absence, Model, Statement, Thing


class StandingKind(StrEnum):
    """What can be open, in the order in which it is worked down."""

    UNVERIFIED = "unverified-passage"
    UNSUPPORTED = "used-without-evidence"
    CIRCULAR = "circular-evidence"
    SECOND_HAND = "second-hand"
    SINGLE_SOURCE = "single-source"
    UNANSWERED = "unanswered-question"


class StandingRequest(BaseModel):
    """What the command and the route take."""

    model_config = ConfigDict(frozen=True)

    kind: StandingKind | None = Field(default=None, description="Only what is open in this way.")
    source: str | None = Field(
        default=None, description="Only what this source states: the slug or IRI of its graph."
    )
    limit: int = Field(default=50, ge=1, le=1000, description="Items to tell.")
    offset: int = Field(default=0, ge=0, description="Items to leave out before the first.")


class StandingItem(Model):
    """One thing to look at."""

    kind: StandingKind
    thing: Thing | None = Field(
        description="The claim, evidence, passage or text; of a circle its first member."
    )
    question: str | None = Field(default=None, description="Name of a question of the catalogue.")
    finding: str = Field(description="What was found, in words.")
    numbers: dict[str, int] = Field(description="What was counted.")
    members: tuple[Thing, ...] = Field(
        default=(), description="Of a circle, all of it; of a claim used for policy, the items."
    )
    statements: tuple[Statement, ...] = Field(
        description="Through which statements; the first 20 where there are more."
    )
    absence: Absence | None = Field(
        default=None, description="Of what is missing, whether it was searched for."
    )
    next_step: str = Field(description="What to do about it.")


class StandingCount(Model):
    """How much is open in one way."""

    kind: StandingKind
    title: str
    definition: str
    total: int
    note: str | None = Field(description="What could not be told, and why.")


class Standing(Model):
    """The standing of a graph. It lists what to look at, and judges no source."""

    counts: tuple[StandingCount, ...] = Field(description="Of the kind asked for, or of each.")
    source: str | None = Field(description="Slug of the source, where one was asked for.")
    sources: tuple[str, ...] = Field(description="Slugs of the sources there are.")
    items: tuple[StandingItem, ...]
    total: int = Field(description="Items of the kinds asked for, on all pages.")
    limit: int
    offset: int
    next: str | None = Field(default=None, description="Address of the next page.")
    snapshot: str
