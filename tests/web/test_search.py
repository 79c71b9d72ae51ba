"""Search and suggestions over HTTP, and the page of a search, on the bundled graph."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

PageOf = Callable[[str], Any]


def test_search_as_json(client: TestClient) -> None:
    answer = client.get("/api/search", params={"q": "ebay", "limit": 2})
    assert answer.status_code == 200
    found = answer.json()
    assert [hit["thing"]["href"] for hit in found["hits"]] == [
        "/doc/actor/ebay",
        "/doc/platform/ebay-platform",
    ] or found["hits"][0]["thing"]["href"] == "/doc/actor/ebay"
    assert found["total"] > 2
    assert {facet["name"] for facet in found["facets"]} == {"kind", "source", "policy", "year"}


def test_policies_in_facets_have_their_labels(client: TestClient) -> None:
    facets = client.get("/api/search", params={"q": "export"}).json()["facets"]
    policies = next(facet["values"] for facet in facets if facet["name"] == "policy")
    assert policies
    assert all(not value["label"].startswith("http") for value in policies)


@pytest.mark.parametrize(
    "query",
    ["kind=foo", "year_from=x", "limit=0", "offset=-1", "source=a%20b", "q=" + "x" * 501],
)
@pytest.mark.parametrize("path", ["/api/search", "/search"])
def test_what_cannot_be_asked_is_the_callers_fault(
    path: str, query: str, client: TestClient
) -> None:
    assert client.get(f"{path}?{query}").status_code == 400


def test_suggestions(client: TestClient) -> None:
    answer = client.get("/api/suggest", params={"q": "micro-mul", "kind": "category"})
    first = answer.json()["suggestions"][0]
    assert first["thing"]["label"] == "micro-multinational"
    assert first["description"] == "firm category"
    assert client.get("/api/suggest").status_code == 400


def test_the_page_shows_what_is_found(client: TestClient, page_of: PageOf) -> None:
    page = page_of(client.get("/search", params={"q": "ebay"}, headers=HTML).text)
    assert page.faults == []
    assert page.value_of("q") == "ebay"
    assert "/doc/actor/ebay" in page.links_in("ol.listing")


def test_a_facet_narrows_and_is_taken_away_again(client: TestClient, page_of: PageOf) -> None:
    whole = page_of(client.get("/search?q=ebay", headers=HTML).text)
    narrow = next(link for link in whole.links if "kind=document" in link)
    page = page_of(client.get(f"/search{narrow}", headers=HTML).text)
    shown = [link for link in page.links_in("ol.listing")]
    assert shown
    assert all("/doc/document/" in link for link in shown)
    chosen = [e for e in page.all("a") if e.attributes.get("aria-current") == "true"]
    assert [e.attributes["href"] for e in chosen] == ["?q=ebay"]
    year = next(link for link in whole.links if "year_from=" in link)
    page = page_of(client.get(f"/search{year}", headers=HTML).text)
    assert "?q=ebay" in page.links


def test_nothing_found_says_what_next(client: TestClient, page_of: PageOf) -> None:
    page = page_of(client.get("/search?q=zzzz", headers=HTML).text)
    assert "Nothing is called so." in page.text
    assert "/claims" in page.links
    assert page.faults == []


def test_long_results_page(client: TestClient, page_of: PageOf) -> None:
    page = page_of(client.get("/search?q=export&limit=5", headers=HTML).text)
    following = page.links_in("nav.pager")[-1]
    assert "offset=5" in following
    assert "q=export" in following
    second = page_of(client.get(f"/search{following}", headers=HTML).text)
    assert not set(page.links_in("ol.listing")) & set(second.links_in("ol.listing"))


@pytest.mark.parametrize("path", ["/", "/claims", "/about", "/search"])
def test_one_can_search_from_every_page(path: str, client: TestClient, page_of: PageOf) -> None:
    page = page_of(client.get(path, headers=HTML).text)
    forms = [e for e in page.all("form") if e.attributes.get("action") == "/search"]
    assert len(forms) == 1


HTML = {"Accept": "text/html"}
