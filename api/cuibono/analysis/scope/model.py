"""A claim and the evidence on either side of it, compared by what they speak of."""

from pydantic import BaseModel, Field

from cuibono.analysis.model import Model, Statement, Thing
from cuibono.analysis.scope.comparison import Dimension, Relation
from cuibono.analysis.trace_model import Direction


class ScopeRequest(BaseModel):
    """What can be asked for beside the claim."""

    direct: bool = Field(default=False, description="Only evidence that bears on the claim itself.")
    inferred: bool = Field(
        default=True, description="Count links and containments that only a reader draws."
    )


class ScopeValue(Model):
    """A value of a dimension, and what says it."""

    value: str
    thing: Thing | None
    """The category, place, figure or code; a period is none."""
    of: Thing
    """The claim or evidence itself, or the whole or platform whose value it has."""
    statement: Statement


class Comparison(Model):
    """How the claim stands to the evidence in one dimension."""

    dimension: Dimension
    relation: Relation
    claim: tuple[ScopeValue, ...]
    evidence: tuple[ScopeValue, ...]
    through: tuple[Statement, ...]
    """The statements by which one lies in the other, where it takes any."""
    note: str
    """What was found, in words."""


class EvidenceScope(Model):
    """One piece of evidence beside the claim."""

    evidence: Thing
    direction: Direction
    path: tuple[Statement, ...]
    """The links from the claim to it; one where it bears on the claim itself."""
    comparisons: tuple[Comparison, ...]


class ScopeGap(Model):
    """A claim compared with each piece of evidence for and against it."""

    claim: Thing
    evidence: tuple[EvidenceScope, ...]
    snapshot: str
