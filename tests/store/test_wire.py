"""How requests to a remote store fail, by cause; on a service that does as it is told."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from pyoxigraph import Literal, NamedNode, Quad

from cuibono.app import create_app
from cuibono.bench.peers import free_port
from cuibono.errors import (
    CuibonoError,
    QuerySyntaxError,
    RemoteAccessError,
    RemoteAddressError,
    RemoteBusyError,
    RemoteStoreError,
    RemoteTimeoutError,
    RemoteUnreachableError,
)
from cuibono.settings import Settings
from cuibono.store import RemoteStore, open_store

TRUE = json.dumps({"head": {}, "boolean": True}).encode()
Reply = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers each request by `reply`; keeps what was asked."""

    reply: ClassVar[Reply]
    requests: ClassVar[list["Handler"]]

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.body = self.rfile.read(length).decode()
        self.requests.append(self)
        type(self).reply(self)

    do_POST = do_PUT = do_GET

    def give(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[tuple[str, type[Handler]]]:
    """An address, and the handler behind it."""
    kind = type("Told", (Handler,), {"requests": [], "reply": lambda self: self.give(200, TRUE)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/sparql", kind
    server.shutdown()
    server.server_close()
    thread.join()


def opened(url: str, **others: object) -> RemoteStore:
    given = {"store": url, "store_engine": "other", "data": Path("data"), "store_seconds": 2}
    store = open_store(Settings.model_validate(given | others))
    assert isinstance(store, RemoteStore)
    return store


def fault_of(store: RemoteStore) -> CuibonoError:
    with pytest.raises(CuibonoError) as told:
        store.endpoint.ask("ASK {}")
    return told.value


Give = Callable[[Handler], None]


@pytest.mark.parametrize(
    ("reply", "fault", "status", "words"),
    [
        (lambda h: h.give(400, b"line 3: no"), QuerySyntaxError, 400, "line 3: no"),
        (lambda h: h.give(401), RemoteAccessError, 502, "store_user"),
        (lambda h: h.give(403), RemoteAccessError, 502, "store_user"),
        (lambda h: h.give(404), RemoteAddressError, 502, "store_query"),
        (lambda h: h.give(301, Location="http://127.0.0.1:1/"), RemoteAddressError, 502, "127.0"),
        (lambda h: h.give(429), RemoteBusyError, 503, "429"),
        (lambda h: h.give(500, b"out of heap"), RemoteStoreError, 502, "out of heap"),
        (lambda h: h.give(503), RemoteBusyError, 503, "503"),
        (lambda h: h.give(504), RemoteTimeoutError, 504, "store_seconds"),
        (lambda h: h.give(200, b"<html>hello</html>"), RemoteStoreError, 502, "cannot be read"),
        (lambda h: h.give(200, b'{"head":{},"bool'), RemoteStoreError, 502, "cut short"),
        (lambda h: h.give(200), RemoteStoreError, 502, "cannot be read"),
        (lambda h: _promise_more(h), RemoteStoreError, 502, "broke off"),
        (lambda h: _hang_up(h), RemoteUnreachableError, 503, "connection broke"),
        (lambda h: time.sleep(3), RemoteTimeoutError, 504, "store_seconds"),
        (lambda h: _drip(h), RemoteTimeoutError, 504, "store_seconds"),
    ],
)
def test_a_fault_is_told_by_its_cause(
    service: tuple[str, type[Handler]],
    reply: Give,
    fault: type[CuibonoError],
    status: int,
    words: str,
) -> None:
    url, handler = service
    handler.reply = reply
    told = fault_of(opened(url))
    assert type(told) is fault
    assert told.status == status
    assert words in told.detail


def _promise_more(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(TRUE)


def _hang_up(handler: Handler) -> None:
    handler.close_connection = True


def _drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.1)


def test_nobody_there_is_503() -> None:
    told = fault_of(opened(f"http://127.0.0.1:{free_port()}/"))
    assert isinstance(told, RemoteUnreachableError)
    assert "nothing listens" in told.detail


def test_a_host_that_is_not_known_is_502() -> None:
    told = fault_of(opened("http://nowhere.invalid/sparql"))
    assert isinstance(told, RemoteAddressError)
    assert "host" in told.detail


def test_a_certificate_that_is_not_trusted_is_502(service: tuple[str, type[Handler]]) -> None:
    told = fault_of(opened(service[0].replace("http:", "https:")))
    assert isinstance(told, RemoteAddressError)
    assert "no trusted connection" in told.detail
    assert issubclass(ssl.SSLCertVerificationError, ssl.SSLError)


# Trying again


@pytest.mark.parametrize(("faults", "tries"), [(2, 3), (5, 3)])
def test_a_read_is_tried_three_times(
    service: tuple[str, type[Handler]], faults: int, tries: int
) -> None:
    url, handler = service

    def reply(one: Handler) -> None:
        one.give(503) if len(handler.requests) <= faults else one.give(200, TRUE)

    handler.reply = reply
    store = opened(url)
    if faults < 3:
        assert store.endpoint.ask("ASK {}")
    else:
        assert isinstance(fault_of(store), RemoteBusyError)
    assert len(handler.requests) == tries


@pytest.mark.parametrize("status", [400, 401, 500, 504])
def test_what_would_fail_again_is_not_tried_again(
    service: tuple[str, type[Handler]], status: int
) -> None:
    url, handler = service
    handler.reply = lambda one: one.give(status)
    fault_of(opened(url))
    assert len(handler.requests) == 1


def test_a_write_is_never_tried_again(service: tuple[str, type[Handler]]) -> None:
    url, handler = service
    graph, writes = NamedNode("urn:g"), list[Handler]()

    def reply(one: Handler) -> None:
        if one.headers["Content-Type"] == "application/sparql-update":
            writes.append(one)
            one.give(503)
        else:
            one.give(200, b'{"head":{"vars":[]},"results":{"bindings":[]}}')

    def write() -> None:
        with opened(url).writing() as writer:
            writer.replace({graph: [Quad(graph, graph, Literal(1), graph)]})

    handler.reply = reply
    with pytest.raises(RemoteBusyError):
        write()
    assert len(writes) == 1


# Being let in


@pytest.mark.parametrize(
    ("given", "header"),
    [
        ({"store_user": "u", "store_password": SecretStr("päss:word")}, "Basic dTpww6Rzczp3b3Jk"),
        ({"store_token": SecretStr("s3cret")}, "Bearer s3cret"),
        ({}, None),
    ],
)
def test_credentials_are_sent(
    service: tuple[str, type[Handler]], given: dict[str, object], header: str | None
) -> None:
    url, handler = service
    assert opened(url, **given).endpoint.ask("ASK {}")
    assert handler.requests[0].headers.get("Authorization") == header


def test_digest_answers_the_challenge_before_it_sends_a_body(
    service: tuple[str, type[Handler]],
) -> None:
    url, handler = service
    challenge = 'Digest realm="SPARQL", nonce="abc", qop="auth", algorithm="MD5"'

    def reply(one: Handler) -> None:
        if one.headers.get("Authorization"):
            one.give(200, TRUE)
        else:
            one.give(401, WWW_Authenticate=challenge)

    handler.reply = reply
    user = {"store_user": "dba", "store_password": SecretStr("hush"), "store_auth": "digest"}
    assert opened(url, **user).endpoint.ask("ASK {}")
    bare, answered = handler.requests
    assert bare.body == ""
    assert answered.headers["Authorization"].startswith('Digest username="dba"')
    assert "hush" not in answered.headers["Authorization"]


def test_credentials_do_not_follow_a_redirect(service: tuple[str, type[Handler]]) -> None:
    url, handler = service
    handler.reply = lambda one: one.give(302, Location=f"{url}/elsewhere")
    fault_of(opened(url, store_token=SecretStr("s3cret")))
    assert [one.path for one in handler.requests] == ["/sparql"]


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_secrets_are_never_shown(service: tuple[str, type[Handler]], status: int) -> None:
    url, handler = service
    handler.reply = lambda one: one.give(status)
    secret = SecretStr("s3cret")
    for given in ({"store_token": secret}, {"store_user": "u", "store_password": secret}):
        store = opened(url, **given)
        told = fault_of(store)
        settings = Settings.model_validate({"store": url, **given})
        shown = f"{told} {told.problem()} {store!r} {store} {vars(store.endpoint)} {settings!r}"
        assert "s3cret" not in shown


# What is asked


def test_time_and_dataset_are_passed_on(service: tuple[str, type[Handler]]) -> None:
    url, handler = service
    store = opened(url, store_engine="virtuoso", store_query=url)
    store.endpoint.ask("ASK {}", [("default-graph-uri", "urn:g?a=b&c")])
    assert "timeout=2000" in handler.requests[0].body
    assert "default-graph-uri=urn%3Ag%3Fa%3Db%26c" in handler.requests[0].body


def test_a_comment_does_not_make_an_update_of_a_query(service: tuple[str, type[Handler]]) -> None:
    url, handler = service
    opened(url).endpoint.ask("# who may add\n# or delete\nASK {}")
    assert handler.requests[0].body.startswith("query=")


def test_a_redirecting_or_broken_engine_is_no_fault_of_ours(
    service: tuple[str, type[Handler]],
) -> None:
    url, handler = service
    settings = Settings.model_validate({"store": url, "store_engine": "other", "store_seconds": 1})
    with TestClient(create_app(settings)) as client:
        for status, shown in ((500, 502), (503, 503), (401, 502), (504, 504), (302, 502)):
            handler.reply = partial(Handler.give, status=status)
            found = client.get("/health/ready", headers={"Accept": "application/json"})
            assert found.status_code == shown
            assert found.headers["content-type"] == "application/problem+json"
            assert ("Retry-After" in found.headers) is (shown == 503)
