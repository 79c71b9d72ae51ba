"""How many sources are independent, in plain IRIs; `independent_sources` tells it with statements.

`docs/analyses/independence.md` defines it. This is for use in the mass: over all claims at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any

from cuibono.analysis.argument import ArgumentGraph, Line
from cuibono.analysis.trace_model import Direction


class Reason(StrEnum):
    """What sources share, so that they are not independent of one another."""

    EVIDENCE = "evidence"
    """They rest on the same evidence: a data set, a study that both are parts of."""
    CIRCLE = "circle"
    """They draw only on one another."""
    DOCUMENT = "document"
    """The same document reports them, so that they have the same authors, named or not."""
    ACTOR = "actor"
    """The same actor stands behind both: producer, data owner, funder or author."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Something that several sources share."""

    reason: Reason
    shared: str
    """The evidence, document or actor."""
    sources: tuple[str, ...]
    roles: tuple[str, ...] = ()
    """In which roles an actor stands behind them."""
    stated_by: tuple[str, ...] = ()
    """The statements and things that say so."""


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Sources that hang together: they count as one."""

    sources: tuple[str, ...]
    sharings: tuple[Sharing, ...]


@dataclass(frozen=True, slots=True)
class SourceCount:
    """The sources for or against a claim: `number` of them, `independent` after collapsing."""

    pieces: Mapping[str, tuple[Line, ...]]
    """The evidence as it is cited, each with a path of links from the claim."""
    cited_by: Mapping[str, tuple[str, ...]]
    """The sources, and the pieces by which each is cited: itself, its figures, its reviews."""
    rests_on: Mapping[str, tuple[str, ...]]
    """What else each source rests on."""
    roles: Mapping[str, frozenset[str]]
    """In which roles somebody is on record behind each source."""
    groups: tuple[SourceGroup, ...]

    @property
    def number(self) -> int:
        return len(self.cited_by)

    @property
    def independent(self) -> int:
        return len(self.groups)


def count_sources(
    graph: ArgumentGraph, claim: str, direction: Direction, *, inferred: bool = True
) -> SourceCount:
    """Return the sources for or against a claim, and how many of them are independent."""
    pieces = graph.grounds(claim, direction, inferred=inferred)
    cited_by: defaultdict[str, list[str]] = defaultdict(list)
    for piece in sorted(pieces):
        for source in _sources_of(graph, piece):
            cited_by[source].append(piece)
    return SourceCount(
        pieces=pieces,
        cited_by={source: tuple(cited_by[source]) for source in sorted(cited_by)},
        rests_on={one: tuple(sorted(graph.rests_on(one) - {one})) for one in cited_by},
        roles={
            source: frozenset(
                backer.role
                for one in graph.rests_on(source)
                for backer in graph.backers.get(one, ())
            )
            for source in cited_by
        },
        groups=collapsed(graph, cited_by),
    )


def collapsed(graph: ArgumentGraph, sources: Iterable[str]) -> tuple[SourceGroup, ...]:
    """Return the groups of pieces of evidence that share something, directly or through others.

    The connected components of the graph of sharing: the largest first, then by IRI.
    """
    wanted = sorted(set(sources))
    sharings = _sharings(graph, wanted)
    sets: Any = import_module("networkx").utils.UnionFind(wanted)  # untyped, and slow to import
    for sharing in sharings:
        sets.union(*sharing.sources)
    groups: list[list[str]] = [sorted(group) for group in sets.to_sets()]
    return tuple(
        SourceGroup(tuple(group), tuple(one for one in sharings if one.sources[0] in group))
        for group in sorted(groups, key=lambda group: (-len(group), group))
    )


def _sources_of(graph: ArgumentGraph, piece: str) -> set[str]:
    """Return what a piece counts as: a figure as its study, a review as what it reviews."""
    found = set[str]()
    for bearer in graph.bearers(piece):
        roots = graph.roots(bearer)
        found.update(*map(graph.bearers, roots)) if len(roots) > 1 else found.add(bearer)
    return found


def _sharings(graph: ArgumentGraph, sources: Iterable[str]) -> tuple[Sharing, ...]:
    shared: defaultdict[tuple[Reason, str], dict[str, set[str]]] = defaultdict(dict)
    roles: defaultdict[str, set[str]] = defaultdict(set)
    for source in sources:
        for one in graph.rests_on(source):
            reason = Reason.CIRCLE if len(graph.circle(one)) > 1 else Reason.EVIDENCE
            shared[reason, one][source] = _between(graph, source, one)
            for document in graph.reported_in.get(one, ()):
                shared[Reason.DOCUMENT, document].setdefault(source, set()).add(one)
            for backer in graph.backers.get(one, ()):
                shared[Reason.ACTOR, backer.actor].setdefault(source, set()).add(backer.stated_by)
                roles[backer.actor].add(backer.role)
    return tuple(
        Sharing(
            reason=reason,
            shared=iri,
            sources=tuple(sorted(found)),
            roles=tuple(sorted(roles[iri])) if reason is Reason.ACTOR else (),
            stated_by=tuple(sorted(set[str]().union(*found.values()))),
        )
        for (reason, iri), found in sorted(shared.items(), key=lambda item: _order(*item[0]))
        if len(found) > 1
    )


def _between(graph: ArgumentGraph, source: str, origin: str) -> set[str]:
    """Return the evidence that says, step by step, that a source rests on an origin."""
    steps = {one for one in graph.rests_on(source) if origin in graph.rests_on(one)}
    return steps - {origin} or {origin}


def _order(reason: Reason, iri: str) -> tuple[int, str]:
    return list(Reason).index(reason), iri
