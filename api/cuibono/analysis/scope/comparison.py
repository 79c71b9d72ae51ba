"""Which of two scopes is the wider, dimension by dimension, in plain values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import TypeVar

V = TypeVar("V")


class Relation(StrEnum):
    """How what a claim speaks of stands to what a piece of evidence speaks of."""

    WIDER = "wider"
    """The claim speaks of all that the evidence speaks of, and of more."""
    EQUAL = "equal"
    NARROWER = "narrower"
    """The evidence speaks of all that the claim speaks of, and of more."""
    DIFFERENT = "different"
    """Both are on record, and neither holds the other on record."""
    UNKNOWN = "unknown"
    """One of the two is not on record, or cannot be read."""


class Dimension(StrEnum):
    """What a scope is compared by; the names are those of the table of scopes."""

    POPULATION = "population"
    THRESHOLD = "inclusion threshold"
    PLACE = "place"
    PERIOD = "period"
    MEASURE = "measure"
    DENOMINATOR = "denominator"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Threshold:
    """The values that let a unit in: those from `low` to `high` of a measure, in a unit."""

    measure: str | None
    unit: str | None
    low: float
    high: float
    open: bool
    """Whether the bound itself is left out."""

    @classmethod
    def of(
        cls, value: float, unit: str | None, bound: str | None, measure: str | None
    ) -> "Threshold":
        """Return the threshold of a figure; a figure that had to be reached is a lower bound."""
        name = (bound or "").rpartition("/")[2]
        upper = name in ("at-most", "less-than")
        return cls(
            measure,
            unit,
            -inf if upper else value,
            value if upper else inf,
            name in ("more-than", "less-than"),
        )

    def within(self, other: "Threshold") -> bool:
        """Return whether each unit that this lets in the other lets in too."""
        if (self.measure, self.unit) != (other.measure, other.unit):
            return False
        if (self.low, self.high) == (other.low, other.high):
            return self.open or not other.open
        return other.low <= self.low and self.high <= other.high


def compared(
    claim: Sequence[V] | None,
    evidence: Sequence[V] | None,
    within: Callable[[V, V], bool],
    *,
    joint: bool = False,
) -> Relation:
    """Return how the scope of a claim stands to that of evidence; None is not known.

    A scope is the union of its values, or `joint`, what satisfies all of them, as thresholds do.
    `within` is reflexive and transitive; so then is holding, which the relation is made of.
    """
    if claim is None or evidence is None:
        return Relation.UNKNOWN
    claim_holds = _holds(claim, evidence, within, joint)
    evidence_holds = _holds(evidence, claim, within, joint)
    match claim_holds, evidence_holds:
        case True, True:
            return Relation.EQUAL
        case True, False:
            return Relation.WIDER
        case False, True:
            return Relation.NARROWER
        case _:
            return Relation.DIFFERENT


def _holds(
    outer: Sequence[V], inner: Sequence[V], within: Callable[[V, V], bool], joint: bool
) -> bool:
    if joint:  # each thing that the outer demands, the inner demands already
        return all(any(within(one, demand) for one in inner) for demand in outer)
    return all(any(within(one, other) for other in outer) for one in inner)
