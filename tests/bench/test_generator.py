"""Generated graphs: the same each time, of the size asked for, without a fault."""

import io
from itertools import groupby, islice

import pytest
from pyoxigraph import NamedNode, Quad

from cuibono.bench import GeneratedGraph, source_graph
from cuibono.ingest import read_ontology
from cuibono.terms import Graph
from cuibono.validation import Gate, Severity, report

SMALL = GeneratedGraph(10_000)


def written(graph: GeneratedGraph) -> bytes:
    sink = io.BytesIO()
    graph.write(sink)
    return sink.getvalue()


def test_the_same_size_and_seed_give_the_same_bytes() -> None:
    assert written(SMALL) == written(GeneratedGraph(10_000))
    assert written(SMALL) != written(GeneratedGraph(10_000, seed=2))


@pytest.mark.parametrize("size", [10_000, 100_000])
def test_it_is_of_about_the_size_asked_for(size: int) -> None:
    quads = list(GeneratedGraph(size))
    assert len(quads) == pytest.approx(size, rel=0.1)
    assert len(set(quads)) == len(quads)


def test_it_streams_source_by_source() -> None:
    huge = GeneratedGraph(1_000_000_000)
    assert len(list(islice(huge, 1_000))) == 1_000
    graphs = [key for key, _ in groupby(SMALL, key=lambda quad: quad.graph_name)]
    assert graphs[0] == Graph.REGISTRY
    assert len(graphs) == 1 + 2 * SMALL.sources
    alone = list(SMALL.source(3))
    assert alone == [quad for quad in SMALL if quad in set(alone)]


def test_it_has_no_violation_and_no_warning() -> None:
    found = report([*read_ontology(), *SMALL])
    assert {result.severity for result in found.results} <= {Severity.INFO}


def test_an_addition_passes_the_gate() -> None:
    added = list(SMALL.addition(0))
    found = Gate(read_ontology()).compare(SMALL, [*SMALL, *added])
    assert found.conforms
    assert source_graph("addition-0") in by_graph(added)
    assert any("claim" in str(quad.subject) for quad in added)
    assert not set(added) & set(SMALL)


def by_graph(quads: list[Quad]) -> dict[NamedNode, list[Quad]]:
    return {
        name: list(members)
        for name, members in groupby(quads, key=lambda quad: quad.graph_name)
        if isinstance(name, NamedNode)
    }
