"""`drawn` reaches every link between evidence and claim, and knows another way of one or two."""

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode, Quad

from cuibono.ingest import bundled_rules, read_ontology
from cuibono.questions import Catalogue, answer
from cuibono.reasoning import materialise
from cuibono.store import EmbeddedStore, Snapshot
from cuibono.terms import Graph

LINKS = (
    # from, kind, to, whether a reader infers it
    ("claim:b", "dispute", "claim:c", False),
    ("claim:d", "support", "claim:b", True),
    ("evidence:both", "support", "claim:d", False),
    ("evidence:both", "support", "claim:b", False),
    ("evidence:reader", "support", "claim:d", False),
)
PROLOGUE = "".join(
    f"@prefix {name}: <https://w3id.org/cuibono/{path}> . "
    for name, path in (
        *((kind, f"id/{kind}/") for kind in ("claim", "evidence", "link", "passage")),
        ("cb", "ns#"),
        ("basis", "list/basis/"),
        ("graph", "graph/"),
    )
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    links = " ".join(
        f"link:l{number} cb:linkSource {source} ; cb:{kind}Target {target} ; "
        f"cb:atPassage passage:p{' ; cb:basis basis:inferred' if is_inferred else ''} ."
        for number, (source, kind, target, is_inferred) in enumerate(LINKS)
    )
    figures = " ".join(
        f"evidence:{name} a cb:Figure ; cb:value 1 ; cb:atPassage passage:p ."
        for name in ("both", "reader")
    )
    graphs: dict[NamedNode, list[Quad]] = {Graph.ONTOLOGY: read_ontology()}
    trig = f"{PROLOGUE} GRAPH graph:s {{ {links} {figures} }}"
    for quad in ox.parse(trig, format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        graphs.setdefault(quad.graph_name, []).append(quad)
    store = EmbeddedStore(tmp_path_factory.mktemp("drawn"))
    with store.writing() as writer:
        writer.replace(graphs)
        materialise(writer, bundled_rules(graphs[Graph.ONTOLOGY]))
    return store.current()


@pytest.mark.parametrize(
    ("name", "column"),
    [("claims/grounds", "evidence"), ("claims/contested-with-figures", "figure")],
)
@pytest.mark.parametrize(("drawn", "kept"), [("by the text", "both"), ("by a reader", "reader")])
def test_the_way_and_not_the_first_link_decides(
    snapshot: Snapshot, name: str, column: str, drawn: str, kept: str
) -> None:
    found = answer(Catalogue.read().get(name), snapshot, {"drawn": drawn, "claim": "claim:c"})
    values = {str(row[found.columns.index(column)]) for row in found.rows}
    assert values == {f"<https://w3id.org/cuibono/id/evidence/{kept}>"}
