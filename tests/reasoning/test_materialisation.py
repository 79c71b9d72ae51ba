"""What follows: each rule, and the whole closure against owlrl as the oracle."""

from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad
from tests.reasoning.worlds import writer

from cuibono.bench import GeneratedGraph
from cuibono.ingest.loading import read_ontology
from cuibono.reasoning import compile_rules, materialise, read_rules
from cuibono.store import EmbeddedStore, Queryable, Snapshot
from cuibono.terms import Graph

PREFIXES = """
@prefix : <urn:x:> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def closure(folder: Path, ontology: str, data: str) -> set[str]:
    """Return the inferred statements, as `subject predicate object` without the namespace."""
    axioms = list(ox.parse((PREFIXES + ontology).encode(), format=ox.RdfFormat.TURTLE))
    facts = ox.parse((PREFIXES + data).encode(), format=ox.RdfFormat.TURTLE)
    graph = NamedNode("urn:data")
    store = EmbeddedStore(folder)
    with store.writing() as writer:
        writer.replace({graph: [Quad(f.subject, f.predicate, f.object, graph) for f in facts]})
        materialise(writer, compile_rules(axioms))
    rows = store.current().select(f"SELECT * {{ GRAPH {Graph.INFERRED} {{ ?s ?p ?o }} }}")
    names = {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": "a",
    }
    return {
        " ".join(
            names.get(value, value.removeprefix("urn:x:"))
            for key in "spo"
            if (value := getattr(row[key], "value", ""))
        )
        for row in rows
    }


@pytest.mark.parametrize(
    ("ontology", "data", "expected"),
    [
        (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":x a :A .", {"x a B", "x a C"}),
        (":A owl:equivalentClass :B .", ":x a :B .", {"x a A"}),
        (":p rdfs:subPropertyOf :q .", ":x :p :y .", {"x q y"}),
        (":p owl:equivalentProperty :q .", ":x :q :y .", {"x p y"}),
        (":p owl:inverseOf :q .", ":x :p :y . :z :q :w .", {"y q x", "w p z"}),
        (":p rdfs:domain :A ; rdfs:range :B .", ":x :p :y .", {"x a A", "y a B"}),
        (":p rdfs:range :B .", ':x :p "no subject" .', set()),
        (
            ":p a owl:TransitiveProperty .",
            ":a :p :b . :b :p :c . :c :p :d .",
            {"a p c", "b p d", "a p d"},
        ),
        (":p a owl:SymmetricProperty .", ":a :p :b .", {"b p a"}),
        (":r owl:propertyChainAxiom ( :p :q ) .", ":a :p :b . :b :q :c .", {"a r c"}),
        (
            ":r owl:propertyChainAxiom ( [ owl:inverseOf :p ] :q ) .",
            ":b :p :a . :b :q :c .",
            {"a r c"},
        ),
        (
            "[ owl:onProperty :p ; owl:someValuesFrom :B ] rdfs:subClassOf :A .",
            ":x :p :y . :y a :B . :z :p :w .",
            {"x a A"},
        ),
        ("[ owl:onProperty :p ; owl:hasValue :v ] rdfs:subClassOf :A .", ":x :p :v .", {"x a A"}),
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue :v ] .", ":x a :A .", {"x p v"}),
        (
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :B ] .",
            ":x a :A ; :p :y .",
            {"y a B"},
        ),
        (
            "[ owl:intersectionOf ( :A :B ) ] rdfs:subClassOf :C .",
            ":x a :A , :B . :y a :A .",
            {"x a C"},
        ),
        (
            "[ owl:unionOf ( :A :B ) ] rdfs:subClassOf :C .",
            ":x a :A . :y a :B .",
            {"x a C", "y a C"},
        ),
        (
            "[ owl:intersectionOf ( :A [ owl:onProperty :p ; owl:someValuesFrom :B ]"
            " [ owl:onProperty :q ; owl:someValuesFrom :B ] ) ] rdfs:subClassOf :C .",
            ":x a :A ; :p :y ; :q :z . :y a :B . :z a :B .",
            {"x a C"},
        ),
    ],
)
def test_rules(tmp_path: Path, ontology: str, data: str, expected: set[str]) -> None:
    assert closure(tmp_path, ontology, data) == expected


def test_chains_that_feed_themselves_end(tmp_path: Path) -> None:
    found = closure(
        tmp_path,
        ":p owl:propertyChainAxiom ( :p :q ) . :q a owl:TransitiveProperty .",
        ":a :p :b . :b :q :c . :c :q :b .",
    )
    assert found == {"a p c", "b q b", "c q c"}


def test_nothing_asserted_is_inferred_again(snapshot: Snapshot) -> None:
    both = snapshot.ask(
        f"ASK {{ GRAPH {Graph.INFERRED} {{ ?s ?p ?o }} GRAPH ?g {{ ?s ?p ?o }}"
        f" FILTER(?g != {Graph.INFERRED}) }}"
    )
    assert not both


def generated() -> Queryable:
    said = [quad for quad in GeneratedGraph(1_300) if isinstance(quad.graph_name, NamedNode)]
    ontology = [quad.triple for quad in read_ontology()]
    store = writer((NamedNode("urn:g"), [quad.triple for quad in said]), (Graph.ONTOLOGY, ontology))
    materialise(store, compile_rules(read_ontology()) + read_rules())
    return store


@pytest.mark.parametrize("which", ["bundled", "generated"])
def test_the_closure_of_a_graph_is_that_of_owlrl(which: str, snapshot: Snapshot) -> None:
    store = snapshot if which == "bundled" else generated()
    _compare_with_owlrl(store)


def _compare_with_owlrl(snapshot: Queryable) -> None:
    asserted = snapshot.select(
        f"SELECT ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != {Graph.INFERRED}) }}"
    )
    data = "\n".join(f"{row['s']} {row['p']} {row['o']} ." for row in asserted)
    oracle = rdflib.Graph().parse(data=data, format="nt")
    individuals = _individuals(snapshot)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(oracle)
    ours = snapshot.select("SELECT DISTINCT ?s ?p ?o { ?s ?p ?o FILTER(isIRI(?s)) }")
    derived = {(str(row["s"]), str(row["p"]), str(row["o"])) for row in ours}
    expected = {
        (s.n3(), p.n3(), o.n3())
        for s, p, o in oracle
        if s.n3() in individuals and isinstance(o, rdflib.URIRef) and not _is_trivial(p, o)
    }
    assert expected - derived == set()
    beyond_owl = {str(rule.head.predicate) for rule in read_rules()}
    about_individuals = {
        t
        for t in derived
        if t[0] in individuals and t[2].startswith("<") and t[1] not in beyond_owl
    }
    assert about_individuals - expected == set()


def _individuals(snapshot: Queryable) -> set[str]:
    rows = snapshot.select(
        "SELECT DISTINCT ?s { GRAPH ?g { ?s ?p ?o }"
        f" FILTER(?g NOT IN ({Graph.ONTOLOGY}, {Graph.INFERRED})) }}"
    )
    return {str(row["s"]) for row in rows}


def _is_trivial(prop: object, value: object) -> bool:
    """Whether owlrl derives it of everything: `owl:Thing`, and being the same as oneself."""
    return prop == rdflib.OWL.sameAs or value in (rdflib.OWL.Thing, rdflib.RDFS.Resource)


def test_the_ontology_compiles_to_rules_in_a_stable_order() -> None:
    ontology = read_ontology()
    rules = compile_rules(ontology)
    again = compile_rules(list(reversed(ontology)))
    assert list(map(repr, rules)) == list(map(repr, again))
    assert len(set(rules)) == len(rules) > 100
