"""Scope gaps over HTTP, on the bundled graph."""

from fastapi.testclient import TestClient

HEADLINE = "all-or-close-to-all-firms-on-platform-export"


def test_the_headline_claim_beside_the_records_of_ebay(client: TestClient) -> None:
    answer = client.get(f"/api/claims/{HEADLINE}/scope-gap", params={"direct": True})
    (found,) = answer.json()["evidence"]
    relations = {one["dimension"]: one["relation"] for one in found["comparisons"]}
    assert relations == {
        "population": "different",
        "inclusion threshold": "unknown",
        "place": "equal",
        "period": "unknown",
        "measure": "equal",
        "denominator": "equal",
        "platform": "equal",
    }
    threshold = next(c for c in found["comparisons"] if c["dimension"] == "inclusion threshold")
    assert [value["value"] for value in threshold["evidence"]] == ["> 10,000 USD"]
    assert "claim" in threshold["note"]


def test_each_value_has_its_statement_and_passages(client: TestClient) -> None:
    answer = client.get(f"/api/claims/{HEADLINE}/scope-gap").json()
    values = [
        value
        for one in answer["evidence"]
        for comparison in one["comparisons"]
        for side in ("claim", "evidence")
        for value in comparison[side]
        if "/platform/" not in value["of"]["iri"]  # where a platform is, the registry says
    ]
    assert len(values) > 50
    assert all(value["statement"]["passages"] for value in values)


def test_a_claim_that_is_not_there_is_told(client: TestClient) -> None:
    assert client.get("/api/claims/nothing-at-all/scope-gap").status_code == 404
