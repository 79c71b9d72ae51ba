"""The gate counts what a write touches or breaks, and nothing else."""

from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode, Quad

from cuibono.terms import BASE, expand
from cuibono.validation import Engine, Gate, Shapes

Read = Callable[[str], list[Quad]]

ONE, TWO = NamedNode(f"{BASE}graph/one"), NamedNode(f"{BASE}graph/two")
FAULTY = "promotion:faulty a cb:Promotion ; cb:promoter actor:a ."
FINE = "promotion:fine a cb:Promotion ; cb:promoter actor:a ; cb:atPassage passage:one ."


@pytest.fixture
def gate(shapes: Shapes) -> Gate:
    return Gate([], shapes)


def in_graph(graph: NamedNode, quads: list[Quad]) -> list[Quad]:
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]


def test_good_data_passes(gate: Gate, read: Read) -> None:
    assert gate.check({ONE: read(FINE)}, []).conforms


def test_a_fault_in_what_is_written_blocks(gate: Gate, read: Read) -> None:
    found = gate.check({ONE: read(FAULTY)}, [])
    assert {result.focus for result in found.results} == {expand("promotion:faulty")}
    assert not found.conforms


def test_a_fault_that_was_there_and_is_not_touched_blocks_nobody(gate: Gate, read: Read) -> None:
    existing = in_graph(TWO, read(FAULTY))
    assert gate.check({ONE: read(FINE)}, existing).results == ()


def test_a_fault_that_was_there_blocks_once_its_node_is_touched(gate: Gate, read: Read) -> None:
    existing = in_graph(TWO, read(FAULTY))
    touched = read('promotion:faulty cb:role "lead" .')
    assert not gate.check({ONE: touched}, existing).conforms


def test_a_node_elsewhere_that_the_write_breaks_blocks(gate: Gate, read: Read) -> None:
    """The evidence drew on one work; the new statement about another node makes it two."""
    existing = in_graph(TWO, read("evidence:a cb:drawsOn evidence:b ."))
    found = gate.check({ONE: read("evidence:c cb:reuses evidence:b .")}, existing)
    assert {result.focus for result in found.results} == {expand("evidence:a")}
    assert not found.conforms


def test_a_write_stands_in_place_of_its_graph(gate: Gate, read: Read) -> None:
    existing = in_graph(ONE, read(FAULTY))
    assert gate.check({ONE: read(FINE)}, existing).conforms
    assert gate.check({ONE: []}, existing).conforms


def test_withdrawing_what_a_node_elsewhere_needs_blocks(shapes: Shapes, read: Read) -> None:
    gate = Gate([], Shapes.parse(*_class_shape()))
    existing = [*in_graph(ONE, read("actor:a a cb:Actor .")), *in_graph(TWO, read(FINE))]
    assert gate.compare([], existing).conforms
    found = gate.check({ONE: []}, existing)
    assert {result.focus for result in found.results} == {expand("promotion:fine")}


def test_classes_of_the_ontology_are_seen(shapes: Shapes, read: Read) -> None:
    late = "promotion:late a cb:LatePromotion ."
    ontology = read("cb:LatePromotion rdfs:subClassOf cb:Promotion .")
    assert Gate([], shapes).check({ONE: read(late)}, []).conforms
    assert not Gate(ontology, shapes).check({ONE: read(late)}, []).conforms


def test_the_engine_can_be_chosen(shapes: Shapes, read: Read) -> None:
    fast, reference = (Gate([], shapes, e) for e in (Engine.SHACL, Engine.PYSHACL))
    incoming = {ONE: read(FAULTY)}
    assert fast.check(incoming, []) == reference.check(incoming, [])


def _class_shape() -> list[str]:
    return [
        f"""
        @prefix cb: <{BASE}ns#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        <{BASE}shape/Promoter> a sh:NodeShape ; sh:targetClass cb:Promotion ;
          sh:property <{BASE}shape/Promoter-class> .
        <{BASE}shape/Promoter-class> sh:path cb:promoter ; sh:class cb:Actor .
        """
    ]
