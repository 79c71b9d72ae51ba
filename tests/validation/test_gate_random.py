"""The gate finds what whole reports before and after a write tell, with any shapes and data.

The shapes and data are made at random, small enough that everything meets everything.
"""

from collections.abc import Iterable

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pyoxigraph import NamedNode, Quad, Triple

from cuibono.store import Queryable, Row
from cuibono.store.embedded import EmbeddedWriter
from cuibono.terms import Graph
from cuibono.validation import Engine, Gate, Shapes

HEAD = """
@prefix : <urn:x:> .
@prefix cb: <https://w3id.org/cuibono/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NODES = [f":n{number}" for number in range(5)]
PREDICATES = [":p", ":q", ":r"]
CLASSES = [":A", ":B", ":C"]
LITERALS = ['"a"', '"a"@en', '"b"@en', "1", "2"]

predicates = st.sampled_from(PREDICATES)
classes = st.sampled_from(CLASSES)
nodes = st.sampled_from(NODES)
values = st.sampled_from([*NODES, *NODES, *LITERALS])
counts = st.integers(0, 2)


def _paths_of(inner: SearchStrategy[str]) -> SearchStrategy[str]:
    pair = st.lists(inner, min_size=2, max_size=2).map(" ".join)
    return st.one_of(
        pair.map("( {} )".format),
        pair.map("[ sh:alternativePath ( {} ) ]".format),
        inner.map("[ sh:inversePath {} ]".format),
        inner.map("[ sh:zeroOrMorePath {} ]".format),
        inner.map("[ sh:oneOrMorePath {} ]".format),
        inner.map("[ sh:zeroOrOnePath {} ]".format),
    )


paths = st.one_of(predicates, st.recursive(predicates, _paths_of, max_leaves=3))

_VALUE_RULES = st.one_of(
    classes.map("sh:class {}".format),
    st.sampled_from(["sh:IRI", "sh:Literal", "sh:BlankNode"]).map("sh:nodeKind {}".format),
    st.sampled_from(["xsd:string", "xsd:integer"]).map("sh:datatype {}".format),
    st.lists(values, min_size=1, max_size=3, unique=True).map(" ".join).map("sh:in ( {} )".format),
    st.just("sh:closed true ; sh:ignoredProperties ( :p )"),
    predicates.map("sh:equals {}".format),
    predicates.map("sh:disjoint {}".format),
    values.map("sh:hasValue {}".format),
)
_COUNTS = st.one_of(counts.map("sh:minCount {}".format), counts.map("sh:maxCount {}".format))
_PATH_RULES = st.one_of(
    _COUNTS,
    _COUNTS,
    predicates.map("sh:lessThan {}".format),
    predicates.map("sh:lessThanOrEquals {}".format),
    st.just("sh:uniqueLang true"),
)


def _different(rules: SearchStrategy[str]) -> SearchStrategy[list[str]]:
    """Return one or two rules, of different kinds: a shape has each but once."""
    return st.lists(rules, min_size=1, max_size=2, unique_by=lambda rule: rule.split()[0])


def _shapes_of(inner: SearchStrategy[str]) -> SearchStrategy[str]:
    pair = st.lists(inner, min_size=2, max_size=2).map(" ".join)
    nested = st.one_of(
        inner.map("sh:node [ sh:and ( {} ) ]".format),
        inner.map("sh:not {}".format),
        pair.map("sh:and ( {} )".format),
        pair.map("sh:or ( {} )".format),
        pair.map("sh:xone ( {} )".format),
        _properties_of(inner).map("sh:property {}".format),
    )
    return st.one_of(nested.map("[ {} ]".format), _properties_of(inner))


def _properties_of(inner: SearchStrategy[str]) -> SearchStrategy[str]:
    qualified = st.tuples(inner, counts, st.sampled_from(["Min", "Max"])).map(
        lambda t: f"sh:qualifiedValueShape {t[0]} ; sh:qualified{t[2]}Count {t[1]}"
    )
    rule = st.one_of(
        _PATH_RULES,
        _VALUE_RULES,
        qualified,
        inner.map("sh:node [ sh:and ( {} ) ]".format),
        inner.map("sh:not {}".format),
    )
    rules = _different(rule).map(" ; ".join)
    return st.tuples(paths, rules).map(lambda t: f"[ sh:path {t[0]} ; {t[1]} ]")


_SIMPLE = st.one_of(
    _VALUE_RULES.map("[ {} ]".format),
    st.tuples(paths, _PATH_RULES).map(lambda t: f"[ sh:path {t[0]} ; {t[1]} ]"),
)
_INNER = st.recursive(_SIMPLE, _shapes_of, max_leaves=3)
_INSIDE = st.tuples(paths, _properties_of(_SIMPLE)).map(
    lambda t: f"[ sh:path {t[0]} ; sh:property {t[1]} ]"
)
_SPARQL = st.sampled_from(
    [
        ("[ sh:oneOrMorePath :p ]", "$this <urn:x:p>+ $this"),
        (
            "( [ sh:inversePath :q ] :r )",
            "?y <urn:x:q> $this . FILTER NOT EXISTS { ?y <urn:x:r> ?z }",
        ),
        (":p , :q", "$this <urn:x:p> ?v ; <urn:x:q> ?v"),
    ]
).map(
    lambda t: (
        f'sh:sparql [ sh:message "m" ; cb:readsPath {t[0]} ;'
        f' sh:select "SELECT $this {{ {t[1]} }}" ]'
    )
)
_TARGETS = st.one_of(
    classes.map("sh:targetClass {}".format),
    nodes.map("sh:targetNode {}".format),
    predicates.map("sh:targetSubjectsOf {}".format),
    predicates.map("sh:targetObjectsOf {}".format),
)
_RULES = st.one_of(
    st.one_of(_properties_of(_INNER), _INSIDE, _INSIDE).map("sh:property {}".format),
    _VALUE_RULES.filter(lambda rule: "equals" not in rule),
    _INNER.map("sh:not {}".format),
    st.lists(_INNER, min_size=2, max_size=2).map(" ".join).map("sh:or ( {} )".format),
    _SPARQL,
)
_SHAPE = st.tuples(st.lists(_TARGETS, max_size=2), _different(_RULES), st.booleans()).map(
    lambda t: " ; ".join(
        ["sh:NodeShape" + (" , rdfs:Class" if t[2] or not t[0] else ""), *t[0], *t[1]]
    )
)

shape_graphs: SearchStrategy[str] = st.lists(_SHAPE, min_size=1, max_size=3).map(
    lambda shapes: (
        HEAD + "\n".join(f":{name} a {rule} ." for name, rule in zip("ASB", shapes, strict=False))
    )
)
"""Shapes with every kind of target, path and constraint; `:A` and `:B` may also be classes."""

statements = st.one_of(
    st.tuples(nodes, predicates, values),
    st.tuples(nodes, predicates, values),
    st.tuples(nodes, st.just("a"), classes),
    st.tuples(classes, st.just("rdfs:subClassOf"), classes),
).map(" ".join)

graphs: SearchStrategy[str] = st.lists(statements, max_size=12).map(
    lambda found: HEAD + "".join(f"{one} .\n" for one in found)
)


ONE, TWO, THREE = (NamedNode(f"urn:g:{number}") for number in range(3))


class Elsewhere:
    """A store that answers queries and nothing else, as one in another process does."""

    def __init__(self, store: EmbeddedWriter) -> None:
        self._store = store

    def select(self, query: str) -> list[Row]:
        return self._store.select(query)

    def ask(self, query: str) -> bool:
        return self._store.ask(query)

    def construct(self, query: str) -> list[Triple]:
        return self._store.construct(query)


def quads_of(text: str, graph: NamedNode) -> list[Quad]:
    parsed = ox.parse(text, format=ox.RdfFormat.TURTLE)
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parsed]


def store_of(quads: Iterable[Quad]) -> EmbeddedWriter:
    engine = ox.Store()
    engine.extend(quads)
    return EmbeddedWriter(engine)


def check(
    shapes: str, ontology: str, before: tuple[str, str], incoming: tuple[str, str], engine: Engine
) -> None:
    """Compare the gate with its definition, on a store here and on one elsewhere."""
    existing = [*quads_of(before[0], ONE), *quads_of(before[1], TWO)]
    given = {ONE: quads_of(incoming[0], ONE), THREE: quads_of(incoming[1], THREE)}
    gate = Gate(quads_of(ontology, Graph.ONTOLOGY), Shapes.parse(shapes), engine)
    assert gate.whole_because is None
    kept = [quad for quad in existing if quad.graph_name != ONE]
    expected = gate.compare(existing, [*kept, *given[ONE], *given[THREE]])
    store = store_of(existing)
    stores: tuple[Queryable, ...] = (store, Elsewhere(store))
    for one in stores:
        assert gate.check(given, one) == expected


pairs = st.tuples(graphs, graphs)


@given(shape_graphs, graphs, pairs, pairs)
@settings(max_examples=200, deadline=None)
def test_the_gate_equals_its_definition(
    shapes: str, ontology: str, before: tuple[str, str], incoming: tuple[str, str]
) -> None:
    check(shapes, ontology, before, incoming, Engine.SHACL)


@given(shape_graphs, graphs, pairs, pairs)
@settings(max_examples=15, deadline=None)
def test_the_gate_equals_its_definition_on_the_reference_engine(
    shapes: str, ontology: str, before: tuple[str, str], incoming: tuple[str, str]
) -> None:
    check(shapes, ontology, before, incoming, Engine.PYSHACL)
