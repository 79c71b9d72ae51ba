"""Independent sources over HTTP, on the bundled graph."""

from typing import Any

from fastapi.testclient import TestClient

HEADLINE = "all-or-close-to-all-firms-on-platform-export"

PAPER = "/document/micro-multinationals-paper"


def answer(client: TestClient, **parameters: Any) -> Any:
    found = client.get(f"/api/claims/{HEADLINE}/independence", params=parameters)
    assert found.status_code == 200, found.text
    return found.json()


def test_the_counts_of_the_headline_claim(client: TestClient) -> None:
    found = answer(client)
    assert [found[side]["sources"] for side in ("support", "dispute")] == [1, 10]
    assert [found[side]["independent"] for side in ("support", "dispute")] == [1, 6]
    assert [len(group["sources"]) for group in found["dispute"]["groups"]] == [3, 2, 2, 1, 1, 1]


def test_every_statement_behind_the_counts_has_its_passage(client: TestClient) -> None:
    found = answer(client)
    for side in ("support", "dispute"):
        for group in found[side]["groups"]:
            for source in group["sources"]:
                assert source["statement"]["passages"]
                for piece in source["pieces"]:
                    assert all(step["passages"] for step in piece["path"])
            for collapse in group["collapses"]:
                # The author of the paper itself is no statement of a source: it has no passage
                sources = [one for one in collapse["statements"] if PAPER not in one["iri"]]
                assert all(statement["passages"] for statement in sources)


def test_a_claim_without_evidence_says_so(client: TestClient) -> None:
    found = client.get("/api/claims/niche-and-regional-customers-are-growing/independence").json()
    assert found["support"]["sources"] == found["support"]["independent"] == 0
    assert found["support"]["absence"]["kind"] == "not-searched"


def test_bad_calls_are_told(client: TestClient) -> None:
    missing = client.get("/api/claims/all-firms-export/independence")
    assert missing.status_code == 404
    assert HEADLINE in missing.json()["nearest"]
    wrong = client.get(f"/api/claims/{HEADLINE}/independence", params={"inferred": "perhaps"})
    assert wrong.status_code in (400, 422)
    assert "inferred" in wrong.text
