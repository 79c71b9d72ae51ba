"""cuibono on real engines: it answers as it does embedded, and fails by cause.

What an engine does otherwise is in `docs/engines.md`, each statement with its test here.
"""

import shlex
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from pyoxigraph import Literal, NamedNode, Quad

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.trace import trace_claim
from cuibono.app import create_app
from cuibono.artefacts import Folder, folder
from cuibono.bench.peers import PEERS, Oxigraph
from cuibono.cli import run
from cuibono.errors import (
    CuibonoError,
    QuerySyntaxError,
    RemoteAccessError,
    RemoteStoreError,
    RemoteTimeoutError,
    RemoteUnreachableError,
)
from cuibono.ingest import Ingest, read_ontology
from cuibono.questions import Catalogue, Question, Table, answer
from cuibono.reasoning import compile_rules, materialise
from cuibono.store import EmbeddedStore, Snapshot, quads
from cuibono.terms import BASE, Graph, iri
from cuibono.texts import TextLibrary

from .conftest import Engine, Start

QUESTIONS = Path(__file__).parents[1] / "questions"
CATALOGUE = Catalogue.read()
LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
CLAIM = iri("claim", "commercial-seller-group-is-highly-selective")
BIG, P = NamedNode("urn:x-test:big"), NamedNode("urn:x-test:p")


@pytest.fixture(scope="module", params=PEERS.values(), ids=list(PEERS))
def with_graph(request: pytest.FixtureRequest, start: Start) -> Engine:
    """An engine with the bundled graph, to read only."""
    engine = start(request.param)
    loaded = Ingest(engine.store()).load([folder(Folder.GRAPH)])
    assert not [one.source for one in loaded if one.is_refused]
    return engine


@pytest.fixture(scope="module", params=PEERS.values(), ids=list(PEERS))
def engine(request: pytest.FixtureRequest, start: Start, sample: Snapshot) -> Engine:
    """An engine with the small world of the questions' tests, to write to and to break."""
    engine = start(request.param)
    graphs: dict[NamedNode, list[Quad]] = {}
    for quad in quads(sample.select("SELECT * { GRAPH ?graph { ?subject ?predicate ?object } }")):
        assert isinstance(quad.graph_name, NamedNode)
        graphs.setdefault(quad.graph_name, []).append(quad)
    with engine.store().writing() as writer:
        writer.replace(graphs)
    return engine


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    store = EmbeddedStore(tmp_path_factory.mktemp("sample"))
    graphs: dict[NamedNode, list[Quad]] = {Graph.ONTOLOGY: read_ontology()}
    for quad in ox.parse((QUESTIONS / "fixture.trig").read_bytes(), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        graphs.setdefault(quad.graph_name, []).append(quad)
    with store.writing() as writer:
        writer.replace(graphs)
        materialise(writer, compile_rules(graphs[Graph.ONTOLOGY]))
    return store.current()


def comparable(table: Table) -> list[tuple[str, ...]]:
    """Return the rows in an order, and what is listed in a cell in an order."""
    return sorted(tuple(map(_cell, row)) for row in table.rows)


def _cell(term: object) -> str:
    value = str(getattr(term, "value", ""))
    separator = "; " if "; " in value else " " if value.startswith("https://") else None
    return f"{type(term).__name__} {sorted(value.split(separator)) if separator else value}"


def differs(
    question: Question, values: Mapping[str, str], embedded: Snapshot, remote: Snapshot
) -> bool:
    """Whether an engine answers otherwise; where any rows will do, how many there are counts."""
    expected = answer(question, embedded, values)
    found = answer(question, remote, values)
    if "SAMPLE(" in question.text or "LIMIT" in question.text:
        return len(found.rows) != len(expected.rows)
    return comparable(found) != comparable(expected)


def needs_all_of_sparql(engine: Engine) -> None:
    """Skip what Virtuoso cannot; docs/engines.md says what that is."""
    if engine.peer.name == "virtuoso":
        pytest.skip("virtuoso: it misreads some questions, and ends at others")


# The same answers


def test_the_closure_is_that_of_the_embedded_store(with_graph: Engine, snapshot: Snapshot) -> None:
    query = f"SELECT ?s ?p ?o {{ GRAPH {Graph.INFERRED} {{ ?s ?p ?o }} }}"
    found = [{*map(str, row.values())} for row in with_graph.store().current().select(query)]
    expected = [{*map(str, row.values())} for row in snapshot.select(query)]
    assert len(found) > 1000
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))


def test_the_bundled_graph_answers_as_embedded(with_graph: Engine, snapshot: Snapshot) -> None:
    needs_all_of_sparql(with_graph)
    current, differing = with_graph.store().current(), set[str]()
    for question in CATALOGUE.questions.values():
        required = {p.name: p.example for p in question.parameters if p.required}
        for values in (required, {p.name: p.example for p in question.parameters}):
            if differs(question, values, snapshot, current):
                differing.add(question.name)
    assert len(CATALOGUE.questions) > 40
    assert differing == set()


def test_the_small_world_answers_as_embedded(engine: Engine, sample: Snapshot) -> None:
    needs_all_of_sparql(engine)
    current, differing, asked = engine.store().current(), set[str](), set[str]()
    for file in sorted((QUESTIONS / "expected").rglob("*.txt")):
        name = file.relative_to(QUESTIONS / "expected").with_suffix("").as_posix()
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("? "):
                parts = [part.partition("=") for part in shlex.split(line[2:]) if part != "all"]
                values = {key: value for key, _, value in parts}
                if differs(CATALOGUE.get(name), values, sample, current):
                    differing.add(name)
                asked.add(name)
    assert len(asked) > 15
    assert differing == set()


def test_what_virtuoso_misreads(engine: Engine, sample: Snapshot) -> None:
    if engine.peer.name != "virtuoso":
        pytest.skip(f"{engine.peer.name}: it reads the standard as it stands")
    current, question = engine.store().current(), CATALOGUE.get("claims/single-source")
    assert answer(question, sample, {"text": "paper-1"}).rows
    assert not answer(question, current, {"text": "paper-1"}).rows


def test_a_trace_is_that_of_the_embedded_store(with_graph: Engine, snapshot: Snapshot) -> None:
    def trace(of: Snapshot) -> object:
        found = trace_claim(Lookup(of, CATALOGUE, TextLibrary(None)), CLAIM)
        return found.model_dump(mode="json", exclude={"snapshot"})

    assert trace(with_graph.store().current()) == trace(snapshot)


# The commands and the service


def test_commands_take_the_address(
    with_graph: Engine,
    graph_data: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    if with_graph.peer.name == "virtuoso":
        monkeypatch.setenv("CUIBONO_STORE_USER", "dba")
        monkeypatch.setenv("CUIBONO_STORE_PASSWORD", "dba")
    (tmp_path / "count.rq").write_text(
        "PREFIX cb: <https://w3id.org/cuibono/ns#> "
        "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a cb:Claim }"
    )
    said = f"<{BASE}id/actor/jack-ma>"
    calls = [
        ["ask", "trace/promotions", "--format", "csv"],
        ["sparql", str(tmp_path / "count.rq"), "--format", "csv"],
        ["explain", said, "cb:promotesAgenda", "policy:cross-border-e-trade-rules"],
    ]
    for call in calls:
        assert run([*call, "--store", with_graph.running.url]) == 0
        found = capsys.readouterr().out
        assert run([*call, "--data", str(graph_data)]) == 0
        assert sorted(found.splitlines()) == sorted(capsys.readouterr().out.splitlines())


@pytest.fixture(scope="module")
def service(with_graph: Engine) -> Iterator[TestClient]:
    settings = with_graph.settings(answer_megabytes=1, query_seconds=3, query_megabytes=2048)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/claims", f"/doc/{CLAIM.removeprefix(f'{BASE}id/')}", "/actors", "/health/ready"]
)
def test_pages_are_served(service: TestClient, with_graph: Engine, path: str) -> None:
    if path == "/":  # its figures are answers of questions
        needs_all_of_sparql(with_graph)
    assert service.get(path, headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("accept", ["application/sparql-results+xml", "text/csv", "text/turtle"])
def test_a_query_is_answered_in_the_formats_of_the_embedded_store(
    service: TestClient, client: TestClient, accept: str
) -> None:
    query = (
        f"CONSTRUCT WHERE {{ <{CLAIM}> a ?class }}"
        if accept == "text/turtle"
        else f"SELECT DISTINCT ?class {{ <{CLAIM}> a ?class }} ORDER BY ?class"
    )
    found, expected = (
        one.get("/sparql", params={"query": query}, headers={"Accept": accept})
        for one in (service, client)
    )
    assert found.status_code == expected.status_code == 200
    assert found.headers["content-type"] == expected.headers["content-type"]
    if accept == "text/turtle":
        triples = [
            {str(quad.triple) for quad in ox.parse(one.content, format=ox.RdfFormat.TURTLE)}
            for one in (found, expected)
        ]
        assert triples[0] == triples[1]
    else:
        assert found.text == expected.text


def test_ask_is_answered_and_the_dataset_can_be_chosen(service: TestClient) -> None:
    ask = f"ASK {{ <{CLAIM}> a ?class }}"
    assert service.get("/sparql", params={"query": ask}).json()["boolean"] is True
    for graph, truth in ((f"{BASE}graph/registry", False), (Graph.INFERRED.value, True)):
        found = service.get("/sparql", params={"query": ask, "default-graph-uri": graph})
        assert found.json()["boolean"] is truth, graph


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("SELECT nonsense", 400, "1:"),
        ("INSERT DATA { GRAPH <urn:x> { <urn:a> <urn:b> 1 } }", 400, "expected"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, "SERVICE"),
        ("SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:9/> { ?s ?p ?o } }", 400, "SERVICE"),
        (f"SELECT * {{ {'{' * 6000} ?s ?p ?o {'}' * 6000} }}", 503, "nesting"),
        ("SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 5000", 503, "answer_megabytes"),
    ],
)
def test_the_limits_of_the_embedded_store_hold(
    service: TestClient, query: str, status: int, words: str
) -> None:
    found = service.post("/sparql", data={"query": query})
    assert found.status_code == status
    assert words in found.json()["detail"]
    ask = service.get("/sparql", params={"query": "ASK { ?s ?p ?o }"})
    assert ask.json()["boolean"] is True


# Writing


REFUSED = f"""
GRAPH <{BASE}graph/bad> {{
  <{BASE}id/promotion/p> a <{BASE}ns#Promotion> ; <{BASE}ns#promoter> <{BASE}id/actor/nobody> .
}}
"""


def test_the_gate_refuses_and_nothing_is_written(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "bad.trig").write_text(REFUSED)
    store = engine.store()
    before = store.current().id
    (loaded,) = Ingest(store).load([tmp_path])
    assert loaded.is_refused
    assert store.current().id == before
    assert not store.current().ask(f"ASK {{ GRAPH <{BASE}graph/bad> {{ ?s ?p ?o }} }}")


def test_writes_over_http_pass_the_gate(engine: Engine) -> None:
    graph = f"{BASE}graph/sent"
    said = f"<{BASE}id/category/sent> a <{BASE}ns#Category> ; {LABEL} 'sent'@en ."
    settings = engine.settings(token=SecretStr("a-token"), write_seconds=60)
    allowed = {"Authorization": "Bearer a-token", "Content-Type": "text/turtle"}

    def label(client: TestClient) -> list[str]:
        query = f"SELECT ?l {{ GRAPH <{graph}> {{ ?s {LABEL} ?l }} }}"
        found = client.get("/sparql", params={"query": query, "format": "csv"})
        return found.text.split()[1:]

    with TestClient(create_app(settings)) as client:
        address = {"graph": graph}
        assert client.put("/store", params=address, content=said).status_code == 401
        sent = client.put("/store", params=address, content=said, headers=allowed)
        assert sent.status_code == 201, sent.text
        assert label(client) == ["sent"]
        bad = f"<{BASE}id/promotion/p> a <{BASE}ns#Promotion> ."
        refused = client.put("/store", params=address, content=bad, headers=allowed)
        assert refused.status_code == 422
        assert label(client) == ["sent"]
        update = (
            f"DELETE {{ GRAPH <{graph}> {{ ?s {LABEL} ?l }} }} "
            f"INSERT {{ GRAPH <{graph}> {{ ?s {LABEL} 'changed'@en }} }} "
            f"WHERE {{ GRAPH <{graph}> {{ ?s {LABEL} ?l }} }}"
        )
        done = client.post(
            "/update",
            content=update,
            headers={**allowed, "Content-Type": "application/sparql-update"},
        )
        assert done.status_code in (200, 204), done.text
        assert label(client) == ["changed"]
        dump = client.get("/store", headers={"Accept": "application/n-quads"})
        assert "'changed'@en".replace("'", '"') in dump.text
        assert client.delete("/store", params=address, headers=allowed).status_code in (200, 204)
        assert label(client) == []


def test_inferences_can_be_left_out(service: TestClient) -> None:
    ask = f"ASK {{ <{CLAIM}> a <{BASE}ns#ArgumentNode> }}"
    for inferred in ("true", "false"):
        found = service.get("/sparql", params={"query": ask, "inferred": inferred})
        assert found.json()["boolean"] is (inferred == "true")


def test_tables_and_networks_are_of_a_store_on_this_machine(service: TestClient) -> None:
    refused = service.get("/api/networks/congruence")
    assert refused.status_code == 400
    assert "without --store" in refused.json()["detail"]


def test_an_update_whose_second_half_fails(engine: Engine) -> None:
    """Virtuoso keeps the first half; the others carry out a request whole or not at all."""
    store, graph = engine.store(), "<urn:x-test:half>"

    def write() -> None:
        with store.writing() as writer:
            writer.update(
                f"INSERT DATA {{ GRAPH {graph} {{ <urn:a> {P} 1 }} }} ; LOAD <http://127.0.0.1:9/x>"
            )

    with pytest.raises(CuibonoError):
        write()
    is_kept = store.current().ask(f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    assert is_kept is not store.endpoint.engine.is_atomic


def test_a_write_broken_off_is_told_and_keeps_nothing_in_caches(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    store = engine.store()

    def write() -> None:
        with store.writing() as writer:
            writer.replace({BIG: [Quad(BIG, P, Literal("half"), BIG)]})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    first = store.current().id
    time.sleep(0.3)
    assert store.current().id != first
    assert "broken off" in caplog.text
    with store.writing() as writer:
        writer.replace({BIG: []})
    whole = store.current().id
    time.sleep(0.3)
    assert store.current().id == whole


@pytest.mark.parametrize("delay", [0.05, 0.2, 0.5])
def test_an_engine_killed_while_it_is_written_to(engine: Engine, delay: float) -> None:
    """A source is there whole or not at all; on Virtuoso the state tells that it may be neither."""
    store = engine.store()
    with store.writing() as writer:
        writer.replace({BIG: [Quad(BIG, P, Literal(-1), BIG)]})

    def write() -> None:
        new = [Quad(BIG, P, Literal(number), BIG) for number in range(60_000)]
        with suppress(RemoteStoreError), store.writing() as writer:
            writer.replace({BIG: new})

    writing = threading.Thread(target=write)
    writing.start()
    time.sleep(delay)
    engine.running.kill()
    writing.join()
    engine.restart()
    current = engine.store().current()
    (row,) = current.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {BIG} {{ ?s ?p ?o }} }}")
    count = int(getattr(row["n"], "value", -1))
    if store.endpoint.engine.is_atomic:
        assert count in (1, 60_000)
    elif count not in (1, 60_000):
        time.sleep(0.3)
        assert engine.store().current().id != current.id
    with store.writing() as writer:
        writer.replace({BIG: []})


def test_a_statement_of_two_graphs_in_the_union(engine: Engine) -> None:
    """Fuseki gives it once, as a union has it; the others, as the embedded store, once a graph."""
    store, other = engine.store(), NamedNode("urn:x-test:other")
    with store.writing() as writer:
        writer.replace({g: [Quad(BIG, P, Literal("same"), g)] for g in (BIG, other)})
    rows = store.current().select(f"SELECT ?o {{ {BIG} {P} ?o }}")
    assert len(rows) == (1 if engine.peer.name == "fuseki" else 2)
    with store.writing() as writer:
        writer.replace({BIG: [], other: []})


def test_without_a_state_nothing_is_kept(engine: Engine) -> None:
    store = engine.store()
    store.endpoint.update(f"DROP SILENT GRAPH <{BASE}graph/state>")
    assert not store.is_empty()
    first = store.current()
    assert first.ask("ASK { ?s ?p ?o }")
    time.sleep(0.3)
    assert store.current().id != first.id
    with store.writing() as writer:
        writer.replace({BIG: []})


# Failing


def test_an_engine_that_hangs_is_504_and_one_that_is_gone_503(engine: Engine) -> None:
    store = engine.store(store_seconds=1)
    assert store.current().ask("ASK { ?s ?p ?o }")
    with TestClient(create_app(engine.settings(store_seconds=1, query_seconds=1))) as client:

        def status(path: str) -> int:
            return client.get(path, headers={"Accept": "application/json"}).status_code

        assert status("/sparql?query=ASK{}") == 200
        engine.running.freeze()
        time.sleep(0.3)
        with pytest.raises(RemoteTimeoutError, match="store_seconds"):
            store.current()
        assert status("/health/ready") == 504
        assert status("/sparql?query=ASK{}") == 504
        engine.running.thaw()
        engine.running.kill()
        with pytest.raises(RemoteUnreachableError, match="nothing listens"):
            store.current()
        assert status("/health/ready") == 503
        assert status("/sparql?query=ASK{}") == 503
        engine.restart()
        assert store.current().ask("ASK { ?s ?p ?o }")
        assert status("/sparql?query=ASK{}") == 200


def test_a_heavy_query_ends_in_time_and_never_as_half_an_answer(engine: Engine) -> None:
    """Fuseki and Virtuoso are told the time; Oxigraph goes on until it is stopped."""
    store = engine.store(store_seconds=1)
    current, began = store.current(), time.monotonic()
    with pytest.raises(RemoteTimeoutError, match="store_seconds"):
        current.select("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert time.monotonic() - began < 10
    if store.endpoint.engine.timeout is None:
        engine.running.kill()
        engine.restart()


def test_a_wrong_password_is_told_and_not_shown(start: Start) -> None:
    engine = start(PEERS["virtuoso"])
    store = engine.store(store_password=SecretStr("not-the-password"))
    with (
        pytest.raises(RemoteAccessError, match="store_password") as told,
        store.writing() as writer,
    ):
        writer.replace({BIG: []})
    assert told.value.status == 502
    assert "not-the-password" not in told.value.detail


def test_half_an_answer_of_oxigraph_is_a_time_out(start: Start) -> None:
    engine = start(Oxigraph(seconds=1))
    store = engine.store()
    with store.writing() as writer:
        writer.replace({BIG: [Quad(BIG, P, Literal(number), BIG) for number in range(1_000)]})
    with pytest.raises(RemoteTimeoutError):
        store.current().select("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    engine.running.kill()


def test_what_virtuoso_refuses(start: Start) -> None:
    store = start(PEERS["virtuoso"]).store()
    with store.writing() as writer:
        many = "".join(f"{BIG} {P} {number} ." for number in range(20_000))
        with pytest.raises(QuerySyntaxError):
            writer.update(f"INSERT DATA {{ GRAPH {BIG} {{ {many} }} }}")
        writer.replace({BIG: [Quad(BIG, P, P, BIG)]})
    assert store.current().select(f"SELECT ?o {{ {BIG} {P}+ ?o }}") == [{"o": P}]
    with pytest.raises(RemoteStoreError, match=r"(?i)transitive"):
        store.current().select(f"SELECT * {{ ?s {P}+ ?o }}")


def test_rows_that_virtuoso_cuts_off_are_no_answer(start: Start) -> None:
    engine = start(PEERS["virtuoso"])
    engine.running.stop()
    with (engine.folder / "virtuoso.ini").open("a") as file:
        file.write("ResultSetMaxRows = 100\n")
    engine.restart()
    current = engine.store()
    everything = "SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT %s"
    assert len(current.endpoint.rows(everything % 99)) == 99
    with pytest.raises(RemoteStoreError, match="ResultSetMaxRows"):
        current.endpoint.rows(everything % 101)
