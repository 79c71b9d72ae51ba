"""Answers that are ready: the same as before to the byte, never stale, each for its own request."""

import asyncio
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from starlette.types import Message

from cuibono.errors import StoreError
from cuibono.store import EmbeddedStore
from cuibono.web.ready import ReadyAnswer, ReadyAnswers

GRAPH = ox.NamedNode("urn:g")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"
LONG = "SELECT * { ?s <urn:p> ?o } LIMIT 400"
JSON, CSV = "application/sparql-results+json", "text/csv"


def write(data: Path, size: int) -> None:
    p = ox.NamedNode("urn:p")
    quads = [ox.Quad(ox.NamedNode(f"urn:{i}"), p, ox.Literal(i), GRAPH) for i in range(size)]
    with EmbeddedStore(data).writing() as writer:
        writer.replace({GRAPH: quads})


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("ready")
    write(data, 500)
    return data


@pytest.fixture(scope="module")
def service(data: Path, serve: Callable[..., Any]) -> Any:
    return serve(data)


def get(client: Any, query: str, accept: str = JSON, method: str = "GET", **headers: str) -> Any:
    sent = {"accept": accept, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return client.request(method, "/sparql", params={"query": query}, headers=sent)


def told(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "date"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_answer_stays_the_same_when_it_is_ready(service: Any, method: str) -> None:
    with service.client() as client:
        first, *others = [get(client, f"{COUNT} #{method}", method=method) for _ in range(4)]
    assert first.status_code == 200
    for other in others:
        assert (other.status_code, other.content) == (200, first.content)
        assert told(other) == told(first)


def test_head_and_get_say_the_same(service: Any) -> None:
    with service.client() as client:
        gets = [get(client, f"{COUNT} #both") for _ in range(3)]
        heads = [get(client, f"{COUNT} #both", method="HEAD") for _ in range(3)]
    assert {str(told(one)) for one in (*gets, *heads)} == {str(told(gets[0]))}
    assert [one.content for one in heads] == [b""] * 3


def test_each_representation_has_its_own(service: Any) -> None:
    with service.client() as client:
        for _ in range(3):
            json, csv = get(client, COUNT), get(client, COUNT, CSV)
            assert json.json()["results"]["bindings"][0]["n"]["value"] == "500"
            assert csv.text.split() == ["n", "500"]
            assert json.headers["etag"] != csv.headers["etag"]
            has_it = get(client, COUNT, if_none_match=json.headers["etag"])
            assert (has_it.status_code, has_it.content) == (304, b"")
            assert has_it.headers["etag"] == json.headers["etag"]
            assert "content-length" not in has_it.headers
            other = get(client, COUNT, CSV, if_none_match=json.headers["etag"])
            assert other.status_code == 200
            assert other.content == csv.content


def test_nothing_is_ready_for_a_request_that_sends_content(service: Any) -> None:
    with service.client() as client:
        for number in (1, 2, 1, 2):
            query = f"SELECT ({number} AS ?n) {{}}"
            answer = client.post("/sparql", data={"query": query}, headers={"accept": CSV})
            assert answer.text.split() == ["n", str(number)]


def test_what_is_written_is_in_the_next_answer(tmp_path: Path, serve: Callable[..., Any]) -> None:
    write(tmp_path, 1)
    with serve(tmp_path).client() as client:
        for size in (1, 2, 3):
            write(tmp_path, size)
            answers = [get(client, COUNT, CSV) for _ in range(3)]
            assert [one.text.split()[1] for one in answers] == [str(size)] * 3
            tag = answers[0].headers["etag"]
            again = [get(client, COUNT, CSV, if_none_match=tag) for _ in range(2)]
            assert [one.status_code for one in again] == [304, 304]


def request(query: str, *headers: str, version: str = "1.1") -> bytes:
    lines = [f"GET /sparql?query={quote(query)} HTTP/{version}", "Host: localhost", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def read_answer(source: BinaryIO) -> tuple[int, dict[str, str], bytes]:
    status = int(source.readline().split()[1])
    headers: dict[str, str] = {}
    while line := source.readline().strip():
        name, _, value = line.decode().partition(":")
        headers[name] = value.strip()
    return status, headers, source.read(int(headers.get("content-length", "0")))


def test_requests_in_a_line_are_answered_in_order(service: Any) -> None:
    """Ready and other answers alternate; hundreds that are ready follow one that is not."""
    texts = [f"SELECT ({i % 7} AS ?n) {{}} #{i if i % 3 else ''}" for i in range(60)]
    texts += ["SELECT ('slow' AS ?n) { ?a <urn:p> ?b . ?c <urn:p> ?d } LIMIT 1"]
    texts += ["SELECT (0 AS ?n) {} #"] * 800
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as line:
        line.sendall(b"".join(request(text, f"Accept: {CSV}") for text in texts))
        source = line.makefile("rb")
        answers = [read_answer(source) for _ in texts]
    assert {status for status, _, _ in answers} == {200}
    expected = [text.split("(")[1].split()[0].strip("'") for text in texts]
    assert [body.decode().split()[1] for _, _, body in answers] == expected


def test_the_connection_is_closed_when_the_client_says_so(service: Any) -> None:
    for _ in range(3):
        for sent in (request(COUNT, "Connection: close"), request(COUNT, version="1.0")):
            with socket.create_connection(("127.0.0.1", service.port), timeout=30) as line:
                line.sendall(sent)
                source = line.makefile("rb")
                status, headers, body = read_answer(source)
                assert (status, headers["connection"]) == (200, "close")
                assert b"500" in body
                assert source.read() == b""


def test_a_client_that_takes_nothing_costs_no_memory(service: Any) -> None:
    def megabytes() -> int:
        status = Path(f"/proc/{service.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) // 1024

    with service.client() as client:
        _, size = (len(get(client, LONG).content) for _ in range(2))
    before = megabytes()
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as line:
        many = (100 << 20) // size
        line.sendall(request(LONG, f"Accept: {JSON}") * many)
        time.sleep(0.5)
        assert megabytes() - before < 30
        source = line.makefile("rb")
        assert {read_answer(source)[0] for _ in range(many)} == {200}


def answer(*headers: tuple[bytes, bytes], status: int = 200, more: bool = False) -> ReadyAnswer:
    start: Message = {"type": "http.response.start", "status": status, "headers": [*headers]}
    return ReadyAnswer(start, {"type": "http.response.body", "body": b"x", "more_body": more})


TAG, LENGTH = (b"etag", b'"1"'), (b"content-length", b"1")


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        (answer(TAG, LENGTH), True),
        (answer(TAG, LENGTH, (b"vary", b"Accept, Accept-Encoding")), True),
        (answer(TAG, status=304), True),
        (answer(LENGTH), False),
        (answer(TAG), False),
        (answer(TAG, LENGTH, (b"cache-control", b"no-store")), False),
        (answer(TAG, LENGTH, (b"vary", b"Accept, X-Mood")), False),
        (answer(TAG, LENGTH, (b"vary", b"*")), False),
        (answer(TAG, LENGTH, status=404), False),
        (answer(TAG, LENGTH, more=True), False),
    ],
)
def test_what_may_be_kept(given: ReadyAnswer, is_kept: bool) -> None:
    assert given.may_be_kept == is_kept


def scope(method: str = "GET", **headers: str) -> dict[str, Any]:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        **{"type": "http", "method": method, "scheme": "http"},
        **{"path": "/doc/actor/ebay", "query_string": b"", "headers": sent},
    }


class Deployment:
    """A snapshot in force, and what is ready on it."""

    def __init__(self) -> None:
        self.snapshot = "a"
        self.ready = ReadyAnswers(1 << 20, lambda: self.snapshot)

    def answer(self, asked: dict[str, Any], given: ReadyAnswer, *, published: str = "") -> None:
        """Pass an answer on; meanwhile another snapshot may be published."""

        async def sent() -> None:
            async def send(message: Message) -> None:
                pass

            keeping = self.ready.keeping(asked, send)
            await keeping(given.start)
            self.snapshot = published or self.snapshot
            await keeping(given.body)

        asyncio.run(sent())


@pytest.fixture
def deployment() -> Deployment:
    deployment = Deployment()
    deployment.answer(scope(), answer(TAG, LENGTH))  # it gets to know the snapshot
    return deployment


def test_a_page_is_kept_by_what_it_may_depend_on(deployment: Deployment) -> None:
    given, ready = answer(TAG, LENGTH), deployment.ready
    deployment.answer(scope(accept="text/turtle", user_agent="one"), given)
    assert ready.find(scope(accept="text/turtle", user_agent="two")) == given
    assert ready.find(scope(accept="text/html")) is None
    assert ready.find(scope(accept="text/turtle", if_none_match='"1"')) is None
    assert ready.find(scope("HEAD", accept="text/turtle")) is None


def test_a_request_that_changes_something_finds_nothing_ready(deployment: Deployment) -> None:
    deployment.answer(scope("POST"), answer(TAG, LENGTH))
    assert deployment.ready.find(scope("POST")) is None


def test_a_page_goes_with_its_snapshot(deployment: Deployment) -> None:
    deployment.answer(scope(), answer(TAG, LENGTH))
    assert deployment.ready.find(scope())
    deployment.snapshot = "b"
    assert deployment.ready.find(scope()) is None


def test_nothing_is_kept_that_was_made_while_a_snapshot_was_replaced(
    deployment: Deployment,
) -> None:
    deployment.answer(scope(), answer(TAG, LENGTH), published="b")
    assert deployment.ready.find(scope()) is None


def test_nothing_is_ready_without_a_store(deployment: Deployment) -> None:
    def gone() -> str:
        raise StoreError("there is no store")

    deployment.ready = ReadyAnswers(1 << 20, gone)
    deployment.answer(scope(), answer(TAG, LENGTH))
    assert deployment.ready.find(scope()) is None
