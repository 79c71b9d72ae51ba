"""Small worlds for properties: ontologies of the constructs of OWL 2 RL, and data for them."""

from collections.abc import Iterable
from pathlib import Path

import owlrl
import pyoxigraph as ox
import rdflib
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Triple

from cuibono.store import EmbeddedWriter, Writer
from cuibono.terms import PREFIXES, Graph

X = "urn:x:"
HEAD = f"@prefix : <{X}> .\n" + "".join(
    f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("owl", "rdf", "rdfs", "xsd")
)
CLASSES = [f":C{i}" for i in range(4)]
PROPERTIES = [f":p{i}" for i in range(4)]
INDIVIDUALS = [f":i{i}" for i in range(5)]
GRAPHS = [NamedNode(f"urn:g:{i}") for i in range(3)]

classes = st.sampled_from(CLASSES)
named_properties = st.sampled_from(PROPERTIES)
individuals = st.sampled_from(INDIVIDUALS)
properties = st.one_of(
    named_properties, named_properties, st.builds("[ owl:inverseOf {} ]".format, named_properties)
)


def listed(
    members: st.SearchStrategy[str], least: int = 1, most: int = 3
) -> st.SearchStrategy[str]:
    ones = st.lists(members, min_size=least, max_size=most, unique=True)
    return ones.map(lambda ones: f"( {' '.join(ones)} )")


def restriction(prop: st.SearchStrategy[str], rest: str, *more: st.SearchStrategy[str]) -> (
    st.SearchStrategy[str]
):  # fmt: skip
    return st.builds(
        ("[ a owl:Restriction ; owl:onProperty {} ; " + rest + " ]").format, prop, *more
    )


sub_classes = st.recursive(
    classes,
    lambda inner: st.one_of(
        st.builds("[ owl:unionOf {} ]".format, listed(inner)),
        st.builds("[ owl:intersectionOf {} ]".format, listed(inner)),
        st.builds("[ owl:oneOf {} ]".format, listed(individuals, most=2)),
        restriction(properties, "owl:someValuesFrom {}", inner | st.just("owl:Thing")),
        restriction(properties, "owl:hasValue {}", individuals),
    ),
    max_leaves=3,
)
super_classes = st.recursive(
    classes | st.just("owl:Nothing"),
    lambda inner: st.one_of(
        st.builds("[ owl:intersectionOf {} ]".format, listed(inner)),
        st.builds("[ owl:complementOf {} ]".format, classes),
        restriction(properties, "owl:allValuesFrom {}", inner),
        restriction(properties, "owl:hasValue {}", individuals),
        restriction(
            named_properties,
            'owl:maxCardinality "{}"^^xsd:nonNegativeInteger',
            st.sampled_from(["0", "1"]),
        ),
        restriction(
            named_properties,
            'owl:maxQualifiedCardinality "{}"^^xsd:nonNegativeInteger ; owl:onClass {}',
            st.sampled_from(["0", "1"]),
            classes | st.just("owl:Thing"),
        ),
    ),
    max_leaves=3,
)
CHARACTERISTICS = ["Transitive", "Symmetric", "Functional", "InverseFunctional"]
CHARACTERISTICS += ["Asymmetric", "Irreflexive"]
axioms = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, sub_classes, super_classes),
    st.builds("{} owl:equivalentClass {} .".format, classes, classes),
    st.builds("{} owl:intersectionOf {} .".format, classes, listed(classes)),
    st.builds("{} owl:disjointWith {} .".format, classes, classes),
    st.builds("[] a owl:AllDisjointClasses ; owl:members {} .".format, listed(classes, 2)),
    st.builds("{} rdfs:subPropertyOf {} .".format, named_properties, named_properties),
    st.builds("{} owl:equivalentProperty {} .".format, named_properties, named_properties),
    st.builds("{} owl:inverseOf {} .".format, named_properties, named_properties),
    st.builds("{} rdfs:domain {} .".format, named_properties, classes),
    st.builds("{} rdfs:range {} .".format, named_properties, classes),
    st.builds("{} a owl:{}Property .".format, named_properties, st.sampled_from(CHARACTERISTICS)),
    st.builds("{} owl:propertyChainAxiom {} .".format, named_properties, listed(properties, 2)),
    st.builds("{} owl:hasKey {} .".format, classes, listed(named_properties, 1, 2)),
    st.builds("{} owl:propertyDisjointWith {} .".format, named_properties, named_properties),
    st.builds(
        "[] a owl:AllDisjointProperties ; owl:members {} .".format, listed(named_properties, 2)
    ),
    # owlrl does not look at the last member (its loop ends one early), so one more is put there
    listed(individuals, 2).map(
        lambda ones: f"[] a owl:AllDifferent ; owl:members {ones[:-1]} :last ) ."
    ),
)
ontologies = st.lists(axioms, min_size=1, max_size=6).map("\n".join)
statements = st.one_of(
    st.builds("{} a {} .".format, individuals, classes),
    st.builds("{} {} {} .".format, individuals, named_properties, individuals),
    st.builds("{} {} {} .".format, individuals, named_properties, individuals),
    st.builds("{} owl:sameAs {} .".format, individuals, individuals),
    st.builds("{} owl:differentFrom {} .".format, individuals, individuals),
)
data = st.lists(statements, min_size=1, max_size=12)


def read(turtle: str) -> list[Quad]:
    return list(ox.parse((HEAD + turtle).encode(), format=ox.RdfFormat.TURTLE))


def triples(turtle: str) -> set[Triple]:
    return {quad.triple for quad in read(turtle)}


def writer(*said: tuple[NamedNode, Iterable[Triple]]) -> EmbeddedWriter:
    """Return a store in memory with these graphs."""
    engine = ox.Store()
    for graph, ones in said:
        engine.extend(Quad(one.subject, one.predicate, one.object, graph) for one in ones)
    return EmbeddedWriter(engine)


def inferred(store: Writer) -> set[Triple]:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {Graph.INFERRED} {{ ?s ?p ?o }} }}"
    return set(store.construct(query))


def closure_of_owlrl(turtle: str) -> tuple[set[str], bool]:
    """Return what owlrl infers of individuals, and whether it finds a contradiction.

    Left out: that everything is a thing and the same as itself, and what is said of blank nodes.
    """
    graph = rdflib.Graph().parse(data=HEAD + turtle, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    errors = "http://www.daml.org/2002/03/agents/agent-ont#error"
    is_inconsistent = any(str(p) == errors or str(o) == errors for _, p, o in graph)
    names = {X + name[1:] for name in INDIVIDUALS}
    found = {
        f"{s.n3()} {p.n3()} {o.n3()}"
        for s, p, o in graph
        if str(s) in names
        and isinstance(o, rdflib.URIRef)
        and isinstance(p, rdflib.URIRef)
        and (str(p).startswith(X) or str(o).startswith(X))
        and not (s == o and p == rdflib.OWL.sameAs)
    }
    return found, is_inconsistent


def folder_of(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path
