"""Reconciliation over HTTP, with requests as OpenRefine sends them, on the bundled graph.

The answers are checked against the JSON schemas of the specification where the folder
`CUIBONO_RECONCILIATION_SCHEMAS` holds them (the folder `0.2/schemas` of
https://github.com/reconciliation-api/specs); they are not part of this project.
"""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from cuibono.app import create_app
from cuibono.settings import Settings

HERE = "/api/reconcile"
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}


def conforms(answer: Any, schema: str) -> None:
    """Check an answer against a schema of the specification, where they are at hand."""
    folder = os.environ.get("CUIBONO_RECONCILIATION_SCHEMAS")
    if not folder:
        return
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    registry = referencing.Registry()
    for path in Path(folder).glob("*.json"):
        contents = json.loads(path.read_text("utf-8"))
        resource = referencing.Resource(contents, referencing.jsonschema.DRAFT7)
        registry = registry.with_resources([(contents["$id"], resource), (path.name, resource)])
    wanted = json.loads((Path(folder) / f"{schema}.json").read_text("utf-8"))
    jsonschema.Draft7Validator(wanted, registry=registry).validate(answer)


def post(client: TestClient, **fields: Any) -> Any:
    body = urlencode({name: json.dumps(value) for name, value in fields.items()})
    return client.post(HERE, content=body, headers=FORM)


def candidates(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = post(client, queries={"q0": query})
    assert answer.status_code == 200, answer.text
    conforms(answer.json(), "reconciliation-result-batch")
    found: list[dict[str, Any]] = answer.json()["q0"]["result"]
    return found


def test_the_manifest_says_where_everything_is(client: TestClient) -> None:
    found = client.get(HERE).json()
    conforms(found, "manifest")
    assert "0.2" in found["versions"]
    assert found["identifierSpace"] == "https://w3id.org/cuibono/id/"
    crossing = client.get(HERE, headers={"Origin": "https://example.org"})
    assert crossing.headers["access-control-allow-origin"] == "*"
    for place in found["suggest"].values():
        assert client.get(place["service_path"], params={"prefix": "a"}).status_code == 200
    proposing = found["extend"]["propose_properties"]["service_path"]
    assert client.get(proposing, params={"type": "Actor"}).status_code == 200
    entity = found["view"]["url"].replace("{{id}}", "actor/ebay")
    assert client.get(entity).status_code == 303


def test_addresses_are_those_that_clients_reach(graph_data: Path) -> None:
    settings = Settings(data=graph_data, public_url="https://example.org/graph/")
    with TestClient(create_app(settings)) as client:
        found = client.get(HERE).json()
    assert found["view"]["url"] == "https://example.org/graph/id/{{id}}"
    assert found["suggest"]["entity"]["service_url"] == "https://example.org/graph"


def test_a_name_that_only_one_thing_has_is_a_match(client: TestClient) -> None:
    first, *others = candidates(client, query="ebay", type="Actor", limit=5)
    assert (first["id"], first["name"], first["match"]) == ("actor/ebay", "eBay", True)
    assert first["score"] == 100
    assert {"id": "name", "value": 1.0} in first["features"]
    assert {"id": "Firm", "name": "firm"} in first["type"]
    assert not any(other["match"] for other in others)


def test_a_name_that_two_things_have_is_no_match(client: TestClient) -> None:
    found = candidates(client, query="eBay")
    assert [one["id"] for one in found[:2]] == ["actor/ebay", "platform/ebay-platform"] or {
        one["name"] for one in found[:2]
    } == {"eBay", "eBay (platform)"}
    perfect = [one for one in found if one["score"] == 100]
    assert len(perfect) > 1 or perfect[0]["match"]


def test_a_name_spelt_otherwise_is_a_candidate_and_no_match(client: TestClient) -> None:
    first = candidates(client, query="mercado-libr", type="Platform")[0]
    assert first["name"] == "MercadoLibre"
    assert 0 < first["score"] < 100
    assert first["match"] is False


def test_an_id_or_iri_is_a_name_too(client: TestClient) -> None:
    for name in ("actor/ebay", "https://w3id.org/cuibono/id/actor/ebay"):
        first = candidates(client, query=name)[0]
        assert (first["id"], first["match"]) == ("actor/ebay", True)


def test_a_batch_is_answered_query_by_query(client: TestClient) -> None:
    batch = {"a": {"query": "Kenya"}, "b": {"query": "zzzz"}, "c": {"query": "ebay", "limit": 1}}
    answer = client.get(HERE, params={"queries": json.dumps(batch)}).json()
    assert set(answer) == {"a", "b", "c"}
    assert answer["b"]["result"] == []
    assert len(answer["c"]["result"]) == 1
    assert post(client, queries=batch).json() == answer


def test_types_narrow_as_strictly_as_is_asked(client: TestClient) -> None:
    def kinds(**query: Any) -> set[str]:
        return {one["id"].partition("/")[0] for one in candidates(client, query="ebay", **query)}

    assert kinds(type="Platform") == {"platform"}
    assert kinds(type=["Platform", "Actor"]) == {"platform", "actor"}
    assert kinds(type=["Platform", "Actor"], type_strict="all") == set()
    assert kinds(type=["Firm", "Actor"], type_strict="all") == {"actor"}
    assert len(kinds(type="Platform", type_strict="should")) > 1
    assert kinds(type="Nonsense") == set()


def test_property_values_tell_things_apart(client: TestClient) -> None:
    dated = [{"pid": "cb:date", "v": "2013"}]
    found = candidates(client, query="eBay 2013a", type="Document", properties=dated)
    assert found[0]["features"][-1] == {"id": "cb:date", "value": 1.0}
    assert found[0]["score"] == 100
    other = [{"pid": "cb:date", "v": ["1999"]}]
    assert candidates(client, query="eBay 2013a", properties=other)[0]["score"] < 100
    entity = [{"pid": "cb:author", "v": {"id": "actor/ebay"}}]
    assert candidates(client, query="eBay 2013a", properties=entity)[0]["score"] == 100
    named = [{"pid": "cb:author", "v": "eBay"}]
    assert candidates(client, query="eBay 2013a", properties=named)[0]["score"] == 100


def test_properties_alone_find_candidates(client: TestClient) -> None:
    found = candidates(client, properties=[{"pid": "skos:altLabel", "v": "commercial seller"}])
    assert found[0]["score"] == 100
    assert found[0]["match"] is False, "a name makes a match, a value alone does not"


@pytest.mark.parametrize(
    "queries",
    [
        "no json",
        "[]",
        "[" * 100_000,
        '{"q": {}}',
        '{"q": {"query": 1}}',
        '{"q": {"query": "a", "limit": 0}}',
        '{"q": {"query": "a", "foo": 1}}',
        '{"q": {"query": "a", "type_strict": "none"}}',
        '{"q": {"query": "a", "properties": [{"v": 1}]}}',
        json.dumps({f"q{n}": {"query": "a"} for n in range(101)}),
    ],
    ids=lambda text: text[:40],
)
def test_a_query_at_fault_is_told(queries: str, client: TestClient) -> None:
    answer = client.post(HERE, content=urlencode({"queries": queries}), headers=FORM)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("queries: ")


def test_a_form_without_its_fields_and_one_too_long_are_told(client: TestClient) -> None:
    assert client.post(HERE, content="a=b", headers=FORM).status_code == 400
    assert client.post(HERE, content=b"\xff", headers=FORM).status_code == 400
    assert client.post(HERE, content=b"x" * (1 << 21), headers=FORM).status_code == 413


def test_suggestions_of_entities_types_and_properties(client: TestClient) -> None:
    def suggested(what: str, prefix: str, **more: Any) -> list[dict[str, Any]]:
        answer = client.get(f"{HERE}/suggest/{what}", params={"prefix": prefix, **more}).json()
        schema = {"entity": "entities", "type": "types", "property": "properties"}[what]
        conforms(answer, f"suggest-{schema}-response")
        found: list[dict[str, Any]] = answer["result"]
        return found

    assert suggested("entity", "micro-mult")[0]["id"] == "category/micro-multinational"
    assert "Firm" in {one["id"] for one in suggested("type", "fir")}
    assert "cb:author" in {one["id"] for one in suggested("property", "auth")}
    whole = suggested("entity", "e")
    assert suggested("entity", "e", cursor=3)[0] == whole[3]
    assert client.get(f"{HERE}/suggest/nothing", params={"prefix": "a"}).status_code == 404
    assert client.get(f"{HERE}/suggest/entity").status_code == 400


def test_flyouts_and_previews_show_and_escape(client: TestClient) -> None:
    flyout = client.get(f"{HERE}/flyout/entity", params={"id": "actor/ebay"}).json()
    assert flyout["id"] == "actor/ebay"
    assert "eBay" in flyout["html"]
    assert "href=" in flyout["html"]
    assert client.get(f"{HERE}/flyout/type", params={"id": "Firm"}).json()["html"]
    preview = client.get(f"{HERE}/preview", params={"id": "actor/ebay"})
    assert "eBay" in preview.text
    assert "&lt;h1&gt;" not in preview.text
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    for wrong in ("actor/nobody", "<script>", ""):
        answer = client.get(f"{HERE}/preview", params={"id": wrong})
        assert answer.status_code == 404


def test_properties_of_a_type_are_proposed(client: TestClient) -> None:
    found = client.get(f"{HERE}/properties", params={"type": "Document"}).json()
    conforms(found, "data-extension-property-proposal")
    names = {one["id"] for one in found["properties"]}
    assert {"cb:author", "skos:altLabel"} <= names
    assert len(client.get(f"{HERE}/properties", params={"limit": 2}).json()["properties"]) == 2
    assert client.get(f"{HERE}/properties", params={"type": "Nonsense"}).status_code == 404


def test_values_of_entities_are_fetched(client: TestClient) -> None:
    asked = {
        "ids": ["document/ebay-2013a", "document/nothing", "no id"],
        "properties": [{"id": "cb:date"}, {"id": "cb:author", "settings": {"content": "id"}}],
    }
    answer = post(client, extend=asked)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    conforms(found, "data-extension-response")
    assert [one["id"] for one in found["meta"]] == ["cb:date", "cb:author"]
    assert found["rows"]["document/ebay-2013a"] == {
        "cb:date": [{"str": "2013"}],
        "cb:author": [{"str": "actor/ebay"}],
    }
    assert found["rows"]["document/nothing"] == {"cb:date": [], "cb:author": []}
    assert found["rows"]["no id"] == {"cb:date": [], "cb:author": []}
    named = post(client, extend={**asked, "properties": [{"id": "cb:author"}]}).json()
    assert named["rows"]["document/ebay-2013a"]["cb:author"] == [
        {"id": "actor/ebay", "name": "eBay"}
    ]


@pytest.mark.parametrize(
    "asked",
    [
        {"ids": ["actor/ebay"], "properties": [{"id": "cb:nonsense"}]},
        {"ids": [f"actor/a-{n}" for n in range(501)], "properties": [{"id": "cb:date"}] * 2},
        {"ids": "actor/ebay", "properties": []},
    ],
    ids=["unknown property", "too much", "no list"],
)
def test_an_extension_at_fault_is_told(asked: dict[str, Any], client: TestClient) -> None:
    answer = post(client, extend=asked)
    assert answer.status_code == 400
    assert answer.json()["detail"]
