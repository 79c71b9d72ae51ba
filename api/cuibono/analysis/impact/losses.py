"""What loses support with what falls, in plain IRIs: the same as counting again from scratch."""

from collections import deque
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from cuibono.analysis.argument import ArgumentGraph
from cuibono.analysis.independence import SourceCount, count_sources
from cuibono.analysis.trace_model import Direction


class Loss(StrEnum):
    """How much of its support something loses."""

    ALL = "all support"
    INDEPENDENT = "all independent support"
    """What is left shares something with what falls."""
    SOME = "some support"


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that loses support, and the sources for it before and after."""

    node: str
    loss: Loss
    before: SourceCount
    after: SourceCount


def losses(graph: ArgumentGraph, fallen: Set[str]) -> tuple[Lost, ...]:
    """Return what loses support when nodes and links fall: the most lost first, then by IRI.

    Only what the fallen bear on is counted again; `tests/analysis/test_impact.py` holds the answer
    equal to counting everything on a graph that never had them.
    """
    left = graph.without(fallen)
    found = [
        lost
        for node in _reached_from(graph, fallen)
        if (lost := loss_of(graph, left, node)) is not None
    ]
    order = list(Loss)
    return tuple(sorted(found, key=lambda lost: (order.index(lost.loss), lost.node)))


def loss_of(graph: ArgumentGraph, left: ArgumentGraph, node: str) -> Lost | None:
    """Return what a node loses of its support from one graph to another; None where nothing."""
    before, after = (count_sources(one, node, Direction.SUPPORTS) for one in (graph, left))
    gone = before.cited_by.keys() - after.cited_by.keys()
    if not gone and before.pieces.keys() == after.pieces.keys():
        return None
    if not after.number:
        return Lost(node, Loss.ALL, before, after)
    is_touched = [not gone.isdisjoint(group.sources) for group in before.groups]
    return Lost(node, Loss.INDEPENDENT if all(is_touched) else Loss.SOME, before, after)


def _reached_from(graph: ArgumentGraph, fallen: Set[str]) -> set[str]:
    """Return what the fallen bear on: at first hand, through what rests on them, through claims."""
    resting = {piece for piece in graph.evidence if graph.rests_on(piece) & fallen}
    bearing = resting | fallen
    onwards: dict[str, list[str]] = {}
    reached = set[str]()
    for line in graph.lines:
        if line.direction != Direction.SUPPORTS:
            continue
        onwards.setdefault(line.source, []).append(line.target)
        if line.link in fallen or line.source in bearing or line.target in fallen:
            reached.add(line.target)
    waiting = deque(reached)
    while waiting:
        new = set(onwards.get(waiting.popleft(), ())) - reached
        reached |= new
        waiting.extend(new)
    return reached
