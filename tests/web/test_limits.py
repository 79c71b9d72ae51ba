"""Queries past a limit, slow clients and many at once, over HTTP, on a service of its own."""

import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pyoxigraph as ox
import pytest

from cuibono.store import EmbeddedStore

GRAPH = ox.NamedNode("urn:g")
SECONDS = 2.5
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
DELAYED = "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(CONCAT(STR(?a), STR(?d))) > 5) }"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Any]) -> Any:
    data = tmp_path_factory.mktemp("limits")
    with EmbeddedStore(data).writing() as writer:
        p = ox.NamedNode("urn:p")
        quads = [ox.Quad(ox.NamedNode(f"urn:{i}"), p, ox.Literal(i), GRAPH) for i in range(20_000)]
        writer.replace({GRAPH: quads})
    return serve(data, query_seconds=SECONDS, query_megabytes=256, answer_megabytes=4, queue=16)


def ask(client: httpx2.Client, query: str, **headers: str) -> tuple[httpx2.Response, float]:
    begun = time.monotonic()
    answer = client.get("/sparql", params={"query": query}, headers=headers)
    return answer, time.monotonic() - begun


def is_light_again(client: httpx2.Client) -> bool:
    answer, seconds = ask(client, f"ASK {{ <urn:{time.time_ns() % 20_000}> ?p ?o }}")
    return answer.status_code == 200 and seconds < 1


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        (CROSS, "query_seconds"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c", "query_megabytes"),
        (
            f"ASK {{ {' '.join(f'?s{i} ?p ?o{i} .' for i in range(500))} }}",
            "query_seconds|query_megabytes",
        ),
    ],
)
def test_a_limit_is_named_and_harms_nobody_else(service: Any, query: str, limit: str) -> None:
    with service.client() as client:
        answer, seconds = ask(client, query)
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"]
        assert answer.json()["limit"] in limit.split("|")
        assert f"setting {answer.json()['limit']}" in answer.json()["detail"]
        assert seconds < SECONDS + 1
        assert is_light_again(client)


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv"])
def test_an_answer_past_its_size_is_visibly_broken_off(service: Any, accept: str) -> None:
    with service.client() as client:
        with pytest.raises(httpx2.RemoteProtocolError, match="incomplete"):
            ask(client, HUGE, **{"accept": accept, "accept-encoding": "identity"})
        assert is_light_again(client)


def test_a_client_that_cannot_see_a_break_gets_no_part(service: Any) -> None:
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as line:
        query = HUGE.replace(" ", "%20")
        line.sendall(f"GET /sparql?query={query} HTTP/1.0\r\nAccept: text/csv\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert b" 503 " in answer.splitlines()[0]
    assert b"answer_megabytes" in answer


def test_a_large_answer_streams_and_is_whole(service: Any) -> None:
    with service.client() as client:
        query = "SELECT ?s { ?s ?p ?o }"
        with client.stream("GET", "/sparql", params={"query": query, "format": "csv"}) as answer:
            assert answer.headers["transfer-encoding"] == "chunked"
            lines = list(answer.iter_lines())
    assert len(lines) == 20_001


def test_packed_and_plain_answers_are_the_same(service: Any) -> None:
    with service.client() as client:
        for query in ("SELECT ?s { ?s ?p ?o } LIMIT 9000", "SELECT ?s { ?s ?p ?o } LIMIT 90"):
            plain, _ = ask(client, query, **{"accept-encoding": "identity"})
            packed, _ = ask(client, query, **{"accept-encoding": "gzip"})
            assert "content-encoding" not in plain.headers
            assert packed.headers["content-encoding"] == "gzip"
            assert packed.headers["etag"] != plain.headers["etag"]
            assert packed.content == plain.content


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")
def test_a_query_ends_when_its_client_goes_away(service: Any) -> None:
    with service.client(timeout=0.4) as client, pytest.raises(httpx2.ReadTimeout):
        ask(client, CROSS.replace("?n", "?gone"))
    time.sleep(0.2)
    running = [pid for pid in service.processes() if is_running(pid)]
    assert running == []


def is_running(process: int) -> bool:
    try:
        state = re.sub(r".*\) ", "", Path(f"/proc/{process}/stat").read_text()).split()[0]
    except OSError:
        return False
    return state == "R"


def test_a_killed_reader_is_replaced(service: Any) -> None:
    with service.client() as client:
        for pid in service.processes():
            os.kill(pid, signal.SIGKILL)
        answers = [ask(client, "ASK { ?s ?p ?o }")[0].status_code for _ in range(3)]
        assert answers[-1] == 200
        assert is_light_again(client)


def test_light_queries_go_on_beside_heavy_ones(service: Any) -> None:
    told: list[tuple[int, str]] = []

    def heavy(number: int) -> None:
        with service.client() as client:
            answer, _ = ask(client, CROSS + f" # {number}")
            told.append((answer.status_code, answer.json()["limit"]))

    threads = [threading.Thread(target=heavy, args=(i,)) for i in range(30)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    with service.client() as client:
        lights = [ask(client, f"ASK {{ <urn:{i}> ?p ?o }} # beside") for i in range(20)]
    for thread in threads:
        thread.join()
    assert sum(answer.status_code == 200 for answer, _ in lights) >= 18
    assert sorted(seconds for _, seconds in lights)[15] < 1
    assert {status for status, _ in told} == {503}
    assert {limit for _, limit in told} >= {"query_seconds", "slow_readers"}


def test_what_takes_too_long_to_send_is_given_up(tmp_path: Path, serve: Callable[..., Any]) -> None:
    with EmbeddedStore(tmp_path).writing() as writer:
        writer.replace({GRAPH: []})
    service = serve(tmp_path, send_seconds=0.5)
    head = (
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        "Content-Length: 100\r\n\r\nASK"
    )
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as line:
        line.sendall(head.encode())
        assert b" 408 " in line.recv(65536).splitlines()[0]


def test_the_process_of_a_reader_can_open_neither_files_nor_sockets(tmp_path: Path) -> None:
    from cuibono.store import sandbox

    if not sandbox.can_deny_network():
        pytest.skip("this platform cannot deny the network")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "file").write_text("x")
    pid = os.fork()
    if not pid:
        faults = 0
        try:
            sandbox.deny_files(readable=[tmp_path / "inside"])
            sandbox.deny_network()
            (tmp_path / "inside" / "file").read_text()
            attempts: list[Callable[[], object]] = [
                lambda: socket.socket(),
                lambda: (tmp_path / "inside" / "new").write_text("x"),
                lambda: os.fork(),
                lambda: os.kill(os.getppid(), 0),
                lambda: os.execv("/bin/true", ["true"]),
            ]
            if sandbox.can_deny_files():
                attempts.append(lambda: Path("/etc/passwd").read_text())
            for attempt in attempts:
                try:
                    attempt()
                except PermissionError:
                    continue
                faults += 1
        finally:
            os._exit(faults)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
