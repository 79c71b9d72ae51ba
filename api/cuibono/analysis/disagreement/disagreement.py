"""The two sides of a claim, as defined in `docs/analyses/disagreement.md`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from cuibono.analysis.argument import ArgumentGraph
from cuibono.analysis.disagreement.figures import compared, figures_of
from cuibono.analysis.disagreement.model import (
    Disagreement,
    Dispute,
    Ground,
    Matter,
    Rival,
    Side,
    Voice,
)
from cuibono.analysis.independence import independent_sources
from cuibono.analysis.lookup import Lookup, grouped, iri_in, text_in
from cuibono.analysis.model import Statement, Thing
from cuibono.analysis.tables import Tables, known_iris
from cuibono.analysis.trace import utterances_of
from cuibono.analysis.trace_model import Direction, Utterance
from cuibono.store import Row

_STANCES: Final[Mapping[Direction, str]] = {
    Direction.SUPPORTS: "Assertion",
    Direction.DISPUTES: "Denial",
}


def disagreement(
    tables: Tables, lookup: Lookup, claim: str, *, inferred: bool = True
) -> Disagreement:
    """Return the two sides of a claim, given as slug or IRI; raises `NotFoundError`.

    `inferred` says whether links that only a reader draws count.
    """
    (iri,) = known_iris(tables, "claim", [claim], "claim")
    rows = lookup.ask("trace/arguments", claim=iri)
    drawn = [_ground(lookup, link, members) for link, members in grouped(rows, "link").items()]
    graph = tables.once(ArgumentGraph.read)
    by_readers = {line.link for line in graph.lines_to.get(iri, ()) if line.inferred}
    grounds = [one for one in drawn if inferred or one.statement.iri not in by_readers]
    voices = _voices(tables, lookup, iri)
    for_it, against_it = (
        _side(tables, lookup, iri, direction, grounds, voices, inferred=inferred)
        for direction in _STANCES
    )
    disputed = _disputed(against_it)
    return Disagreement(
        claim=lookup.thing(iri),
        statement=lookup.statement(iri),
        is_disputed=bool(disputed),
        for_it=for_it,
        against_it=against_it,
        qualifications=tuple(one for one in grounds if one.direction is Direction.QUALIFIES),
        disputed=disputed,
        rivals=_rivals(tables, lookup, iri, inferred=inferred),
        compared=compared(for_it.figures, against_it.figures),
        note=None if disputed else _why_none(for_it),
        snapshot=lookup.snapshot.id,
    )


def matters_of(*, by_claim: bool, about_comparability: bool) -> tuple[Matter, ...]:
    """Return what a link against a claim disputes: a rival's is about the claim, too."""
    about = (Matter.COMPARABILITY,) if about_comparability else ()
    return (Matter.RIVAL if by_claim else Matter.CLAIM, *about)


def _ground(lookup: Lookup, link: str, rows: list[Row]) -> Ground:
    source = lookup.thing(iri_in(rows[0], "source") or "")
    aspect = lookup.first(rows, "aspect")
    mismatches = lookup.things(rows, "mismatch")
    return Ground(
        statement=lookup.statement(link),
        direction=Direction(text_in(rows[0], "direction") or ""),
        source=source,
        drawn_by=lookup.things(rows, "drawnBy"),
        directness=lookup.first(rows, "directness"),
        aspect=aspect,
        mismatches=mismatches,
        matters=matters_of(
            by_claim=source.kind == "claim",
            about_comparability=bool(mismatches) or _is_comparability(aspect),
        ),
    )


def _is_comparability(aspect: Thing | None) -> bool:
    return aspect is not None and aspect.iri.endswith("/aspect/comparability")


def _voices(tables: Tables, lookup: Lookup, claim: str) -> list[Voice]:
    rows = tables.rows(
        "SELECT DISTINCT utterance, withdraws FROM utterances "
        "WHERE claim = :claim AND stance = 'withdrawn' ORDER BY utterance",
        {"claim": claim},
    )
    return [
        Voice(utterance=one, taken_back=_taken_back(lookup, one, rows))
        for one in utterances_of(lookup, claim)
    ]


def _taken_back(
    lookup: Lookup, utterance: Utterance, rows: Iterable[Mapping[str, str | None]]
) -> tuple[Statement, ...]:
    found = [row["utterance"] for row in rows if row["withdraws"] == utterance.statement.iri]
    return tuple(lookup.statement(one) for one in found if one)


def _side(
    tables: Tables,
    lookup: Lookup,
    claim: str,
    direction: Direction,
    grounds: Iterable[Ground],
    voices: Iterable[Voice],
    *,
    inferred: bool,
) -> Side:
    sources = independent_sources(tables, lookup, claim, direction, inferred=inferred)
    stance = _STANCES[direction]
    return Side(
        sources=sources,
        voices=tuple(one for one in voices if one.utterance.statement.type == stance),
        grounds=tuple(one for one in grounds if one.direction is direction),
        figures=figures_of(lookup, tables.once(ArgumentGraph.read), sources),
    )


def _disputed(against: Side) -> tuple[Dispute, ...]:
    """Return what is disputed, matter by matter, with the statements by which it is."""
    by_matter: defaultdict[Matter, list[Ground]] = defaultdict(list)
    for ground in against.grounds:
        for matter in ground.matters:
            by_matter[matter].append(ground)
    denials = tuple(voice.utterance.statement for voice in against.voices)
    return tuple(
        Dispute(
            matter=matter,
            statements=(
                *(denials if matter is Matter.CLAIM else ()),
                *(ground.statement for ground in by_matter[matter]),
            ),
            aspects=_once(ground.aspect for ground in by_matter[matter]),
            mismatches=_once(one for ground in by_matter[matter] for one in ground.mismatches),
        )
        for matter in Matter
        if by_matter[matter] or (matter is Matter.CLAIM and denials)
    )


def _once(things: Iterable[Thing | None]) -> tuple[Thing, ...]:
    return tuple({thing.iri: thing for thing in things if thing}.values())


def _rivals(tables: Tables, lookup: Lookup, claim: str, *, inferred: bool) -> tuple[Rival, ...]:
    """Return the claims that stand against this one, or that it is set against."""
    graph = tables.once(ArgumentGraph.read)
    links: defaultdict[str, list[str]] = defaultdict(list)
    against: set[str] = set()
    for line in graph.lines:
        ends = {line.source, line.target} - {claim}
        is_one = line.direction == Direction.DISPUTES and claim in (line.source, line.target)
        if not is_one or not ends or (line.inferred and not inferred):
            continue
        other = lookup.thing(ends.pop())
        if other.kind == "claim":
            links[other.iri].append(line.link)
            against |= {other.iri} if line.target == claim else set()
    return tuple(
        Rival(
            claim=lookup.thing(other),
            statements=tuple(map(lookup.statement, dict.fromkeys(found))),
            against_this=other in against,
        )
        for other, found in sorted(links.items())
    )


def _why_none(for_it: Side) -> str:
    if for_it.voices or for_it.grounds:
        return "Nobody on record denies the claim or sets anything against it."
    return "Nobody on record asserts or denies the claim, and nothing is set for or against it."
