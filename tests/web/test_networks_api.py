"""Discourse networks over HTTP, on the bundled graph."""

from typing import Any

import networkx as nx
import pytest
from fastapi.testclient import TestClient

KINDS = ("two-mode", "congruence", "conflict", "subtract")


def answer(client: TestClient, path: str, **parameters: Any) -> Any:
    found = client.get(f"/api/networks/{path}", params=parameters)
    assert found.status_code == 200, found.text
    return found.json()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("concept", ["claim", "policy", "agenda", "barrier"])
def test_every_network_of_the_bundled_graph(kind: str, concept: str, client: TestClient) -> None:
    found = answer(client, kind, concept=concept)
    nodes = {node["iri"] for node in found["nodes"]}
    stated = {row["statement"] for row in found["statements"]}
    assert nodes
    for tie in found["ties"]:
        assert {tie["source"], tie["target"]} <= nodes
        counts = [
            (1 if ground["agree"] or kind == "conflict" else -1)
            * len(ground["source_statements"])
            * (len(ground["target_statements"]) if ground["over"] else 1)
            for ground in tie["grounds"]
        ]
        assert sum(counts) == tie["weight"]
        assert {s for g in tie["grounds"] for s in g["source_statements"]} <= stated


def test_who_reports_is_not_credited(client: TestClient) -> None:
    """Of the utterances that somebody passes on, the speaker counts and the reporter does not."""
    rows = answer(client, "two-mode")["statements"]
    assert not [row for row in rows if "/utterance/" not in row["statement"]]
    attributed = client.get(
        "/sparql",
        params={
            "query": "PREFIX cb: <https://w3id.org/cuibono/ns#> SELECT ?u { ?u a cb:Attribution }"
        },
        headers={"Accept": "application/sparql-results+json"},
    ).json()["results"]["bindings"]
    assert attributed
    assert not {row["statement"] for row in rows} & {b["u"]["value"] for b in attributed}


def test_every_statement_has_its_passage(client: TestClient) -> None:
    for concept in ("claim", "policy"):
        rows = answer(client, "two-mode", concept=concept)["statements"]
        assert all(row["passage"] and row["graph"] for row in rows)


def test_to_promote_a_means_is_to_promote_its_end(client: TestClient) -> None:
    rows = answer(client, "two-mode", concept="agenda")["statements"]
    assert [row for row in rows if row["via"]], "through an advancement"
    assert [row for row in rows if not row["via"]], "directly"
    assert all("/link/" in row["via"] for row in rows if row["via"])


def test_only_one_actor(client: TestClient) -> None:
    for name in ("ebay", "actor:ebay", "https://w3id.org/cuibono/id/actor/ebay"):
        found = answer(client, "two-mode", only_actor=name)
        assert {row["actor_label"] for row in found["statements"]} == {"eBay"}


def test_persons_and_organisations(client: TestClient) -> None:
    persons = answer(client, "two-mode", level="person")["statements"]
    assert persons
    assert all(row["is_person"] for row in persons)
    organisations = answer(client, "two-mode", level="organisation")["statements"]
    assert not [row for row in organisations if row["is_person"]]


def test_windows(client: TestClient) -> None:
    found = answer(client, "congruence/windows", unit="years", size=5, start="2010", stop="2017")
    assert [window["start"] for window in found["windows"]] == [
        "2010-01-01",
        "2011-01-01",
        "2012-01-01",
        "2013-01-01",
    ]
    assert found["windows"][-1]["stop"] == "2017-12-31"


@pytest.mark.parametrize("form", ["graphml", "gexf", "dl", "csv", "nodes", "statements"])
def test_files(form: str, client: TestClient) -> None:
    found = client.get("/api/networks/congruence", params={"format": form, "concept": "agenda"})
    assert found.status_code == 200
    ending = form if form in ("graphml", "gexf", "dl") else "csv"
    assert f'filename="congruence-agenda-{form}.{ending}"' in found.headers["content-disposition"]
    if form == "graphml":
        assert found.headers["content-type"] == "application/graphml+xml"
        graph = nx.parse_graphml(found.text)
        assert len(graph.edges) == len(answer(client, "congruence", concept="agenda")["ties"])


@pytest.mark.parametrize(
    ("path", "parameters", "status", "words"),
    [
        ("friendship", {}, 422, "kind"),
        ("conflict", {"normalisation": "activity"}, 400, "normalised by none, average"),
        ("two-mode", {"mode": "concepts"}, 400, "has both"),
        ("congruence", {"start": "2018", "stop": "2016"}, 400, "is after stop"),
        ("congruence", {"start": "last year"}, 400, "YYYY-MM-DD"),
        ("congruence", {"only_actor": "ebai"}, 404, "the nearest are ebay"),
        ("congruence", {"only_concept": "no-such", "concept": "policy"}, 404, "there is no policy"),
        ("congruence", {"only_actor": "ebay", "without_actor": "ebay"}, 400, "both asked for"),
        ("congruence", {"backbone": 2}, 422, "backbone"),
        ("congruence", {"min_actor": 0}, 422, "min_actor"),
        ("congruence/windows", {"unit": "days"}, 400, "more than 500 windows"),
        ("congruence/windows", {"unit": "moons"}, 422, "unit"),
    ],
)
def test_a_wrong_call_is_told_why(
    path: str, parameters: dict[str, Any], status: int, words: str, client: TestClient
) -> None:
    found = client.get(f"/api/networks/{path}", params=parameters)
    assert found.headers["content-type"] == "application/problem+json"
    assert found.status_code in (status, 400)
    assert words in found.text


def test_an_empty_range_says_what_there_is(client: TestClient) -> None:
    found = answer(client, "congruence", start="1900", stop="1901")
    assert (found["nodes"], found["ties"]) == ([], [])
    assert "Those on record range from" in found["note"]


def test_the_parameters_are_described(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]["/api/networks/{kind}"]["get"]
    names = {parameter["name"] for parameter in described["parameters"]}
    assert {"kind", "concept", "duplicates", "normalisation", "start", "stop", "format"} <= names
    assert all(parameter.get("description") for parameter in described["parameters"])
