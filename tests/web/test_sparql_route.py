"""`/sparql`: the query operation of the SPARQL 1.1 Protocol."""

from typing import Any

import pytest
import rdflib
from fastapi.testclient import TestClient

ASK = "ASK { ?s ?p ?o }"
SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/cuibono/ns#Claim> } LIMIT 2"
CONSTRUCT = "CONSTRUCT WHERE { ?s a <https://w3id.org/cuibono/ns#Claim> }"
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}


def get(client: TestClient, query: str, accept: str | None = None, **more: str) -> Any:
    headers = {"accept": accept} if accept else {}
    return client.get("/sparql", params={"query": query, **more}, headers=headers)


def test_the_three_ways_to_send_a_query(client: TestClient) -> None:
    answers = [
        get(client, ASK),
        client.post("/sparql", data={"query": ASK}),
        client.post("/sparql", content=ASK, headers=DIRECT),
    ]
    assert [answer.json() for answer in answers] == [{"head": {}, "boolean": True}] * 3


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/sparql-results+json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.2, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/*", "text/csv; charset=utf-8"),
        ("*/*", "application/sparql-results+json"),
    ],
)
def test_formats_of_a_table(client: TestClient, accept: str | None, media_type: str) -> None:
    answer = get(client, SELECT, accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert "Accept" in answer.headers["vary"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize(
    ("accept", "media_type", "parser"),
    [
        ("text/turtle", "text/turtle; charset=utf-8", "turtle"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
    ],
)
def test_formats_of_a_graph_hold_the_same(
    client: TestClient, accept: str, media_type: str, parser: str
) -> None:
    answer = get(client, CONSTRUCT, accept)
    assert answer.headers["content-type"] == media_type
    graph = rdflib.Graph().parse(data=answer.content, format=parser)
    count = get(client, "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/cuibono/ns#Claim> }")
    assert len(graph) == int(count.json()["results"]["bindings"][0]["n"]["value"]) > 50


def test_describe_and_the_format_parameter(client: TestClient) -> None:
    thing = "https://w3id.org/cuibono/id/actor/ebay"
    answer = get(client, f"DESCRIBE <{thing}>", "text/html", format="nt")
    assert answer.headers["content-type"] == "application/n-triples"
    assert f"<{thing}>".encode() in answer.content


def test_the_default_graph_is_the_union_with_what_is_inferred(client: TestClient) -> None:
    inferred = "<https://w3id.org/cuibono/graph/inferred>"
    promotes = "?actor <https://w3id.org/cuibono/ns#promotes> ?policy"
    assert get(client, f"ASK {{ {promotes} }}").json()["boolean"]
    assert get(client, f"ASK {{ GRAPH {inferred} {{ {promotes} }} }}").json()["boolean"]
    source = "https://w3id.org/cuibono/graph/micro-multinationals"
    only = {"default-graph-uri": source}
    assert not get(client, f"ASK {{ {promotes} }}", **only).json()["boolean"]


def test_characters_are_decoded_once(client: TestClient) -> None:
    query = 'SELECT ("100%25 + %2F" AS ?x) {}'
    for answer in (get(client, query), client.post("/sparql", data={"query": query})):
        assert answer.json()["results"]["bindings"][0]["x"]["value"] == "100%25 + %2F"


@pytest.mark.parametrize(
    ("accept", "query"),
    [("image/png", ASK), ("text/turtle", SELECT), ("text/csv", CONSTRUCT), ("nonsense", ASK)],
)
def test_what_cannot_be_given_is_refused(client: TestClient, accept: str, query: str) -> None:
    answer = get(client, query, accept)
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT", "1:"),
        ("", "1:"),
        ("SELECT ?x WHERE { ?x ex:p ?y }", "PREFIX ex:"),
        ("SELECT ?x WHERE { ?x a cb:Claim }", "PREFIX cb: <https://w3id.org/cuibono/ns#>"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "expected"),
        ("SELECT * { SERVICE <http://127.0.0.1:9200/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_a_broken_query_is_told_with_its_place(client: TestClient, query: str, words: str) -> None:
    answer = get(client, query)
    assert answer.status_code == 400
    assert words.lower() in answer.json()["detail"].lower()


def test_mistakes_in_the_request_are_told(client: TestClient) -> None:
    two = client.get(f"/sparql?query={ASK}&query={ASK}")
    assert two.status_code == 400
    none = client.post("/sparql", content="", headers=FORM)
    assert none.status_code == 400
    assert client.post("/sparql", json={"query": ASK}).status_code == 415
    both = client.post("/sparql", params={"query": ASK}, data={"query": ASK})
    assert both.status_code == 400
    assert client.post("/sparql", content=b"\xff", headers=DIRECT).status_code == 400
    assert client.get("/sparql?query=%FF").status_code == 400
    assert client.put("/sparql").status_code == 405
    long = client.post("/sparql", content="#" * (1 << 21), headers=DIRECT)
    assert long.status_code == 413


def test_deep_nesting_harms_nobody(client: TestClient) -> None:
    query = f"ASK {{ {'{' * 20_000} ?s ?p ?o {'}' * 20_000} }}"
    answer = client.post("/sparql", content=query, headers=DIRECT)
    assert answer.status_code == 503
    assert "query_megabytes" in answer.json()["limit"]
    assert get(client, ASK).status_code == 200


def test_without_a_query_the_service_describes_itself(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.content, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert (service, sd.feature, sd.UnionDefaultGraph) in graph
    assert len(list(graph.objects(service, sd.resultFormat))) == 10


def test_a_browser_gets_a_form_that_works_without_script(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"accept": "text/html,*/*;q=0.8"})
    assert answer.headers["content-type"].startswith("text/html")
    assert "<textarea" in answer.text
    assert 'name="query"' in answer.text
    assert get(client, SELECT, "text/html,application/xhtml+xml").status_code == 200
