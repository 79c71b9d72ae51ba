"""`/ns`: the vocabulary as a reference to read, and as RDF."""

import gzip
import hashlib
import re
from importlib import import_module
from pathlib import Path

import pytest
import rdflib
from fastapi.testclient import TestClient

from cuibono.errors import DataError
from cuibono.ingest import read_ontology
from cuibono.publish.diagram import LEFT, MIDDLE, RIGHT, draw
from cuibono.publish.releases import released, write_release
from cuibono.publish.vocabulary import Class, Vocabulary
from cuibono.terms import LISTS, NS

ROOT = Path(__file__).resolve().parents[2]
DIGEST_OF_0_1_0 = "271e863afd5941212ca0be1752f14ed4d4fc727b539e134db6dae6d102ca9806"
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


def test_the_page_tells_rules_mappings_and_things_that_use_a_term(client: TestClient) -> None:
    page = client.get("/ns", headers=BROWSER).text

    def section(name: str) -> str:
        found = re.search(rf'<section id="{name}".*?</section>', page, re.DOTALL)
        assert found, name
        return found[0]

    claim = section("Claim")
    assert "A claim should be uttered by somebody" in claim
    assert "shape:Claim-uttered" in claim
    assert 'href="/doc/claim/' in claim
    assert 'href="#EmpiricalClaim"' in claim
    assert 'href="#Evidence"' in claim  # never also
    assert "cito:supports" in section("supports")
    assert '<a href="#isPromoterIn"><code>isPromoterIn</code></a> then' in section("promotes")
    assert 'href="#promotesAgenda"' in section("promotes")  # a step to
    assert "0.2.0: New." in section("Opposition")
    assert "a literal" in section("gloss")


def test_the_diagram_is_drawn_from_the_vocabulary(vocabulary: Vocabulary) -> None:
    diagram = draw(vocabulary.classes(), vocabulary.properties())
    assert {box.name for box in diagram.boxes} == {*LEFT, *MIDDLE, *RIGHT}
    lines = {(line.source.name, line.target.name): line for line in diagram.lines}
    assert lines["Promotion", "Actor"].labels == ("promoter",)
    assert lines["Membership", "Organisation"].labels == ("membership of",)
    assert lines["Organisation", "Actor"].is_kind
    spots = {(box.x, box.y) for box in diagram.boxes}
    assert len(spots) == len(diagram.boxes)
    assert all(0 <= box.y <= diagram.height - box.height for box in diagram.boxes)


def test_the_diagram_can_be_read_in_words(client: TestClient) -> None:
    page = client.get("/ns", headers=BROWSER).text
    assert 'aria-describedby="diagram-words"' in page
    words = re.search(r'id="diagram-words">(.*?)</dl>', page, re.DOTALL)
    assert words
    assert "promoter: actor" in words[1]


def test_what_follows_from_a_vocabulary_without_the_drawn_classes_is_no_fault() -> None:
    empty = draw((), ())
    assert (empty.boxes, empty.lines) == ((), ())


@pytest.mark.parametrize("form", ["ttl", "jsonld", "nt", "rdf", "trig", "nq"])
def test_the_vocabulary_comes_in_every_format(client: TestClient, form: str) -> None:
    answer = client.get("/ns", params={"format": form})
    assert answer.status_code == 200
    assert b"cuibono/ns#Claim" in answer.content or b"cb:Claim" in answer.content


def test_a_released_version_never_changes(client: TestClient) -> None:
    released_then = client.get("/ns/0.1.0", headers={"accept": "application/n-triples"})
    assert released_then.headers["cache-control"] == "public, max-age=31536000, immutable"
    digest = hashlib.sha256("".join(sorted(released_then.text.splitlines(True))).encode())
    assert digest.hexdigest() == DIGEST_OF_0_1_0
    page = client.get("/ns/0.1.0", headers=BROWSER)
    assert page.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "it never changes" in page.text
    assert 'id="Claim"' in page.text
    assert 'id="Opposition"' not in page.text


def test_a_version_that_is_neither_released_nor_present_is_not_here(client: TestClient) -> None:
    missing = client.get("/ns/9.9.9")
    assert missing.status_code == 404
    assert "0.1.0" in missing.json()["detail"]


def test_the_present_version_is_served_until_it_is_released(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    routes = import_module("cuibono.web.routes_things")
    monkeypatch.setattr(routes, "__version__", "9.9.9")
    present = client.get("/ns/9.9.9", headers={"accept": "text/turtle"})
    assert present.status_code == 200
    assert present.headers["cache-control"] == "no-cache"
    assert present.content == client.get("/ns", headers={"accept": "text/turtle"}).content


def test_every_version_but_the_newest_is_released() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert set(versions[1:]) <= set(released())


def test_a_release_is_written_once_and_refuses_to_change(tmp_path: Path) -> None:
    file = write_release(tmp_path, "1.2.3")
    before = file.read_bytes()
    assert write_release(tmp_path, "1.2.3").read_bytes() == before
    file.write_bytes(gzip.compress(b"<urn:a> <urn:b> <urn:c> .\n"))
    with pytest.raises(DataError, match="never changes"):
        write_release(tmp_path, "1.2.3")
