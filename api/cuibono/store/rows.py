"""Rows that are statements, as quads."""

from collections.abc import Iterable

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from cuibono.store.protocol import Row


def quads(rows: Iterable[Row]) -> list[Quad]:
    """Return the quads in rows with the columns `subject`, `predicate`, `object`, `graph`.

    Without a column `graph` they stand in the default graph.
    """
    return [_quad(row) for row in rows]


def _quad(row: Row) -> Quad:
    subject, predicate = row["subject"], row["predicate"]
    graph = row.get("graph", DefaultGraph())
    assert isinstance(subject, NamedNode | BlankNode)
    assert isinstance(predicate, NamedNode)
    assert isinstance(graph, NamedNode | DefaultGraph)
    return Quad(subject, predicate, row["object"], graph)
