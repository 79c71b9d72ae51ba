"""Fixtures of the questions: a small invented world, reasoned over as the real graph is.

`sample` is the snapshot of `fixture.trig`; the bundled graph is `snapshot`, as everywhere.
"""

from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode, Quad

from cuibono.ingest import bundled_rules, read_ontology
from cuibono.reasoning import materialise
from cuibono.store import EmbeddedStore, Snapshot
from cuibono.terms import Graph

FIXTURE = Path(__file__).with_name("fixture.trig")


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("sample")
    graphs: dict[NamedNode, list[Quad]] = {Graph.ONTOLOGY: read_ontology()}
    for quad in ox.parse(FIXTURE.read_bytes(), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        graphs.setdefault(quad.graph_name, []).append(quad)
    with EmbeddedStore(data).writing() as writer:
        writer.replace(graphs)
        materialise(writer, bundled_rules(graphs[Graph.ONTOLOGY]))
    return data


@pytest.fixture(scope="session")
def sample(sample_data: Path) -> Snapshot:
    return EmbeddedStore(sample_data).current()
