"""Which blank nodes the canonical layout writes where they are used, and which need a label."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad

from cuibono.terms import term

DEPTH: Final = 8
"""How deep nodes nest before one gets a label; keeps output readable and recursion short."""

_FIRST, _REST, _NIL = term("rdf:first"), term("rdf:rest"), term("rdf:nil")


class Nesting:
    """The blank nodes of a dataset by how they are written.

    A node is written in place where it is used once as an object, described in that same graph
    only, and not part of a circle.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._described: dict[BlankNode, list[Quad]] = defaultdict(list)
        self._uses: dict[BlankNode, list[Quad]] = defaultdict(list)
        self._graph_names: set[object] = set()
        for quad in quads:
            self._graph_names.add(quad.graph_name)
            if isinstance(quad.subject, BlankNode):
                self._described[quad.subject].append(quad)
            if isinstance(quad.object, BlankNode):
                self._uses[quad.object].append(quad)
        self._inline = {node for node in self._uses if self._is_used_in_place(node)}
        self._break_circles()
        self._cells = self._list_cells()
        self._limit_depth()

    def is_inline(self, node: BlankNode) -> bool:
        """Whether the node is written where it is used."""
        return node in self._inline

    def is_anonymous(self, node: BlankNode) -> bool:
        """Whether the node is used nowhere, and so is a subject that needs no label."""
        graphs = {quad.graph_name for quad in self._described[node]}
        return node not in self._uses and node not in self._graph_names and len(graphs) == 1

    def list_items(self, node: BlankNode) -> list[object] | None:
        """Return the members of the list that a node written in place begins, if it is one."""
        if node not in self._cells:
            return None
        items: list[object] = []
        cell: object = node
        while isinstance(cell, BlankNode):
            values = {quad.predicate: quad.object for quad in self._described[cell]}
            items.append(values[_FIRST])
            cell = values[_REST]
        return items

    def _is_used_in_place(self, node: BlankNode) -> bool:
        uses = self._uses[node]
        graphs = {quad.graph_name for quad in [*uses, *self._described.get(node, [])]}
        return len(uses) == 1 and len(graphs) == 1 and node not in self._graph_names

    def _list_cells(self) -> set[BlankNode]:
        """Return the cells of well-formed lists, found from their ends."""
        cells: set[BlankNode] = set()
        for node in self._inline:
            cell: BlankNode | None = node if self._rest(node) == _NIL else None
            while cell is not None and self._rest(cell) is not None:
                cells.add(cell)
                is_rest = self._uses[cell][0].predicate == _REST
                cell = self._around(cell) if is_rest else None
        return cells

    def _rest(self, node: BlankNode) -> NamedNode | BlankNode | None:
        """Return what follows a cell that has nothing but one member and one rest."""
        quads = self._described.get(node, [])
        if Counter(quad.predicate for quad in quads) != {_FIRST: 1, _REST: 1}:
            return None
        rest = next(quad.object for quad in quads if quad.predicate == _REST)
        return rest if isinstance(rest, NamedNode | BlankNode) else None

    def _around(self, node: BlankNode) -> BlankNode | None:
        """Return the blank node that a node is written in, None at the outermost."""
        outer = self._uses[node][0].subject
        return outer if isinstance(outer, BlankNode) and outer in self._inline else None

    def _way_out(self, node: BlankNode, known: Container[BlankNode]) -> list[BlankNode]:
        """Return a node and those around it, outwards, up to a known one or a circle's closing."""
        way: dict[BlankNode, None] = {}
        around: BlankNode | None = node
        while around is not None and around not in way and around not in known:
            way[around] = None
            around = self._around(around)
        return list(way)

    def _break_circles(self) -> None:
        """Give a label to one node of each circle: the first by name."""
        seen: set[BlankNode] = set()
        for node in sorted(self._inline, key=lambda n: n.value):
            way = self._way_out(node, seen)
            closing = self._around(way[-1]) if way else None
            if closing is not None and closing in way:
                circle = way[way.index(closing) :]
                self._inline.discard(min(circle, key=lambda n: n.value))
            seen.update(way)

    def _limit_depth(self) -> None:
        """Give a label to each node nested too deep; the cells of a list are as deep as it."""
        depths: dict[BlankNode, int] = {}
        for node in sorted(self._inline, key=lambda n: n.value):
            for inner in reversed(self._way_out(node, depths)):
                use = self._uses[inner][0]
                is_next = use.predicate == _REST and inner in self._cells
                outside = depths.get(use.subject, 0) if isinstance(use.subject, BlankNode) else 0
                depths[inner] = outside + (0 if is_next else 1)
                if depths[inner] > DEPTH:
                    depths[inner] = 0
                    self._inline.discard(inner)
