"""The ontology and the bundled graph, read once."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse, serialize
from rdflib import Graph

ROOT = Path(__file__).resolve().parents[2]


def load(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@pytest.fixture(scope="session")
def everything() -> Graph:
    return load(*sorted((ROOT / "ontology").glob("*.ttl")))


@pytest.fixture(scope="session")
def core() -> Graph:
    """Return what is within OWL 2 RL: all but the DL module."""
    return load(*(file for file in (ROOT / "ontology").glob("*.ttl") if file.stem != "dl"))


@pytest.fixture(scope="session")
def shapes() -> Graph:
    return load(*sorted((ROOT / "shapes").glob("*.ttl")))


@pytest.fixture(scope="session")
def statements() -> Graph:
    """Return the bundled graph, its named graphs merged."""
    found: set[Triple] = set()
    for file in sorted((ROOT / "graph").rglob("*.trig")):
        found.update(quad.triple for quad in parse(path=file))
    lines = serialize(found, format=RdfFormat.N_TRIPLES)
    return Graph().parse(data=lines, format="nt")
