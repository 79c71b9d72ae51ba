"""What a write changes in a store."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from cuibono.store import Matching, Queryable, quads
from cuibono.validation.triples import Term, as_term
from cuibono.validation.views import MADE

_BATCH: Final = 500
_MADE: Final = ", ".join(map(str, MADE))


def asserted(store: Queryable) -> list[Quad]:
    """Return what sources say in a store: all but the graphs that cuibono makes itself."""
    return quads(
        store.select(
            "SELECT ?subject ?predicate ?object ?graph "
            f"{{ GRAPH ?graph {{ ?subject ?predicate ?object }} FILTER (?graph NOT IN ({_MADE})) }}"
        )
    )


@dataclass(frozen=True, slots=True)
class Change:
    """Statements that come and go; `gone` are those that no graph states any more."""

    added: frozenset[Quad]
    removed: frozenset[Quad]
    gone: frozenset[Triple]

    @classmethod
    def of(cls, incoming: Mapping[NamedNode, Iterable[Quad]], store: Queryable) -> "Change":
        """Return what a write of these graphs, in place of what they held, changes."""
        new = {
            Quad(quad.subject, quad.predicate, quad.object, graph)
            for graph, given in incoming.items()
            for quad in given
        }
        old = {quad for graph in incoming for quad in _graph(store, graph)}
        removed = frozenset(old - new)
        staying = {quad.triple for quad in new} | _stated_elsewhere(store, removed)
        gone = frozenset(quad.triple for quad in removed) - staying
        return cls(frozenset(new - old), removed, gone)

    @property
    def triples(self) -> set[Triple]:
        """The statements that come or go."""
        return {quad.triple for quad in self.added | self.removed}

    @property
    def touched(self) -> set[Term]:
        """The nodes about which statements come or go."""
        return {as_term(quad.subject) for quad in self.added | self.removed}


def _graph(store: Queryable, graph: NamedNode) -> list[Quad]:
    query = (
        f"SELECT ?subject ?predicate ?object {{ GRAPH {graph} {{ ?subject ?predicate ?object }} }}"
    )
    return quads({**row, "graph": graph} for row in store.select(query))


def _stated_elsewhere(store: Queryable, removed: frozenset[Quad]) -> set[Triple]:
    """Return the statements that are removed from one graph and stay in another."""
    find = _match if isinstance(store, Matching) else _ask
    return {quad.triple for quad in find(store, removed) if quad not in removed}


def _match(store: Queryable, removed: Iterable[Quad]) -> Iterator[Quad]:
    assert isinstance(store, Matching)
    for quad in removed:
        found = store.match(as_term(quad.subject), quad.predicate, as_term(quad.object))
        yield from (other for other in found if other.graph_name not in MADE)


def _ask(store: Queryable, removed: Iterable[Quad]) -> Iterator[Quad]:
    """As `_match`, elsewhere; blank nodes cannot be asked for, and are of one graph alone."""
    named = [quad for quad in removed if BlankNode not in map(type, quad.triple)]
    for start in range(0, len(named), _BATCH):
        batch = named[start : start + _BATCH]
        rows = " ".join(f"({q.subject} {q.predicate} {q.object})" for q in batch)
        yield from quads(
            store.select(
                f"SELECT * {{ VALUES (?subject ?predicate ?object) {{ {rows} }} GRAPH ?graph "
                f"{{ ?subject ?predicate ?object }} FILTER (?graph NOT IN ({_MADE})) }}"
            )
        )
