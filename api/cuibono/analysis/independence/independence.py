"""Independent sources of a claim, each collapse with its reason and statements."""

from typing import Final

from cuibono.analysis.argument import ArgumentGraph
from cuibono.analysis.independence.counting import SourceCount, SourceGroup, count_sources
from cuibono.analysis.independence.model import (
    Collapse,
    Group,
    Independence,
    IndependentSources,
    Piece,
    Source,
)
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.tables import Tables
from cuibono.analysis.trace_model import Direction
from cuibono.errors import NotFoundError
from cuibono.terms import kind_and_slug

_PROPERTIES: Final = {
    Direction.SUPPORTS: ("supportedBy", "evidence for it"),
    Direction.DISPUTES: ("disputedBy", "evidence against it"),
    Direction.QUALIFIES: ("qualifiedBy", "evidence that qualifies it"),
}

_ROLES: Final = {"producer": "producedBy", "data owner": "dataOwner", "funder": "fundedBy"}


def independence(
    tables: Tables, lookup: Lookup, claim: str, *, inferred: bool = True
) -> Independence:
    """Return the sources for and against the claim with this IRI; raises `NotFoundError`.

    `inferred` says whether links that only a reader draws are followed.
    """
    support, dispute = (
        independent_sources(tables, lookup, claim, direction, inferred=inferred)
        for direction in (Direction.SUPPORTS, Direction.DISPUTES)
    )
    return Independence(
        claim=lookup.thing(claim), support=support, dispute=dispute, snapshot=lookup.snapshot.id
    )


def independent_sources(
    tables: Tables,
    lookup: Lookup,
    claim: str,
    direction: Direction = Direction.SUPPORTS,
    *,
    inferred: bool = True,
) -> IndependentSources:
    """Return the sources on one side of a claim; raises `NotFoundError`.

    `docs/analyses/independence.md` defines it; `count_sources` is the same in plain IRIs.
    """
    found = kind_and_slug(claim)
    if found is None or found[0] != "claim":
        raise NotFoundError(f"<{claim}> is no claim; only claims have sources for and against them")
    lookup.require(claim)
    counted = count_sources(tables.once(ArgumentGraph.read), claim, direction, inferred=inferred)
    return _told(lookup, claim, direction, counted)


def _told(
    lookup: Lookup, claim: str, direction: Direction, counted: SourceCount
) -> IndependentSources:
    absence = None
    if not counted.number:
        prop, what = _PROPERTIES[direction]
        absence = lookup.absence(claim, prop, what=what)
    return IndependentSources(
        direction=direction,
        sources=counted.number,
        independent=counted.independent,
        groups=tuple(_group(lookup, counted, group) for group in counted.groups),
        absence=absence,
    )


def _group(lookup: Lookup, counted: SourceCount, group: SourceGroup) -> Group:
    return Group(
        sources=tuple(_source(lookup, counted, source) for source in group.sources),
        collapses=tuple(
            Collapse(
                reason=sharing.reason,
                shared=lookup.thing(sharing.shared),
                roles=sharing.roles,
                sources=sharing.sources,
                statements=tuple(map(lookup.statement, sharing.stated_by)),
            )
            for sharing in group.sharings
        ),
    )


def _source(lookup: Lookup, counted: SourceCount, source: str) -> Source:
    return Source(
        evidence=lookup.thing(source),
        statement=lookup.statement(source),
        rests_on=tuple(map(lookup.thing, counted.rests_on[source])),
        pieces=tuple(
            Piece(
                evidence=lookup.thing(piece),
                path=tuple(lookup.statement(line.link) for line in counted.pieces[piece]),
            )
            for piece in counted.cited_by[source]
        ),
        unknown=tuple(
            lookup.absence(source, prop, what=role)
            for role, prop in _ROLES.items()
            if role not in counted.roles[source]
        ),
    )
