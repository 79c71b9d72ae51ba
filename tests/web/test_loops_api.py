"""Loops of interest over HTTP, on the bundled graph: the numbers of `docs/analyses/loops.md`."""

from collections import Counter
from typing import Any

import pytest
from fastapi.testclient import TestClient

CLAIM = "all-or-close-to-all-firms-on-platform-export"


def loops(client: TestClient, path: str = "/api/loops", **options: Any) -> Any:
    found = client.get(path, params=options or None)
    assert found.status_code == 200, found.text
    return found.json()


def test_the_loops_of_the_bundled_graph(client: TestClient) -> None:
    found = loops(client)
    assert found["total"] == len(found["items"]) == 11
    actors = Counter(
        step["source"]["slug"]
        for loop in found["items"]
        for step in loop["steps"]
        if step["kind"] == "promotes"
    )
    assert actors == {"ebay": 10, "authors-of-micro-multinationals-paper": 1}
    assert Counter(loop["length"] for loop in found["items"]) == {4: 5, 5: 6}
    assert {loop["times"] for loop in found["items"]} == {"direct"}
    assert sum(loop["inferred_by_reader"] for loop in found["items"]) == 5
    assert loops(client, inferred="exclude")["total"] == 6
    assert loops(client, policies="same")["total"] == 8
    assert loops(client, policies="common")["total"] == 15


def test_every_step_has_its_statement_with_graph_and_passage(client: TestClient) -> None:
    for loop in loops(client)["items"]:
        targets = [step["target"]["iri"] for step in loop["steps"]]
        sources = [step["source"]["iri"] for step in loop["steps"]]
        assert targets == [*sources[1:], sources[0]]
        for step in loop["steps"]:
            assert step["statements"]
            for statement in step["statements"]:
                assert statement["graph"]
                assert statement["passages"]


def test_the_loops_of_a_claim(client: TestClient) -> None:
    found = loops(client, f"/api/claims/{CLAIM}/loops", limit=3)
    assert found["claim"]["slug"] == CLAIM
    assert found["total"] == 4
    assert found["next"] == f"/api/claims/{CLAIM}/loops?limit=3&offset=3"
    assert len(loops(client, found["next"])["items"]) == 1
    kinds = {absence["kind"] for absence in found["missing"]}
    assert kinds == {"not-found", "not-searched"}


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/claims/all-or-close/loops", 404, "no claim 'all-or-close'"),
        ("/api/loops?steps=7", 400, "steps"),
        ("/api/loops?steps=-1", 400, "steps"),
        ("/api/loops?role=author", 400, "role"),
        ("/api/loops?actor=ebai", 404, "the nearest are ebay"),
        ("/api/loops?offset=-1", 400, "offset"),
        ("/api/loops?limit=0", 400, "limit"),
    ],
)
def test_a_wrong_call(path: str, status: int, words: str, client: TestClient) -> None:
    found = client.get(path)
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"
    assert words in found.text
