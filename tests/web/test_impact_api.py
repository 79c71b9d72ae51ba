"""Impact over HTTP, on the bundled graph."""

from typing import Any

from fastapi.testclient import TestClient

EBAY = "ebay-commercial-seller-data"


def lost(found: Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in found["losses"]:
        counts[one["loss"]] = counts.get(one["loss"], 0) + 1
    return counts


def test_the_two_routes_tell_the_same(client: TestClient) -> None:
    first = client.get(f"/api/evidence/{EBAY}/impact")
    second = client.get("/api/impact", params={"without": f"evidence:{EBAY}"})
    assert first.json() == second.json()
    assert lost(first.json()) == {
        "all support": 7,
        "all independent support": 2,
        "some support": 8,
    }


def test_more_can_be_set_aside_with_it(client: TestClient) -> None:
    found = client.get(
        f"/api/evidence/{EBAY}/impact", params={"without": ["actor:jack-ma", "hsbc-2016-study"]}
    ).json()
    assert len(found["set_aside"]) == 3
    assert lost(found)["all support"] > 7


def test_every_loss_has_its_statements_with_passages(client: TestClient) -> None:
    found = client.get(f"/api/evidence/{EBAY}/impact").json()
    steps = [s for one in found["losses"] for piece in one["pieces"] for s in piece["path"]]
    uses = [use["statement"] for policy in found["policies"] for use in policy["uses"]]
    assert len(steps) > 10
    assert uses
    assert all(one["passages"] and one["graph"] for one in [*steps, *uses])


def test_bad_names_are_told(client: TestClient) -> None:
    assert client.get("/api/evidence/nothing-at-all/impact").status_code == 404
    missing = client.get("/api/impact", params={"without": "actor:nobody-at-all"})
    assert missing.status_code == 404
    wrong = client.get("/api/impact", params={"without": "claim:anything"})
    assert wrong.status_code == 400
    assert "evidence, document, actor" in wrong.json()["detail"]


def test_nothing_is_withdrawn_in_the_bundled_graph(client: TestClient) -> None:
    found = client.get("/api/impact").json()
    assert found["set_aside"] == found["losses"] == []
    assert found["note"].startswith("Nothing is on record as withdrawn")
