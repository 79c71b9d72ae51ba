"""The standing of the graph over HTTP, and its page; on the bundled graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from cuibono.app import create_app
from cuibono.settings import Settings

if TYPE_CHECKING:
    from tests.web.conftest import Page

HTML = {"Accept": "text/html"}


def answer(client: TestClient, **parameters: Any) -> Any:
    found = client.get("/api/standing", params=parameters)
    assert found.status_code == 200, found.text
    return found.json()


def test_counts_and_a_page_of_items(client: TestClient) -> None:
    found = answer(client, limit=10)
    assert len(found["items"]) == 10
    assert found["total"] == sum(count["total"] for count in found["counts"])
    assert [count["kind"] for count in found["counts"]][:2] == [
        "unverified-passage",
        "used-without-evidence",
    ]
    assert found["sources"] == ["micro-multinationals"]
    one = answer(client, kind="second-hand", limit=1)
    assert [count["kind"] for count in one["counts"]] == ["second-hand"]
    seen = [item["thing"]["iri"] for item in found["items"]]
    while found["next"]:
        found = client.get(found["next"]).json()
        seen += [item["thing"]["iri"] for item in found["items"]]
        assert len(seen) <= found["total"]
    assert len(seen) == found["total"]


def test_each_item_has_its_statements_with_passages(client: TestClient) -> None:
    for kind in ("used-without-evidence", "second-hand", "single-source"):
        for item in answer(client, kind=kind, limit=20)["items"]:
            assert item["statements"], item
            assert all(statement["passages"] for statement in item["statements"])


def test_a_table(client: TestClient) -> None:
    found = client.get("/api/standing", params={"format": "csv", "kind": "second-hand", "limit": 5})
    assert found.headers["content-type"].startswith("text/csv")
    assert found.text.count("\nsecond-hand,") == 5
    assert 'rel="next"' in found.headers["link"]


@pytest.mark.parametrize(
    ("parameters", "status", "words"),
    [
        ({"source": "no-such"}, 404, "there is no source"),
        ({"kind": "lost"}, 422, "kind"),
        ({"limit": 0}, 422, "limit"),
        ({"limit": 100_000}, 422, "limit"),
        ({"format": "gexf"}, 422, "format"),
    ],
)
def test_a_wrong_call_is_told_why(
    parameters: dict[str, Any], status: int, words: str, client: TestClient
) -> None:
    found = client.get("/api/standing", params=parameters)
    assert found.headers["content-type"] == "application/problem+json"
    assert found.status_code in (status, 400)
    assert words in found.text


def test_the_page_is_worked_down_without_script(
    client: TestClient, page_of: Callable[[str], Page]
) -> None:
    overview = page_of(client.get("/standing", headers=HTML).text)
    assert overview.heading == "What is open"
    assert overview.faults == []
    assert "Claims used for policy without evidence" in overview.text
    assert "All 88" in overview.text
    listed = client.get("/standing?kind=second-hand", headers=HTML)
    assert page_of(listed.text).faults == []
    assert "?kind=second-hand&amp;page=2" in listed.text
    last = client.get("/standing?kind=second-hand&page=99", headers=HTML)
    assert last.status_code == 200
    assert "Previous page" in last.text
    assert "Next page" not in last.text
    of_source = client.get("/standing?source=micro-multinationals", headers=HTML)
    assert "not of one source" in of_source.text
    nothing = client.get("/standing?kind=circular-evidence", headers=HTML)
    assert "Nothing is open in this way" in nothing.text


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [("kind=lost", 400, "choose unverified-passage"), ("source=no-such", 404, "no source")],
)
def test_a_wrong_address_of_the_page(
    query: str, status: int, words: str, client: TestClient
) -> None:
    found = client.get(f"/standing?{query}", headers=HTML)
    assert found.status_code == status
    assert words in found.text


def test_an_empty_store_says_so(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data=tmp_path / "none"))) as empty:
        found = empty.get("/standing", headers=HTML)
    assert found.status_code == 200
    assert "cuibono load" in found.text
