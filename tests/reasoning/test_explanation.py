"""Proofs: one for each inferred statement, each replays, none rests on itself."""

import json
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from pyoxigraph import NamedNode, Quad, Triple
from tests.reasoning.worlds import (
    GRAPHS,
    INDIVIDUALS,
    PROPERTIES,
    data,
    inferred,
    ontologies,
    read,
    triples,
    writer,
)

from cuibono.cli import run
from cuibono.ingest import bundled_rules, read_ontology
from cuibono.reasoning import Proof, Rules, compile_rules, explain, materialise
from cuibono.reasoning.facts import Facts
from cuibono.store import EmbeddedStore, Queryable, Snapshot
from cuibono.terms import Graph, term

STATEMENT = ("actor:jack-ma", "cb:promotesAgenda", "policy:cross-border-e-trade-rules")
PREFIXES = """
@prefix : <urn:x:> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


@pytest.fixture(scope="module")
def rules() -> Rules:
    return bundled_rules(read_ontology())


def replays(proof: Proof, snapshot: Queryable, path: tuple[Triple, ...] = ()) -> bool:
    """Whether each step is what its rule says, down to what is asserted, and no step recurs."""
    assert proof.statement not in path
    if proof.graphs:
        return all(
            snapshot.ask(f"ASK {{ GRAPH {graph} {{ {proof.statement} }} }}")
            for graph in proof.graphs
        )
    assert proof.rule
    assert Facts(snapshot).graphs_of([proof.statement])[proof.statement] == (Graph.INFERRED,)
    atoms = [proof.rule.head, *proof.rule.body]
    statements = [proof.statement, *(premise.statement for premise in proof.premises)]
    bound: dict[str, object] = {}
    for atom, statement in zip(atoms, statements, strict=True):
        for place, value in zip(
            (atom.subject, atom.predicate, atom.object), statement, strict=True
        ):
            assert (bound.setdefault(place, value) if isinstance(place, str) else place) == value
    for group in proof.rule.pattern.unless:
        assert not Facts(snapshot).holds(group, bound)  # type: ignore[arg-type]
    # A proof that is shared by several steps is replayed once for each pair of the two
    once = {one.statement: one for one in proof.premises}.values()
    return all(replays(one, snapshot, (*path, proof.statement)) for one in once)


def test_every_inferred_statement_of_the_bundled_graph_has_a_proof_that_replays(
    snapshot: Snapshot, rules: Rules
) -> None:
    rows = snapshot.select(
        f"SELECT * {{ GRAPH {Graph.INFERRED} {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o"
    )
    assert len(rows) > 2000
    for row in rows:
        proof = explain(snapshot, rules, Triple(row["s"], row["p"], row["o"]))  # type: ignore[arg-type]
        assert proof, row
        assert proof.height > 0
        assert replays(proof, snapshot)


@settings(max_examples=60, deadline=None)
@given(ontology=ontologies, said=data)
def test_what_follows_has_a_proof_that_replays_and_nothing_else_has(
    ontology: str, said: list[str]
) -> None:
    rules = compile_rules(read(ontology))
    facts = triples("\n".join(said))
    store = writer((GRAPHS[0], facts))
    materialise(store, rules)
    holds = inferred(store)
    for statement in holds:
        proof = explain(store, rules, statement)
        assert proof
        assert replays(proof, store)
    for subject, predicate, value in product(INDIVIDUALS, PROPERTIES, INDIVIDUALS):
        (wanted,) = triples(f"{subject} {predicate} {value} .")
        assert bool(explain(store, rules, wanted)) == (wanted in holds | facts)


def test_long_chains_and_rings_are_proven(tmp_path: Path) -> None:
    links = " ".join(f":n{i} :p :n{i + 1} ." for i in range(120))
    ontology = ":p a owl:TransitiveProperty ; owl:inverseOf :q . :q a owl:TransitiveProperty ."
    found = proof_of(tmp_path / "chain", ontology, links, ":n120 :q :n0 .")
    assert found
    assert found.height < 60
    ring = " ".join(f":n{i} :p :n{(i + 1) % 30} ." for i in range(30))
    assert proof_of(tmp_path / "ring", ontology, ring, ":n3 :q :n3 .")
    assert proof_of(tmp_path / "no", ontology, ring, ":n3 :q :n31 .") is None


def test_what_is_needed_twice_is_proven_once(tmp_path: Path) -> None:
    steps = " ".join(f":r{i + 1} owl:propertyChainAxiom ( :r{i} :r{i} ) ." for i in range(40))
    found = proof_of(tmp_path, steps, ":a :r0 :a .", ":a :r40 :a .")
    assert found
    assert found.height == 40


def proof_of(folder: Path, ontology: str, data: str, statement: str) -> Proof | None:
    rules = compile_rules(ox.parse((PREFIXES + ontology).encode(), format=ox.RdfFormat.TURTLE))
    facts = ox.parse((PREFIXES + data).encode(), format=ox.RdfFormat.TURTLE)
    graph = NamedNode("urn:data")
    store = EmbeddedStore(folder)
    with store.writing() as writer:
        writer.replace({graph: [Quad(f.subject, f.predicate, f.object, graph) for f in facts]})
        materialise(writer, rules)
    (wanted,) = ox.parse((PREFIXES + statement).encode(), format=ox.RdfFormat.TURTLE)
    found = explain(store.current(), rules, wanted.triple)
    assert found is None or replays(found, store.current())
    return found


def test_the_proof_is_one_of_least_height(tmp_path: Path) -> None:
    data = " ".join(f":n{i} :p :n{i + 1} ." for i in range(8)) + " :n0 :q :n8 ."
    found = proof_of(
        tmp_path,
        ":p a owl:TransitiveProperty . :q rdfs:subPropertyOf :p .",
        data,
        ":n0 :p :n8 .",
    )
    assert found
    assert found.height == 1


def test_a_long_chain_is_halved(tmp_path: Path) -> None:
    data = " ".join(f":n{i} :p :n{i + 1} ." for i in range(8))
    found = proof_of(tmp_path, ":p a owl:TransitiveProperty .", data, ":n0 :p :n8 .")
    assert found
    assert found.height == 3


def test_circles_prove_nothing_but_are_no_obstacle(tmp_path: Path) -> None:
    ontology = (
        ":p owl:inverseOf :q . :p a owl:SymmetricProperty . :q a owl:SymmetricProperty ."
        " :p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p ."
    )
    assert proof_of(tmp_path / "a", ontology, ":a :p :b .", ":b :q :a .")
    assert proof_of(tmp_path / "b", ontology, ":a :p :b .", ":a :q :c .") is None


def test_an_asserted_statement_is_its_own_proof(snapshot: Snapshot, rules: Rules) -> None:
    promotion, actor = term("promotion:jack-ma-ewtp"), term("actor:jack-ma")
    found = explain(snapshot, rules, Triple(promotion, term("cb:promoter"), actor))
    assert found
    assert found.height == 0
    assert [graph.value for graph in found.graphs] == [term("graph:micro-multinationals").value]


def test_on_the_command_line(graph_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["explain", *STATEMENT, "--data", str(graph_data)]
    assert run(call) == 0
    tree = capsys.readouterr().out
    assert "by prp-spo2 cb:promotesAgenda: if ?v0 cb:promotes ?v1" in tree
    assert "promotion:jack-ma-ewtp cb:promoter actor:jack-ma  asserted in graph:" in tree
    assert "[2.2: " in tree
    assert run([*call, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["rule"] == "prp-spo2 cb:promotesAgenda"
    assert run([*call, "--format", "prov"]) == 0
    quads = list(ox.parse(capsys.readouterr().out.encode(), format=ox.RdfFormat.TURTLE))
    derived = [quad for quad in quads if quad.predicate == term("prov:wasDerivedFrom")]
    assert len(derived) >= 5
    assert {quad.object for quad in quads if quad.predicate == term("prov:hadPrimarySource")}
    assert {quad.object for quad in quads if quad.predicate == term("cb:atPassage")}
    assert run([*call, "--format", "jsonld"]) == 0
    again = list(ox.parse(capsys.readouterr().out.encode(), format=ox.RdfFormat.JSON_LD))
    assert {quad.triple for quad in again} == {quad.triple for quad in quads}


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (("actor:jack-ma", "cb:promotesAgenda", "policy:ewtp"), "neither asserted nor inferred"),
        (
            ("actor:jack-ma", "cb:promotesAgenda", "policy:ewtp"),
            "on record are actor:jack-ma cb:promotesAgenda policy:",
        ),
        (("actor:nobody", "cb:operates", "platform:none"), "nothing comes near it"),
        (("actor:jack-ma", "promotes", "policy:ewtp"), "predicate"),
        (("ex:a", "cb:promotes", "policy:ewtp"), "subject"),
        (("actor:jack-ma", "cb:promotes", '"open'), "literal"),
        (("actor:<a b>", "cb:promotes", "policy:ewtp"), "subject"),
    ],
)
def test_what_has_no_proof_is_told(
    graph_data: Path,
    client: TestClient,
    capsys: pytest.CaptureFixture[str],
    statement: tuple[str, str, str],
    words: str,
) -> None:
    assert run(["explain", *statement, "--data", str(graph_data)]) == 2
    assert words in capsys.readouterr().err
    names = ("subject", "predicate", "object")
    answer = client.get("/api/explain", params=dict(zip(names, statement, strict=True)))
    assert answer.status_code in (400, 404)
    assert words in answer.json()["detail"]


def test_over_http(client: TestClient) -> None:
    names = ("subject", "predicate", "object")
    parameters: dict[str, str] = dict(zip(names, STATEMENT, strict=True))
    proof = client.get("/api/explain", params=parameters).json()
    assert proof["subject"]["label"] == "Jack Ma"
    assert proof["rule_in_words"].startswith("if ")
    leaf = proof["premises"][1]["premises"][1]
    assert leaf["graphs"] == ["https://w3id.org/cuibono/graph/micro-multinationals"]
    assert leaf["passages"][0]["section"] == "2.2"
    turtle = client.get("/api/explain", params=parameters, headers={"accept": "text/turtle"})
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert client.get("/api/explain").status_code == 400
