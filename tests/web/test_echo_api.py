"""The echo of a claim over HTTP, on the bundled graph."""

import networkx as nx
import pytest
from fastapi.testclient import TestClient

PATH = "/api/claims/nearly-all-extensive-platform-users-export/echo"


def test_every_utterance_has_its_statement_and_passage(client: TestClient) -> None:
    found = client.get(PATH)
    assert found.status_code == 200
    echo = found.json()
    assert [d["document"]["label"] for d in echo["documents"]] == [
        "eBay 2013a",
        "Arwidson et al. 2014",
        "FedEx 2015",
        "HSBC 2016",
    ]
    for document in (*echo["documents"], *echo["undated"]):
        for utterance in document["utterances"]:
            assert utterance["statement"]["passages"]
        for look in document["looks"]:
            assert look["statement"]["iri"]
    (paper,) = echo["undated"]
    assert len(paper["after"]) == 4
    assert not any(
        report["reported_was_read"] for u in paper["utterances"] for report in u["reports"]
    )


@pytest.mark.parametrize("form", ["csv", "graphml"])
def test_files(form: str, client: TestClient) -> None:
    found = client.get(PATH, params={"format": form})
    assert found.status_code == 200
    assert found.headers["content-disposition"].endswith(f'-export.{form}"')
    if form == "graphml":
        assert nx.parse_graphml(found.text).is_directed()


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/claims/no-such-claim/echo", 404, "there is no claim"),
        ("/api/claims/NO/echo", 404, "there is no claim"),
        (f"{PATH}?inferred=maybe", 422, "inferred"),
        (f"{PATH}?format=gexf", 422, "format"),
    ],
)
def test_a_wrong_call_is_told_why(path: str, status: int, words: str, client: TestClient) -> None:
    found = client.get(path)
    assert found.headers["content-type"] == "application/problem+json"
    assert found.status_code in (status, 400)
    assert words in found.text


def test_it_is_described(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]["/api/claims/{slug}/echo"]["get"]
    assert {"inferred", "format"} <= {one["name"] for one in described["parameters"]}
