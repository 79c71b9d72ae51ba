"""The matrix over HTTP, on the bundled graph: the numbers of `docs/analyses/matrix.md`."""

from typing import Any

import pytest
from fastapi.testclient import TestClient


def matrix(client: TestClient, **options: Any) -> Any:
    found = client.get("/api/matrix", params=options or None)
    assert found.status_code == 200, found.text
    return found.json()


def test_the_bundled_graph(client: TestClient) -> None:
    found = matrix(client, limit=1000)
    assert (found["total"], found["actors"], found["policies"]) == (127, 35, 59)
    assert found["totals"] == {"says": 233, "pays": 37, "gains": 3}
    for part in ("says", "pays", "gains"):
        assert found["totals"][part] == sum(row[part]["statements"] for row in found["items"])
    stated = {
        entry["kind"]
        for row in found["items"]
        for entry in row["pays"]["entries"]
        if entry["kind"].startswith("pays")
    }
    assert stated == set()


def test_every_cell_opens_its_statements_or_says_which_kind_of_empty(client: TestClient) -> None:
    for row in matrix(client, limit=1000)["items"]:
        for part in ("says", "pays", "gains"):
            cell = row[part]
            assert bool(cell["statements"]) == bool(cell["entries"]) == (cell["absence"] is None)
            for entry in cell["entries"]:
                assert entry["statement"]["graph"]
                assert entry["statement"]["passages"]


def test_ebay(client: TestClient) -> None:
    found = matrix(client, actor="ebay")
    assert found["total"] == 13
    assert found["totals"] == {"says": 33, "pays": 9, "gains": 0}
    (row,) = matrix(client, actor="ebay", policy="harmonise-cross-border-policies")["items"]
    kinds = [entry["kind"] for entry in row["says"]["entries"]]
    assert kinds == ["asserts", "asserts", "asserts", "promotes", "promotes", "uses"]
    assert row["gains"]["absence"]["kind"] == "not-searched"


def test_pages_and_a_file(client: TestClient) -> None:
    found = matrix(client, actor="ebay", limit=10)
    assert found["next"] == "/api/matrix?actor=ebay&limit=10&offset=10"
    assert len(client.get(found["next"]).json()["items"]) == 3
    file = client.get("/api/matrix", params={"actor": "ebay", "format": "csv"})
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(file.text.splitlines()) == 14


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        ({"actor": "ebai"}, 404, "the nearest are ebay"),
        ({"kind": "bribes"}, 400, "kind"),
        ({"kind": "gains", "part": "says"}, 400, "stands in the column gains"),
        ({"sort": "truth"}, 400, "sort"),
        ({"limit": 0}, 400, "limit"),
        ({"topic": "ebay"}, 400, "say which"),
        ({"format": "xlsx"}, 400, "format"),
    ],
)
def test_a_wrong_call(options: dict[str, Any], status: int, words: str, client: TestClient) -> None:
    found = client.get("/api/matrix", params=options)
    assert found.status_code == status, found.text
    assert found.headers["content-type"] == "application/problem+json"
    assert words in found.text
