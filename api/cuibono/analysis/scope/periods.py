"""Periods as spans of days: years, months, days, and ISO 8601 intervals of them.

Read as ISO 8601-1 has it (5.5, time intervals): `start/end`, `start/duration`, `duration/end`, and
with an open end `..` (ISO 8601-2, extended intervals). A year or month means all of its days.
"""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from rdflib.xsd_datetime import parse_xsd_duration

_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?(?:Z|[+-]\d\d:\d\d)?")
_OPEN: Final = ".."
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def within(self, other: "Span") -> bool:
        return other.first <= self.first and self.last <= other.last


def read_period(text: str) -> Span | None:
    """Return the days that a reference period covers; None where it does not say which."""
    start, slash, end = text.strip().partition("/")
    try:
        span = _interval(start.strip(), end.strip()) if slash else _date(start)
    except (ValueError, OverflowError):
        return None
    return span if span and span.first <= span.last else None


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans that cover the same days, with those that meet or overlap made one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.first.toordinal() <= found[-1].last.toordinal() + 1:
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return tuple(found)


def _interval(start: str, end: str) -> Span | None:
    if start.startswith("P"):
        stop = _date(end)
        return stop and Span(_moved(stop.last + _DAY, start, -1), stop.last)
    first = Span(date.min, date.min) if start == _OPEN else _date(start)
    if first is None:
        return None
    if end.startswith("P"):
        if start == _OPEN:
            return None
        return Span(first.first, _moved(first.first, end, 1) - _DAY)
    last = Span(date.max, date.max) if end == _OPEN else _date(end)
    return last and Span(first.first, last.last)


def _moved(day: date, duration: str, sign: int) -> date:
    length: Any = parse_xsd_duration(duration)  # in years and months, which timedelta has not
    moved: date = day + length if sign > 0 else day - length
    return moved


def _date(text: str) -> Span | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    first = date(year, month or 1, day or 1)
    last_month = month or 12
    return Span(first, date(year, last_month, day or calendar.monthrange(year, last_month)[1]))
