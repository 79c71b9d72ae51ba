"""What cannot all be true is found, told with its statements, and not let in."""

from pathlib import Path

import pytest
from tests.reasoning.test_maintenance import quads
from tests.reasoning.worlds import GRAPHS, read, triples, writer

from cuibono.cli import run
from cuibono.ingest import bundled_rules, read_ontology
from cuibono.reasoning import compile_rules, find_clashes, materialise, replace
from cuibono.store import EmbeddedStore, Snapshot

PLANTED = [
    ("cax-dw", ":C0 owl:disjointWith :C1 .", ":i a :C0 , :C1 ."),
    ("cax-adc", "[] a owl:AllDisjointClasses ; owl:members ( :C0 :C1 ) .", ":i a :C0 , :C1 ."),
    ("cls-com", ":C0 owl:complementOf :C1 .", ":i a :C0 , :C1 ."),
    ("cls-nothing2", "", ":i a owl:Nothing ."),
    ("cax-sco", ":C0 rdfs:subClassOf owl:Nothing .", ":i a :C0 ."),
    ("prp-irp", ":p a owl:IrreflexiveProperty .", ":i :p :i ."),
    ("prp-asyp", ":p a owl:AsymmetricProperty .", ":i :p :j . :j :p :i ."),
    ("prp-pdw", ":p owl:propertyDisjointWith :q .", ":i :p :j ; :q :j ."),
    ("prp-adp", "[] a owl:AllDisjointProperties ; owl:members ( :p :q ) .", ":i :p :j ; :q :j ."),
    (
        "prp-npa1",
        "",
        ":n owl:sourceIndividual :i ; owl:assertionProperty :p ; owl:targetIndividual :j ."
        " :i :p :j .",
    ),
    (
        "prp-npa2",
        "",
        ':n owl:sourceIndividual :i ; owl:assertionProperty :p ; owl:targetValue "v" . :i :p "v" .',
    ),
    ("prp-fp", ":p a owl:FunctionalProperty .", ":i :p 1 , 2 ."),
    (
        "cax-sco",
        ":C0 rdfs:subClassOf [ owl:onProperty :p ;"
        ' owl:maxCardinality "0"^^xsd:nonNegativeInteger ] .',
        ":i a :C0 ; :p :j .",
    ),
    (
        "cax-sco",
        ":C0 rdfs:subClassOf [ owl:onProperty :p ; owl:onClass :C1 ;"
        ' owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger ] .',
        ":i a :C0 ; :p :j . :j a :C1 .",
    ),
    ("eq-diff1", "", ":i owl:sameAs :j ; owl:differentFrom :j ."),
    ("eq-diff2", "[] a owl:AllDifferent ; owl:members ( :i :j ) .", ":i owl:sameAs :j ."),
    ("eq-diff3", "[] a owl:AllDifferent ; owl:distinctMembers ( :i :j ) .", ":i owl:sameAs :j ."),
]


@pytest.mark.parametrize(("check", "ontology", "data"), PLANTED, ids=[p[0] for p in PLANTED])
def test_a_planted_clash_is_found(check: str, ontology: str, data: str) -> None:
    rules = compile_rules(read(ontology))
    store = writer((GRAPHS[0], triples(":x :p :y .")))
    materialise(store, rules)
    assert find_clashes(store, rules) == []
    change = replace(store, rules, {GRAPHS[1]: quads(triples(data), GRAPHS[1])})
    found = find_clashes(store, rules)
    assert {clash.check.name.split()[0] for clash in found} == {check}
    some = find_clashes(store, rules, among=change.added)
    assert {frozenset(one.statements) for one in some} == {frozenset(o.statements) for o in found}
    assert find_clashes(store, rules, among=triples(":x :p :y .")) == []


def test_numbers_are_compared_by_value() -> None:
    rules = compile_rules(read(":p a owl:FunctionalProperty ."))
    store = writer((GRAPHS[0], triples(":i :p 1 , 01 , 1.0 .")))
    assert find_clashes(store, rules) == []


def test_the_bundled_graph_has_none(snapshot: Snapshot) -> None:
    assert find_clashes(snapshot, bundled_rules(read_ontology())) == []


SOURCE = """
@prefix cb: <https://w3id.org/cuibono/ns#> .
@prefix claim: <https://w3id.org/cuibono/id/claim/> .
@prefix utterance: <https://w3id.org/cuibono/id/utterance/> .
@prefix passage: <https://w3id.org/cuibono/id/passage/> .
@prefix actor: <https://w3id.org/cuibono/id/actor/> .
@prefix document: <https://w3id.org/cuibono/id/document/> .
GRAPH <https://w3id.org/cuibono/graph/note> {
utterance:both a cb:Assertion , cb:Promotion ;
    cb:atPassage passage:micro-multinationals-paper-1-9783-9793 ;
    cb:speaker actor:ebay ;
    cb:promoter actor:ebay ;
    cb:promotedItem <https://w3id.org/cuibono/id/policy/ewtp> ;
    cb:inDocument document:ebay-2013a ;
    cb:assertedClaim claim:aid-donors-are-moving-to-market-driven-initiatives .
}
"""


def test_a_source_that_contradicts_the_axioms_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, file = tmp_path / "data", tmp_path / "note.trig"
    assert run(["load", "--bundled", "--data", str(data)]) == 0
    store = EmbeddedStore(data)
    before = store.current().id
    capsys.readouterr()
    file.write_text(SOURCE)
    assert run(["load", str(file), "--data", str(data)]) == 1
    told = capsys.readouterr().err
    assert "nothing is both" in told
    assert "cax-adc" in told
    assert "note.trig:9" in told
    assert "at passage:micro-multinationals-paper-1-9783-9793" in told
    assert "correct or withdraw it" in told
    assert "refused  note: nothing of it was written" in told
    assert store.current().id == before
    assert not (data / "sources" / "note").exists()
