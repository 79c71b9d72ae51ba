"""After any change the graph of inferences is what a full run would make it, in any store."""

import random
from collections.abc import Iterable, Mapping
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Triple
from tests.reasoning.worlds import GRAPHS, data, inferred, ontologies, read, triples, writer

from cuibono.bench import GeneratedGraph
from cuibono.ingest import read_ontology
from cuibono.reasoning import Rules, compile_rules, materialise, read_rules, replace
from cuibono.reasoning.rule_files import parse_rule
from cuibono.store import EmbeddedWriter, Row, Writer
from cuibono.terms import Graph

HEADER = "#+ title: A rule\n#+ description: It says something.\nPREFIX : <urn:x:>\n"
BEYOND_OWL = [
    "CONSTRUCT { ?x :r0 ?y } WHERE { ?x :p0 ?y . ?y :p1 ?z . FILTER(?x != ?z) }",
    "CONSTRUCT { ?x :r1 ?y } WHERE { ?x :p0 ?y FILTER NOT EXISTS { ?y :p1 ?x } }",
    "CONSTRUCT { ?x :r2 ?y } WHERE { ?x :p2 ?y FILTER NOT EXISTS { ?x :r1 ?z . ?z a :C0 } }",
    "CONSTRUCT { ?x a :R . ?y :r3 ?x } WHERE { ?x :r2 ?y . ?y :r0 ?z }",
]


class InSparqlOnly:
    """A store that, as remote ones, can do nothing but SPARQL."""

    def __init__(self, store: EmbeddedWriter) -> None:
        self._store = store

    def select(self, query: str) -> list[Row]:
        return self._store.select(query)

    def ask(self, query: str) -> bool:
        return self._store.ask(query)

    def construct(self, query: str) -> list[Triple]:
        return self._store.construct(query)

    def update(self, update: str) -> None:
        self._store.update(update)

    def replace(self, graphs: Mapping[NamedNode, Iterable[Quad]]) -> None:
        self._store.replace(graphs)


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
