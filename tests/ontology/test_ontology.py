"""The vocabulary: complete, documented, and within OWL 2 RL."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import cast

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.query import ResultRow
from rdflib.term import Node

import cuibono

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "ontology").glob("*.ttl"))
CB = Namespace("https://w3id.org/cuibono/ns#")
LIST = "https://w3id.org/cuibono/list/"
ONTOLOGY = URIRef("https://w3id.org/cuibono/ns")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
PREFIXES = """
PREFIX bibo: <http://purl.org/ontology/bibo/>
PREFIX cb: <https://w3id.org/cuibono/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vann: <http://purl.org/vocab/vann/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
AT_PREFIXES = re.sub(r"PREFIX (\S+) (\S+)", r"@prefix \1 \2 .", PREFIXES)


def load(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@cache
def core() -> Graph:
    return load(*(file for file in FILES if file.stem not in ("align", "dl")))


@cache
def everything() -> Graph:
    return load(*FILES)


def rows(graph: Graph, query: str) -> list[str]:
    found = graph.query(PREFIXES + query)
    return sorted(" ".join(map(str, row)) for row in found if isinstance(row, ResultRow))


def terms() -> list[URIRef]:
    """Return the classes and properties of the vocabulary."""
    found = {term for kind in KINDS for term in everything().subjects(RDF.type, kind)}
    return sorted(term for term in found if isinstance(term, URIRef) and term.startswith(str(CB)))


def codes() -> list[URIRef]:
    return sorted(cast(set[URIRef], set(core().subjects(RDF.type, CB.CodedValue))))


# Each check is a query that finds nothing in the vocabulary, and a fault that it does find.
TERM = "?t a ?kind . VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty }"
CHECKS = {
    "a definition is a sentence": (
        f'SELECT ?t {{ {TERM} ?t skos:definition ?d FILTER (!REGEX(?d, "^[A-Z].*[.]$")) }}',
        'cb:X a owl:Class ; skos:definition "a thing"@en .',
    ),
    "labels and definitions are trimmed": (
        "SELECT ?t { ?t rdfs:label|skos:definition|skos:scopeNote|skos:example ?l"
        ' FILTER (REGEX(?l, "^\\\\s|\\\\s$|\\\\s\\\\s")) }',
        'cb:X rdfs:label "two  spaces"@en .',
    ),
    "texts are in English": (
        "SELECT ?t { ?t rdfs:label|skos:definition|skos:scopeNote|skos:example ?l"
        ' FILTER (LANG(?l) != "en") }',
        'cb:X rdfs:label "x" .',
    ),
    "a property has one domain and one range": (
        "SELECT ?t { { ?t rdfs:domain ?a , ?b } UNION { ?t rdfs:range ?a , ?b }"
        " FILTER (?a != ?b) }",
        "cb:x rdfs:domain cb:A , cb:B .",
    ),
    "an inverse swaps domain and range": (
        "SELECT ?t { ?t owl:inverseOf ?u . { ?t rdfs:domain ?a . ?u rdfs:range ?b }"
        " UNION { ?t rdfs:range ?a . ?u rdfs:domain ?b } FILTER (?a != ?b) }",
        "cb:x owl:inverseOf cb:y ; rdfs:domain cb:A . cb:y rdfs:range cb:B .",
    ),
    "no class or property is its own ancestor": (
        "SELECT ?t { { ?t rdfs:subClassOf+ ?t } UNION { ?t rdfs:subPropertyOf+ ?t } }",
        "cb:A rdfs:subClassOf cb:B . cb:B rdfs:subClassOf cb:A .",
    ),
    "classes are in UpperCamelCase, properties in lowerCamelCase": (
        f'SELECT ?t {{ {TERM} BIND (STRAFTER(STR(?t), "ns#") AS ?n) FILTER (?n != "" && IF('
        '?kind = owl:Class, !REGEX(?n, "^[A-Z][A-Za-z0-9]*$"), !REGEX(?n, "^[a-z][A-Za-z0-9]*$")))'
        " }",
        "cb:lower a owl:Class .",
    ),
    "nothing is said about the terms of others but what they are": (
        "SELECT ?t { ?t rdfs:subClassOf|rdfs:subPropertyOf|rdfs:domain|rdfs:range|rdfs:label ?o"
        ' FILTER (isIRI(?t) && !STRSTARTS(STR(?t), "https://w3id.org/cuibono/")) }',
        "skos:Concept rdfs:subClassOf cb:A .",
    ),
    "no vocabulary of others is imported": (
        "SELECT ?i { ?o owl:imports ?i"
        ' FILTER (!STRSTARTS(STR(?i), "https://w3id.org/cuibono/ns")) }',
        "<urn:o> owl:imports <http://www.w3.org/ns/prov-o> .",
    ),
    "SKOS mappings do not turn classes into concepts": (
        "SELECT ?t { ?t skos:closeMatch|skos:exactMatch|skos:broadMatch|skos:relatedMatch ?o }",
        "cb:A skos:closeMatch <http://schema.org/Claim> .",
    ),
    "a deprecated term names its replacement": (
        "SELECT ?t { ?t owl:deprecated true FILTER NOT EXISTS { ?t dcterms:isReplacedBy ?u } }",
        "cb:A owl:deprecated true .",
    ),
}

# What OWL 2 RL, and OWL 2 DL with it, forbids in the core and its alignments.
RL_CHECKS = {
    "no such class expression on the super side": (
        "SELECT ?p { ?a rdfs:subClassOf|rdfs:domain|rdfs:range|owl:allValuesFrom ?e . ?e ?p ?v"
        " FILTER (isBlank(?e) && ?p IN (owl:someValuesFrom, owl:unionOf, owl:oneOf,"
        " owl:minCardinality, owl:cardinality, owl:minQualifiedCardinality,"
        " owl:qualifiedCardinality)) }",
        "cb:A rdfs:subClassOf [ owl:onProperty cb:p ; owl:someValuesFrom cb:B ] .",
    ),
    "no such class expression on the sub side": (
        "SELECT ?p { ?e rdfs:subClassOf ?a ; ?p ?v FILTER (isBlank(?e) && ?p IN"
        " (owl:allValuesFrom, owl:complementOf, owl:maxCardinality, owl:maxQualifiedCardinality,"
        " owl:minCardinality, owl:cardinality)) }",
        "[] owl:onProperty cb:p ; owl:allValuesFrom cb:B ; rdfs:subClassOf cb:A .",
    ),
    "no such equivalence": (
        "SELECT ?p { ?a owl:equivalentClass ?e . ?e ?p ?v FILTER (isBlank(?e) && ?p NOT IN"
        " (rdf:type, owl:intersectionOf, owl:onProperty, owl:hasValue)) }",
        "cb:A owl:equivalentClass [ owl:onProperty cb:p ; owl:someValuesFrom cb:B ] .",
    ),
    "no such axiom": (
        "SELECT ?t { { ?t owl:disjointUnionOf|owl:hasSelf ?x } UNION"
        " { ?t a owl:ReflexiveProperty } }",
        "cb:p a owl:ReflexiveProperty .",
    ),
    "no datatype outside the OWL 2 map": (
        "SELECT ?r { ?t a owl:DatatypeProperty ; rdfs:range ?r"
        " FILTER (?r NOT IN (xsd:string, xsd:decimal, xsd:integer, xsd:boolean, xsd:dateTime,"
        " xsd:anyURI)) }",
        "cb:p a owl:DatatypeProperty ; rdfs:range xsd:gYear .",
    ),
    "no restricted characteristic on a non-simple property": (
        "SELECT ?t { ?t a ?c VALUES ?c { owl:FunctionalProperty owl:InverseFunctionalProperty"
        " owl:AsymmetricProperty owl:IrreflexiveProperty }"
        " ?s (rdfs:subPropertyOf|owl:inverseOf|^owl:inverseOf)* ?t ."
        " { ?s a owl:TransitiveProperty } UNION { ?s owl:propertyChainAxiom ?chain } }",
        "cb:p a owl:FunctionalProperty . cb:q rdfs:subPropertyOf cb:p ; a owl:TransitiveProperty .",
    ),
    "no property is of two kinds": (
        "SELECT ?t { ?t a ?a , ?b VALUES ?a { owl:ObjectProperty } VALUES ?b {"
        " owl:DatatypeProperty owl:AnnotationProperty } }",
        "cb:p a owl:ObjectProperty , owl:AnnotationProperty .",
    ),
    "no chain of one": (
        "SELECT ?t { ?t owl:propertyChainAxiom ?c . ?c rdf:rest rdf:nil }",
        "cb:p owl:propertyChainAxiom ( cb:q ) .",
    ),
}


@pytest.mark.parametrize("name", CHECKS)
def test_the_vocabulary_passes(name: str) -> None:
    query, fault = CHECKS[name]
    assert rows(everything(), query) == []
    assert rows(Graph().parse(data=AT_PREFIXES + fault), query) != []


@pytest.mark.parametrize("name", RL_CHECKS)
def test_the_core_is_in_owl_2_rl(name: str) -> None:
    query, fault = RL_CHECKS[name]
    assert rows(core() + load(ROOT / "ontology" / "align.ttl"), query) == []
    assert rows(Graph().parse(data=AT_PREFIXES + fault), query) != []


def test_the_chains_are_regular() -> None:
    """A strict order of the properties exists in which each chain is below what it entails."""
    graph = everything()
    main = {one: min(one, other, key=str) for one, other in _inverses(graph)}
    below: dict[Node, set[Node]] = {}
    for head, chain in graph.subject_objects(OWL.propertyChainAxiom):
        steps = [main.get(step, step) for step in Collection(graph, chain)]
        top = main.get(head, head)
        # p q -> p and q p -> p are regular: the head may stand at one end of its chain.
        inner = steps[1:] if steps[0] == top else steps[:-1] if steps[-1] == top else steps
        below.setdefault(top, set()).update(inner)
    for sub, top in graph.subject_objects(RDFS.subPropertyOf):
        below.setdefault(main.get(top, top), set()).add(main.get(sub, sub))
    assert list(TopologicalSorter(below).static_order())


def _inverses(graph: Graph) -> Iterator[tuple[Node, Node]]:
    for one, other in graph.subject_objects(OWL.inverseOf):
        yield one, other
        yield other, one


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_has_a_header(file: Path) -> None:
    header = (
        PREFIXES
        + """ASK {
        ?o a owl:Ontology ; dcterms:title ?title ; dcterms:description ?description ;
          dcterms:creator ?creator ; dcterms:issued ?issued ; dcterms:modified ?modified ;
          dcterms:license ?license ; owl:versionIRI ?version ; owl:versionInfo ?info .
        FILTER (isIRI(?license) && isIRI(?creator) && STRSTARTS(STR(?version), STR(?o))) }"""
    )
    assert Graph().parse(file).query(header).askAnswer


def test_the_header_of_the_vocabulary_is_complete() -> None:
    header = (
        PREFIXES
        + """ASK {
        <https://w3id.org/cuibono/ns> dcterms:abstract ?abstract ; dcterms:publisher ?publisher ;
          dcterms:created ?created ; dcterms:bibliographicCitation ?citation ; bibo:status ?status ;
          vann:preferredNamespacePrefix "cb" ;
          vann:preferredNamespaceUri "https://w3id.org/cuibono/ns#" .
        FILTER (isIRI(?status)) }"""
    )
    assert core().query(header).askAnswer


def test_the_vocabulary_imports_its_core_modules() -> None:
    optional = {"cuibono", "align", "dl"}
    modules = {URIRef(f"{ONTOLOGY}/module/{file.stem}") for file in FILES}
    assert set(core().objects(ONTOLOGY, OWL.imports)) == {
        module for module in modules if module.rpartition("/")[2] not in optional
    }
    for file in FILES:
        subject = ONTOLOGY if file.stem == "cuibono" else URIRef(f"{ONTOLOGY}/module/{file.stem}")
        assert (subject, RDF.type, OWL.Ontology) in Graph().parse(file)


def test_all_versions_are_that_of_the_package() -> None:
    both = load(*FILES, *(ROOT / "shapes").glob("*.ttl"))
    for ontology in both.subjects(RDF.type, OWL.Ontology):
        assert str(both.value(ontology, OWL.versionInfo)) == cuibono.__version__
        assert str(both.value(ontology, OWL.versionIRI)) == f"{ontology}/{cuibono.__version__}"
    mappings = (ROOT / "ontology" / "mappings.sssom.tsv").read_text()
    assert f'#mapping_set_version: "{cuibono.__version__}"' in mappings


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.rpartition("#")[2])
def test_a_term_is_documented(term: URIRef) -> None:
    graph = everything()
    for predicate in (RDFS.label, SKOS.definition, SKOS.example):
        assert len(list(graph.objects(term, predicate))) == 1, predicate
    assert (term, RDFS.isDefinedBy, ONTOLOGY) in graph


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition, SKOS.example])
def test_no_two_terms_share_a_text(predicate: URIRef) -> None:
    texts = Counter(str(everything().value(term, predicate)).casefold() for term in terms())
    assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize("code", codes(), ids=lambda code: code.removeprefix(LIST))
def test_a_code_is_documented_and_lies_in_its_list(code: URIRef) -> None:
    graph = core()
    scheme = URIRef(code.rpartition("/")[0])
    assert (code, SKOS.inScheme, scheme) in graph
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    assert (code, RDF.type, SKOS.Concept) in graph
    assert len(list(graph.objects(code, SKOS.prefLabel))) == 1
    assert len(list(graph.objects(code, SKOS.definition))) == 1


def test_no_two_codes_of_a_list_share_a_text() -> None:
    texts = Counter(
        (code.rpartition("/")[0], str(text))
        for code in codes()
        for predicate in (SKOS.prefLabel, SKOS.definition)
        for text in core().objects(code, predicate)
    )
    assert [text for text, count in texts.items() if count > 1] == []
