"""`/queries`: the catalogue and its answers over HTTP."""

import csv
import io

import pytest
from fastapi.testclient import TestClient

ADDRESS = "/queries/policies/direct-promoters"
RESULTS = "application/sparql-results+json"


def test_the_catalogue_lists_questions_with_addresses_that_answer(client: TestClient) -> None:
    answer = client.get("/queries")
    assert answer.headers["content-type"] == "application/json"
    assert "Accept" in answer.headers["vary"]
    questions = answer.json()["questions"]
    assert len(questions) > 20
    assert not [q["name"] for q in questions if q["topic"] in ("trace", "profiles")]
    for question in questions:
        assert client.get(question["href"], params={"limit": 1}).status_code == 200


def test_a_parameter_says_what_it_takes(client: TestClient) -> None:
    questions = {q["name"]: q for q in client.get("/queries").json()["questions"]}
    parameters = {p["name"]: p for p in questions["evidence/who-is-behind"]["parameters"]}
    assert parameters["actor"]["takes"] == "the slug, prefixed name or IRI of a thing of kind actor"
    assert parameters["role"]["options"] == ["producer", "data owner", "funder"]
    assert parameters["actor"]["required"] is False


def test_all_questions_are_listed_on_demand(client: TestClient) -> None:
    names = {q["name"] for q in client.get("/queries?all=true").json()["questions"]}
    assert {"trace/uses", "policies/cui-bono"} <= names


def test_an_answer_in_json(client: TestClient) -> None:
    body = client.get(ADDRESS, params={"policy": "ewtp", "role": "proposer"}).json()
    assert body["total"] == 1
    (row,) = body["rows"]
    assert row["actor"] == "https://w3id.org/cuibono/id/actor/b20"
    assert row["actorLabel"] == "B20"
    assert list(row) == [column["name"] for column in body["columns"]]
    assert "VALUES ?policy { <https://w3id.org/cuibono/id/policy/ewtp> }" in body["query"]
    assert "UNDEF" not in body["query"]
    assert body["parameters"] == {"policy": "ewtp", "role": "proposer"}
    assert body["empty"] is None
    assert body["next"] is None


def test_the_query_of_an_answer_gives_the_same_through_sparql(client: TestClient) -> None:
    body = client.get(ADDRESS, params={"policy": "ewtp"}).json()
    again = client.get("/sparql", params={"query": body["query"]}, headers={"accept": RESULTS})
    assert len(again.json()["results"]["bindings"]) == body["total"]


def test_an_empty_answer_says_what_that_means(client: TestClient) -> None:
    body = client.get(ADDRESS, params={"policy": "nothing-of-the-kind"}).json()
    assert (body["rows"], body["total"]) == ([], 0)
    assert body["empty"].startswith("No promotion that fits is on record. There is no policy")
    page = client.get(
        ADDRESS, params={"policy": "nothing-of-the-kind"}, headers={"Accept": "text/html"}
    ).text
    assert "There is no policy nothing-of-the-kind on record" in page


@pytest.mark.parametrize(
    ("accept", "form", "media_type"),
    [
        (None, None, "application/json"),
        ("*/*", None, "application/json"),
        ("text/csv", None, "text/csv; charset=utf-8"),
        (RESULTS, None, RESULTS),
        ("text/csv;q=0.5, application/json", None, "application/json"),
        ("application/json", "csv", "text/csv; charset=utf-8"),
        ("text/html", "srj", RESULTS),
        (None, RESULTS, RESULTS),
    ],
)
def test_the_formats(
    client: TestClient, accept: str | None, form: str | None, media_type: str
) -> None:
    headers = {"accept": accept} if accept else {}
    answer = client.get(ADDRESS, params={"format": form} if form else {}, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert "Accept" in answer.headers["vary"]
    assert answer.headers["x-snapshot"]


def test_all_formats_hold_the_same_rows(client: TestClient) -> None:
    total = client.get(ADDRESS).json()["total"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{ADDRESS}?format=csv").text)))
    bindings = client.get(f"{ADDRESS}?format=srj").json()["results"]["bindings"]
    assert len(rows) == len(bindings) == total
    assert [row["statement"] for row in rows] == [b["statement"]["value"] for b in bindings]


def test_following_the_next_rows_reaches_all_of_them(client: TestClient) -> None:
    address, statements = f"{ADDRESS}?limit=4", []
    while address:
        answer = client.get(address)
        body = answer.json()
        statements += [row["statement"] for row in body["rows"]]
        address = body["next"]
        assert ("link" in answer.headers) == bool(address)
    assert len(statements) == len(set(statements)) == client.get(ADDRESS).json()["total"] > 4


def test_a_browser_gets_a_page_with_the_form_and_the_answer(client: TestClient) -> None:
    page = client.get(
        ADDRESS, params={"policy": "ewtp", "role": ""}, headers={"accept": "text/html"}
    )
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert 'name="policy"' in page.text
    assert "B20" in page.text
    assert "Who promotes a policy" in client.get("/queries?format=html").text


def test_a_page_shows_the_form_alone_while_a_parameter_is_needed(client: TestClient) -> None:
    page = client.get("/queries/publish/description", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert client.get("/queries/publish/description").status_code == 400


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        (f"{ADDRESS}?polcy=ewtp", 400, "'policy' is near"),
        (f"{ADDRESS}?policy=actor:ebay", 400, "such as policy:"),
        (f"{ADDRESS}?role=%22%20%7D", 400, "parameter role takes"),
        (f"{ADDRESS}?policy=a&policy=b", 400, "given twice"),
        (f"{ADDRESS}?limit=0", 400, "limit"),
        (f"{ADDRESS}?offset=-1", 400, "offset"),
        ("/queries/policies/direct-promotors", 404, "policies/direct-promoters"),
        ("/queries/policies", 404, "/queries/policies"),
        (f"{ADDRESS}?format=pdf", 406, "text/csv"),
        ("/queries?format=csv", 406, "application/json"),
    ],
)
def test_faults_are_problem_reports(
    client: TestClient, address: str, status: int, words: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
