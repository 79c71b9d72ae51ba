"""Networks as files: others read back what was written."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import igraph
import networkx as nx
import pytest

from cuibono.analysis.networks import Network, NetworkFormat, exported

Make = Callable[..., Network]

SAID: list[tuple[Any, ...]] = [
    ("ä-é", "p", True),
    ("ä-é", "q", False),
    ("中文", "p", True),
    ("中文", "p", True),
    ("b", "q", True),
    ("alone", "z", True),
]


LABELS = {"b": 'B & <C>, "d"', "ä-é": "Ä É", "中文": "中文", "alone": "alone"}


@pytest.fixture(params=["congruence", "conflict", "subtract", "two-mode"])
def network(request: pytest.FixtureRequest, network_of: Make) -> Network:
    rows = network_of(SAID, "two-mode").statements
    named = [row.model_copy(update={"actor_label": LABELS.get(row.actor)}) for row in rows]
    return network_of(named, request.param)


def edges(network: Network) -> dict[frozenset[str], float]:
    return {frozenset((tie.source, tie.target)): tie.weight for tie in network.ties}


def labels(network: Network) -> dict[str, str]:
    return {node.iri: node.label for node in network.nodes}


def test_networkx_reads_the_graphml(network: Network) -> None:
    graph = nx.parse_graphml(exported(network, NetworkFormat.GRAPHML))
    assert {frozenset(ends[:2]): ends[2]["weight"] for ends in graph.edges(data=True)} == edges(
        network
    )
    assert {node: data["label"] for node, data in graph.nodes(data=True)} == labels(network)
    assert "alone" in graph
    assert graph.nodes["alone"]["statements"] == 1


def test_the_graphml_is_plain(network: Network) -> None:
    """It has the elements of GraphML itself, no tool's own, and every key is declared."""
    root = ElementTree.fromstring(exported(network, NetworkFormat.GRAPHML))
    names = {element.tag.rpartition("}") for element in root.iter()}
    assert {space for space, _, _ in names} == {"{http://graphml.graphdrawing.org/xmlns"}
    assert {name for _, _, name in names} <= {"graphml", "key", "graph", "node", "edge", "data"}
    keys = {key.get("id"): key.get("attr.type") for key in root.iterfind("{*}key")}
    assert {data.get("key") for data in root.iter("{*}data")} <= keys.keys() - {None}
    assert {"label", "mode", "statements"} <= keys.keys()
    assert set(keys.values()) <= {"string", "long", "double", "boolean"}


def test_igraph_reads_the_graphml(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "n.graphml"
    file.write_text(exported(network, NetworkFormat.GRAPHML), encoding="utf-8")
    graph = igraph.Graph.Read_GraphML(str(file))
    names = graph.vs["id"]
    found = {frozenset((names[e.source], names[e.target])): e["weight"] for e in graph.es}
    assert found == edges(network)
    assert dict(zip(names, graph.vs["label"], strict=True)) == labels(network)


def test_networkx_reads_the_gexf(network: Network) -> None:
    graph = nx.read_gexf(io.BytesIO(exported(network, NetworkFormat.GEXF).encode()))
    found = {frozenset((a, b)): data["weight"] for a, b, data in graph.edges(data=True)}
    assert found == edges(network)
    assert {node: data["label"] for node, data in graph.nodes(data=True)} == labels(network)


@pytest.mark.parametrize("kind", ["congruence", "conflict", "subtract"])
@pytest.mark.parametrize("normalisation", ["none", "average"])
def test_igraph_reads_the_dl(
    kind: str, normalisation: str, network_of: Make, tmp_path: Path
) -> None:
    network = network_of(SAID, kind, normalisation=normalisation)
    file = tmp_path / "n.dl"
    file.write_text(exported(network, NetworkFormat.DL), encoding="utf-8")
    graph = igraph.Graph.Read_DL(str(file))
    assert graph.vs["name"] == [node.label for node in network.nodes]
    names = [node.iri for node in network.nodes]
    ends = [(names[e.source], names[e.target]) for e in graph.es]
    assert len(ends) == 2 * len(network.ties)
    if ends:
        found = zip(map(frozenset, ends), graph.es["weight"], strict=True)
        assert dict(found) == edges(network)


def test_the_dl_of_a_two_mode_network_by_hand(network_of: Make) -> None:
    said = [("a", "p", True), ("b", "q", False), ("b", "q", False), ("c", "p", True)]
    assert exported(network_of(said, "two-mode"), NetworkFormat.DL) == (
        "dl nr=3 nc=2\nformat=edgelist2\n"
        "row labels:\nA\nB\nC\ncol labels:\nP\nQ\n"
        "data:\n1 1 1.0\n2 2 -2.0\n3 1 1.0\n"
    )
    assert exported(network_of(said, "congruence"), NetworkFormat.DL) == (
        "dl n=3\nformat=edgelist1\nlabels:\nA\nB\nC\ndata:\n1 3 1.0\n3 1 1.0\n"
    )


def test_labels_of_dl_are_never_alike(network_of: Make) -> None:
    rows = [
        row.model_copy(update={"actor_label": 'the "same",\nname'})
        for row in network_of([("a", "p", True), ("b", "p", True)], "congruence").statements
    ]
    text = exported(network_of(rows, "congruence"), NetworkFormat.DL)
    assert "\nthe_same_name\nthe_same_name_b\n" in text


def test_csv_has_ties_nodes_and_statements(network: Network) -> None:
    def read(form: NetworkFormat) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(exported(network, form))))

    ties = read(NetworkFormat.CSV)
    assert {frozenset((t["source"], t["target"])): float(t["weight"]) for t in ties} == edges(
        network
    )
    assert {t["divisor"] for t in ties} <= {"1.0"}
    assert {n["iri"]: n["label"] for n in read(NetworkFormat.NODES)} == labels(network)
    statements = read(NetworkFormat.STATEMENTS)
    assert [s["statement"] for s in statements] == [s.statement for s in network.statements]
    assert {s["agreement"] for s in statements} == {"True", "False"}
    assert {"date_first", "passage", "document", "modality", "via"} <= statements[0].keys()


def test_marks_that_xml_cannot_hold_are_left_out(network_of: Make) -> None:
    rows = [
        row.model_copy(update={"actor_label": "a\x00\x0bb"})
        for row in network_of([("a", "p", True)], "two-mode").statements
    ]
    for form in (NetworkFormat.GRAPHML, NetworkFormat.GEXF):
        assert "a  b" in exported(network_of(rows, "two-mode"), form)


@pytest.mark.parametrize("form", list(NetworkFormat))
def test_an_empty_network_is_a_file_too(form: NetworkFormat, network_of: Make) -> None:
    assert exported(network_of([], "congruence"), form)
