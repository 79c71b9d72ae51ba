"""The figures that bear on a claim, gathered from all over its trace."""

from collections.abc import Iterator
from dataclasses import dataclass

from cuibono.analysis.model import Thing
from cuibono.analysis.trace_model import Argument, Direction, Evidence, Figure, Trace
from cuibono.web.pages.evidence import criteria


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure that bears on a claim: on which side, and from which evidence."""

    direction: Direction
    figure: Figure
    evidence: Thing


class Opened:
    """Where a trace shows each source in full: it does so once, and refers to it elsewhere."""

    def __init__(self, trace: Trace) -> None:
        self.arguments: dict[str, Argument] = {}
        self.evidence: dict[str, Evidence] = {}
        for argument in trace.arguments:
            self._add(argument)

    def __contains__(self, iri: str) -> bool:
        """Whether the trace has a step that shows this source in full."""
        return iri in self.arguments or iri in self.evidence

    def _add(self, argument: Argument) -> None:
        if not argument.shown_elsewhere:
            self.arguments.setdefault(argument.source.iri, argument)
        if argument.evidence:
            self._add_evidence(argument.evidence)
        for nested in argument.arguments:
            self._add(nested)

    def _add_evidence(self, evidence: Evidence) -> None:
        self.evidence.setdefault(evidence.thing.iri, evidence)
        for root in evidence.rests_on:
            self._add_evidence(root)


def figure_rows(trace: Trace, opened: Opened) -> tuple[FigureRow, ...]:
    """Return the figures among the arguments about a claim, each once for its side.

    Figures that only say what was counted, such as a threshold, are no results and left out.
    Within a side, figures of the same measure stand together.
    """
    without = {iri for evidence in opened.evidence.values() for iri in criteria(evidence)}
    rows: dict[tuple[Direction, str], FigureRow] = {}
    for argument in trace.arguments:
        for row in _rows(argument, argument.direction, opened, frozenset({trace.claim.iri})):
            if row.figure.thing.iri not in without:
                rows.setdefault((row.direction, row.figure.thing.iri), row)
    return tuple(sorted(rows.values(), key=_place))


def _place(row: FigureRow) -> tuple[int, str, str, str]:
    measure = row.figure.measure.label if row.figure.measure else ""
    side = list(Direction).index(row.direction)
    return side, measure, row.evidence.label, row.figure.thing.iri


def _rows(
    argument: Argument, direction: Direction, opened: Opened, seen: frozenset[str]
) -> Iterator[FigureRow]:
    """Yield the figures behind an argument, through all that supports its source."""
    source = argument.source.iri
    if source in seen:
        return
    if evidence := opened.evidence.get(source):
        yield from _rows_of(evidence, direction, opened, frozenset())
    for nested in opened.arguments.get(source, argument).arguments:
        if nested.direction is Direction.SUPPORTS:
            yield from _rows(nested, direction, opened, seen | {source})


def _rows_of(
    evidence: Evidence, direction: Direction, opened: Opened, seen: frozenset[str]
) -> Iterator[FigureRow]:
    """Yield the figures of evidence and its roots; a figure stands for itself, from its study."""
    roots = [*(root.thing for root in evidence.rests_on), *evidence.rests_on_elsewhere]
    if evidence.figure:
        yield FigureRow(direction, evidence.figure, roots[0] if roots else evidence.thing)
        return
    yield from (FigureRow(direction, figure, evidence.thing) for figure in evidence.figures)
    for root in roots:
        known = opened.evidence.get(root.iri)
        if known and root.iri not in seen:
            yield from _rows_of(known, direction, opened, seen | {evidence.thing.iri})
