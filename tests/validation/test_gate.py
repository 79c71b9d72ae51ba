"""The gate counts what a write touches or breaks, and nothing else."""

from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode, Quad

from cuibono.store import Matching, Term
from cuibono.store.embedded import EmbeddedWriter
from cuibono.terms import BASE, Graph, expand
from cuibono.validation import Engine, Gate, Shapes

Read = Callable[[str], list[Quad]]

ONE, TWO = NamedNode(f"{BASE}graph/one"), NamedNode(f"{BASE}graph/two")
FAULTY = "promotion:faulty a cb:Promotion ; cb:promoter actor:a ."
FINE = "promotion:fine a cb:Promotion ; cb:promoter actor:a ; cb:atPassage passage:one ."


@pytest.fixture
def gate(shapes: Shapes) -> Gate:
    return Gate([], shapes)


def store(existing: Iterable[Quad]) -> Matching:
    """Return a store in memory."""
    engine = ox.Store()
    engine.extend(existing)
    return EmbeddedWriter(engine)


def in_graph(graph: NamedNode, quads: list[Quad]) -> list[Quad]:
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]


def test_good_data_passes(gate: Gate, read: Read) -> None:
    assert gate.check({ONE: read(FINE)}, store([])).conforms


def test_a_fault_in_what_is_written_blocks(gate: Gate, read: Read) -> None:
    found = gate.check({ONE: read(FAULTY)}, store([]))
    assert {result.focus for result in found.results} == {expand("promotion:faulty")}
    assert not found.conforms


def test_a_fault_that_was_there_and_is_not_touched_blocks_nobody(gate: Gate, read: Read) -> None:
    existing = in_graph(TWO, read(FAULTY))
    assert gate.check({ONE: read(FINE)}, store(existing)).results == ()


def test_a_fault_that_was_there_blocks_once_its_node_is_touched(gate: Gate, read: Read) -> None:
    existing = in_graph(TWO, read(FAULTY))
    touched = read('promotion:faulty cb:role "lead" .')
    assert not gate.check({ONE: touched}, store(existing)).conforms


def test_a_node_elsewhere_that_the_write_breaks_blocks(gate: Gate, read: Read) -> None:
    """The evidence drew on one work; the new statement about another node makes it two."""
    existing = in_graph(TWO, read("evidence:a cb:drawsOn evidence:b ."))
    found = gate.check({ONE: read("evidence:c cb:reuses evidence:b .")}, store(existing))
    assert {result.focus for result in found.results} == {expand("evidence:a")}
    assert not found.conforms


def test_a_write_stands_in_place_of_its_graph(gate: Gate, read: Read) -> None:
    existing = in_graph(ONE, read(FAULTY))
    assert gate.check({ONE: read(FINE)}, store(existing)).conforms
    assert gate.check({ONE: []}, store(existing)).conforms


def test_withdrawing_what_a_node_elsewhere_needs_blocks(shapes: Shapes, read: Read) -> None:
    gate = Gate([], Shapes.parse(*_class_shape()))
    existing = [*in_graph(ONE, read("actor:a a cb:Actor .")), *in_graph(TWO, read(FINE))]
    assert gate.compare([], existing).conforms
    found = gate.check({ONE: []}, store(existing))
    assert {result.focus for result in found.results} == {expand("promotion:fine")}


def test_classes_of_the_ontology_are_seen(shapes: Shapes, read: Read) -> None:
    late = "promotion:late a cb:LatePromotion ."
    ontology = read("cb:LatePromotion rdfs:subClassOf cb:Promotion .")
    assert Gate([], shapes).check({ONE: read(late)}, store([])).conforms
    assert not Gate(ontology, shapes).check({ONE: read(late)}, store([])).conforms


def test_the_engine_can_be_chosen(shapes: Shapes, read: Read) -> None:
    fast, reference = (Gate([], shapes, e) for e in (Engine.SHACL, Engine.PYSHACL))
    incoming = {ONE: read(FAULTY)}
    assert fast.check(incoming, store([])) == reference.check(incoming, store([]))


def test_a_query_that_does_not_say_what_it_reads_is_run_on_the_whole(read: Read) -> None:
    """Twice the same label is seen although nothing leads from one node to the other."""
    gate = Gate([], Shapes.parse(*_label_shape()))
    assert gate.whole_because == "shape:Unique-label does not say what it reads"
    existing = in_graph(TWO, read('actor:a skos:prefLabel "A" .'))
    found = gate.check({ONE: read('actor:b skos:prefLabel "A" .')}, store(existing))
    assert {result.focus for result in found.results} == {expand("actor:a"), expand("actor:b")}
    assert gate.check({ONE: read('actor:b skos:prefLabel "B" .')}, store(existing)).results == ()


def test_what_cuibono_makes_itself_is_no_assertion(shapes: Shapes, read: Read) -> None:
    gate = Gate([], Shapes.parse(*_class_shape()))
    for made in (Graph.INFERRED, Graph.ONTOLOGY):
        existing = in_graph(made, read("actor:a a cb:Actor ."))
        assert not gate.check({ONE: read(FINE)}, store(existing)).conforms
    ontology = read("actor:a a cb:Actor .")
    assert (
        Gate(ontology, Shapes.parse(*_class_shape())).check({ONE: read(FINE)}, store([])).conforms
    )


def test_a_statement_that_another_graph_repeats_stays(read: Read) -> None:
    gate = Gate([], Shapes.parse(*_class_shape()))
    actor = read("actor:a a cb:Actor .")
    existing = [*in_graph(ONE, actor), *in_graph(TWO, [*actor, *read(FINE)])]
    assert gate.check({ONE: []}, store(existing)).conforms


def test_a_node_that_many_refer_to_costs_no_more(read: Read) -> None:
    """Of the many, so many are read as tell whether there are too few or too many."""
    gate = Gate([], Shapes.parse(*_used_shape()))
    many = "".join(f"promotion:p{n} cb:promotedItem policy:hub ." for n in range(2000))
    engine = Counting(in_graph(TWO, read(f"policy:hub a cb:PolicyItem . {many}")))
    found = gate.check({ONE: read("promotion:new cb:promotedItem policy:hub .")}, engine)
    assert found.results == ()
    assert engine.read < 300


class Counting(EmbeddedWriter):
    """A store that counts the statements that are read of it."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        engine = ox.Store()
        engine.extend(quads)
        super().__init__(engine)
        self.read = 0

    def match(
        self,
        subject: Term | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
    ) -> Iterator[Quad]:
        for quad in super().match(subject, predicate, value):
            self.read += 1
            yield quad


def _label_shape() -> list[str]:
    return [
        f"""
        @prefix cb: <{BASE}ns#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <{BASE}shape/Unique> a sh:NodeShape ; sh:targetSubjectsOf skos:prefLabel ;
          sh:sparql <{BASE}shape/Unique-label> .
        <{BASE}shape/Unique-label> sh:select '''SELECT $this {{
          $this <http://www.w3.org/2004/02/skos/core#prefLabel> ?label .
          ?other <http://www.w3.org/2004/02/skos/core#prefLabel> ?label .
          FILTER (?other != $this) }}''' .
        """
    ]


def _used_shape() -> list[str]:
    return [
        f"""
        @prefix cb: <{BASE}ns#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        <{BASE}shape/Used> a sh:NodeShape ; sh:targetClass cb:PolicyItem ;
          sh:property <{BASE}shape/Used-promoted> .
        <{BASE}shape/Used-promoted> sh:minCount 1 ;
          sh:path [ sh:inversePath cb:promotedItem ] .
        """
    ]


def _class_shape() -> list[str]:
    return [
        f"""
        @prefix cb: <{BASE}ns#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        <{BASE}shape/Promoter> a sh:NodeShape ; sh:targetClass cb:Promotion ;
          sh:property <{BASE}shape/Promoter-class> .
        <{BASE}shape/Promoter-class> sh:path cb:promoter ; sh:class cb:Actor .
        """
    ]
