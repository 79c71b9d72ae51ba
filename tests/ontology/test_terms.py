"""Terms: those of others exist, ours are declared where used and used where declared."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, XSD, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

ROOT = Path(__file__).resolve().parents[2]
VOCABULARIES = ROOT.parent / "shared" / "data" / "vocabularies"
NS = "https://w3id.org/cuibono/ns#"
LIST = "https://w3id.org/cuibono/list/"
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
BUNDLED = (DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, XSD)


@pytest.fixture(scope="module")
def declared(everything: Graph) -> set[Node]:
    found = {term for kind in KINDS for term in everything.subjects(RDF.type, kind)}
    return {term for term in found if str(term).startswith(NS)}


@pytest.fixture(scope="module")
def foreign(everything: Graph, shapes: Graph, statements: Graph) -> set[URIRef]:
    """Return the terms of others: predicates, and what stands in the place of a term."""
    graph = everything + shapes + statements
    found = {*graph.predicates(), *graph.objects(None, RDF.type)}
    for axiom in (RDFS.subClassOf, RDFS.subPropertyOf, OWL.disjointWith):
        found |= {*graph.subjects(axiom), *graph.objects(None, axiom)}
    for place in (
        SH.path,
        SH["class"],
        SH.targetClass,
        SH.targetSubjectsOf,
        SH.lessThan,
        SH.equals,
    ):
        found.update(graph.objects(None, place))
    own = "https://w3id.org/cuibono/"
    return {term for term in found if isinstance(term, URIRef) and not term.startswith(own)}


@cache
def committed() -> dict[str, str]:
    """Return the terms that rdflib does not bundle, each with the file that declares it."""
    lines = Path(__file__).with_name("foreign_terms.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {row[0]: row[1] for row in rows}


def test_every_foreign_term_exists(foreign: set[URIRef]) -> None:
    unbundled = {str(term) for term in foreign if not any(term in space for space in BUNDLED)}
    assert unbundled - set(committed()) == set()


@pytest.mark.parametrize("term", committed())
def test_a_committed_foreign_term_is_in_its_own_file(term: str) -> None:
    file = VOCABULARIES / committed()[term]
    if not file.exists():
        pytest.skip(f"no {file.name}: the vocabularies are not here")
    nquads = file.suffix == ".nq"
    vocabulary = Graph().parse(data=_triples(file) if nquads else file.read_text())
    assert (URIRef(term), RDF.type, None) in vocabulary
    assert (URIRef(term), OWL.deprecated, None) not in vocabulary


def _triples(file: Path) -> str:
    """Return N-Quads as N-Triples: without the graph name at the end of each line."""
    return re.sub(r" <[^<>\s]*> \.$", " .", file.read_text(), flags=re.MULTILINE)


def test_every_mapping_is_well_formed(everything: Graph) -> None:
    lines = (ROOT / "ontology" / "mappings.sssom.tsv").read_text().splitlines()
    prefixes = dict(line[3:].split(": ") for line in lines if line.startswith("#  "))
    header, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    for row in rows:
        record = dict(zip(header, row, strict=True))
        subject = URIRef(NS + record["subject_id"].removeprefix("cb:"))
        assert record["subject_label"] == str(everything.value(subject, RDFS.label))
        for column in ("predicate_id", "object_id", "mapping_justification"):
            assert record[column].partition(":")[0] in prefixes


def names() -> Iterator[tuple[Path, str]]:
    """Yield every term of ours that is written anywhere in the four folders of RDF."""
    for folder in ("ontology", "shapes", "graph", "queries"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in (".ttl", ".trig", ".rq"):
                bare = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', file.read_text())
                for name in re.findall(r"(?<![\w:.-])cb:(\w+)", bare):
                    yield file, NS + name


def test_every_term_written_is_declared(declared: set[Node]) -> None:
    known = {str(term) for term in declared}
    assert {(file.name, term) for file, term in names() if term not in known} == set()


def test_every_code_written_is_declared(core: Graph, shapes: Graph, statements: Graph) -> None:
    nodes = shapes.all_nodes() | statements.all_nodes()
    codes = {node for node in nodes if isinstance(node, URIRef) and node.startswith(LIST)}
    assert codes - set(core.subjects(SKOS.prefLabel)) == set()


def test_every_term_is_used(everything: Graph, declared: set[Node]) -> None:
    """In a shape, a query, the graph or the service; or by reasoning with those that are.

    The kinds of a class in use count as used: like the terms of a list, they are there to choose.
    """
    used: set[Node] = {URIRef(term) for file, term in names() if file.parent.name != "ontology"}
    for file in (ROOT / "api").rglob("*"):
        if file.suffix in (".py", ".html", ".ts"):
            used |= {URIRef(NS + name) for name in re.findall(r"\bcb:(\w+)", file.read_text())}
    for chain in everything.objects(None, OWL.propertyChainAxiom):
        used.update(Collection(everything, chain))
    for one, other in everything.subject_objects(OWL.inverseOf):
        used |= {one, other} if used & {one, other} else set()
    for term in list(used):
        for axiom in (RDFS.subClassOf, RDFS.subPropertyOf):
            used |= {up for up in everything.transitive_objects(term, axiom) if up is not None}
    kinds = {
        kind for term in used for kind in everything.transitive_subjects(RDFS.subClassOf, term)
    }
    assert declared - used - kinds == set()
