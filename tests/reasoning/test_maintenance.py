"""After any change the graph of inferences is what a full run would make it, in any store."""

import random
from collections.abc import Iterable
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Triple
from tests.reasoning.worlds import GRAPHS, data, inferred, ontologies, read, triples, writer
from tests.store.stand_ins import Counting, InSparqlOnly

from cuibono.bench import GeneratedGraph
from cuibono.ingest import read_ontology
from cuibono.reasoning import Rules, compile_rules, explain, materialise, read_rules, replace
from cuibono.reasoning.rule_files import parse_rule
from cuibono.store import Writer
from cuibono.terms import Graph

HEADER = "#+ title: A rule\n#+ description: It says something.\nPREFIX : <urn:x:>\n"
BEYOND_OWL = [
    "CONSTRUCT { ?x :r0 ?y } WHERE { ?x :p0 ?y . ?y :p1 ?z . FILTER(?x != ?z) }",
    "CONSTRUCT { ?x :r1 ?y } WHERE { ?x :p0 ?y FILTER NOT EXISTS { ?y :p1 ?x } }",
    "CONSTRUCT { ?x :r2 ?y } WHERE { ?x :p2 ?y FILTER NOT EXISTS { ?x :r1 ?z . ?z a :C0 } }",
    "CONSTRUCT { ?x a :R . ?y :r3 ?x } WHERE { ?x :r2 ?y . ?y :r0 ?z }",
    "CONSTRUCT { ?x :r4 ?y } WHERE { ?x :p0|:p2 ?y . ?y :p1 ?z FILTER(STR(?x) < STR(?z)) }",
]


def quads(statements: Iterable[Triple], graph: NamedNode) -> list[Quad]:
    return [Quad(one.subject, one.predicate, one.object, graph) for one in statements]


def all_of(store: Writer) -> set[Triple]:
    return set(store.construct("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"))


def anew(store: Writer, rules: Rules) -> set[Triple]:
    """Return what a full run infers from the same sources."""
    query = f"SELECT ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != {Graph.INFERRED}) }}"
    said = {Triple(row["s"], row["p"], row["o"]) for row in store.select(query)}  # type: ignore[arg-type]
    fresh = writer((GRAPHS[0], said))
    materialise(fresh, rules)
    return inferred(fresh)


changes = st.lists(st.tuples(st.sampled_from(GRAPHS), data | st.just([])), min_size=2, max_size=6)


@pytest.mark.parametrize("access", [lambda store: store, InSparqlOnly], ids=["index", "SPARQL"])
@settings(max_examples=60, deadline=None)
@given(ontology=ontologies, beyond=st.sets(st.sampled_from(BEYOND_OWL)), sequence=changes)
def test_any_sequence_of_changes_leaves_what_a_full_run_would(
    access: type[InSparqlOnly],
    ontology: str,
    beyond: set[str],
    sequence: list[tuple[NamedNode, list[str]]],
) -> None:
    rules = compile_rules(read(ontology))
    rules += Rules(rule for text in sorted(beyond) for rule in parse_rule("r", HEADER + text))
    store = access(writer())
    materialise(store, rules)
    for graph, said in sequence:
        before = all_of(store)
        change = replace(store, rules, {graph: quads(triples("\n".join(said)), graph)})
        assert inferred(store) == anew(store, rules)
        assert change.added == all_of(store) - before
        assert change.removed == before - all_of(store)


HUBS = """
    :Known owl:equivalentClass [ owl:intersectionOf (
        :Member [ a owl:Restriction ; owl:onProperty :in ; owl:hasValue :hub ]
        [ a owl:Restriction ; owl:onProperty :friend ; owl:someValuesFrom :Chosen ] ) ] .
"""


@pytest.mark.parametrize("members", [10, 1_000])
def test_a_change_costs_the_same_however_many_members_a_hub_has(members: int) -> None:
    rules = compile_rules(read(HUBS))
    said = " ".join(f":m{i} a :Member ; :in :hub ; :friend :f{i} ." for i in range(members))
    store = Counting(quads(triples(said), GRAPHS[0]))
    materialise(store, rules)
    (known,) = triples(":m3 a :Known .")
    store.looked_at = 0
    chosen = quads(triples(":f3 a :Chosen ."), GRAPHS[1])
    assert known in replace(store, rules, {GRAPHS[1]: chosen}).added
    assert explain(store, rules, known)
    assert known in replace(store, rules, {GRAPHS[1]: []}).removed
    assert store.looked_at < 100


def test_sources_of_a_generated_graph_come_and_go() -> None:
    rules = compile_rules(read_ontology()) + read_rules()
    graph, chance = GeneratedGraph(8_000), random.Random(1)
    sources = [
        {name: list(members) for name, members in groupby(graph.source(i), _graph_of)}
        for i in range(graph.sources)
    ]
    registry = list(graph.registry())
    store = writer((Graph.REGISTRY, [quad.triple for quad in registry]))
    materialise(store, rules)
    for _ in range(12):
        source = chance.choice(sources)
        kept = chance.choice([0.0, 0.5, 1.0])
        replace(
            store,
            rules,
            {
                name: [quad for quad in members if chance.random() < kept]
                for name, members in source.items()
            },
        )
    assert inferred(store) == anew(store, rules)


def _graph_of(quad: Quad) -> NamedNode:
    assert isinstance(quad.graph_name, NamedNode)
    return quad.graph_name
