"""A disagreement: the two sides of a claim, what is disputed, and their figures side by side."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from cuibono.analysis.independence import IndependentSources
from cuibono.analysis.model import Model, Statement, Thing
from cuibono.analysis.trace_model import Direction, ScopeTerm, Utterance


class DisagreementRequest(BaseModel):
    """What can be asked for beside the claim."""

    model_config = ConfigDict(frozen=True)

    inferred: bool = Field(default=True, description="Count links that only a reader draws.")


class ContestedRequest(DisagreementRequest):
    """What can be asked for beside the matter of a question."""

    limit: int = Field(default=50, ge=1, le=1000, description="Most claims in one answer.")
    offset: int = Field(default=0, ge=0, description="How many claims come before.")


class Matter(StrEnum):
    """What a statement against a claim disputes."""

    CLAIM = "claim"
    """The claim itself, by a speaker's denial or by evidence."""
    RIVAL = "rival"
    """The claim, by another claim that stands against it."""
    COMPARABILITY = "comparability"
    """Whether what is measured can be set beside what is claimed."""


class Ground(Model):
    """An argument link to the claim, with what its direction is about."""

    statement: Statement
    direction: Direction
    source: Thing
    drawn_by: tuple[Thing, ...]
    directness: Thing | None
    aspect: Thing | None
    """What the direction is about, such as extent; truth is one of them."""
    mismatches: tuple[Thing, ...]
    """Where what the source measures differs from what the claim says."""
    matters: tuple[Matter, ...]
    """What it is about, were it against the claim; each that fits."""


class Voice(Model):
    """Somebody who asserts or denies the claim."""

    utterance: Utterance
    taken_back: tuple[Statement, ...] = ()
    """The withdrawals of this utterance."""


class SidedFigure(Model):
    """A figure of one side, with what it measures and of what."""

    figure: Thing
    statement: Statement
    written: str
    """The value as people write it: `≤ 0.8 %`, `> 10,000 USD`."""
    of: Thing | None
    """The evidence that it is a part of."""
    cited_by: Thing
    """The piece of evidence on this side through which it comes in."""
    scope: tuple[ScopeTerm, ...]
    """Its own measure, denominator, population, places, period, platform and so on."""
    scope_of_whole: tuple[ScopeTerm, ...]
    """Dimensions that it does not state and the evidence that it is a part of does."""


class Side(Model):
    """What stands on one side of a claim."""

    sources: IndependentSources
    """How many sources, how many of them independent, and what the others share."""
    voices: tuple[Voice, ...]
    grounds: tuple[Ground, ...]
    figures: tuple[SidedFigure, ...]


class Likeness(StrEnum):
    """How the figures of the two sides stand to each other in one dimension."""

    SAME = "same"
    OVERLAPPING = "overlapping"
    DIFFERENT = "different"
    UNKNOWN = "unknown"
    """The figures of a side do not state it."""


class ComparedDimension(Model):
    """What the figures of both sides speak of, in one dimension."""

    dimension: str
    likeness: Likeness
    for_it: tuple[str, ...]
    against_it: tuple[str, ...]


class Dispute(Model):
    """One thing that is disputed, and the statements by which it is."""

    matter: Matter
    statements: tuple[Statement, ...]
    aspects: tuple[Thing, ...]
    mismatches: tuple[Thing, ...]


class Rival(Model):
    """Another claim that is set against this one, or that this one is set against."""

    claim: Thing
    statements: tuple[Statement, ...]
    against_this: bool
    """Whether some of these speak against this claim; else only this speaks against it."""


class Disagreement(Model):
    """The two sides of a claim. They are never set off against each other."""

    claim: Thing
    statement: Statement
    is_disputed: bool
    for_it: Side
    against_it: Side
    qualifications: tuple[Ground, ...]
    """What narrows or conditions the claim: on neither side."""
    disputed: tuple[Dispute, ...]
    """What exactly is disputed: the claim, by a rival, or whether figures can be compared."""
    rivals: tuple[Rival, ...]
    compared: tuple[ComparedDimension, ...]
    note: str | None = None
    """Why there is no disagreement, in words."""
    snapshot: str


class Count(Model):
    """One side in numbers."""

    sources: int
    independent: int
    voices: int
    """How many actors assert, or deny."""


class Contested(Model):
    """A disputed claim in a list."""

    claim: Thing
    for_it: Count
    against_it: Count
    matters: tuple[Matter, ...]
    rivals: tuple[Thing, ...]
    about_it: bool
    """Whether it is about the matter itself; else it disputes or is disputed by one that is."""
    disagreement: str
    """Where the whole of it is."""


class ContestedList(Model):
    """One page of the disputed claims of a question, or of all."""

    about: Thing | None
    claims: int
    """How many claims are about the matter, disputed or not."""
    items: tuple[Contested, ...]
    total: int
    limit: int
    offset: int
    next: str | None = None
    note: str | None = None
