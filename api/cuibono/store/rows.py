"""Rows that are statements, as quads."""

from collections.abc import Iterable

from pyoxigraph import BlankNode, NamedNode, Quad

from cuibono.store.protocol import Row


def quads(rows: Iterable[Row]) -> list[Quad]:
    """Return the quads in rows with the columns `subject`, `predicate`, `object`, `graph`."""
    return [_quad(row) for row in rows]


def _quad(row: Row) -> Quad:
    subject, predicate, graph = row["subject"], row["predicate"], row["graph"]
    assert isinstance(subject, NamedNode | BlankNode)
    assert isinstance(predicate, NamedNode)
    assert isinstance(graph, NamedNode)
    return Quad(subject, predicate, row["object"], graph)
