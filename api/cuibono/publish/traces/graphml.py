"""A trace as GraphML, which networkx, igraph and Gephi open (http://graphml.graphdrawing.org/)."""

from importlib import import_module
from typing import Any

from cuibono.analysis.model import Passage
from cuibono.publish.traces.graph import Edge, TraceGraph


def graphml(graph: TraceGraph) -> str:
    """Return a directed multigraph: an edge a statement, named by its IRI."""
    networkx: Any = import_module("networkx")  # here, since others need not wait for it; untyped
    found = networkx.MultiDiGraph()
    for thing in graph.nodes.values():
        found.add_node(
            thing.iri,
            label=_printable(thing.label),
            kind=thing.kind or "",
            type=thing.type or "",
        )
    for number, edge in enumerate(graph.edges.values()):
        found.add_edge(edge.source, edge.target, key=f"e{number}", **_attributes(edge))
    return "\n".join(networkx.generate_graphml(found, named_key_ids=True)) + "\n"


def _attributes(edge: Edge) -> dict[str, str | bool]:
    return {
        "kind": edge.kind,
        "statement": edge.statement.iri,
        "statement_type": edge.statement.type,
        "graph": edge.statement.graph,
        "inferred_by_reader": edge.statement.inferred_by_reader,
        "says": _printable(edge.says),
        "document": _printable(edge.document),
        "passages": " ".join(passage.iri for passage in edge.statement.passages),
        "places": "; ".join(map(_place, edge.statement.passages)),
    }


def _place(passage: Passage) -> str:
    return _printable(f"{passage.document.label}, {passage.section}: {passage.start}-{passage.end}")


def _printable(text: str) -> str:
    """Return a text without the control characters that XML 1.0 has no place for."""
    return "".join(mark if mark >= " " else " " for mark in text)
