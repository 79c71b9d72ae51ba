"""Traces as files: valid in their formats, of the statements of the graph, and complete."""

import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import igraph
import networkx
import pytest
import rdflib
from rdflib.namespace import PROV, RDF

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.trace import trace_claim
from cuibono.analysis.trace_model import Trace
from cuibono.ingest import read_ontology
from cuibono.publish.traces import TraceFormat, traced
from cuibono.publish.traces.layout import layered
from cuibono.questions import Catalogue
from cuibono.store import EmbeddedStore
from cuibono.terms import BASE, NS, iri
from cuibono.texts import TextLibrary

# rdflib's reader of JSON-LD makes a graph of a class that rdflib has deprecated
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
HEADLINE = iri("claim", "all-or-close-to-all-firms-on-platform-export")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def trace(graph_data: Path) -> Trace:
    snapshot = EmbeddedStore(graph_data).current()
    return trace_claim(Lookup(snapshot, Catalogue.read(), TextLibrary(None)), HEADLINE)


@pytest.fixture(scope="module")
def triples(trace: Trace) -> rdflib.Graph:
    return rdflib.Graph().parse(data=traced(trace, TraceFormat.JSONLD), format="json-ld")


def statements_in(part: Any) -> set[str]:
    """Return the IRIs of all statements in a part of the JSON."""
    if isinstance(part, list):
        return set().union(*map(statements_in, part))
    if not isinstance(part, dict):
        return set()
    own = {part["iri"]} if "passages" in part and "iri" in part else set()
    return own.union(*map(statements_in, part.values()))


def test_json_ld_is_on_prov(triples: rdflib.Graph, trace: Trace) -> None:
    claim, evidence = rdflib.URIRef(HEADLINE), iri("evidence", "ebay-commercial-seller-data")
    data, ebay = rdflib.URIRef(evidence), rdflib.URIRef(iri("actor", "ebay"))
    assert (claim, PROV.wasAttributedTo, ebay) in triples
    assert (claim, PROV.wasDerivedFrom, data) in triples
    assert (data, PROV.wasAttributedTo, ebay) in triples
    (utterance,) = triples.objects(claim, PROV.qualifiedAttribution)
    assert (utterance, PROV.agent, ebay) in triples
    assert (utterance, RDF.type, PROV.Attribution) in triples
    links = set(triples.objects(claim, PROV.qualifiedDerivation))
    assert {triples.value(link, PROV.entity) for link in links} >= {data}
    attributed = next(one for one in trace.utterances if one.attributes)
    source = rdflib.URIRef(attributed.attributes or "")
    assert (rdflib.URIRef(attributed.statement.iri), PROV.wasDerivedFrom, source) in triples


def test_its_terms_are_those_of_prov_and_the_ontology(triples: rdflib.Graph) -> None:
    used = {term for triple in triples for term in triple[1:] if isinstance(term, rdflib.URIRef)}
    names = {str(term).removeprefix(str(PROV)) for term in used if term in PROV}
    assert names >= {"Entity", "Agent", "wasDerivedFrom", "wasAttributedTo", "hadMember"}
    strange = {term for term in used if str(term).startswith(str(PROV))} - {PROV[n] for n in names}
    assert not strange
    ours = {str(term) for term in used if str(term).startswith(NS)}
    assert ours
    declared = {getattr(quad.subject, "value", "") for quad in read_ontology()}
    assert ours - declared == set()


def test_it_makes_up_no_node(triples: rdflib.Graph, graph_data: Path) -> None:
    nodes = {node for triple in triples for node in (triple[0], triple[2])}
    assert not any(isinstance(node, rdflib.BNode) for node in nodes)
    things = [str(node) for node in nodes if str(node).startswith(f"{BASE}id/")]
    listed = " ".join(f"<{thing}>" for thing in things)
    query = f"SELECT DISTINCT ?x {{ VALUES ?x {{ {listed} }} {{ ?x ?p ?y }} UNION {{ ?z ?q ?x }} }}"
    assert len(EmbeddedStore(graph_data).current().select(query)) == len(things) > 100


def test_every_statement_of_the_trace_is_in_it(triples: rdflib.Graph, trace: Trace) -> None:
    wanted = {one for one in statements_in(json.loads(traced(trace, TraceFormat.JSON)))}
    assert len(wanted) > 100
    assert wanted - {str(subject) for subject in triples.subjects()} == set()
    turtle = rdflib.Graph().parse(data=traced(trace, TraceFormat.TTL), format="turtle")
    assert set(turtle) == set(triples)


def test_graphml_opens_in_networkx_and_igraph(trace: Trace, tmp_path: Path) -> None:
    content = traced(trace, TraceFormat.GRAPHML)
    graph = networkx.read_graphml(io.BytesIO(content))
    assert graph.is_directed()
    kinds = {data["kind"] for _, data in graph.nodes(data=True)}
    assert {"claim", "actor", "evidence", "limitation", "policy", "document"} <= kinds
    edges = list(graph.edges(data=True))
    assert all(data["statement"].startswith(f"{BASE}id/") and data["kind"] for *_, data in edges)
    evidence = iri("evidence", "ebay-commercial-seller-data")
    said = {(a, b, data["kind"]) for a, b, data in edges}
    assert (evidence, HEADLINE, "supports") in said
    assert (iri("actor", "ebay"), evidence, "produced") in said
    (tmp_path / "trace.graphml").write_bytes(content)
    same = igraph.Graph.Read_GraphML(str(tmp_path / "trace.graphml"))
    assert (same.vcount(), same.ecount()) == (len(graph), len(edges))


def test_the_drawing_says_what_it_is_and_leads_to_statements(trace: Trace) -> None:
    root = ElementTree.fromstring(traced(trace, TraceFormat.SVG, lambda one: one.href))
    assert root.get("role") == "graphics-document document"
    names = (root.get("aria-labelledby") or "").split()
    assert [e.get("id") for e in root if e.tag in (f"{SVG}title", f"{SVG}desc")] == names
    links = {one.get("href") or "" for one in root.iter(f"{SVG}a")}
    assert "/doc/claim/all-or-close-to-all-firms-on-platform-export" in links
    drawn = {f"/doc/link/{one.statement.iri.rpartition('/')[2]}" for one in trace.arguments}
    assert drawn <= links
    assert all(one.find(f"{SVG}title") is not None for one in root.iter(f"{SVG}a"))
    assert "prefers-color-scheme: dark" in "".join(root.itertext())
    assert "more, further from the claim, are not drawn" in "".join(root.itertext())
    deeper = ElementTree.fromstring(traced(trace, TraceFormat.SVG, depth=9))
    assert len(list(deeper.iter(f"{SVG}rect"))) > len(list(root.iter(f"{SVG}rect")))


def test_boxes_of_a_drawing_do_not_overlap(trace: Trace) -> None:
    root = ElementTree.fromstring(traced(trace, TraceFormat.SVG))
    corners = [
        tuple(map(float, (one.get("transform") or "")[10:-1].split()))
        for one in root.iter(f"{SVG}a")
        if one.get("transform")
    ]
    assert len(corners) > 20
    for number, (x, y) in enumerate(corners):
        assert all(abs(x - a) >= 200 or abs(y - b) >= 58 for a, b in corners[:number])


def test_circles_are_laid_out() -> None:
    cells = layered("abcd", [("a", "b"), ("b", "a"), ("b", "c"), ("a", "c"), ("d", "c")])
    places = [cells[node, node][0] for node in "abcd"]
    assert len(set(places)) == 4
    assert cells["d", "d"][0][0] == cells["c", "c"][0][0] - 1
    lone = layered(["a"], [])
    assert lone == {("a", "a"): [(0, 0.0)]}
