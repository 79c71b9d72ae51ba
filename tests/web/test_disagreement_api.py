"""Disagreements over HTTP, on the bundled graph."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

CLAIM = "all-or-close-to-all-firms-on-platform-export"


def answer(client: TestClient, path: str, **options: Any) -> Any:
    found = client.get(path, params=options or None)
    assert found.status_code == 200, found.text
    return found.json()


def test_both_sides_of_a_claim(client: TestClient) -> None:
    found = answer(client, f"/api/claims/{CLAIM}/disagreement")
    sides = [found["for_it"]["sources"], found["against_it"]["sources"]]
    assert [(side["sources"], side["independent"]) for side in sides] == [(1, 1), (10, 6)]
    assert [one["matter"] for one in found["disputed"]] == ["rival", "comparability"]
    places = next(one for one in found["compared"] if one["dimension"] == "place")
    assert places["likeness"] == "overlapping"
    for side in ("for_it", "against_it"):
        for part in ("grounds", "figures"):
            for one in found[side][part]:
                assert one["statement"]["graph"]
                assert one["statement"]["passages"]
    without = answer(client, f"/api/claims/{CLAIM}/disagreement", inferred="false")
    assert without["against_it"]["sources"]["sources"] == 4


def test_the_disputed_claims_of_a_question(client: TestClient) -> None:
    everything = answer(client, "/api/disagreements", limit=4)
    assert (everything["total"], everything["claims"]) == (11, 397)
    assert everything["next"] == "/api/disagreements?limit=4&offset=4"
    for one in everything["items"]:
        whole = answer(client, one["disagreement"])
        for side in ("for_it", "against_it"):
            counted = whole[side]["sources"]
            assert (counted["sources"], counted["independent"]) == (
                one[side]["sources"],
                one[side]["independent"],
            )
        assert {rival["claim"]["iri"] for rival in whole["rivals"]} == {
            rival["iri"] for rival in one["rivals"]
        }
        assert [point["matter"] for point in whole["disputed"]] == one["matters"]
    about = answer(client, "/api/disagreements", about="category:micro-multinational")
    assert 0 < about["total"] < 11


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/claims/all-or-close/disagreement", 404, "no claim 'all-or-close'"),
        ("/api/claims/ebay/disagreement", 404, "no claim 'ebay'"),
        (f"/api/claims/{CLAIM}/disagreement?inferred=perhaps", 400, "inferred"),
        ("/api/disagreements?about=ebay", 400, "actor:ebay, platform:ebay; say which"),
        ("/api/disagreements?about=nobody-at-all", 404, "there is no actor or barrier"),
        ("/api/disagreements?limit=0", 400, "limit"),
    ],
)
def test_a_wrong_call(path: str, status: int, words: str, client: TestClient) -> None:
    found = client.get(path)
    assert found.status_code == status, found.text
    assert found.headers["content-type"] == "application/problem+json"
    assert words in found.text
