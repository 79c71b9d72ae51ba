"""Whether a tie between actors held when something was done: within, outside or undated.

As the rules of `queries/rules/` say of memberships and promotions (`held-during-*`,
`not-held-during-*`, `undated-against`); `tests/analysis/test_loop_times.py` holds the two equal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Self

from cuibono.analysis.tables import Row


class Times(StrEnum):
    """Whether the ties of a loop held at the time of what closes it."""

    WITHIN = "within"
    OUTSIDE = "outside"
    UNDATED = "undated"
    DIRECT = "direct"
    """The loop has no tie that begins or ends, so there is nothing to compare."""


class _Fit(IntEnum):
    """The classes of one tie, the least fitting first."""

    OUTSIDE = 0
    UNDATED = 1
    WITHIN = 2


@dataclass(frozen=True, slots=True)
class Span:
    """When something held or was done: the first and last days that the source's dates can mean."""

    on_first: date | None = None
    on_last: date | None = None
    starts: date | None = None
    ends: date | None = None

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return the span in the columns of a row that have its names."""
        return cls(**{name: row[name] for name in cls.__slots__})

    @property
    def first(self) -> date | None:
        """The first day on which it may have been done."""
        return self.on_first or self.starts

    @property
    def last(self) -> date | None:
        """The last day on which it may have been done."""
        return self.on_last or self.ends


def fit_of(tie: Span, act: Span) -> Times:
    """Return whether a tie held when something was done, by the dates of both."""
    return Times(_fit(tie, act).name.lower())


def agreement(ties: Iterable[Iterable[Span]], acts: Iterable[Span]) -> Times:
    """Return the class of a loop: that of its least fitting tie, for the statements that fit best.

    A step of a loop may rest on several statements, of which one is enough.
    """
    steps = [tuple(spans) for spans in ties]
    if not steps:
        return Times.DIRECT
    best = max(min(max(_fit(tie, act) for tie in spans) for spans in steps) for act in acts)
    return Times(best.name.lower())


def _fit(tie: Span, act: Span) -> _Fit:
    if _held(tie, act):
        return _Fit.WITHIN
    before = act.last and tie.starts and act.last < tie.starts
    after = act.first and tie.ends and act.first > tie.ends
    return _Fit.OUTSIDE if before or after else _Fit.UNDATED


def _held(tie: Span, act: Span) -> bool:
    if act.first is None:
        return False
    if tie.starts and not tie.ends and tie.starts <= act.first:
        return True
    spans = ((tie.starts, tie.ends), (tie.on_first, tie.on_last))
    return act.last is not None and any(
        first is not None and last is not None and first <= act.first and act.last <= last
        for first, last in spans
    )
