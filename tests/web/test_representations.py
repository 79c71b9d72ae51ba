"""Representations of things by the letter of HTTP: media types by kinds by conditions."""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from pyld import jsonld as pyld  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]
from pyoxigraph import RdfFormat

from cuibono.store import RDF_FORMATS, Format
from cuibono.terms import KINDS

jsonld: Any = pyld
HTML = "text/html"
TYPES = [HTML, *(form.media_type for form in RDF_FORMATS)]
CLAIM = "/doc/claim/all-or-close-to-all-firms-on-platform-export"
KIND_OF_ITS_OWN = (
    "SELECT ?thing WHERE { ?thing a ?class FILTER(STRSTARTS(STR(?thing), '%s')) } LIMIT 1"
)


@pytest.fixture(scope="module")
def documents(client: TestClient) -> dict[str, str]:
    """A document of each kind of thing on record."""
    found: dict[str, str] = {}
    for kind in KINDS:
        space = f"https://w3id.org/cuibono/id/{kind}/"
        query = KIND_OF_ITS_OWN % space
        answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
        for iri in answer.text.split()[1:]:
            found[kind] = (
                f"/doc/{iri.removeprefix('https://w3id.org/cuibono/id/').partition('#')[0]}"
            )
    assert len(found) > 15
    return found


def get(client: TestClient, path: str, accept: str, **headers: str) -> Any:
    return client.get(path, headers={"Accept": accept, **headers})


def triples(client: TestClient, content: bytes, form: Format) -> set[ox.Triple]:
    if form.engine is RdfFormat.JSON_LD:
        document = json.loads(content)
        if isinstance(document["@context"], str):
            document["@context"] = client.get("/context.jsonld").json()["@context"]
        content = jsonld.to_rdf(document, {"format": "application/n-quads"}).encode()
        return {quad.triple for quad in ox.parse(content, format=RdfFormat.N_QUADS)}
    assert isinstance(form.engine, RdfFormat)
    return {quad.triple for quad in ox.parse(content, format=form.engine)}


@pytest.mark.parametrize("media_type", TYPES)
def test_the_matrix_of_kinds_and_conditions(
    media_type: str, client: TestClient, documents: dict[str, str]
) -> None:
    for kind, path in documents.items():
        whole = get(client, path, media_type)
        assert whole.status_code == 200, (kind, whole.text)
        assert whole.headers["content-type"].partition(";")[0] == media_type
        varying = {name.strip() for name in whole.headers["vary"].split(",")}
        assert {"Accept", "Accept-Encoding"} <= varying
        tag, modified = whole.headers["etag"], whole.headers["last-modified"]
        assert re.fullmatch(r'"[\w-]+"', tag), "strong"
        head = client.head(path, headers={"Accept": media_type})
        for name in ("etag", "content-type", "content-length", "last-modified", "vary", "link"):
            assert head.headers.get(name) == whole.headers.get(name), (kind, name)
        assert head.content == b""
        for condition in (
            {"If-None-Match": tag},
            {"If-None-Match": f'"other", {tag}'},
            {"If-None-Match": "*"},
            {"If-Modified-Since": modified},
        ):
            same = get(client, path, media_type, **condition)
            assert (same.status_code, same.content) == (304, b""), (kind, condition)
            assert same.headers["etag"] == tag
        for condition in (
            {"If-None-Match": '"other"'},
            {"If-None-Match": '"other"', "If-Modified-Since": modified},
            {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
            {"If-Modified-Since": "no date"},
        ):
            assert get(client, path, media_type, **condition).status_code == 200, condition


@pytest.mark.parametrize(("one", "other"), list(combinations(TYPES, 2)))
def test_the_tag_of_one_format_is_not_that_of_another(
    one: str, other: str, client: TestClient
) -> None:
    tag = get(client, CLAIM, one).headers["etag"]
    assert get(client, CLAIM, other, **{"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("coding", ["gzip", "br", "identity"])
def test_content_codings_have_tags_of_their_own(coding: str, client: TestClient) -> None:
    plain = get(client, f"{CLAIM}.nt", "*/*", **{"Accept-Encoding": "identity"})
    coded = get(client, f"{CLAIM}.nt", "*/*", **{"Accept-Encoding": coding})
    assert coded.headers.get("content-encoding", "identity") == coding
    assert (coded.headers["etag"] == plain.headers["etag"]) is (coding == "identity")
    assert sorted(coded.text.splitlines()) == sorted(plain.text.splitlines())


@pytest.mark.parametrize("profile", ["full", "labelled", "prov", "schema.org"])
def test_all_formats_say_the_same(
    profile: str, client: TestClient, documents: dict[str, str]
) -> None:
    for kind in ("claim", "actor", "document", "evidence", "policy", "promotion", "passage"):
        said: list[set[ox.Triple]] = []
        for form in RDF_FORMATS:
            path = f"{documents[kind]}.{form.suffix}"
            answer = client.get(path, params={"profile": profile})
            said.append(triples(client, answer.content, form))
        assert all(one == said[0] for one in said), (kind, [len(one) for one in said])


def test_a_profile_is_chosen_by_header_or_address(client: TestClient) -> None:
    schema = client.get(f"{CLAIM}.jsonld?profile=schema.org")
    assert schema.json()["@type"] == "Claim"
    assert schema.json()["appearance"]
    assert "reviewRating" not in schema.text
    asked = get(
        client, CLAIM, "application/n-triples", **{"Accept-Profile": "<https://schema.org/>"}
    )
    assert "https://schema.org/Claim" in asked.text
    assert '<https://schema.org/>; rel="profile"' in asked.headers["link"]
    unknown = get(client, CLAIM, "text/turtle", **{"Accept-Profile": "<https://example.org/x>"})
    assert unknown.text == client.get(f"{CLAIM}.ttl").text
    wrong = client.get(f"{CLAIM}.ttl?profile=nothing")
    assert wrong.status_code == 406
    assert "full, labelled, prov, schema.org" in wrong.json()["detail"]


def test_profiles_differ_as_they_say(client: TestClient) -> None:
    def said(profile: str) -> set[str]:
        return set(client.get(f"{CLAIM}.nt?profile={profile}").text.splitlines())

    assert said("full") < said("labelled")
    labelled = "\n".join(said("labelled"))
    for node in set(re.findall(r"<(https://w3id.org/cuibono/(?:ns#|id/actor/)\S+)>", labelled)):
        assert re.search(rf"<{re.escape(node)}> <\S+(?:prefLabel|#label)>", labelled), node
    assert all("wasDerivedFrom" in line or "Generated" in line or "Confidence" in line
               for line in said("prov"))  # fmt: skip


def test_json_ld_puts_the_thing_first_in_words_of_the_context(client: TestClient) -> None:
    document = client.get(f"{CLAIM}.jsonld").json()
    first = document["@graph"][0]
    assert first["id"] == CLAIM.replace("/doc/claim/", "claim:")
    assert first["gloss"]["@language"] == "en"
    context = client.get(document["@context"]).json()["@context"]
    assert context["gloss"] == {"@id": "https://w3id.org/cuibono/ns#gloss"}
    assert context["supports"]["@type"] == "@id"


def test_links_lead_to_the_other_representations(client: TestClient) -> None:
    page = get(client, CLAIM, HTML)
    links = re.findall(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?', page.headers["link"])
    relations = {relation for _, relation, _ in links}
    assert {"cite-as", "canonical", "license", "type", "describedby"} <= relations
    for target, relation, media_type in links:
        if relation == "describedby":
            answer = client.get(target)
            assert answer.status_code == 200
            assert answer.headers["content-type"].partition(";")[0] == media_type
    data = client.get(f"{CLAIM}.ttl")
    assert f'<{CLAIM}>; rel="describes"; type="text/html"' in data.headers["link"]
    assert data.headers["content-location"] == f"{CLAIM}.ttl"


def test_what_browsers_and_scripts_elsewhere_may_do(client: TestClient) -> None:
    told = client.options(CLAIM)
    assert told.status_code == 204
    assert told.headers["allow"] == "GET, HEAD, OPTIONS"
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    assert client.options(CLAIM, headers=asked).headers["access-control-allow-origin"] == "*"
    assert client.delete(CLAIM).status_code == 405


def long_description(number: int) -> Iterator[str]:
    relations = range(number)
    yield from (
        f"<https://w3id.org/cuibono/id/link/l-{n}> a <https://w3id.org/cuibono/ns#Relation> ; "
        f"<https://w3id.org/cuibono/ns#linkSource> <https://w3id.org/cuibono/id/claim/c> ."
        for n in relations
    )


def test_a_long_description_goes_on_on_other_pages(tmp_path: Any) -> None:
    from cuibono.app import create_app
    from cuibono.settings import Settings
    from cuibono.store import EmbeddedStore

    with EmbeddedStore(tmp_path / "data").writing() as writer:
        content = " ".join(long_description(3000))
        writer.update(
            "INSERT DATA { GRAPH <https://w3id.org/cuibono/graph/x> { "
            "<https://w3id.org/cuibono/id/claim/c> a <https://w3id.org/cuibono/ns#Claim> . "
            f"{content} }} }}"
        )
    with TestClient(create_app(Settings(data=tmp_path / "data"))) as client:
        said, path, pages = set[str](), "/doc/claim/c.nt", 0
        while path:
            answer = client.get(path)
            lines = set(answer.text.splitlines())
            assert len(lines) <= 2000
            assert not said & lines
            said |= lines
            following = re.search(r'<([^>]+)>; rel="next"', answer.headers["link"])
            path, pages = following[1] if following else "", pages + 1
        assert pages > 2
        assert len(said) == 6001
        assert client.get("/doc/claim/c.nt", params={"page": pages + 1}).status_code == 404
