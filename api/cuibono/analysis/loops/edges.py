"""What loops are made of, fetched as far as it is reached, and the simple paths over it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import groupby
from typing import Any, Final

from cuibono.analysis.loops.request import LoopRequest
from cuibono.analysis.tables import Row, Tables, sql_text

_PACKAGE: Final = "cuibono.analysis.loops"
_MOST_NAMED: Final = 200
"""From so many nodes on, a whole stage is fetched: naming each would take longer."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One step, with the statements that say the same; `rows` are those of `edges.sql`."""

    source: str
    kind: str
    target: str
    rows: tuple[Row, ...] = field(compare=False)


Path = tuple[Edge, ...]


def _define(tables: Tables) -> None:
    tables.define("loop_edges", sql_text(_PACKAGE, "edges"))


class Edges:
    """The steps of each stage, asked of the tables once for each node that is reached."""

    def __init__(self, tables: Tables, asked: LoopRequest, *, whole: bool = False) -> None:
        """Start with nothing, or `whole`: with every step, in one query."""
        tables.once(_define)
        self._tables = tables
        self._values = {"inferred": str(asked.inferred), "withdrawn": str(asked.withdrawn)}
        self._from: defaultdict[str, dict[str, list[Edge]]] = defaultdict(dict)
        self._whole = whole
        if whole:
            self._keep("", ())

    def of(self, stage: str, source: str) -> Sequence[Edge]:
        """Return the steps from a node that was reached."""
        return self._from[stage].get(source, [])

    def nodes(self, stage: str) -> set[str]:
        """Return the nodes that have steps of a stage, of those that were reached."""
        return {node for node, steps in self._from[stage].items() if steps}

    def fetch(self, stage: str, sources: Iterable[str] | None = None) -> set[str]:
        """Fetch the steps from these nodes, or where all are there from all; return their ends."""
        nodes = self.nodes(stage) if sources is None else set(sources)
        new: set[str] = set() if self._whole else nodes - self._from[stage].keys()
        if new:
            self._keep(stage, new)
        return {edge.target for node in nodes for edge in self.of(stage, node)}

    def reach(self, stage: str, start: Iterable[str], most: int | None = None) -> set[str]:
        """Fetch the steps from nodes and from all that they lead to; return all of them."""
        reached = set(start)
        new = set(reached)
        while new and most != 0:
            new = self.fetch(stage, new) - reached
            reached |= new
            most = None if most is None else most - 1
        return reached

    def _keep(self, stage: str, wanted: Collection[str]) -> None:
        named = sorted(wanted) if len(wanted) <= _MOST_NAMED else []
        values = {"stage": stage, "sources": f" {' '.join(named)} " if named else ""}
        rows = self._tables.rows(sql_text(_PACKAGE, "leading"), self._values | values)
        self._from[stage].update({node: [] for node in wanted})
        for (found, source, kind, target), group in groupby(rows, key=_step):
            if not wanted or source in wanted:
                edge = Edge(source, kind, target, tuple(group))
                self._from[found].setdefault(source, []).append(edge)


class Paths:
    """The simple paths over one stage, between nodes that were reached: no node comes twice."""

    def __init__(
        self, edges: Edges, stage: str, nodes: Iterable[str], most: int | None = None
    ) -> None:
        self._nx: Any = import_module("networkx")  # here: slow to import, and others need not wait
        self._graph = self._nx.MultiDiGraph()
        self._most = most
        for node in nodes:
            self._graph.add_node(node)
            for edge in edges.of(stage, node):
                self._graph.add_edge(node, edge.target, edge.kind, edge=edge)

    def of(self, source: str) -> Iterator[Path]:
        """Yield the paths from a node to all that it leads to, itself included."""
        near = self._nx.single_source_shortest_path_length(self._graph, source, cutoff=self._most)
        for path in self._nx.all_simple_edge_paths(
            self._graph, source, set(near), cutoff=self._most
        ):
            yield tuple(self._graph.edges[step]["edge"] for step in path)


def _step(row: Row) -> tuple[str, str, str, str]:
    return row["stage"], row["source"], row["kind"], row["target"]


def turned(path: Path, names: Mapping[str, str]) -> Path:
    """Return a path walked the other way, its steps called by their names in that direction."""
    return tuple(
        Edge(edge.target, names[edge.kind], edge.source, edge.rows) for edge in reversed(path)
    )
