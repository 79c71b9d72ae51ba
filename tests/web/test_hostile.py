"""What people send who mean no good, over HTTP, to a service that runs as a user's would.

After each case the service lives, a light query is answered, memory is bounded, and the canary, a
listener on loopback that no request may reach, has heard nothing.
"""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pyoxigraph as ox
import pytest

from cuibono.store import EmbeddedStore

GRAPH = ox.NamedNode("https://w3id.org/cuibono/graph/many")
SECONDS = 1.0
MOST_MEGABYTES = 400
TOKEN = {"authorization": "Bearer secret"}
DIRECT = {"content-type": "application/sparql-query"}
UPDATE = {"content-type": "application/sparql-update"}


class Canary:
    """Listens on loopback, and remembers who called."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port = self._sockets[0].getsockname()[1]
        with suppress(OSError):
            listener = socket.create_server(("::1", self.port), family=socket.AF_INET6)
            self._sockets.append(listener)
        for listener in self._sockets:
            threading.Thread(target=self._listen, args=(listener,), daemon=True).start()

    def close(self) -> None:
        for listener in self._sockets:
            listener.close()

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                line, caller = listener.accept()
            except OSError:
                return
            self.heard.append(str(caller))
            line.close()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Any]) -> Any:
    data = tmp_path_factory.mktemp("hostile")
    p = ox.NamedNode("urn:p")
    quads = [ox.Quad(ox.NamedNode(f"urn:{i}"), p, ox.Literal(i), GRAPH) for i in range(5000)]
    with EmbeddedStore(data).writing() as writer:
        writer.replace({GRAPH: quads})
    return serve(
        data,
        query_seconds=SECONDS,
        query_megabytes=200,
        answer_megabytes=2,
        send_seconds=1,
        write_megabytes=2,
        token="secret",
    )


@pytest.fixture(autouse=True)
def _unharmed(service: Any, canary: Canary) -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    yield
    assert service.process.poll() is None, service.log.read_text()
    begun = time.monotonic()
    with service.client(timeout=10) as client:
        answer = client.get("/sparql", params={"query": f"ASK {{ ?s ?p {time.time_ns() % 5000} }}"})
    assert answer.status_code == 200
    assert time.monotonic() - begun < 5
    assert memory(service.process.pid) < MOST_MEGABYTES
    assert canary.heard == []
    assert "Traceback" not in service.log.read_text()


def memory(process: int) -> int:
    """Return the resident memory of a process, in MiB; 0 where the kernel does not tell."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        resident = next(line for line in lines if line.startswith("VmRSS"))
        return int(resident.split()[1]) // 1024
    return 0


def post(service: Any, text: str, **headers: str) -> int:
    """Send a query; return the status, 0 where the answer was broken off."""
    with service.client(timeout=20) as client:
        try:
            answer = client.post("/sparql", content=text, headers=DIRECT | headers)
        except httpx2.RemoteProtocolError:
            return 0
        assert answer.status_code != 500, answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
        status: int = answer.status_code
        return status


# Deep nesting

NESTED = {
    "groups": ("ASK { ", "{ ", " ?s ?p ?o ", "} ", "}"),
    "optional": ("ASK { ", "OPTIONAL { ", " ?s ?p ?o ", "} ", "}"),
    "minus": ("ASK { ", "?s ?p ?o MINUS { ", " ?s ?p ?o ", "} ", "}"),
    "union": ("ASK { ", "{ ?s ?p ?o } UNION ", "{ ?s ?p ?o }", "", "}"),
    "union-nested": ("ASK { ", "{ ?s ?p ?o } UNION { ", "?s ?p ?o", "} ", "}"),
    "graph": ("ASK { ", "GRAPH ?g { ", " ?s ?p ?o ", "} ", "}"),
    "exists": ("ASK { ", "FILTER EXISTS { ", " ?s ?p ?o ", "} ", "}"),
    "not-exists": ("ASK { ", "FILTER NOT EXISTS { ", " ?s ?p ?o ", "} ", "}"),
    "sub-select": ("ASK { ", "{ SELECT * { ", " ?s ?p ?o ", "} } ", "}"),
    "parentheses": ("ASK { FILTER ", "( ", "true", ") ", "}"),
    "not": ("ASK { FILTER( ", "! ", "true", "", ") }"),
    "minus-signs": ("ASK { FILTER( ", "- ", "1", "", ") }"),
    "plus": ("ASK { FILTER( ", "1 + ", "1", "", ") }"),
    "times": ("ASK { FILTER( ", "1 * ", "1", "", ") }"),
    "or": ("ASK { FILTER( ", "true || ", "true", "", ") }"),
    "and": ("ASK { FILTER( ", "true && ", "true", "", ") }"),
    "if": ("ASK { FILTER( ", "IF(true, true, ", "true", ")", ") }"),
    "coalesce": ("ASK { FILTER( ", "COALESCE(", "true", ")", ") }"),
    "concat": ("SELECT (", "CONCAT(", "'x'", ")", " AS ?x) {}"),
    "in": ("ASK { FILTER( ", "1 IN (", "1", ")", ") }"),
    "cast": ("SELECT (", "<http://www.w3.org/2001/XMLSchema#string>(", "1", ")", " AS ?x) {}"),
    "path-groups": ("ASK { ?s ", "(", "<urn:p>", ")", " ?o }"),
    "path-inverse": ("ASK { ?s ", "^", "<urn:p>", "", " ?o }"),
    "path-inverse-groups": ("ASK { ?s ", "^(", "<urn:p>", ")", " ?o }"),
    "path-stars": ("ASK { ?s ", "(", "<urn:p>", ")*", " ?o }"),
    "path-sequence": ("ASK { ?s ", "<urn:p>/", "<urn:p>", "", " ?o }"),
    "path-alternatives": ("ASK { ?s ", "<urn:p>|", "<urn:p>", "", " ?o }"),
    "path-negated": ("ASK { ?s !(", "<urn:p>|", "<urn:p>", "", ") ?o }"),
    "blank-nodes": ("ASK { ?s ?p ", "[ <urn:p> ", "1", " ]", " }"),
    "collections": ("ASK { ?s ?p ", "( ", "1", " )", " }"),
    "triple-terms": ("ASK { ?s ?p ", "<<( <urn:a> <urn:p> ", "1", " )>>", " }"),
    "binds": ("ASK { ", "BIND(1 AS ?x%d) ", "", "", "}"),
    "values": ("ASK { ", "VALUES ?x { 1 2 } ", "", "", "}"),
    "filters": ("ASK { ", "FILTER(true) ", "", "", "}"),
    "construct-template": ("CONSTRUCT { ?s ?p ", "[ <urn:p> ", "1", " ]", " } WHERE { ?s ?p ?o }"),
    "aggregates": ("SELECT (", "SUM(", "1", ")", " AS ?x) {}"),
}


@pytest.mark.parametrize("depth", [1_000, 15_000])
@pytest.mark.parametrize("construct", NESTED)
def test_deep_nesting(service: Any, construct: str, depth: int) -> None:
    before, opening, middle, closing, after = NESTED[construct]
    numbered = "%d" in opening
    openings = "".join(opening % i for i in range(depth)) if numbered else opening * depth
    text = f"{before}{openings}{middle}{closing * depth}{after}"
    assert post(service, text) in (200, 400, 413, 503)


# Huge inputs and runaway work

MANY = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
DOUBLING = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
HUGE = {
    "comment": "ASK {} #" + "x" * 900_000,
    "white-space": "ASK {" + " " * 900_000 + "}",
    "string": f"SELECT ('{'x' * 900_000}' AS ?x) {{}}",
    "iri": f"ASK {{ <urn:{'x' * 900_000}> ?p ?o }}",
    "variable": f"ASK {{ ?{'x' * 900_000} ?p ?o }}",
    "values": f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {'1 ' * 400_000} }} }}",
    "prefixes": "".join(f"PREFIX p{i}: <urn:{i}> " for i in range(20_000)) + "ASK {}",
    "patterns": f"ASK {{ {' '.join(f'?s{i} <urn:p> ?o .' for i in range(500))} }}",
    "variables": f"SELECT {' '.join(f'?v{i}' for i in range(50_000))} {{}}",
    "graphs": "ASK " + "".join(f"FROM <urn:{i}> " for i in range(30_000)) + "{ ?s ?p ?o }",
    "in-list": f"ASK {{ ?s ?p ?o FILTER(?o IN ({', '.join(map(str, range(100_000)))})) }}",
    "count": f"SELECT (COUNT(*) AS ?n) {{ {MANY} }}",
    "sort": f"SELECT * {{ {MANY} }} ORDER BY ?c ?f ?i",
    "distinct": f"SELECT DISTINCT ?a ?d ?g {{ {MANY} }}",
    "group": f"SELECT ?a ?d (COUNT(*) AS ?n) {{ {MANY} }} GROUP BY ?a ?d",
    "cross-result": f"SELECT * {{ {MANY} }}",
    "construct": f"CONSTRUCT {{ ?a ?b ?i }} WHERE {{ {MANY} }}",
    "describe": "DESCRIBE ?s { ?s ?p ?o }",
    "offset": f"SELECT * {{ {MANY} }} OFFSET 2000000000 LIMIT 1",
    "limit-overflow": "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999",
    "path": "SELECT (COUNT(*) AS ?n) { ?s (<urn:p>|!<urn:q>)* ?o . ?t (<urn:p>|!<urn:q>)* ?u }",
    "doubling": f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('xxxxxxxx' AS ?x0) {DOUBLING} }}",
    "replace": f"SELECT (REPLACE('{'x' * 900}', 'x', '{'y' * 9000}') AS ?x) {{ ?s ?p ?o }}",
    "regex": f"SELECT (COUNT(*) AS ?n) {{ {MANY} FILTER(REGEX('{'a' * 40}', '(a+)+$')) }}",
    "regex-size": "ASK { FILTER(REGEX('a', '((((a{1,100}){1,100}){1,100}){1,100})')) }",
    "group-concat": f"SELECT (GROUP_CONCAT(STR(?a)) AS ?x) {{ {MANY} }}",
    "cross-values": "SELECT (COUNT(*) AS ?n) {"
    + "".join(f" VALUES ?v{i} {{ {'1 ' * 50} }}" for i in range(12)) + "}",
    "exists-joins": f"SELECT * {{ {MANY} FILTER NOT EXISTS {{ ?a ?x ?y . ?j ?k ?l }} }}",
    "optional-joins": "SELECT (COUNT(*) AS ?n) {"
    + "".join(f" OPTIONAL {{ ?a{i} ?b{i} ?c{i} }}" for i in range(8)) + "}",
    "sum-of-decimals": f"SELECT (SUM(?c * 1.000000000000000001) AS ?n) {{ {MANY} }}",
    "order-by-rand": f"SELECT ?a {{ {MANY} }} ORDER BY RAND()",
    "null": "ASK { ?s ?p '\x00' }",
    "surrogates": "ASK { ?s ?p '\\uD800' }",
    "direction": "SELECT ('\u202e\u2066x' AS ?x) {}",
    "empty": "",
    "bytes": "\x00\x01\x02",
}  # fmt: skip


@pytest.mark.parametrize("case", HUGE)
def test_huge_inputs_and_runaway_work(service: Any, case: str) -> None:
    assert post(service, HUGE[case]) in (0, 200, 400, 413, 503)


# Other addresses, files, updates

SPELLINGS = [
    "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://2130706433:{port}/",
    "http://0177.0.0.1:{port}/", "http://0x7f000001:{port}/", "http://127.1:{port}/",
    "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://0.0.0.0:{port}/",
    "http://example.org@127.0.0.1:{port}/", "http://127.0.0.1:{port}/?x=http://example.org/",
    "file:///etc/passwd",
]  # fmt: skip
CLAUSES = [
    "SERVICE <{address}> {{ ?s ?p ?o }}",
    "SERVICE SILENT <{address}> {{ ?s ?p ?o }}",
    "BIND(<{address}> AS ?a) SERVICE ?a {{ ?s ?p ?o }}",
    "?s ?p 1SERVICE <{address}> {{ ?s ?p ?o }}",
    "sErViCe # {{\n <{address}> {{ ?s ?p ?o }}",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_query_reaches_another_address(service: Any, canary: Canary, spelling: str) -> None:
    address = spelling.format(port=canary.port)
    for clause in CLAUSES:
        text = f"SELECT * {{ {clause.format(address=address)} }}"
        assert post(service, text) == 400
    for text in (f"SELECT * FROM <{address}> {{ ?s ?p ?o }}", f"DESCRIBE <{address}>"):
        assert post(service, text) in (200, 400)
    with service.client() as client:
        for name in ("default-graph-uri", "named-graph-uri"):
            asked = {"query": "ASK { ?s ?p ?o }", name: address}
            assert client.get("/sparql", params=asked).status_code in (200, 400)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_update_reaches_another_address(service: Any, canary: Canary, spelling: str) -> None:
    address = spelling.format(port=canary.port)
    with service.client() as client:
        for text in (
            f"LOAD <{address}> INTO GRAPH <urn:g>",
            f"LOAD <{address}>",
            f"LOAD # x\n <{address}> INTO GRAPH <urn:g>",
            f"PREFIX x: <{address}> LOAD x: INTO GRAPH <urn:g>",
            f"BASE <{address}> LOAD SILENT <x> INTO GRAPH <urn:g> ; LOAD x:y INTO GRAPH <urn:g>",
            *(
                "INSERT { GRAPH <urn:g> { <urn:a> <urn:b> 1 } } "
                f"WHERE {{ SERVICE {silent} <{address}> {{ ?s ?p ?o }} }}"
                for silent in ("", "SILENT")
            ),
        ):
            answer = client.post("/update", content=text, headers=UPDATE | TOKEN)
            assert answer.status_code in (400, 403), (text, answer.text)
        assert client.get("/store?graph=urn:g").status_code == 404


BODIES = {
    "remote-context": ("application/ld+json", '{"@context": "http://127.0.0.1:%d/", "a": 1}'),
    "external-entity": (
        "application/rdf+xml",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:%d/">]><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
        '<rdf:Description rdf:about="urn:a"><u:p>&e;</u:p></rdf:Description></rdf:RDF>',
    ),
    "entity-growth": (
        "application/rdf+xml",
        "<!DOCTYPE x [<!ENTITY a0 'x'>"
        + "".join(f"<!ENTITY a{i + 1} '{f'&a{i};' * 10}'>" for i in range(12))
        + ']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
        '<rdf:Description rdf:about="urn:a"><u:p>&a12;</u:p></rdf:Description></rdf:RDF>',
    ),
    "deep-turtle": ("text/turtle", f"<urn:a> <urn:p> {'[ <urn:p> ' * 20_000}1{' ]' * 20_000} ."),
    "deep-collections": ("text/turtle", f"<urn:a> <urn:p> {'( ' * 20_000}1{' )' * 20_000} ."),
    "deep-json": ("application/ld+json", '{"urn:p":' * 4_000 + "1" + "}" * 4_000),
    "deep-xml": ("application/rdf+xml", "<a>" * 20_000),
    "control-character": ("text/turtle", '<urn:a> <urn:p> "\\u0000" .'),
    "too-large": ("text/turtle", "#" * (3 << 20)),
}


@pytest.mark.parametrize("case", BODIES)
def test_graphs_that_harm(service: Any, case: str, canary: Canary) -> None:
    media_type, body = BODIES[case]
    body = body.replace("%d", str(canary.port))
    headers = TOKEN | {"content-type": media_type}
    with service.client() as client:
        answer = client.put("/store?graph=urn:hostile", content=body, headers=headers)
    assert answer.status_code in (201, 204, 400, 413, 422, 503), answer.text


DEEP_UPDATES = {
    "where": f"INSERT {{ GRAPH <urn:g> {{ ?s ?p ?o }} }} WHERE {{ {'{' * 20_000}{'}' * 20_000} }}",
    "runaway": f"INSERT {{ GRAPH <urn:g> {{ ?a ?b ?i }} }} WHERE {{ GRAPH ?x {{ {MANY} }} }}",
    "data": f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:a> a {'[ a ' * 9000}1{']' * 9000} }} }}",
    "many": "; ".join(["INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 1 } }"] * 10_000),
}  # fmt: skip


@pytest.mark.parametrize("case", DEEP_UPDATES)
def test_updates_that_harm(service: Any, case: str) -> None:
    with service.client() as client:
        answer = client.post("/update", content=DEEP_UPDATES[case], headers=UPDATE | TOKEN)
    assert answer.status_code in (204, 400, 403, 503), answer.text


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "ASK {} ; DROP ALL",
        "ASK {} DROP ALL",
        "DROP ALL # ASK {}",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ; CLEAR ALL",
        "LOAD <file:///etc/passwd>",
    ],
)
def test_a_query_changes_nothing(service: Any, text: str) -> None:
    with service.client() as client:
        before = client.get("/health/ready").json()["snapshot"]
        assert client.get("/sparql", params={"query": text}).status_code == 400
        assert post(service, text) == 400
        sent = {"query": "ASK {}", "update": text}
        assert client.post("/sparql", data=sent).status_code == 400
        assert client.post("/sparql", content=text, headers=UPDATE).status_code == 415
        assert client.post("/update", data={"update": text}).status_code == 401
        assert client.get("/update", params={"update": text}).status_code == 405
        assert client.get("/health/ready").json()["snapshot"] == before


# Paths, headers, framing

PATHS = [
    "/../../../../etc/passwd", "/assets/../../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd",
    "/assets/..%2f..%2f..%2fetc%2fpasswd", "/%2e%2e/etc/passwd", "//etc/passwd",
    "/sparql/../../etc",
    "/store/../../etc/passwd", "/store/%2e%2e%2fregistry", "/doc/actor/../../etc", "/sparql%00",
    "/doc/actor/%00", "/graph/%0d%0aX-Evil:%201", "/store/%0d%0aX-Evil:%201", "/" + "a" * 9000,
    "/doc/actor/" + "%ff" * 10, "/sparql;x=y", "/SPARQL?query=ASK{}", "/sparql?query=ASK%7B%7D%00",
    "/sparql?query=%FF", "/sparql?" + "&".join(["a=b"] * 5000), "/sparql?query=" + "x" * 200_000,
    "/id/actor/..%2f..%2fetc", "http://127.0.0.1/sparql", "*", "",
]  # fmt: skip


def raw(service: Any, request: bytes, timeout: float = 10) -> bytes:
    """Send bytes; return what comes back until the connection ends or is quiet."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=timeout) as line:
        answer = b""
        with suppress(OSError):
            line.sendall(request)
            while part := line.recv(65536):
                answer += part
                line.settimeout(0.3)
        return answer


def statuses(answer: bytes) -> list[int]:
    return [int(line.split()[1]) for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40])
def test_paths_that_lead_astray(service: Any, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = raw(service, request.encode())
    assert b"root:" not in answer
    assert b"X-Evil" not in answer.partition(b"\r\n\r\n")[0].replace(b"%0d%0aX-Evil", b"")
    assert all(status < 500 for status in statuses(answer)), answer[:300]


POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
SMUGGLED = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
FRAMES = {
    "length-and-chunked": POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"0\r\n\r\n" + SMUGGLED,
    "chunked-and-length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 60\r\n\r\n"
    b"0\r\n\r\n" + SMUGGLED,
    "two-lengths": POST + b"Content-Length: 6\r\nContent-Length: 40\r\n\r\nASK {}" + SMUGGLED,
    "negative-length": POST + b"Content-Length: -1\r\n\r\nASK {}",
    "huge-length": POST + b"Content-Length: 99999999999999999999\r\n\r\nASK {}",
    "length-in-words": POST + b"Content-Length: 0x6\r\n\r\nASK {}",
    "bad-chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK {}\r\n0\r\n\r\n",
    "huge-chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nASK {}",
    "unknown-coding": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "spaced-header": POST + b"Content-Length : 6\r\n\r\nASK {}",
    "folded-header": POST + b"X: a\r\n b\r\nContent-Length: 6\r\n\r\nASK {}",
    "null-in-header": b"GET /sparql HTTP/1.1\r\nHost: x\r\nX: \x00\r\n\r\n",
    "no-host": b"GET /sparql HTTP/1.1\r\n\r\n",
    "odd-host": b"GET / HTTP/1.1\r\nHost: evil.example/<script>\r\nConnection: close\r\n\r\n",
    "old-version": b"GET /sparql\r\n\r\n",
    "new-version": b"GET /sparql HTTP/9.9\r\nHost: x\r\n\r\n",
    "odd-method": b"FROB /sparql HTTP/1.1\r\nHost: x\r\n\r\n",
    "connect": b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n",
    "no-http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 200,
    "upgrade": b"GET /sparql HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
    "huge-header": b"GET /sparql HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 2_000_000 + b"\r\n\r\n",
    "many-headers": b"GET /sparql HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 50_000 + b"\r\n",
}


@pytest.mark.parametrize("case", FRAMES)
def test_requests_that_are_framed_wrongly(service: Any, case: str) -> None:
    answer = raw(service, FRAMES[case])
    found = statuses(answer)
    assert all(status < 500 for status in found), answer[:300]
    if case in ("length-and-chunked", "chunked-and-length", "two-lengths"):
        assert b'"live"' not in answer  # the request in the body was not taken for one
        assert len(found) <= 1


HEADERS = {
    "accept-long": {"accept": ", ".join(f"text/x{i};q=0.{i % 10}" for i in range(5000))},
    "accept-nonsense": {"accept": "/;;q=x,,,,*"},
    "accept-encoding": {"accept-encoding": ",".join(["gzip;q=1"] * 5000)},
    "if-none-match": {"if-none-match": ",".join(['"x"'] * 5000)},
    "range": {"range": "bytes=" + ",".join(["0-1"] * 5000)},
    "forwarded": {"x-forwarded-host": "evil.example", "x-forwarded-for": "127.0.0.1"},
    "override": {"x-http-method-override": "DELETE", "authorization": "Bearer \x7f"},
}


@pytest.mark.parametrize("case", HEADERS)
def test_headers_that_mislead(service: Any, case: str) -> None:
    with service.client() as client:
        answer = client.get("/sparql?query=ASK%20%7B%7D", headers=HEADERS[case])
    assert answer.status_code in (200, 400, 406, 431)
    assert "evil" not in answer.text


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity, gzip"])
@pytest.mark.parametrize("path", ["/sparql", "/update", "/store?graph=urn:g"])
def test_packed_requests_are_not_unpacked(service: Any, path: str, coding: str) -> None:
    bomb = gzip.compress(b"#" * 20_000_000)
    kinds = {
        "/sparql": DIRECT,
        "/update": UPDATE,
        "/store?graph=urn:g": {"content-type": "text/turtle"},
    }
    headers = TOKEN | kinds[path] | {"content-encoding": coding}
    with service.client() as client:
        assert client.post(path, content=bomb, headers=headers).status_code == 415


# Slow clients, and many at once


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nX: ",
        POST + b"Content-Length: 100000\r\n\r\nASK ",
        POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nASK {\r\n",
    ],
)
def test_clients_that_never_come_to_an_end(service: Any, begun: bytes) -> None:
    address = ("127.0.0.1", service.port)
    lines = [socket.create_connection(address, timeout=5) for _ in range(60)]
    try:
        for line in lines:
            line.sendall(begun)
        time.sleep(1.2)
        with service.client() as client:
            assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).status_code == 200
    finally:
        for line in lines:
            line.close()


def test_clients_that_do_not_take_their_answers(service: Any) -> None:
    request = (
        b"GET /sparql?query=SELECT*%7B?s%20?p%20?o.?t%20?q%20?r%7D HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    lines = [socket.create_connection(("127.0.0.1", service.port), timeout=5) for _ in range(12)]
    try:
        for line in lines:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.sendall(request)
        time.sleep(0.5)
        with service.client() as client:
            assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).status_code == 200
    finally:
        for line in lines:
            line.close()


def test_two_hundred_heavy_queries_at_once(service: Any) -> None:
    told: list[int] = []

    def ask(number: int) -> None:
        told.append(post(service, f"SELECT (COUNT(*) AS ?n) {{ {MANY} }} # {number}"))

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(200)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    begun = time.monotonic()
    with service.client() as client:
        while client.get("/sparql", params={"query": "ASK { ?s ?p 7 }"}).status_code != 200:
            assert time.monotonic() - begun < 5
            time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert told == [503] * 200
    assert sum(memory(pid) for pid in service.processes()) < 3000
