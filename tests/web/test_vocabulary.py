"""`/ns`: the vocabulary as a reference to read, and as RDF."""

import re

import pytest
import rdflib
from fastapi.testclient import TestClient

from cuibono import __version__
from cuibono.ingest import read_ontology
from cuibono.publish.vocabulary import Class, Vocabulary
from cuibono.terms import LISTS, NS

BROWSER = {"accept": "text/html"}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(read_ontology())


def names(classes: tuple[Class, ...]) -> list[str]:
    return [name for one in classes for name in (one.name, *names(one.children))]


def declared(*classes: str) -> set[str]:
    """Return the local names of our terms of these classes, read by another library."""
    graph = rdflib.Graph()
    graph.parse(data="\n".join(f"{q.triple} ." for q in read_ontology()), format="nt")
    subjects = {s for name in classes for s in graph.subjects(rdflib.RDF.type, rdflib.OWL[name])}
    return {str(s).removeprefix(NS) for s in subjects if str(s).startswith(NS)}


def test_every_term_is_in_the_reference(vocabulary: Vocabulary) -> None:
    assert set(names(vocabulary.classes())) == declared("Class")
    properties = {one.name for one in vocabulary.properties()}
    assert properties == declared("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    assert {one.name for one in vocabulary.lists()} == set(LISTS)
    assert all(one.codes for one in vocabulary.lists())


def test_classes_stand_below_their_superclass(vocabulary: Vocabulary) -> None:
    tops = {one.name: one for one in vocabulary.classes()}
    assert "Claim" not in tops
    node = next(one for one in tops["InformationItem"].children if one.name == "ArgumentNode")
    claim = next(one for one in node.children if one.name == "Claim")
    assert {one.name for one in claim.children} >= {"EmpiricalClaim", "NormativeClaim"}
    assert "assertedClaim" in claim.range_of


def test_a_property_tells_its_ends_inverse_and_chains(vocabulary: Vocabulary) -> None:
    properties = {one.name: one for one in vocabulary.properties()}
    promotes = properties["promotes"]
    assert (promotes.domain, promotes.range) == (("Actor",), ("PolicyItem",))
    assert promotes.inverse == ("promotedBy",)
    assert ("isPromoterIn", "promotedItem") in promotes.chains
    assert "transitive" in properties["locatedIn"].traits


def test_the_page_has_an_anchor_for_every_term(client: TestClient) -> None:
    page = client.get("/ns", headers=BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    anchors = re.findall(r'<section id="([^"]+)"', page.text)
    assert len(anchors) == len(set(anchors))
    terms = declared("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    assert terms <= set(anchors)
    targets = set(re.findall(r'href="#([^"]+)"', page.text))
    assert targets <= {*anchors, *re.findall(r' id="([^"]+)"', page.text)}


def test_a_version_never_changes_and_others_are_not_here(client: TestClient) -> None:
    here = client.get(f"/ns/{__version__}", headers={"accept": "text/turtle"})
    assert here.content == client.get("/ns", headers={"accept": "text/turtle"}).content
    assert "immutable" in here.headers["cache-control"]
    missing = client.get("/ns/9.9.9")
    assert missing.status_code == 404
    assert __version__ in missing.json()["detail"]
