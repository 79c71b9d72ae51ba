"""The scopes in the tables of a snapshot, and comparing two of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import pairwise
from typing import Any, Final, TypeVar

from cuibono.analysis.argument import ArgumentGraph
from cuibono.analysis.scope.comparison import Dimension, Relation, Threshold, compared
from cuibono.analysis.scope.periods import Span, merged, read_period
from cuibono.analysis.tables import Tables, sql_text

T = TypeVar("T")

_PACKAGE: Final = "cuibono.analysis.scope"


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a dimension, and the thing of which it is said."""

    value: str
    of: str


@dataclass(frozen=True, slots=True)
class Containment:
    """That one place or category lies in another, and the statement that says so, if it is one."""

    inner: str
    outer: str
    statement: str | None = None
    inferred: bool = False


@dataclass(frozen=True)
class ScopeBook:
    """What each claim and piece of evidence speaks of, and what lies in what."""

    values: Mapping[tuple[str, str], tuple[str, ...]]
    containments: tuple[Containment, ...]
    thresholds: Mapping[str, Threshold]
    unlimited: frozenset[str]
    """What is said to have no inclusion threshold."""
    argument: ArgumentGraph

    @classmethod
    def read(cls, tables: Tables) -> ScopeBook:
        """Return the scopes in the tables of a snapshot."""
        values: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for row in tables.rows(sql_text(_PACKAGE, "values")):
            values[row["node"], row["dimension"]].append(row["value"])
        contained = tables.rows(sql_text(_PACKAGE, "containments"))
        thresholds = tables.rows(sql_text(_PACKAGE, "thresholds"))
        return cls(
            values={key: tuple(some) for key, some in values.items()},
            containments=tuple(
                Containment(row["inner_"], row["outer_"], row["statement"], row["inferred"])
                for row in contained
            ),
            thresholds={
                row["figure"]: Threshold.of(row["value"], row["unit"], row["bound"], row["measure"])
                for row in thresholds
                if row["value"] is not None
            },
            unlimited=frozenset(
                row["node"] for row in tables.rows(sql_text(_PACKAGE, "unlimited"))
            ),
            argument=tables.once(ArgumentGraph.read),
        )

    def of(self, node: str, dimension: Dimension) -> tuple[Value, ...]:
        """Return the values of a node; what evidence does not say itself, the nearest whole does.

        Evidence whose place is said nowhere has that of its platform.
        """
        seen, level = {node}, [node]
        while level:
            if found := self._said(level, dimension):
                return found
            wholes = {w for one in level for w in self.argument.part_of.get(one, ())} - seen
            seen |= wholes
            level = sorted(wholes)
        if dimension is Dimension.PLACE and node in self.argument.evidence:
            platforms = self.of(node, Dimension.PLATFORM)
            return self._said([one.value for one in platforms], dimension)
        return ()

    def compare(
        self, claim: str, evidence: str, dimension: Dimension, *, inferred: bool = True
    ) -> Relation:
        """Return how the scope of a claim stands to that of evidence, in one dimension."""
        ours, theirs = self.of(claim, dimension), self.of(evidence, dimension)
        match dimension:
            case Dimension.PERIOD:
                return compared(_spans(ours), _spans(theirs), Span.within)
            case Dimension.THRESHOLD:
                demands = self._demands(claim, ours), self._demands(evidence, theirs)
                return compared(*demands, Threshold.within, joint=True)
            case _:

                def within(one: str, other: str) -> bool:
                    return self.steps(one, other, inferred) is not None

                return compared(_names(ours), _names(theirs), within)

    def steps(self, inner: str, outer: str, inferred: bool = True) -> tuple[str, ...] | None:
        """Return the statements by which one value lies in another; None where none do.

        A value lies in itself, by no statement; a place lies in another by no statement either.
        """
        if inner == outer:
            return ()
        graph = self._containing if inferred else self._containing_by_text
        networkx: Any = import_module("networkx")
        if inner not in graph or outer not in graph:
            return None
        try:
            path: list[str] = networkx.shortest_path(graph, inner, outer)
        except networkx.NetworkXNoPath:
            return None
        said = (graph.edges[edge]["statement"] for edge in pairwise(path))
        return tuple(statement for statement in said if statement)

    def _demands(self, node: str, side: tuple[Value, ...]) -> Sequence[Threshold] | None:
        return () if not side and node in self.unlimited else _all(self.thresholds.get, side)

    def _said(self, nodes: list[str], dimension: Dimension) -> tuple[Value, ...]:
        return tuple(
            Value(value, node) for node in nodes for value in self.values.get((node, dimension), ())
        )

    @cached_property
    def _containing(self) -> Any:
        return _graph(self.containments)

    @cached_property
    def _containing_by_text(self) -> Any:
        return _graph(tuple(one for one in self.containments if not one.inferred))


def _names(side: tuple[Value, ...]) -> Sequence[str] | None:
    return [one.value for one in side] or None


def _spans(side: tuple[Value, ...]) -> Sequence[Span] | None:
    spans = _all(read_period, side)
    return None if spans is None else merged(spans)


def _all(read: Callable[[str], T | None], side: tuple[Value, ...]) -> list[T] | None:
    """Return what the values of a side mean; None where there are none, or one cannot be read."""
    found = [read(one.value) for one in side]
    meant = [one for one in found if one is not None]
    return meant if meant and len(meant) == len(found) else None


def _graph(containments: tuple[Containment, ...]) -> Any:
    graph: Any = import_module("networkx").DiGraph()
    for one in reversed(containments):  # of several that say the same, the first is told
        graph.add_edge(one.inner, one.outer, statement=one.statement)
    return graph
