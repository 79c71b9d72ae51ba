"""SPARQL 1.1 Protocol, the update operation; each test names the section that it holds to.

https://www.w3.org/TR/2013/REC-sparql11-protocol-20130321/
"""

from typing import Any

import pytest
from fastapi.testclient import TestClient

DIRECT = {"content-type": "application/sparql-update"}
INSERT = "INSERT DATA { GRAPH <urn:g> { <urn:new> <urn:is> 9 } }"


def values(client: TestClient, graph: str) -> list[int]:
    query = f"SELECT ?v {{ GRAPH <{graph}> {{ ?s <urn:is> ?v }} }}"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return sorted(int(row["v"]["value"]) for row in rows)


def direct(client: TestClient, text: str, **parameters: Any) -> Any:
    return client.post("/update", params=parameters, content=text, headers=DIRECT)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_2_2_update_is_invoked_by_post(fresh: TestClient, method: str) -> None:
    answer = fresh.request(method, "/update", params={"update": INSERT})
    assert answer.status_code == 405
    assert answer.headers["allow"].startswith("POST")
    assert values(fresh, "urn:g") == [1]


def test_2_2_exactly_one_update_string(fresh: TestClient) -> None:
    assert fresh.post("/update", data={"update": [INSERT, INSERT]}).status_code == 400
    assert fresh.post("/update", data={"x": "y"}).status_code == 400
    assert (
        fresh.post("/update", params={"update": INSERT}, content=INSERT, headers=DIRECT).status_code
        == 400
    )
    assert values(fresh, "urn:g") == [1]


def test_2_2_1_by_post_of_a_form(fresh: TestClient) -> None:
    assert fresh.post("/update", data={"update": INSERT}).status_code == 204
    assert values(fresh, "urn:g") == [1, 9]


def test_2_2_1_all_parameters_are_in_the_form(fresh: TestClient) -> None:
    for name in ("update", "using-graph-uri", "using-named-graph-uri"):
        answer = fresh.post("/update", params={name: "urn:g"}, data={"update": INSERT})
        assert answer.status_code == 400
    assert values(fresh, "urn:g") == [1]


def test_2_2_2_by_post_of_the_update(fresh: TestClient) -> None:
    assert direct(fresh, INSERT).status_code == 204
    assert values(fresh, "urn:g") == [1, 9]


def test_2_2_2_the_only_character_set_is_utf_8(fresh: TestClient) -> None:
    text = 'INSERT DATA { GRAPH <urn:g> { <urn:x> <urn:y> "ü" } }'
    assert fresh.post("/update", content=text.encode("latin-1"), headers=DIRECT).status_code == 400
    assert fresh.post("/update", content=text.encode(), headers=DIRECT).status_code == 204
    assert "ü" in fresh.get("/store?graph=urn:g").text


@pytest.mark.parametrize("media_type", ["text/plain", "application/sparql-query", ""])
def test_the_media_type_says_which(fresh: TestClient, media_type: str) -> None:
    answer = fresh.post("/update", content=INSERT, headers={"content-type": media_type})
    assert answer.status_code == 415


def test_2_2_3_using_graph_uri_names_the_default_graph(fresh: TestClient) -> None:
    text = (
        "INSERT { GRAPH <urn:g> { ?s <urn:is> ?w } } WHERE { ?s <urn:is> ?v BIND(?v + 10 AS ?w) }"
    )
    assert direct(fresh, text).status_code == 204
    assert values(fresh, "urn:g") == [1]  # without, the default graph is empty
    assert direct(fresh, text, **{"using-graph-uri": "urn:h"}).status_code == 204
    assert values(fresh, "urn:g") == [1, 12, 13]


def test_2_2_3_using_named_graph_uri_names_the_named_graphs(fresh: TestClient) -> None:
    text = (
        "PREFIX : <urn:> INSERT { GRAPH :g { ?s :is ?w } } "
        "WHERE { GRAPH ?x { ?s :is ?v } BIND(?v + 10 AS ?w) }"
    )
    assert direct(fresh, text, **{"using-named-graph-uri": "urn:h"}).status_code == 204
    assert values(fresh, "urn:g") == [1, 12, 13]


def test_2_2_3_holds_for_the_short_form_and_for_each_operation(fresh: TestClient) -> None:
    text = (
        "DELETE WHERE { GRAPH <urn:h> { <urn:a> <urn:is> ?v } } ; "
        "INSERT { GRAPH <urn:g> { <urn:t> <urn:is> ?v } } "
        "WHERE { GRAPH <urn:h> { ?s <urn:is> ?v } }"
    )
    assert direct(fresh, text, **{"using-named-graph-uri": "urn:h"}).status_code == 204
    assert values(fresh, "urn:h") == [3]
    assert values(fresh, "urn:g") == [1, 3]


@pytest.mark.parametrize(
    "text",
    [
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DELETE { GRAPH <urn:g> { ?s ?p ?o } } USING <urn:g> WHERE { ?s ?p ?o }",
        "DELETE { GRAPH <urn:g> { ?s ?p ?o } } using named <urn:g> WHERE { GRAPH ?g { ?s ?p ?o } }",
    ],
)
@pytest.mark.parametrize("name", ["using-graph-uri", "using-named-graph-uri"])
def test_2_2_3_not_both_in_request_and_update(fresh: TestClient, text: str, name: str) -> None:
    assert direct(fresh, text, **{name: "urn:h"}).status_code == 400
    assert values(fresh, "urn:g") == [1]


def test_2_2_3_words_that_only_look_like_clauses_do_not_count(fresh: TestClient) -> None:
    text = (
        "PREFIX using: <urn:> # WITH <urn:x>\n"
        "INSERT { GRAPH using:g { ?s using:is 7 ; using:note 'USING <urn:x> WHERE {' } } "
        "WHERE { ?s using:is 2 }"
    )
    assert direct(fresh, text, **{"using-graph-uri": "urn:h"}).status_code == 204
    assert values(fresh, "urn:g") == [1, 7]


@pytest.mark.parametrize("name", ["using-graph-uri", "using-named-graph-uri"])
def test_2_2_3_graphs_are_named_by_absolute_iris(fresh: TestClient, name: str) -> None:
    assert direct(fresh, INSERT, **{name: "x> { } ; CLEAR ALL #"}).status_code == 400
    assert values(fresh, "urn:g") == [1]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT",
        "ASK {}",
        "SELECT * { ?s ?p ?o }",
        "INSERT DATA { GRAPH ?g { <urn:a> <urn:b> 1 } }",
    ],
)
def test_2_2_5_a_text_that_is_no_update_is_the_clients_fault(fresh: TestClient, text: str) -> None:
    answer = direct(fresh, text)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("text", "g", "h"),
    [
        ("DELETE DATA { GRAPH <urn:h> { <urn:a> <urn:is> 2 } }", [1], [3]),
        ("WITH <urn:h> DELETE { ?s ?p 2 } INSERT { ?s ?p 4 } WHERE { ?s ?p 2 }", [1], [3, 4]),
        ("COPY <urn:h> TO <urn:g>", [2, 3], [2, 3]),
        ("ADD <urn:h> TO <urn:g>", [1, 2, 3], [2, 3]),
        ("MOVE <urn:g> TO <urn:h>", [], [1]),
        ("CLEAR GRAPH <urn:g>", [], [2, 3]),
        ("DROP GRAPH <urn:h>", [1], []),
        ("CLEAR ALL", [], []),
        ("DROP NAMED", [], []),
        ("CREATE SILENT GRAPH <urn:g>", [1], [2, 3]),
        ("DELETE { GRAPH ?g { ?s ?p 3 } } WHERE { GRAPH ?g { ?s ?p 3 } }", [1], [2]),
        (f"{INSERT} ; DELETE WHERE {{ GRAPH <urn:g> {{ ?s <urn:is> 9 }} }}", [1], [2, 3]),
    ],
)
def test_each_operation(fresh: TestClient, text: str, g: list[int], h: list[int]) -> None:
    answer = direct(fresh, text)
    assert answer.status_code == 204, answer.text
    assert (values(fresh, "urn:g"), values(fresh, "urn:h")) == (g, h)


def test_a_request_is_done_whole_or_not_at_all(fresh: TestClient) -> None:
    promotion = (
        "<https://w3id.org/cuibono/id/promotion/p> a <https://w3id.org/cuibono/ns#Promotion>"
    )
    text = (
        f"{INSERT} ; INSERT DATA {{ GRAPH <https://w3id.org/cuibono/graph/s> {{ {promotion} }} }}"
    )
    answer = direct(fresh, text)
    assert answer.status_code == 422
    assert not answer.json()["report"]["conforms"]
    assert "Promotion" in answer.json()["text"]
    assert values(fresh, "urn:g") == [1]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "INSERT DATA { GRAPH <https://w3id.org/cuibono/graph/inferred> { <urn:a> <urn:b> 1 } }",
        "CLEAR GRAPH <https://w3id.org/cuibono/graph/ontology>",
        "INSERT DATA { GRAPH <https://w3id.org/cuibono/graph/A%20B> { <urn:a> <urn:b> 1 } }",
    ],
)
def test_graphs_that_nobody_writes_to(fresh: TestClient, text: str) -> None:
    before = fresh.get("/health/ready").json()["snapshot"]
    assert direct(fresh, text).status_code == 403
    assert fresh.get("/health/ready").json()["snapshot"] == before


def test_an_update_draws_its_inferences(fresh: TestClient) -> None:
    thing = "<https://w3id.org/cuibono/id/actor/newcomer>"
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    text = (
        f"INSERT DATA {{ GRAPH <https://w3id.org/cuibono/graph/registry> {{ {thing} a "
        f"<https://w3id.org/cuibono/ns#Person> ; {label} 'Newcomer'@en }} }}"
    )
    assert direct(fresh, text).status_code == 204
    actor = f"ASK {{ {thing} a <https://w3id.org/cuibono/ns#Actor> }}"
    assert fresh.get("/sparql", params={"query": actor}).json()["boolean"]
    away = f"DELETE WHERE {{ GRAPH ?g {{ {thing} ?p ?o }} }}"
    assert direct(fresh, away).status_code == 204
    assert not fresh.get("/sparql", params={"query": actor}).json()["boolean"]
