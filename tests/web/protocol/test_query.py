"""SPARQL 1.1 Protocol, the query operation; each test names the section that it holds to.

https://www.w3.org/TR/2013/REC-sparql11-protocol-20130321/
"""

from typing import Any
from urllib.parse import quote

import pytest
import rdflib
from fastapi.testclient import TestClient

from cuibono.terms import BASE

FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}
VALUES = "SELECT ?v { ?s <urn:is> ?v }"
IN_GRAPHS = "SELECT ?v { GRAPH ?g { ?s <urn:is> ?v } }"


def values(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.text
    return sorted(int(row["v"]["value"]) for row in answer.json()["results"]["bindings"])


# 2.1 query operation


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_2_1_query_is_invoked_by_get_or_post(client: TestClient, method: str) -> None:
    answer = client.request(method, "/sparql", params={"query": VALUES})
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize(
    "address", [f"/sparql?query={VALUES}&query={VALUES}", "/sparql?x=1&query=a&query=b"]
)
def test_2_1_exactly_one_query_string(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 400


def test_2_1_1_by_get(client: TestClient) -> None:
    assert values(client.get(f"/sparql?query={quote(VALUES, safe='')}")) == [1, 2, 3]


def test_2_1_1_the_body_of_a_get_is_no_part_of_it(client: TestClient) -> None:
    answer = client.request("GET", "/sparql", params={"query": VALUES}, content="ASK { }")
    assert values(answer) == [1, 2, 3]
    assert client.request("GET", "/sparql", content=VALUES, headers=DIRECT).status_code == 200
    assert "sparql-results" not in client.request("GET", "/sparql", content=VALUES).text


@pytest.mark.parametrize("way", ["get", "form"])
def test_2_1_1_and_2_1_2_parameters_are_separated_by_ampersands(
    client: TestClient, way: str
) -> None:
    def asked(separator: str) -> Any:
        encoded = f"query={quote(VALUES, safe='')}{separator}default-graph-uri=urn%3Ag"
        if way == "get":
            return client.get(f"/sparql?{encoded}")
        return client.post("/sparql", content=encoded, headers=FORM)

    assert values(asked("&")) == [1]
    assert asked(";").status_code == 400  # it is a part of the query, which is none then


def test_2_1_1_percent_encoding_is_undone_once(client: TestClient) -> None:
    for text in ("%41", "a+b", "a%2Bb", "ü%25", "%u0041"):
        answer = client.get(
            f"/sparql?query={quote(f'SELECT ?v {{ BIND({text!r} AS ?v) }}', safe='')}"
        )
        (row,) = answer.json()["results"]["bindings"]
        assert row["v"]["value"] == text
        answer = client.post("/sparql", data={"query": f"SELECT ?v {{ BIND({text!r} AS ?v) }}"})
        assert answer.json()["results"]["bindings"] == [row]
        answer = client.post(
            "/sparql", content=f"SELECT ?v {{ BIND({text!r} AS ?v) }}", headers=DIRECT
        )
        assert answer.json()["results"]["bindings"] == [row]


def test_2_1_1_a_plus_in_a_form_is_a_space(client: TestClient) -> None:
    encoded = quote(VALUES, safe="").replace("%20", "+")
    assert values(client.get(f"/sparql?query={encoded}")) == [1, 2, 3]
    assert values(client.post("/sparql", content=f"query={encoded}", headers=FORM)) == [1, 2, 3]


def test_2_1_2_by_post_of_a_form(client: TestClient) -> None:
    form = {"query": VALUES, "default-graph-uri": "urn:g"}
    assert values(client.post("/sparql", data=form)) == [1]
    with_charset = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
    content = f"query={quote(VALUES)}"
    assert values(client.post("/sparql", content=content, headers=with_charset)) == [1, 2, 3]


@pytest.mark.parametrize("name", ["query", "default-graph-uri", "named-graph-uri"])
def test_2_1_2_all_parameters_are_in_the_form(client: TestClient, name: str) -> None:
    answer = client.post("/sparql", params={name: "urn:g"}, data={"query": VALUES})
    assert answer.status_code == 400
    assert name in answer.json()["detail"]


def test_2_1_3_by_post_of_the_query(client: TestClient) -> None:
    assert values(client.post("/sparql", content=VALUES, headers=DIRECT)) == [1, 2, 3]
    address = "/sparql?default-graph-uri=urn:g&default-graph-uri=urn:h"
    assert values(client.post(address, content=VALUES, headers=DIRECT)) == [1, 2, 3]
    assert values(
        client.post("/sparql?default-graph-uri=urn:h", content=VALUES, headers=DIRECT)
    ) == [2, 3]


def test_2_1_3_a_query_in_the_address_besides_is_one_too_many(client: TestClient) -> None:
    answer = client.post("/sparql", params={"query": VALUES}, content=VALUES, headers=DIRECT)
    assert answer.status_code == 400


def test_2_1_3_the_only_character_set_is_utf_8(client: TestClient) -> None:
    text = 'SELECT ("ünï" AS ?v) {}'
    answer = client.post("/sparql", content=text.encode(), headers=DIRECT)
    assert answer.json()["results"]["bindings"][0]["v"]["value"] == "ünï"
    assert client.post("/sparql", content=text.encode("latin-1"), headers=DIRECT).status_code == 400


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/json", "application/sparql-update", "multipart/form-data", ""],
)
def test_2_1_2_and_2_1_3_the_media_type_says_which(client: TestClient, media_type: str) -> None:
    answer = client.post("/sparql", content=VALUES, headers={"content-type": media_type})
    assert answer.status_code == 415


# 2.1.4 specifying an RDF dataset


def test_2_1_4_the_default_graph_is_the_merge_of_those_named(client: TestClient) -> None:
    both = ["urn:g", "urn:h"]
    assert values(client.get("/sparql", params={"query": VALUES, "default-graph-uri": both})) == [
        1,
        2,
        3,
    ]
    answer = client.get("/sparql", params={"query": IN_GRAPHS, "default-graph-uri": both})
    assert values(answer) == []


def test_2_1_4_named_graphs_are_those_named(client: TestClient) -> None:
    named = {"named-graph-uri": "urn:h"}
    assert values(client.get("/sparql", params={"query": IN_GRAPHS} | named)) == [2, 3]
    assert values(client.get("/sparql", params={"query": VALUES} | named)) == []


@pytest.mark.parametrize("clause", ["FROM <urn:h>", "FROM NAMED <urn:h>", "FROM <urn:nowhere>"])
def test_2_1_4_the_request_goes_before_the_query(client: TestClient, clause: str) -> None:
    query = f"SELECT ?v {clause} {{ ?s <urn:is> ?v }}"
    assert values(client.get("/sparql", params={"query": query, "default-graph-uri": "urn:g"})) == [
        1
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT ?v FROM <urn:g> { ?s <urn:is> ?v }", [1]),
        ("SELECT ?v FROM <urn:g> FROM <urn:h> { ?s <urn:is> ?v }", [1, 2, 3]),
        ("SELECT ?v FROM <urn:g> { GRAPH ?g { ?s <urn:is> ?v } }", []),
        ("SELECT ?v FROM NAMED <urn:h> { GRAPH ?g { ?s <urn:is> ?v } }", [2, 3]),
        ("SELECT ?v FROM NAMED <urn:h> { ?s <urn:is> ?v }", []),
        ("SELECT ?v from <urn:h> { ?s <urn:is> ?v }", [2, 3]),
        ("SELECT ?v { ?s <urn:is> ?v FILTER(?from != 'from' || true) }", [1, 2, 3]),
    ],
)
def test_the_dataset_of_the_query(client: TestClient, query: str, found: list[int]) -> None:
    assert values(client.get("/sparql", params={"query": query})) == found


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("value", ["not an iri", "relative", "http://a b/", "<urn:g>", ""])
def test_2_1_4_graphs_are_named_by_absolute_iris(client: TestClient, name: str, value: str) -> None:
    answer = client.get("/sparql", params={"query": VALUES, name: value})
    assert answer.status_code == 400
    assert name in answer.json()["detail"]


def test_what_belongs_to_an_update_is_refused(client: TestClient) -> None:
    for name in ("update", "using-graph-uri", "using-named-graph-uri"):
        answer = client.get("/sparql", params={"query": VALUES, name: "urn:g"})
        assert answer.status_code == 400
        assert "/update" in answer.json()["detail"]


def test_without_a_dataset_the_union_of_all_graphs(client: TestClient) -> None:
    inferred = "ASK { GRAPH <https://w3id.org/cuibono/graph/inferred> { ?s ?p ?o } }"
    assert values(client.get("/sparql", params={"query": IN_GRAPHS})) == [1, 2, 3]
    assert client.get("/sparql", params={"query": inferred}).json()["boolean"]
    without = {"query": inferred, "inferred": "false"}
    assert not client.get("/sparql", params=without).json()["boolean"]
    assert values(client.get("/sparql", params={"query": VALUES, "inferred": "false"})) == [1, 2, 3]
    assert client.get("/sparql", params={"query": VALUES, "inferred": "maybe"}).status_code == 400


# 2.3 base IRI


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT (<id/actor/x> AS ?v) {}", f"{BASE}id/actor/x"),
        ("SELECT (IRI('id/actor/x') AS ?v) {}", f"{BASE}id/actor/x"),
        ("BASE <http://example.org/a/> SELECT (<../b> AS ?v) {}", "http://example.org/b"),
        ("BASE <id/> SELECT (<actor/x> AS ?v) {}", f"{BASE}id/actor/x"),
        ("PREFIX a: <id/actor/> SELECT (a:x AS ?v) {}", f"{BASE}id/actor/x"),
    ],
)
def test_2_3_relative_iris_have_a_base(client: TestClient, query: str, expected: str) -> None:
    (row,) = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert row["v"] == {"type": "uri", "value": expected}


# 2.1.5 and 2.1.6 responses

RESULTS = [
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
]
GRAPHS = [
    "text/turtle",
    "application/ld+json",
    "application/n-triples",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
]


def asked(client: TestClient, query: str, accept: str) -> Any:
    return client.get("/sparql", params={"query": query}, headers={"accept": accept})


@pytest.mark.parametrize("accept", RESULTS)
@pytest.mark.parametrize("query", [VALUES, "ASK { ?s <urn:is> ?v }"])
def test_2_1_6_tables_come_as_results(client: TestClient, query: str, accept: str) -> None:
    answer = asked(client, query, accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == accept


@pytest.mark.parametrize("accept", GRAPHS)
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s <urn:is> ?v }", "DESCRIBE <urn:a>"])
def test_2_1_6_graphs_come_as_rdf(client: TestClient, query: str, accept: str) -> None:
    answer = asked(client, query, accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == accept
    assert "urn:a" in answer.text


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/csv;q=0.1, text/tab-separated-values;q=0.2", "text/tab-separated-values"),
        ("text/csv;q=0, */*", "application/sparql-results+json"),
        ("application/*", "application/sparql-results+json"),
        ("text/turtle, text/csv;q=0.5", "text/csv"),
        ("image/png, */*;q=0.1", "application/sparql-results+json"),
        ("TEXT/CSV", "text/csv"),
    ],
)
def test_2_1_5_weights_and_wildcards(client: TestClient, accept: str, expected: str) -> None:
    answer = asked(client, VALUES, accept)
    assert answer.headers["content-type"].partition(";")[0] == expected
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (VALUES, "image/png"),
        (VALUES, "text/turtle"),
        (VALUES, "*/*;q=0"),
        ("CONSTRUCT WHERE { ?s <urn:is> ?v }", "text/csv"),
        ("CONSTRUCT WHERE { ?s <urn:is> ?v }", "text/turtle;q=0"),
    ],
)
def test_2_1_5_what_cannot_be_given(client: TestClient, query: str, accept: str) -> None:
    assert asked(client, query, accept).status_code == 406


@pytest.mark.parametrize("accept", [None, "*/*", "text/csv", "text/html"])
@pytest.mark.parametrize(
    "query",
    ["SELECT", "", " ", "SELECT * { ?s ?p }", "SELECT * { ?s ex:p ?o }", "SELECT * { ?s ?p ?o }}",
     "INSERT DATA { <urn:a> <urn:b> 1 }", "ASK { FILTER(<urn:f>(1)) }"],
)  # fmt: skip
def test_2_1_7_a_text_that_is_no_query_is_the_clients_fault(
    client: TestClient, query: str, accept: str | None
) -> None:
    headers = {"accept": accept} if accept else {}
    answer = client.get("/sparql", params={"query": query}, headers=headers)
    assert answer.status_code == 400


# HTTP: HEAD, OPTIONS, CORS, conditional requests


def test_head_is_get_without_the_body(client: TestClient) -> None:
    got = client.get("/sparql", params={"query": VALUES})
    head = client.head("/sparql", params={"query": VALUES})
    assert head.status_code == 200
    assert head.content == b""
    assert {**got.headers, "date": ""} == {**head.headers, "date": ""}


def test_options_and_other_origins(client: TestClient) -> None:
    preflight = {
        "origin": "https://example.org",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    answer = client.options("/sparql", headers=preflight)
    assert answer.status_code == 204
    assert "POST" in answer.headers["allow"]
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "content-type" in answer.headers["access-control-allow-headers"].lower()
    for query in (VALUES, "nonsense"):
        answer = client.get("/sparql", params={"query": query}, headers=preflight)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "ETag" in answer.headers["access-control-expose-headers"]


def test_an_answer_that_the_client_has_is_not_sent_again(client: TestClient) -> None:
    got = client.get("/sparql", params={"query": VALUES})
    tag = got.headers["etag"]
    for condition in (tag, f'"x", {tag}', "*", tag.removeprefix("W/")):
        again = client.get(
            "/sparql", params={"query": VALUES}, headers={"if-none-match": condition}
        )
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == got.headers["vary"]
    for headers in ({"if-none-match": '"x"'}, {"if-none-match": tag, "accept": "text/csv"}):
        assert client.get("/sparql", params={"query": VALUES}, headers=headers).status_code == 200
    posted = client.post("/sparql", data={"query": VALUES}, headers={"if-none-match": tag})
    assert posted.status_code == 200


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "now ( )"])
def test_an_answer_that_changes_by_itself_is_not_kept(client: TestClient, call: str) -> None:
    answers = [
        client.get("/sparql", params={"query": f"SELECT ({call} AS ?v) {{}}"}) for _ in range(2)
    ]
    assert answers[0].content != answers[1].content
    assert "etag" not in answers[0].headers


# SPARQL 1.1 Service Description


def test_the_description_says_what_there_is(client: TestClient) -> None:
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    graph = rdflib.Graph().parse(data=client.get("/sparql").content, format="turtle")
    services = {str(s): s for s in graph.subjects(rdflib.RDF.type, sd.Service)}
    query = services["http://testserver/sparql"]
    update = services["http://testserver/update"]
    assert graph.value(query, sd.endpoint) == query
    assert graph.value(update, sd.endpoint) == update
    assert (query, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert (update, sd.supportedLanguage, sd.SPARQL11Update) in graph
    comment = str(graph.value(query, rdflib.RDFS.comment))
    for limit in ("5 seconds (query_seconds)", "1024 MiB", "64 MiB", "inferred=false"):
        assert limit in comment
    functions = [str(f) for f in graph.objects(query, sd.extensionFunction)]
    assert len(functions) == 34
    for function in functions:
        call = f"SELECT (<{function}>('x', 'y') AS ?v) {{}}"
        assert client.get("/sparql", params={"query": call}).status_code == 200, function


def test_the_description_in_every_format(client: TestClient) -> None:
    for accept in GRAPHS:
        answer = client.get("/sparql", headers={"accept": accept})
        assert answer.headers["content-type"].partition(";")[0] == accept
        assert client.head("/sparql", headers={"accept": accept}).status_code == 200
    assert client.get("/sparql", headers={"accept": "image/png"}).status_code == 406
