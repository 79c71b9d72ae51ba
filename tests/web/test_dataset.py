"""VoID, DCAT, dumps and site map of the bundled graph."""

import gzip
import hashlib
import re
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode, RdfFormat

from cuibono.store import RDF_FORMATS
from cuibono.terms import term

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def graph_at(client: TestClient, path: str) -> ox.Store:
    answer = client.get(path, headers={"Accept": "text/turtle"})
    assert answer.status_code == 200, answer.text
    store = ox.Store()
    store.load(answer.content, format=RdfFormat.TURTLE)
    return store


def values(store: ox.Store, subject: Any, prop: str) -> list[Any]:
    return [quad.object for quad in store.quads_for_pattern(subject, term(prop), None)]


def counted(client: TestClient, query: str) -> int:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    return int(answer.text.split()[1])


@pytest.fixture(scope="module")
def void(client: TestClient) -> ox.Store:
    return graph_at(client, "/void")


@pytest.fixture(scope="module")
def catalog(client: TestClient) -> ox.Store:
    return graph_at(client, "/catalog")


def the(store: ox.Store, class_: str) -> NamedNode:
    [found] = [q.subject for q in store.quads_for_pattern(None, term("rdf:type"), term(class_))]
    assert isinstance(found, NamedNode)
    return found


def test_totals_are_those_that_sparql_counts(client: TestClient, void: ox.Store) -> None:
    node = next(iter(q.subject for q in void.quads_for_pattern(None, term("void:entities"), None)
                     if str(q.subject).endswith("#dataset>")))  # fmt: skip
    for prop, query in {
        "void:triples": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT * { ?s ?p ?o } }",
        "void:distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "void:distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
        "void:properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        "void:classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c FILTER(ISIRI(?c)) }",
        "void:entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o "
        "FILTER(STRSTARTS(STR(?s), 'https://w3id.org/cuibono/id/')) }",
    }.items():
        assert [int(v.value) for v in values(void, node, prop)] == [counted(client, query)], prop


def test_every_partition_is_what_sparql_counts(client: TestClient, void: ox.Store) -> None:
    classes = list(void.quads_for_pattern(None, term("void:class"), None))
    assert len(classes) > 50
    for quad in classes[::7]:
        [number] = values(void, quad.subject, "void:entities")
        query = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a {quad.object} }}"
        assert int(number.value) == counted(client, query)
    properties = list(void.quads_for_pattern(None, term("void:property"), None))
    assert len(properties) > 100
    for quad in properties[::17]:
        [number] = values(void, quad.subject, "void:triples")
        query = f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT * {{ ?s {quad.object} ?o }} }}"
        assert int(number.value) == counted(client, query)


def test_named_graphs_are_subsets_that_can_be_got(client: TestClient, void: ox.Store) -> None:
    named = list(void.quads_for_pattern(None, term("sd:name"), None))
    assert len(named) >= 5
    for quad in named:
        [number] = values(void, quad.subject, "void:triples")
        [dump] = values(void, quad.subject, "void:dataDump")
        answer = client.get(dump.value)
        assert answer.status_code == 200, dump
        loaded = list(ox.parse(answer.content, format=RdfFormat.TRIG))
        assert {quad.graph_name for quad in loaded} == {quad.object}
        assert len(loaded) == int(number.value)


@pytest.mark.parametrize("path", ["/void", "/catalog"])
def test_descriptions_in_every_format(path: str, client: TestClient) -> None:
    said = set[int]()
    for form in RDF_FORMATS:
        answer = client.get(path, headers={"Accept": form.media_type})
        assert answer.headers["content-type"].partition(";")[0] == form.media_type
        assert isinstance(form.engine, RdfFormat)
        said.add(len({q.triple for q in ox.parse(answer.content, format=form.engine)}))
    assert len(said) == 1
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_the_well_known_address_leads_to_void(client: TestClient) -> None:
    answer = client.get("/.well-known/void")
    assert (answer.status_code, answer.headers["location"]) == (303, "/void")


def test_the_catalogue_has_what_dcat_ap_makes_mandatory(catalog: ox.Store) -> None:
    """DCAT-AP 3.0: the properties with a cardinality of at least one."""
    for class_, props in {
        "dcat:Catalog": (
            "dcterms:title",
            "dcterms:description",
            "dcterms:publisher",
            "dcat:dataset",
        ),
        "dcat:Dataset": ("dcterms:title", "dcterms:description"),
        "dcat:DataService": ("dcterms:title", "dcat:endpointURL"),
        "dcat:Distribution": ("dcat:accessURL",),
        "foaf:Organization": ("foaf:name",),
        "spdx:Checksum": ("spdx:algorithm", "spdx:checksumValue"),
    }.items():
        nodes = [q.subject for q in catalog.quads_for_pattern(None, term("rdf:type"), term(class_))]
        assert nodes, class_
        for node in nodes:
            for prop in props:
                assert values(catalog, node, prop), (node, prop)


def test_every_file_is_as_large_as_it_says_and_has_its_checksum(
    client: TestClient, catalog: ox.Store
) -> None:
    found = list(catalog.quads_for_pattern(None, term("dcat:downloadURL"), None))
    assert len(found) > 30
    lines = client.get("/dump/latest/SHA256SUMS", follow_redirects=True).text.splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    for quad in found:
        assert isinstance(quad.object, NamedNode)
        answer = client.get(quad.object.value, headers={"Accept-Encoding": "identity"})
        [size] = values(catalog, quad.subject, "dcat:byteSize")
        assert len(answer.content) == int(size.value)
        [checksum] = values(catalog, quad.subject, "spdx:checksum")
        digest = hashlib.sha256(answer.content).hexdigest()
        assert values(catalog, checksum, "spdx:checksumValue") == [
            Literal(digest, datatype=term("xsd:hexBinary"))
        ]
        name = re.sub(r".*/dump/[^/]+/", "", quad.object.value)
        assert sums[name] == digest


@pytest.mark.parametrize(
    ("name", "form"),
    [("cuibono.nq.gz", RdfFormat.N_QUADS), ("cuibono.trig.gz", RdfFormat.TRIG)],
)
def test_a_dump_is_the_whole_graph(name: str, form: RdfFormat, client: TestClient) -> None:
    answer = client.get(f"/dump/latest/{name}", follow_redirects=True)
    loaded = list(ox.parse(gzip.decompress(answer.content), format=form))
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert len(loaded) == counted(client, query)


def test_a_part_of_a_dump(client: TestClient) -> None:
    whole = client.get("/dump/latest/cuibono.nq.gz", follow_redirects=True)
    part = client.get(str(whole.url), headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.content == whole.content[10:20]
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    assert client.get(str(whole.url), headers={"Range": "bytes=999999999-"}).status_code == 416


@pytest.mark.parametrize("path", ["/dump/latest/../x", "/dump/latest/nothing", "/dump/0-0/x"])
def test_what_is_no_dump_is_not_there(path: str, client: TestClient) -> None:
    assert client.get(path, follow_redirects=True).status_code == 404


def test_the_site_map_lists_every_document(client: TestClient) -> None:
    robots = client.get("/robots.txt").text
    index = re.search(r"^Sitemap: (\S+)$", robots, re.MULTILINE)
    assert index
    maps = ElementTree.fromstring(client.get(index[1]).content)
    pages = [loc.text or "" for loc in maps.iter(f"{SITEMAP}loc")]
    urls = [
        loc.text or ""
        for page in pages
        for loc in ElementTree.fromstring(client.get(page).content).iter(f"{SITEMAP}loc")
    ]
    query = (
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s a ?c } "
        "FILTER(STRSTARTS(STR(?s), 'https://w3id.org/cuibono/id/') && !CONTAINS(STR(?s), '#')) }"
    )
    assert len([url for url in urls if "/doc/" in url]) == counted(client, query)
    assert len(set(urls)) == len(urls)
    for url in urls[::250]:
        assert client.get(url, headers={"Accept": "text/html"}).status_code == 200, url
    assert client.get("/sitemap/99.xml").status_code == 404
