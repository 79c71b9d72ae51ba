"""Every IRI dereferences: things by 303, documents and graphs by 200."""

import json
from pathlib import Path

import pytest
import rdflib
from fastapi.testclient import TestClient
from rdflib.compare import isomorphic

from cuibono.app import create_app
from cuibono.settings import Settings
from cuibono.store import RDF_FORMATS, Snapshot
from cuibono.terms import BASE

CLAIM = "claim/all-or-close-to-all-firms-on-platform-export"
PARSERS = {"turtle": "turtle", "jsonld": "json-ld", "ntriples": "nt", "rdfxml": "xml"}
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def graph(client: TestClient, path: str, accept: str) -> rdflib.Graph:
    form = next(form for form in RDF_FORMATS if form.media_type == accept)
    answer = client.get(path, headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(accept)
    assert "Accept" in answer.headers["vary"]
    content = answer.content
    if form.name == "jsonld":  # rdflib would fetch the context from where there is no service
        document = answer.json()
        document["@context"] = client.get("/context.jsonld").json()["@context"]
        content = json.dumps(document).encode()
    return rdflib.Graph().parse(data=content, format=PARSERS[form.name])


def test_a_thing_sees_other_a_document(client: TestClient) -> None:
    answer = client.get(f"/id/{CLAIM}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/doc/{CLAIM}"


def test_behind_a_path_the_thing_sees_other_under_that_path(graph_data: Path) -> None:
    settings = Settings(data=graph_data, public_url="https://example.org/who/")
    with TestClient(create_app(settings), follow_redirects=False) as client:
        assert client.get(f"/id/{CLAIM}").headers["location"] == f"/who/doc/{CLAIM}"
        page = client.get(f"/doc/{CLAIM}", headers=BROWSER).text
    assert 'href="/who/claims' in page
    assert 'href="/claims' not in page


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_a_document_holds_the_same_in_every_format(client: TestClient) -> None:
    graphs = [
        graph(client, f"/doc/{CLAIM}", form.media_type)
        for form in RDF_FORMATS
        if form.name in PARSERS
    ]
    assert len(graphs[0]) > 50
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


@pytest.mark.parametrize("form", RDF_FORMATS, ids=lambda form: form.name)
def test_suffix_and_parameter_choose_too(client: TestClient, form: object) -> None:
    suffix, media_type = getattr(form, "suffix", ""), getattr(form, "content_type", "")
    for address in (f"/doc/{CLAIM}.{suffix}", f"/doc/{CLAIM}?format={suffix}"):
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == media_type


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_formats_with_graphs_tell_asserted_from_inferred(client: TestClient) -> None:
    answer = client.get(f"/doc/{CLAIM}", headers={"accept": "application/trig"})
    data = rdflib.Dataset()
    data.parse(data=answer.content, format="trig")
    names = {str(context.identifier) for context in data.graphs()}
    assert f"{BASE}graph/micro-multinationals" in names
    assert f"{BASE}graph/inferred" in names


def test_a_description_holds_relations_and_labels(client: TestClient) -> None:
    found = graph(client, f"/doc/{CLAIM}", "text/turtle")
    cb = rdflib.Namespace(f"{BASE}ns#")
    subject = rdflib.URIRef(f"{BASE}id/{CLAIM}")
    utterances = set(found.subjects(cb.assertedClaim, subject))
    assert utterances
    assert all((utterance, cb.atPassage, None) in found for utterance in utterances)
    assert all((utterance, cb.speaker, None) in found for utterance in utterances)


def test_a_description_holds_nothing_else(client: TestClient) -> None:
    found = graph(client, "/doc/place/chile", "text/turtle")
    place, argentina = (rdflib.URIRef(f"{BASE}id/place/{name}") for name in ("chile", "argentina"))
    assert (place, None, None) in found
    assert (argentina, None, None) not in found
    assert all(place in {s, o} or str(p).endswith(("abel", "gloss")) for s, p, o in found)


def test_a_browser_gets_a_page_and_curl_gets_turtle(client: TestClient) -> None:
    assert (
        client.get(f"/doc/{CLAIM}", headers=BROWSER).headers["content-type"].startswith("text/html")
    )
    assert client.get(f"/doc/{CLAIM}").headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize(
    "path",
    [
        "/ns",
        "/graph/registry",
        "/graph/micro-multinationals",
        "/graph/micro-multinationals/provenance",
        "/graph/inferred",
        "/list/modality/hedged",
        "/list/modality",
    ],
)
def test_graphs_lists_and_the_vocabulary_answer(client: TestClient, path: str) -> None:
    assert len(graph(client, path, "text/turtle")) > 0


def test_every_thing_on_record_dereferences(client: TestClient, snapshot: Snapshot) -> None:
    rows = snapshot.select(
        "SELECT DISTINCT ?s { GRAPH ?g { ?s a ?class }"
        f' FILTER(STRSTARTS(STR(?s), "{BASE}id/") && !CONTAINS(STR(?s), "#")) }}'
    )
    paths = [str(row["s"]).partition("/id/")[2].rstrip(">") for row in rows]
    assert len(paths) > 300
    for path in paths:
        assert client.get(f"/id/{path}").status_code == 303, path


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/id/claim/all-firms-export", 404, "all-or-close-to-all"),
        ("/doc/claim/all-firms-export", 404, "all-or-close-to-all"),
        ("/id/poem/x", 404, "kinds are"),
        ("/id/claim/%3Cscript%3E", 404, "no claim"),
        ("/doc/claim/%22%7D%20%23", 404, "no claim"),
        ("/graph/nowhere", 404, "nowhere"),
        ("/graph/%3E%20x", 404, "no graph"),
        ("/list/modality/loud", 404, "loud"),
    ],
)
def test_what_is_not_there_is_told(client: TestClient, path: str, status: int, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_unknown_media_types_are_refused(client: TestClient) -> None:
    for headers, path in (
        ({"accept": "image/png"}, f"/doc/{CLAIM}"),
        ({}, f"/doc/{CLAIM}?format=pdf"),
        ({"accept": "text/csv"}, "/graph/registry"),
    ):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 406
        assert "text/turtle" in answer.json()["available"]
