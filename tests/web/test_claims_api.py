"""Claims and traces over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

HEADLINE = "all-or-close-to-all-firms-on-platform-export"


@pytest.fixture(scope="module")
def trace(client: TestClient) -> Any:
    answer = client.get(f"/api/claims/{HEADLINE}/trace")
    assert answer.status_code == 200
    return answer.json()


def statements(node: Any) -> list[dict[str, Any]]:
    """Return every statement in an answer, wherever it stands."""
    if isinstance(node, list):
        return [found for part in node for found in statements(part)]
    if not isinstance(node, dict):
        return []
    own = [node["statement"]] if node.get("statement") else []
    return own + [found for part in node.values() for found in statements(part)]


def evidence(node: Any) -> list[dict[str, Any]]:
    """Return every piece of evidence in an answer, roots included."""
    if isinstance(node, list):
        return [found for part in node for found in evidence(part)]
    if not isinstance(node, dict):
        return []
    own = [node] if "roles" in node else []
    return own + [found for part in node.values() for found in evidence(part)]


def labels(things: Any) -> set[str]:
    return {thing["label"] for thing in things}


def test_every_step_has_a_statement_with_a_passage(trace: Any) -> None:
    found = statements(trace)
    assert len(found) > 40
    for statement in found:
        assert statement["iri"].startswith("https://w3id.org/cuibono/id/")
        assert statement["graph"] == "https://w3id.org/cuibono/graph/micro-multinationals"
        assert statement["passages"], statement["iri"]
        for passage in statement["passages"]:
            assert passage["digest"].startswith("sha256:")
            assert 0 <= passage["start"] < passage["end"]
            assert passage["section"]
            assert passage["words"] is None


def test_the_claim_is_ebays_as_the_paper_passes_it_on(trace: Any) -> None:
    by_type = {u["statement"]["type"]: u for u in trace["utterances"]}
    assertion, attribution = by_type["Assertion"], by_type["Attribution"]
    assert labels(assertion["speakers"]) == {"eBay"}
    assert assertion["document"]["slug"] == "ebay-2013a"
    assert not assertion["document_was_read"]
    assert attribution["attributes"] == assertion["statement"]["iri"]
    assert attribution["document_was_read"]


def test_support_reaches_ebay_as_producer_and_owner_and_the_threshold(trace: Any) -> None:
    supports = [a for a in trace["arguments"] if a["direction"] == "supports"]
    data = [e for e in evidence(supports) if "ebay-2013a" in {d["slug"] for d in e["documents"]}]
    assert data
    roles = {role["role"]: role for role in data[0]["roles"]}
    assert labels(backer["actor"] for backer in roles["producer"]["actors"]) == {"eBay"}
    assert labels(backer["actor"] for backer in roles["data owner"]["actors"]) == {"eBay"}
    assert roles["funder"]["actors"] == []
    assert roles["funder"]["absence"]["kind"] == "not-found"
    assert roles["funder"]["absence"]["date"]
    thresholds = [limit["threshold"] for limit in data[0]["limitations"] if limit["threshold"]]
    assert {t["written"] for t in thresholds} == {"> 10,000 USD"}


def test_mercadolibre_disputes_it_by_another_count(trace: Any) -> None:
    disputes = [a for a in trace["arguments"] if a["direction"] == "disputes"]
    figures = [e["figure"] for e in evidence(disputes) if e["figure"]]
    shares = {
        (figure["places"][0]["label"], figure["written"], figure["period"])
        for figure in figures
        if figure["places"] and figure["period"] == "2005"
    }
    assert shares == {
        ("Argentina", "≤ 0.8 %", "2005"),
        ("Chile", "≤ 0.8 %", "2005"),
        ("Ecuador", "0.1 %", "2005"),
        ("Brazil", "0.1 %", "2005"),
    }
    mismatches = {m["slug"].rpartition(":")[2] for a in disputes for m in a["mismatches"]}
    assert {"unit-of-analysis", "platform", "place"} <= mismatches


def test_it_reaches_the_policies_it_is_used_for(trace: Any) -> None:
    uses = {use["policy"]["slug"]: use for use in trace["uses"]}
    assert "raise-de-minimis-levels" in uses
    assert uses["raise-de-minimis-levels"]["statement"]["inferred_by_reader"]
    promoters = {p["actor"]["label"] for use in trace["uses"] for p in use["promotions"]}
    assert "eBay" in promoters


def test_words_are_shown_where_there_is_a_copy(graph_data: Any, seed_texts: Any) -> None:
    from cuibono.app import create_app
    from cuibono.settings import Settings

    with TestClient(create_app(Settings(data=graph_data, texts=seed_texts))) as client:
        found = statements(client.get(f"/api/claims/{HEADLINE}/trace").json())
    passages = [passage for statement in found for passage in statement["passages"]]
    assert passages
    assert all(passage["words"] for passage in passages)


def test_claims_are_listed_in_pages(client: TestClient) -> None:
    first = client.get("/api/claims", params={"limit": 3}).json()
    assert first["total"] > 50
    assert len(first["items"]) == 3
    following = client.get(first["next"]).json()
    assert following["offset"] == 3
    assert {c["iri"] for c in first["items"]} & {c["iri"] for c in following["items"]} == set()
    last = client.get("/api/claims", params={"offset": first["total"]}).json()
    assert last["items"] == []
    assert last["next"] is None


def test_claims_are_found_by_words_type_actor_and_policy(client: TestClient) -> None:
    def slugs(**filters: str) -> set[str]:
        items = client.get("/api/claims", params={**filters, "limit": 1000}).json()["items"]
        return {item["slug"] for item in items}

    everything = slugs()
    assert HEADLINE in slugs(actor="ebay")
    assert HEADLINE in slugs(actor="actor:ebay") == slugs(actor="ebay") < everything
    assert HEADLINE in slugs(policy="raise-de-minimis-levels") < everything
    assert slugs(q="EXPORT") == slugs(q="export") < everything
    types = [slugs(type=t) for t in ("EmpiricalClaim", "NormativeClaim", "DefinitionalClaim")]
    assert all(types)
    assert sum(map(len, types)) == len(everything)
    assert slugs(q="no such words at all") == set()


def test_claims_are_sorted(client: TestClient) -> None:
    def listed(sort: str) -> list[Any]:
        items = client.get("/api/claims", params={"sort": sort, "limit": 1000}).json()["items"]
        return list(items)

    assert [c["label"] for c in listed("label")] == sorted(c["label"] for c in listed("label"))
    utterances = [c["utterances"] for c in listed("-utterances")]
    assert utterances == sorted(utterances, reverse=True)


def test_one_claim(client: TestClient) -> None:
    record = client.get(f"/api/claims/{HEADLINE}").json()
    assert record["claim"]["type"] == "EmpiricalClaim"
    assert {"Jordan", "Indonesia", "India", "Thailand", "Peru"} <= {
        term["value"] for term in record["scope"] if term["dimension"] == "place"
    }
    assert client.get(record["trace"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/claims/all-firms-export", 404, HEADLINE),
        ("/api/claims/all-firms-export/trace", 404, HEADLINE),
        ("/api/claims/NOT%20a%20slug%3E", 404, "no claim"),
        ("/api/claims?limit=many", 400, "limit"),
        ("/api/claims?limit=0", 400, "limit"),
        ("/api/claims?type=Poem", 400, "type"),
        ("/api/claims?sort=fame", 400, "sort"),
        ("/api/claims?actor=%3Cx%3E", 400, "actor"),
        ("/api/nothing", 404, "/api/nothing"),
    ],
)
def test_bad_requests_are_told(client: TestClient, path: str, status: int, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert words in problem["detail"]


def test_a_method_that_does_not_fit_is_told(client: TestClient) -> None:
    answer = client.delete("/api/claims")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("accept", "form", "expected"),
    [
        ("*/*", None, "application/json"),
        ("application/ld+json", None, "application/ld+json"),
        ("text/turtle;q=0.5, image/svg+xml", None, "image/svg+xml"),
        ("*/*", "graphml", "application/graphml+xml"),
        ("application/json", "ttl", "text/turtle"),
        ("*/*", "tree", "text/plain"),
    ],
)
def test_a_trace_comes_in_the_format_asked_for(
    client: TestClient, accept: str, form: str | None, expected: str
) -> None:
    parameters = {"format": form} if form else {}
    answer = client.get(
        f"/api/claims/{HEADLINE}/trace", params=parameters, headers={"Accept": accept}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == expected
    assert "Accept" in answer.headers["vary"].split(", ")
    assert answer.content


def test_a_format_that_a_trace_does_not_have_is_told(client: TestClient) -> None:
    address = f"/api/claims/{HEADLINE}/trace"
    refused = client.get(address, headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert "image/svg+xml" in refused.json()["detail"]
    assert client.get(address, params={"format": "png"}).status_code == 400
