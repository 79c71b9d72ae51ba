"""The figures of the two sides, and how they compare, dimension by dimension."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cuibono.analysis.argument import ArgumentGraph
from cuibono.analysis.disagreement.model import ComparedDimension, Likeness, SidedFigure
from cuibono.analysis.evidence import EvidenceTrace
from cuibono.analysis.independence import IndependentSources
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.trace_model import ScopeTerm

DIMENSIONS: Final = ("measure", "denominator", "population", "place", "period", "platform")
_AS: Final[Mapping[str, str]] = {"population in words": "population"}


def figures_of(
    lookup: Lookup, graph: ArgumentGraph, sources: IndependentSources
) -> tuple[SidedFigure, ...]:
    """Return the figures that a side cites, or that what it cites holds or draws on.

    Each comes once, by the first piece in the order of their IRIs.
    """
    pieces = {
        piece.evidence.iri: piece.evidence
        for group in sources.groups
        for source in group.sources
        for piece in source.pieces
    }
    found: dict[str, SidedFigure] = {}
    for iri in sorted(pieces):
        for figure in _within(graph, iri):
            if figure not in found:
                whole = next(iter(sorted(graph.part_of.get(figure, ()))), None)
                found[figure] = _sided(lookup, figure, whole, iri)
    return tuple(found.values())


def compared(
    for_it: Iterable[SidedFigure], against_it: Iterable[SidedFigure]
) -> tuple[ComparedDimension, ...]:
    """Return what the figures of both sides speak of, in each dimension that either states."""
    sides = [_values(for_it), _values(against_it)]
    return tuple(
        ComparedDimension(
            dimension=dimension,
            likeness=_likeness(*(frozenset(side[dimension]) for side in sides)),
            for_it=tuple(sides[0][dimension].values()),
            against_it=tuple(sides[1][dimension].values()),
        )
        for dimension in DIMENSIONS
        if any(side[dimension] for side in sides)
    )


def _within(graph: ArgumentGraph, piece: str) -> Iterator[str]:
    """Yield the figure itself, or the figures in evidence and in what that draws on."""
    if piece in graph.figures:
        yield piece
        return
    reached = [piece]
    for one in reached:  # grows while it is walked; a circle adds nothing new
        reached += sorted(graph.draws_on.get(one, frozenset()) - set(reached))
    yield from sorted(f for f in graph.figures if graph.part_of.get(f, frozenset()) & set(reached))


def _sided(lookup: Lookup, figure: str, whole: str | None, piece: str) -> SidedFigure:
    trace = EvidenceTrace(lookup, ())
    told = trace.figure(figure)
    own = trace.scope(figure)
    stated = {_dimension(term) for term in own}
    return SidedFigure(
        figure=told.thing,
        statement=told.statement,
        written=told.written,
        of=lookup.thing(whole) if whole else None,
        cited_by=lookup.thing(piece),
        scope=own,
        scope_of_whole=tuple(term for term in trace.scope(whole) if _dimension(term) not in stated)
        if whole
        else (),
    )


def _values(figures: Iterable[SidedFigure]) -> dict[str, dict[str, str]]:
    """Return the values of each dimension, by IRI or text, in words."""
    found: dict[str, dict[str, str]] = {dimension: {} for dimension in DIMENSIONS}
    for figure in figures:
        for term in (*figure.scope, *figure.scope_of_whole):
            values = found.get(_dimension(term))
            if values is not None:
                values[term.thing.iri if term.thing else term.value] = term.value
    return {dimension: dict(sorted(values.items())) for dimension, values in found.items()}


def _dimension(term: ScopeTerm) -> str:
    return _AS.get(term.dimension, term.dimension)


def _likeness(one: frozenset[str], other: frozenset[str]) -> Likeness:
    if not one or not other:
        return Likeness.UNKNOWN
    if one == other:
        return Likeness.SAME
    return Likeness.OVERLAPPING if one & other else Likeness.DIFFERENT
