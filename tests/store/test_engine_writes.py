"""Writing to real engines through cuibono, and how it fails where they fail.

What an engine does otherwise is in `docs/engines.md`, each statement with its test here or in
`test_engines.py`.
"""

import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from pyoxigraph import Literal, NamedNode, Quad

from cuibono.analysis.tables import bundled_tables, tables_folder
from cuibono.app import create_app
from cuibono.bench.peers import PEERS, Oxigraph, Virtuoso
from cuibono.errors import (
    CuibonoError,
    QuerySyntaxError,
    RemoteAccessError,
    RemoteStoreError,
    RemoteTimeoutError,
    RemoteUnreachableError,
    StoreBusyError,
)
from cuibono.ingest import Ingest
from cuibono.store.remote import FRESH_SECONDS
from cuibono.terms import BASE

from .conftest import ALL, Engine, Start

LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
BIG, P = NamedNode("urn:x-test:big"), NamedNode("urn:x-test:p")


@pytest.fixture(scope="module")
def virtuoso(start: Start) -> Engine:
    return start(PEERS["virtuoso"])


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
        assert label(client) == []
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


def test_tables_are_made_once_for_a_state_and_go_when_it_has_passed(engine: Engine) -> None:
    store = engine.store()
    first = tables_folder(store.current())
    made = {file: file.stat().st_mtime_ns for file in first.iterdir()}
    assert len(made) == len(bundled_tables())
    assert tables_folder(engine.store().current()) == first, "of another process, the same"
    assert {file: file.stat().st_mtime_ns for file in first.iterdir()} == made
    with engine.store().writing() as writer:
        writer.replace({BIG: [Quad(BIG, P, Literal("new"), BIG)]})
    assert tables_folder(engine.store().current()) != first
    assert first.is_dir(), "as long as somebody has that state"
    time.sleep(FRESH_SECONDS)
    second = tables_folder(store.current())
    tables_folder(engine.store().current())
    assert not first.exists()
    assert [folder.name for folder in second.parent.parent.iterdir()] == [second.parent.name]
    with store.writing() as writer:
        writer.replace({BIG: []})


def test_a_table_of_no_one_state_is_none(engine: Engine, tmp_path: Path) -> None:
    before = engine.store().current()
    with engine.store().writing() as writer:
        writer.replace({BIG: []})
    with pytest.raises(StoreBusyError, match="was written to while"):
        before.save_csv("SELECT * { ?s ?p ?o }", tmp_path / "late.csv")


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
    time.sleep(FRESH_SECONDS)
    assert store.current().id != first
    assert "broken off" in caplog.text
    with store.writing() as writer:
        writer.replace({BIG: []})
    whole = store.current().id
    time.sleep(FRESH_SECONDS)
    assert store.current().id == whole


@pytest.mark.parametrize("delay", [0.05, 0.2, 0.5] if ALL else [0.2])
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
        time.sleep(FRESH_SECONDS)
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
    time.sleep(FRESH_SECONDS)
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
        time.sleep(FRESH_SECONDS)
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


def test_a_wrong_password_is_told_and_not_shown(virtuoso: Engine) -> None:
    engine = virtuoso
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


def test_what_virtuoso_refuses(virtuoso: Engine) -> None:
    store = virtuoso.store()
    with store.writing() as writer:
        many = "".join(f"{BIG} {P} {number} ." for number in range(20_000))
        with pytest.raises(QuerySyntaxError):
            writer.update(f"INSERT DATA {{ GRAPH {BIG} {{ {many} }} }}")
        writer.replace({BIG: [Quad(BIG, P, P, BIG)]})
    assert store.current().select(f"SELECT ?o {{ {BIG} {P}+ ?o }}") == [{"o": P}]
    with pytest.raises(RemoteStoreError, match=r"(?i)transitive"):
        store.current().select(f"SELECT * {{ ?s {P}+ ?o }}")


def test_rows_that_virtuoso_cuts_off_are_no_answer(start: Start) -> None:
    endpoint = start(Virtuoso(most_rows=100)).store().endpoint
    everything = "SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT %s"  # it has graphs of its own
    assert len(endpoint.rows(everything % 99)) == 99
    with pytest.raises(RemoteStoreError, match="ResultSetMaxRows"):
        endpoint.rows(everything % 101)
