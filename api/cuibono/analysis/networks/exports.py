"""Networks as files that Gephi, NetworkX, igraph, UCINET and R open."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from typing import Any, Final

from cuibono.analysis.networks.model import Network, NetworkNode, StatementRecord
from cuibono.analysis.networks.parameters import Kind


class NetworkFormat(StrEnum):
    """The formats of a network besides JSON: files of the network, then tables."""

    GRAPHML = "graphml"
    GEXF = "gexf"
    DL = "dl"
    CSV = "csv"
    NODES = "nodes"
    STATEMENTS = "statements"


MEDIA_TYPES: Final[Mapping[NetworkFormat, str]] = {
    NetworkFormat.GRAPHML: "application/graphml+xml",
    NetworkFormat.GEXF: "application/gexf+xml",
    NetworkFormat.DL: "text/plain; charset=utf-8",
    NetworkFormat.CSV: "text/csv; charset=utf-8",
    NetworkFormat.NODES: "text/csv; charset=utf-8",
    NetworkFormat.STATEMENTS: "text/csv; charset=utf-8",
}


_DL_MARKS: Final = re.compile(r"[\s,;\"']+")


def exported(network: Network, form: NetworkFormat) -> str:
    """Return a network as the text of a file.

    GraphML (http://graphml.graphdrawing.org/), GEXF 1.2 (https://gexf.net/), DL (the UCINET 6
    guide), and CSV of ties, of nodes, and of statements with all their attributes.
    """
    writers: Mapping[NetworkFormat, Callable[[Network], str]] = {
        NetworkFormat.GRAPHML: _graphml,
        NetworkFormat.GEXF: _gexf,
        NetworkFormat.DL: _dl,
        NetworkFormat.CSV: _ties,
        NetworkFormat.NODES: _node_list,
        NetworkFormat.STATEMENTS: _statements,
    }
    return writers[form](network)


def as_networkx(network: Network) -> Any:
    """Return a network as a `networkx.Graph`, its attributes on nodes and edges."""
    graph = _networkx().Graph(kind=str(network.parameters.kind))
    for node in network.nodes:
        graph.add_node(node.iri, **_attributes(node))
    for tie in network.ties:
        graph.add_edge(
            tie.source,
            tie.target,
            weight=tie.weight,
            agreeing=tie.agreeing,
            disagreeing=tie.disagreeing,
        )
    return graph


def _networkx() -> Any:
    return import_module("networkx")  # here, since others need not wait for it; untyped


def _attributes(node: NetworkNode) -> dict[str, str | int]:
    """Return the attributes of a node; those of two-mode data are what igraph and R look for."""
    found: dict[str, str | int] = {
        "label": printable(node.label),
        "mode": node.mode,
        "statements": node.statements,
    }
    return found if node.cluster is None else found | {"cluster": node.cluster}


def printable(text: str) -> str:
    """Return a text without the control characters that XML 1.0 has no place for."""
    return "".join(mark if mark >= " " else " " for mark in text)


def graphml(graph: Any) -> str:
    """Return a `networkx` graph as plain GraphML."""
    return "\n".join(_networkx().generate_graphml(graph, named_key_ids=True)) + "\n"


def _graphml(network: Network) -> str:
    return graphml(as_networkx(network))


def _gexf(network: Network) -> str:
    return "\n".join(_networkx().generate_gexf(as_networkx(network))) + "\n"


def _dl(network: Network) -> str:
    """Return a list of edges in DL, both ways where nodes are of one mode: the matrix is symmetric.

    Two-mode, actors are rows and concepts columns. A list and not a full matrix, since igraph reads
    no weights from that one.
    """
    weights = [(tie.source, tie.target, tie.weight) for tie in network.ties]
    if network.parameters.kind is Kind.TWO_MODE:
        rows = [node for node in network.nodes if node.mode == "actor"]
        columns = [node for node in network.nodes if node.mode == "concept"]
        head = [f"dl nr={len(rows)} nc={len(columns)}", "format=edgelist2"]
        head += ["row labels:", *_dl_labels(rows), "col labels:", *_dl_labels(columns)]
    else:
        rows = columns = list(network.nodes)
        head = [f"dl n={len(rows)}", "format=edgelist1", "labels:", *_dl_labels(rows)]
        weights += [(target, source, weight) for source, target, weight in weights]
    row, column = (
        {node.iri: number for number, node in enumerate(nodes, 1)} for nodes in (rows, columns)
    )
    data = sorted((row[source], column[target], weight) for source, target, weight in weights)
    return "\n".join([*head, "data:", *(f"{a} {b} {weight!r}" for a, b, weight in data)]) + "\n"


def _dl_labels(nodes: Sequence[NetworkNode]) -> list[str]:
    """Return one label a line, no two alike, since UCINET knows nodes by their labels.

    White space, commas and quotes part labels in DL, each reader in its own way: they become `_`.
    """
    seen: set[str] = set()
    labels: list[str] = []
    for node in nodes:
        label = _DL_MARKS.sub("_", printable(node.label))
        if label.casefold() in seen:
            label = f"{label}_{_DL_MARKS.sub('_', node.iri)}"
        seen.add(label.casefold())
        labels.append(label)
    return labels


def _ties(network: Network) -> str:
    labels = {node.iri: node.label for node in network.nodes}
    names = ("source", "target", "source_label", "target_label", "weight")
    rows = [
        (
            t.source,
            t.target,
            labels[t.source],
            labels[t.target],
            t.weight,
            t.agreeing,
            t.disagreeing,
            t.divisor,
        )
        for t in network.ties
    ]
    return _csv((*names, "agreeing", "disagreeing", "divisor"), rows)


def _node_list(network: Network) -> str:
    names = ("iri", "label", "mode", "statements", "cluster")
    return _csv(names, [[getattr(node, name) for name in names] for node in network.nodes])


def _statements(network: Network) -> str:
    names = tuple(name for name in StatementRecord.model_fields if name != "left_out")
    return _csv(names, [[getattr(row, name) for name in names] for row in network.statements])


def _csv(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([["" if v is None else v for v in row] for row in rows])
    return sink.getvalue()
