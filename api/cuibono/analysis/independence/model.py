"""The sources for and against a claim, and how many of them are independent."""

from pydantic import BaseModel, Field

from cuibono.analysis.independence.counting import Reason
from cuibono.analysis.model import Absence, Model, Statement, Thing
from cuibono.analysis.trace_model import Direction


class IndependenceRequest(BaseModel):
    """What can be asked for beside the claim."""

    inferred: bool = Field(default=True, description="Follow links that only a reader draws.")


class Piece(Model):
    """A piece of evidence as it is cited, with the links that lead from the claim to it."""

    evidence: Thing
    path: tuple[Statement, ...]


class Source(Model):
    """A source: a piece of evidence with all that it draws on or is part of."""

    evidence: Thing
    statement: Statement
    rests_on: tuple[Thing, ...]
    pieces: tuple[Piece, ...]
    """By which evidence it is cited: itself, its figures, or what draws on it and on others."""
    unknown: tuple[Absence, ...]
    """The roles in which nobody is on record, so that what it shares in them is not known."""


class Collapse(Model):
    """Why sources are not independent of one another, and what says so."""

    reason: Reason
    shared: Thing
    roles: tuple[str, ...]
    """In which roles an actor stands behind them."""
    sources: tuple[str, ...]
    """IRIs of the sources that share it."""
    statements: tuple[Statement, ...]


class Group(Model):
    """Sources that hang together, directly or through others: they count as one."""

    sources: tuple[Source, ...]
    collapses: tuple[Collapse, ...]


class IndependentSources(Model):
    """The sources that speak for, or against, a claim."""

    direction: Direction
    sources: int
    independent: int
    groups: tuple[Group, ...]
    absence: Absence | None
    """Set where there is none: what is known of why."""


class Independence(Model):
    """Both sides of a claim. The two counts are never set off against each other."""

    claim: Thing
    support: IndependentSources
    dispute: IndependentSources
    snapshot: str
