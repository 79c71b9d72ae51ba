"""What an operator looks at: readiness, figures, and the disk that snapshots hold."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from pyoxigraph import Literal, NamedNode, Quad

from cuibono.app import create_app
from cuibono.settings import Settings
from cuibono.store import EmbeddedStore
from cuibono.store.pool import MOST_SNAPSHOTS

HEADERS = {"authorization": "Bearer secret", "content-type": "text/turtle"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(data=tmp_path, token=SecretStr("secret"))
    with TestClient(create_app(settings)) as client:
        yield client


def figures(client: TestClient | httpx2.Client) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.split() for line in lines)}


def test_figures_count_what_was_done(client: TestClient) -> None:
    assert client.get("/health/ready").status_code == 503
    for value in (1, 2):
        body = f"<urn:a> <urn:b> {value} ."
        assert client.put("/store?graph=urn:g", content=body, headers=HEADERS).status_code < 300
    for _ in range(2):
        client.get("/sparql", params={"query": "SELECT (RAND() AS ?x) {}"})
    found = figures(client)
    assert found["cuibono_writes_total"] == 2
    assert found["cuibono_queries_total"] == 2
    assert found["cuibono_queries_waiting"] == 0
    assert found["cuibono_snapshots"] >= 1


def test_writes_that_come_fast_are_published_together(
    tmp_path: Path, serve: Callable[..., Any]
) -> None:
    with EmbeddedStore(tmp_path / "data").writing() as store:
        store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:c> 1 } }")
    service = serve(tmp_path / "data", token="secret")

    def write(number: int) -> int:
        with service.client() as client:
            body = f"<urn:a> <urn:b> {number} ."
            address = f"/store?graph=urn:g{number}"
            status: int = client.put(address, content=body, headers=HEADERS).status_code
            return status

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(write, range(16))) == {201}
    with service.client() as client:
        found = figures(client)
        query = "SELECT (COUNT(?n) AS ?rows) { GRAPH ?g { <urn:a> <urn:b> ?n } }"
        rows = client.get("/sparql", params={"query": query, "format": "csv"}).text.split()
    assert rows == ["rows", "16"]
    assert found["cuibono_writes_total"] == 16
    assert found["cuibono_write_batches_total"] <= 8


def test_slow_clients_cannot_hold_snapshots_without_bound(
    tmp_path: Path, serve: Callable[..., Any]
) -> None:
    p, graph, text = NamedNode("urn:p"), NamedNode("urn:large"), Literal("x" * 300)
    with EmbeddedStore(tmp_path / "data").writing() as store:
        store.replace({graph: [Quad(NamedNode(f"urn:{i}"), p, text, graph) for i in range(15_000)]})
    service = serve(tmp_path / "data", token="secret", send_seconds=300, query_seconds=300)
    snapshots = tmp_path / "data" / "snapshots"
    query = {"query": "SELECT * { ?s ?p ?o VALUES ?n { 1 2 3 4 5 } }"}  # more than buffers hold
    plain = {"accept-encoding": "identity"}
    with ExitStack() as open_still:
        answers: list[Any] = []
        for number in range(MOST_SNAPSHOTS + 1):
            stream = client_of(open_still, service).stream(
                "GET", "/sparql", params=query, headers=plain
            )
            answers.append(open_still.enter_context(stream))
            content = f"<urn:a> <urn:b> {number} ."
            writer = client_of(open_still, service)
            put = writer.put("/store?graph=urn:g", content=content, headers=HEADERS)
            assert put.status_code < 300
        held = [answer.headers["x-snapshot"] for answer in answers]
        assert len(set(held)) == len(held)
        wait_until(lambda: len(list(snapshots.iterdir())) <= MOST_SNAPSHOTS)
        assert not (snapshots / held[0]).exists()
        assert (snapshots / held[-1]).exists()
        with pytest.raises(httpx2.RemoteProtocolError):
            answers[0].read()
        ready = client_of(open_still, service).get("/health/ready").json()
        assert 1 < ready["snapshots"] <= MOST_SNAPSHOTS
        assert ready["held_bytes"] > 0
    assert "old ones hold" in service.log.read_text()
    wait_until(lambda: len(list(snapshots.iterdir())) == 1)  # the last reader has left


def client_of(stack: ExitStack, service: Any) -> httpx2.Client:
    client: httpx2.Client = stack.enter_context(service.client())
    return client


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_disk_held_by_snapshots_is_told_and_given_back(client: TestClient) -> None:
    body = " ".join(f"<urn:{i}> <urn:b> '{'x' * 200}' ." for i in range(500))
    assert client.put("/store?graph=urn:g", content=body, headers=HEADERS).status_code == 201
    ready = client.get("/health/ready").json()
    assert ready["status"] == "ready"
    assert ready["snapshots"] >= 1
    assert ready["held_bytes"] >= 0


def test_what_tells_of_the_moment_is_never_kept(client: TestClient) -> None:
    body = "<urn:a> <urn:b> 1 ."
    assert client.put("/store?graph=urn:g", content=body, headers=HEADERS).status_code == 201
    for path in ("/health/live", "/health/ready", "/metrics"):
        assert client.get(path).headers["cache-control"] == "no-store"
    for number in range(4):
        client.get("/sparql", params={"query": f"SELECT (RAND() AS ?x) {{}} #{number}"})
        assert figures(client)["cuibono_queries_total"] == number + 1
