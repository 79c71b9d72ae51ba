"""Agreement of two codings of one text: what both found, and whether they coded it alike.

A *passage* is a span that a coder gave to a claim. The other coder found it too where one of theirs
overlaps it by at least half of the shorter of the two. Claims and links are paired one to one,
those with the larger shared part of their joint span first; over the pairs Krippendorff's alpha for
nominal data is taken (K. Krippendorff, Content Analysis, 4th ed., 2019, ch. 12), so that agreement
by chance does not count. What only one coder found has no pair: it lowers the share of passages
found by both, not alpha.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from cuibono.analysis.model import Model
from cuibono.ingest.coding import ClaimRow, Coding, Decision, LinkRow, Row

_SHARED: Final = 0.5
"""The part of the shorter of two spans that they must share to be the same passage."""


class Measure(Model):
    """How far two coders agree in one judgement, over what both found."""

    name: str
    units: int
    agreement: float | None
    """Share of the units coded alike, None where there are none."""
    alpha: float | None
    """Krippendorff's alpha; None where fewer than two different values were given."""
    values: dict[str, int]
    """How often each pair of values was given, first coder's first, as `plain / hedged`."""


class Part(Model):
    """Agreement over a text or one section of it."""

    section: str | None
    """None for the whole."""
    passages: tuple[int, int]
    """Passages with claims, by coder."""
    found_by_both: float | None
    """Of the passages of either coder, the share that the other found too."""
    claims: tuple[int, int]
    links: tuple[int, int]
    measures: tuple[Measure, ...]


class Adjudication(Model):
    """What was decided where the coders differ."""

    differences: int
    """Claims and links that only one coder has, and pairs that are coded differently."""
    undecided: tuple[str, ...]
    """Of these, the ids that no decision names."""
    decisions: dict[str, int]


class Agreement(Model):
    """Agreement of two coders."""

    coders: tuple[str, str]
    whole: Part
    sections: tuple[Part, ...]
    adjudication: Adjudication


R = TypeVar("R", bound=Row)
Pair = tuple[R, R]


def agreement(codings: tuple[Coding, Coding], decisions: Sequence[Decision]) -> Agreement:
    """Return how far two codings agree, overall and by section."""
    first, second = codings
    claims = _pairs(first.claims, second.claims)
    links = _pairs(first.links, second.links, _same_ends(codings, claims))
    names = {row.section: None for coding in codings for row in (*coding.claims, *coding.links)}
    return Agreement(
        coders=(first.name, second.name),
        whole=_part(None, codings, claims, links),
        sections=tuple(
            _part(name, codings, claims, links) for name in sorted(names, key=_by_number)
        ),
        adjudication=_adjudication(codings, claims, links, decisions),
    )


def overlaps(one: Row, other: Row) -> bool:
    """Whether two spans share at least half of the shorter."""
    shorter = min(one.end - one.start, other.end - other.start)
    return _shared(one, other) >= _SHARED * shorter


def _part(
    section: str | None,
    codings: tuple[Coding, Coding],
    claims: Sequence[Pair[ClaimRow]],
    links: Sequence[Pair[LinkRow]],
) -> Part:
    rows = [_here(coding.claims, section) for coding in codings]
    linked = [_here(coding.links, section) for coding in codings]
    spans = [{(row.start, row.end): row for row in found} for found in rows]
    found = [
        any(overlaps(row, other) for other in codings[1 - side].claims)
        for side, own in enumerate(spans)
        for row in own.values()
    ]
    paired = [pair for pair in claims if section in (None, pair[0].section)]
    paired_links = [pair for pair in links if section in (None, pair[0].section)]
    return Part(
        section=section,
        passages=(len(spans[0]), len(spans[1])),
        found_by_both=round(sum(found) / len(found), 4) if found else None,
        claims=(len(rows[0]), len(rows[1])),
        links=(len(linked[0]), len(linked[1])),
        measures=(
            _measure("claim kind", [(a.kind, b.kind) for a, b in paired]),
            _measure("modality", [(a.modality, b.modality) for a, b in paired]),
            _measure("voice", [(a.voice, b.voice) for a, b in paired]),
            _measure("link direction", [(a.direction, b.direction) for a, b in paired_links]),
        ),
    )


def _measure(name: str, values: Sequence[tuple[str, str]]) -> Measure:
    alike = sum(one == other for one, other in values)
    alpha = _alpha(values)
    return Measure(
        name=name,
        units=len(values),
        agreement=round(alike / len(values), 4) if values else None,
        alpha=None if alpha is None else round(alpha, 4),
        values=dict(sorted(Counter(f"{one} / {other}" for one, other in values).items())),
    )


def _alpha(values: Sequence[tuple[str, str]]) -> float | None:
    """Return Krippendorff's alpha; without two different values there is no chance to correct."""
    domain = sorted({value for pair in values for value in pair})
    if len(domain) < 2:
        return None
    # Imported here: it brings numpy, which other commands need not wait for.
    import krippendorff

    data = [[pair[side] for pair in values] for side in (0, 1)]
    return float(krippendorff.alpha(data, value_domain=domain, level_of_measurement="nominal"))


def _pairs(
    first: Sequence[R], second: Sequence[R], weight: Callable[[R, R], int] | None = None
) -> list[Pair[R]]:
    """Return pairs of rows, one to one, heaviest first, then those that share most of their span.

    Of equals those that stand first in the sheets are paired, which leaves the labels out of it.
    """
    candidates = [(one, other) for one in first for other in second if overlaps(one, other)]

    def rank(pair: Pair[R]) -> tuple[float, ...]:
        heavy = weight(*pair) if weight else 0
        return -heavy, -_likeness(*pair), pair[0].line, pair[1].line

    taken: tuple[set[int], set[int]] = (set(), set())
    pairs: list[Pair[R]] = []
    for one, other in sorted(candidates, key=rank):
        if one.line not in taken[0] and other.line not in taken[1]:
            taken[0].add(one.line)
            taken[1].add(other.line)
            pairs.append((one, other))
    return sorted(pairs, key=lambda pair: (pair[0].start, pair[0].line))


def _same_ends(
    codings: tuple[Coding, Coding], claims: Sequence[Pair[ClaimRow]]
) -> Callable[[LinkRow, LinkRow], int]:
    """Return how many ends two links have in common: claims that are a pair, items that overlap."""
    first, second = codings
    same = {(one.id, other.id) for one, other in claims}
    same |= {(a.id, b.id) for a in first.items for b in second.items if overlaps(a, b)}

    def weight(one: LinkRow, other: LinkRow) -> int:
        return ((one.source, other.source) in same) + ((one.target, other.target) in same)

    return weight


def _adjudication(
    codings: tuple[Coding, Coding],
    claims: Sequence[Pair[ClaimRow]],
    links: Sequence[Pair[LinkRow]],
    decisions: Sequence[Decision],
) -> Adjudication:
    first, second = codings
    differences = [
        *(("claim", ids) for ids in _differences(first.claims, second.claims, claims, _judged)),
        *(("link", ids) for ids in _differences(first.links, second.links, links, _direction)),
    ]
    decided = {
        (decision.subject, coding.name, name)
        for decision in decisions
        for coding, names in zip(codings, (decision.first, decision.second), strict=True)
        for name in names
    }
    undecided = [
        " / ".join(
            f"{coder} {name}"
            for coder, name in zip((first.name, second.name), ids, strict=True)
            if name
        )
        for subject, ids in differences
        if not any(
            (subject, coding.name, name) in decided
            for coding, name in zip(codings, ids, strict=True)
        )
    ]
    return Adjudication(
        differences=len(differences),
        undecided=tuple(undecided),
        decisions=dict(sorted(Counter(decision.decision for decision in decisions).items())),
    )


C = TypeVar("C", ClaimRow, LinkRow)


def _differences(
    first: Sequence[C],
    second: Sequence[C],
    pairs: Sequence[Pair[C]],
    judged: Callable[[C], tuple[str, ...]],
) -> Iterator[tuple[str | None, str | None]]:
    """Yield the ids of pairs that are judged differently, and of rows without a pair."""
    for one, other in pairs:
        if judged(one) != judged(other):
            yield one.id, other.id
    paired = {one.id for one, _ in pairs}, {other.id for _, other in pairs}
    yield from ((row.id, None) for row in first if row.id not in paired[0])
    yield from ((None, row.id) for row in second if row.id not in paired[1])


def _judged(row: ClaimRow) -> tuple[str, ...]:
    return row.kind, row.modality, row.voice


def _direction(row: LinkRow) -> tuple[str, ...]:
    return (row.direction,)


def _here(rows: Iterable[R], section: str | None) -> list[R]:
    return [row for row in rows if section in (None, row.section)]


def _shared(one: Row, other: Row) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def _likeness(one: Row, other: Row) -> float:
    """Return the shared part of the joint span of two rows (the Jaccard index)."""
    joint = max(one.end, other.end) - min(one.start, other.start)
    return _shared(one, other) / joint


def _by_number(section: str) -> tuple[tuple[int, ...], str]:
    return tuple(map(int, re.findall(r"\d+", section))), section
