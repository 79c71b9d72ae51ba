"""cuibono on real engines: commands, service, tables and pages answer as they do embedded.

What an engine does otherwise is in `docs/engines.md`, each statement with its test here or in
`test_engine_writes.py`.
"""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from pyoxigraph import NamedNode, Quad

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.tables import bundled_tables, tables_folder
from cuibono.analysis.trace import trace_claim
from cuibono.app import create_app
from cuibono.artefacts import Folder, folder
from cuibono.bench.peers import PEERS
from cuibono.cli import run
from cuibono.errors import QuestionUnfitError, RemoteStoreError, RemoteUnreachableError
from cuibono.ingest import Ingest, bundled_rules, read_ontology
from cuibono.questions import Catalogue, Question, Table, answer
from cuibono.reasoning import materialise
from cuibono.settings import Settings
from cuibono.store import EmbeddedStore, Row, Snapshot, Store
from cuibono.terms import BASE, Graph, iri
from cuibono.texts import TextLibrary

from .conftest import ALL, Engine, Start

QUESTIONS = Path(__file__).parents[1] / "questions"
CATALOGUE = Catalogue.read()
CLAIM = iri("claim", "markets-bring-trade")
INFERRED = f"SELECT ?s ?p ?o {{ GRAPH {Graph.INFERRED} {{ ?s ?p ?o }} }}"

FULL = [name for name, peer in PEERS.items() if peer.name != "virtuoso"]
"""The engines that read all of SPARQL; docs/engines.md says what Virtuoso misreads."""
LOADED = FULL if ALL else ["oxigraph"]
"""The engines that the bundled graph is loaded into."""


@pytest.fixture(scope="module")
def embedded(sample: EmbeddedStore) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(data=sample.data)), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def service(engine: Engine) -> Iterator[TestClient]:
    settings = engine.settings(answer_megabytes=1, query_seconds=20, query_megabytes=2048)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def rows(of: Snapshot, query: str) -> list[list[str]]:
    return sorted(sorted(map(str, row.values())) for row in of.select(query))


# What is stored


def test_the_closure_is_that_of_the_embedded_store(engine: Engine, sample: EmbeddedStore) -> None:
    found, expected = rows(engine.store().current(), INFERRED), rows(sample.current(), INFERRED)
    assert len(expected) > 200
    assert found == expected


def test_a_trace_is_that_of_the_embedded_store(engine: Engine, sample: EmbeddedStore) -> None:
    def trace(of: Store) -> object:
        found = trace_claim(Lookup(of.current(), CATALOGUE, TextLibrary(None)), CLAIM)
        return found.model_dump(mode="json", exclude={"snapshot"})

    assert trace(engine.store()) == trace(sample)


def test_the_tables_are_those_of_the_embedded_store(engine: Engine, sample: EmbeddedStore) -> None:
    found, expected = tables_folder(engine.store().current()), tables_folder(sample.current())
    for table in bundled_tables():
        name = f"{table.name}.parquet"
        assert (found / name).read_bytes() == (expected / name).read_bytes(), name


# Questions


Graphs = dict[NamedNode, list[Quad]]


@pytest.fixture(scope="module")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Graphs]:
    """The world of the questions' tests: an embedded store of it, and its graphs."""
    store = EmbeddedStore(tmp_path_factory.mktemp("small") / "data")
    graphs: Graphs = {Graph.ONTOLOGY: read_ontology()}
    for quad in ox.parse((QUESTIONS / "fixture.trig").read_bytes(), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        graphs.setdefault(quad.graph_name, []).append(quad)
    with store.writing() as writer:
        writer.replace(graphs)
        materialise(writer, bundled_rules(graphs[Graph.ONTOLOGY]))
        graphs[Graph.INFERRED] = [
            Quad(triple.subject, triple.predicate, triple.object, Graph.INFERRED)
            for triple in writer.construct(
                f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {Graph.INFERRED} {{ ?s ?p ?o }} }}"
            )
        ]
    return store.current(), graphs


def with_graphs(engine: Engine, graphs: Graphs) -> Snapshot:
    with engine.store().writing() as writer:
        writer.replace(graphs)
    return engine.store().current()


@pytest.mark.parametrize("name", PEERS)
def test_questions_are_answered_as_embedded(
    name: str, start: Start, small_world: tuple[Snapshot, Graphs]
) -> None:
    embedded, graphs = small_world
    remote = with_graphs(start(PEERS[name]), graphs)
    differing, asked = set[str](), set[str]()
    for file in sorted((QUESTIONS / "expected").rglob("*.txt")):
        question = CATALOGUE.get(
            file.relative_to(QUESTIONS / "expected").with_suffix("").as_posix()
        )
        if name not in FULL and not question.is_plain:
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("? "):
                parts = [part.partition("=") for part in shlex.split(line[2:]) if part != "all"]
                values = {key: value for key, _, value in parts}
                if differs(question, values, embedded, remote):
                    differing.add(question.name)
                asked.add(question.name)
    assert len(asked) > 30
    assert differing == set()


def test_what_virtuoso_misreads_is_not_asked_of_it(
    start: Start, small_world: tuple[Snapshot, Graphs]
) -> None:
    embedded, graphs = small_world
    remote = with_graphs(start(PEERS["virtuoso"]), graphs)
    with pytest.raises(QuestionUnfitError, match=r"docs/engines\.md"):
        answer(CATALOGUE.get("claims/single-source"), remote, {})
    for name, values in {
        "claims/who-says": {"claim": "trade-grows"},
        "claims/single-source": {"text": "paper-1"},
        "evidence/places-of-one-actor": {},
        "evidence/coverage": {"place": "arden"},
        "evidence/figures": {"evidence": "parcel-study"},
    }.items():
        query = CATALOGUE.get(name).bind(values)
        assert compared(remote.select(query)) != compared(embedded.select(query)), name
    with pytest.raises(RemoteStoreError, match="compiler error"):
        remote.select(CATALOGUE.get("evidence/interested-evidence").bind({}))
    with pytest.raises(RemoteUnreachableError):
        remote.select(CATALOGUE.get("policies/opponents").bind({}))


def compared(found: Sequence[Row]) -> list[list[str]]:
    return sorted(sorted(f"{name} {value}" for name, value in row.items()) for row in found)


@pytest.mark.parametrize("name", LOADED)
def test_the_bundled_graph_is_loaded_and_asked_as_embedded(
    name: str, start: Start, snapshot: Snapshot
) -> None:
    store = start(PEERS[name]).store()
    loaded = Ingest(store).load([folder(Folder.GRAPH)])
    assert not [one.source for one in loaded if one.is_refused]
    current, differing = store.current(), set[str]()
    assert rows(current, INFERRED) == rows(snapshot, INFERRED)
    for question in CATALOGUE.questions.values():
        required = {p.name: p.example for p in question.parameters if p.required}
        for values in (required, {p.name: p.example for p in question.parameters}):
            if differs(question, values, snapshot, current):
                differing.add(question.name)
    assert len(CATALOGUE.questions) > 40
    # An engine holds one graph more, with the state that it is in.
    counting = {f"publish/{n}" for n in ("graph-counts", "property-counts", "totals")}
    assert differing == counting


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


# The commands


COMMANDS = [
    ["ask", "trace/promotions", "--format", "csv"],
    ["sparql", "count.rq", "--format", "csv"],
    ["trace", "markets-bring-trade", "--format", "tree"],
    ["explain", "actor:pitchbook", "cb:promotesAgenda", "policy:late-opening"],
    ["network", "two-mode", "--format", "csv"],
    ["network", "congruence", "--format", "statements"],
]


@pytest.mark.parametrize("call", COMMANDS, ids=lambda call: " ".join(call[:2]))
def test_a_command_takes_the_address(
    call: list[str],
    engine: Engine,
    sample: EmbeddedStore,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    as_user(engine, monkeypatch)
    (tmp_path / "count.rq").write_text(
        "PREFIX cb: <https://w3id.org/cuibono/ns#> "
        "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a cb:Claim }"
    )
    assert run([*call, "--store", engine.running.url]) == 0
    found = capsys.readouterr().out
    assert run([*call, "--data", str(sample.data)]) == 0
    expected = capsys.readouterr().out
    assert len(expected.splitlines()) > 1
    assert sorted(found.splitlines()) == sorted(expected.splitlines())


def test_tables_are_exported(
    engine: Engine, sample: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_user(engine, monkeypatch)
    monkeypatch.setenv("CUIBONO_STORE", engine.running.url)
    assert run(["export", "tables", str(tmp_path / "found"), "--format", "csv"]) == 0
    monkeypatch.delenv("CUIBONO_STORE")
    embedded = ["--data", str(sample.data), "--format", "csv"]
    assert run(["export", "tables", str(tmp_path / "expected"), *embedded]) == 0
    for file in (tmp_path / "expected").glob("*.csv"):
        assert (tmp_path / "found" / file.name).read_bytes() == file.read_bytes(), file.name


def as_user(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the credentials as a user would."""
    if engine.peer.name == "virtuoso":
        monkeypatch.setenv("CUIBONO_STORE_USER", "dba")
        monkeypatch.setenv("CUIBONO_STORE_PASSWORD", "dba")


# The service


PAGES = [
    "/claims",
    "/actors",
    "/policies",
    "/sources",
    "/queries/profiles/actor-sayings?actor=actor:league",
    "/doc/claim/markets-bring-trade",
    "/doc/actor/league",
    "/doc/policy/open-pitches",
    "/doc/evidence/till-study",
    "/doc/document/note",
    "/doc/utterance/guild-denies",
    "/api/claims",
    "/api/claims/markets-bring-trade/trace",
    "/api/networks/congruence",
    "/api/networks/two-mode?format=graphml",
    "/api/networks/congruence/windows",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_that_of_the_embedded_store(
    service: TestClient, embedded: TestClient, path: str
) -> None:
    def read(client: TestClient) -> str:
        found = client.get(path, headers={"Accept": "text/html, */*;q=0.1"})
        assert found.status_code == 200, found.text
        snapshot = client.get("/health/ready").json()["snapshot"]
        # What search engines read is left out where the engine misreads the query for it.
        told = r"\n  <script type=.application/ld\+json.>.*?</script>"
        text = re.sub(told, "", found.text, flags=re.DOTALL)
        return text.replace(snapshot, "SNAPSHOT")

    assert read(service) == read(embedded)


@pytest.mark.parametrize("path", ["/", "/evidence"])
def test_a_page_that_may_show_another_sample_is_served(service: TestClient, path: str) -> None:
    assert service.get(path, headers={"Accept": "text/html"}).status_code == 200


def test_a_question_that_the_engine_misreads_is_refused(
    service: TestClient, engine: Engine
) -> None:
    found = service.get("/queries/claims/who-says", headers={"Accept": "application/json"})
    if engine.peer.name in FULL:
        assert found.status_code == 200
        assert found.json()["total"] > 0
    else:
        assert found.status_code == 501
        assert "Virtuoso reads EXISTS" in found.json()["detail"]


@pytest.mark.parametrize("accept", ["application/sparql-results+xml", "text/csv", "text/turtle"])
def test_a_query_is_answered_in_the_formats_of_the_embedded_store(
    service: TestClient, embedded: TestClient, accept: str
) -> None:
    query = (
        f"CONSTRUCT WHERE {{ <{CLAIM}> a ?class }}"
        if accept == "text/turtle"
        else f"SELECT DISTINCT ?class {{ <{CLAIM}> a ?class }} ORDER BY ?class"
    )
    found, expected = (
        one.get("/sparql", params={"query": query}, headers={"Accept": accept})
        for one in (service, embedded)
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


def test_inferences_can_be_left_out(service: TestClient) -> None:
    ask = f"ASK {{ <{CLAIM}> a <{BASE}ns#ArgumentNode> }}"
    for inferred in ("true", "false"):
        found = service.get("/sparql", params={"query": ask, "inferred": inferred})
        assert found.json()["boolean"] is (inferred == "true")


def test_what_is_known_to_the_client_is_not_sent_again(service: TestClient) -> None:
    query = {"query": f"ASK {{ <{CLAIM}> a ?class }}"}
    tag = service.get("/sparql", params=query).headers["etag"]
    again = service.get("/sparql", params=query, headers={"If-None-Match": tag})
    assert again.status_code == 304


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
