"""Answer queries on one snapshot, in a process that can be killed at any time.

pyoxigraph can neither cancel a query nor survive a deeply nested one (the process dies), so texts
from outside are evaluated here and never in the service. The process has a limit on memory, no
network, and of all files only its snapshot (`cuibono.store.sandbox`). It is forked by
`cuibono.store.nursery`; how it is spoken to stands in `cuibono.store.frames`.
"""

import json
import re
import socket
import zlib
from pathlib import Path
from typing import Any, Final, cast

import pyoxigraph as ox

from cuibono.store import sandbox
from cuibono.store.formats import RDF_FORMATS, RESULT_FORMATS, Format, format_named
from cuibono.store.frames import (
    BROKEN,
    CHUNK,
    END,
    LENGTH,
    FrameReader,
    Head,
    QueryRequest,
    frame,
)
from cuibono.store.keywords import names_dataset, uses_service
from cuibono.store.limiting import limit_memory
from cuibono.store.snapshots import hold
from cuibono.terms import BASE, Graph

SMALLEST_COMPRESSED: Final = 1024
_GZIP: Final = 31
"""The window size that has zlib write the gzip format."""

_PREFIX: Final = re.compile(r"\bPREFIX\s+([\w-]*):\s*<([^<>\s]*)>", re.IGNORECASE)
_FAULTS: Final = (OSError, RuntimeError, ValueError)


class AnswerTooLargeError(Exception):
    """The answer has grown past the limit."""


class Answering:
    """Where the engine writes an answer to; it goes on in chunks."""

    def __init__(self, target: socket.socket, request: QueryRequest, media_type: str) -> None:
        self._target = target
        self._media_type = media_type
        self._left = request["limit"]
        self._gzip = request["gzip"]
        self._packer: Any = None
        self._parts: list[bytes] = []
        self._size = 0
        self.has_begun = False

    def write(self, data: bytes) -> int:
        """Take what the engine has serialised."""
        size = len(data)
        self._left -= size
        if self._left < 0:
            raise AnswerTooLargeError
        self._parts.append(data)
        self._size += size
        if self._size >= CHUNK:
            self._send(last=False)
        return size

    def flush(self) -> None:
        """Do nothing: chunks are sent when they are full."""

    def close(self) -> None:
        """Send the rest, and say that the answer is whole."""
        self._send(last=True)

    def break_off(self) -> None:
        """Say that the answer ends here and is not whole."""
        self._target.sendall(LENGTH.pack(BROKEN))

    def _send(self, *, last: bool) -> None:
        content = b"".join(self._parts)
        self._parts.clear()
        self._size = 0
        head = b""
        if not self.has_begun:
            self.has_begun = True
            if self._gzip and (not last or len(content) >= SMALLEST_COMPRESSED):
                self._packer = zlib.compressobj(level=1, wbits=_GZIP)
        content = self._packed(content, last=last)
        if head_is_due := self._media_type:
            told: Head = {"status": "ok", "media_type": head_is_due}
            if last:
                told["length"] = len(content)
            if self._packer:
                told["gzip"] = True
            head = frame(json.dumps(told).encode())
            self._media_type = ""
        body = frame(content) if content else b""
        self._target.sendall(b"".join((head, body, END if last else b"")))

    def _packed(self, content: bytes, *, last: bool) -> bytes:
        if not self._packer:
            return content
        packed: bytes = self._packer.compress(content)
        return packed + self._packer.flush() if last else packed


def run(service: socket.socket, snapshot: Path, memory: int) -> None:
    """Answer requests until the service closes its end."""
    lease = hold(snapshot)
    sandbox.deny_files(readable=[snapshot])
    store = ox.Store.read_only(str(snapshot))
    bare = ox.Store()
    limit_memory(memory)
    sandbox.deny_network()
    service.sendall(frame(b'{"status": "ready"}'))
    requests = FrameReader(service)
    while True:
        try:
            content = requests.receive()
        except EOFError:
            break
        answer(store, bare, service, cast(QueryRequest, json.loads(content)))
    del lease


def answer(store: ox.Store, bare: ox.Store, service: socket.socket, request: QueryRequest) -> None:
    """Answer one request: a head, and the answer as the engine serialises it."""
    query = request["query"]
    answering: Answering | None = None
    try:
        if request["dump"]:
            chosen = format_named(request["rdf"] or "", RDF_FORMATS)
            assert chosen
            assert isinstance(chosen.engine, ox.RdfFormat)
            answering = Answering(service, request, chosen.content_type)
            store.dump(cast(Any, answering), format=chosen.engine)
            answering.close()
            return
        if uses_service(bare, query):
            head: Head = {"status": "service"}
        else:
            results = store.query(query, base_iri=BASE, **_dataset(store, bare, request))
            chosen = _chosen(results, request)
            if chosen:
                answering = Answering(service, request, chosen.content_type)
                _serialise(results, answering, chosen, query)
                answering.close()
                return
            is_graph = isinstance(results, ox.QueryTriples)
            head = {"status": "not-acceptable", "form": "graph" if is_graph else "results"}
    except AnswerTooLargeError:
        head = {"status": "too-large"}
    except SyntaxError as fault:
        head = {"status": "syntax", "detail": str(fault)}
    except _FAULTS as fault:
        is_clients = "custom function" in str(fault)  # one that the engine does not have
        head = {"status": "syntax" if is_clients else "failed", "detail": str(fault)}
    if answering and answering.has_begun:
        answering.break_off()
    service.sendall(frame(json.dumps(head).encode()))


def _chosen(results: object, request: QueryRequest) -> Format | None:
    """Return the format for the form of the query, None where none was acceptable."""
    if isinstance(results, ox.QueryTriples):
        return format_named(request["rdf"], RDF_FORMATS) if request["rdf"] else None
    return format_named(request["results"], RESULT_FORMATS) if request["results"] else None


def _serialise(
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
    sink: Answering,
    chosen: Format,
    query: str,
) -> None:
    if not isinstance(results, ox.QueryTriples):
        assert isinstance(chosen.engine, ox.QueryResultsFormat)
        results.serialize(cast(Any, sink), format=chosen.engine)
        return
    assert isinstance(chosen.engine, ox.RdfFormat)
    prefixes = _prefixes(query) if chosen.has_prefixes else {}
    if prefixes:
        ox.serialize(results, cast(Any, sink), format=chosen.engine, prefixes=prefixes)
    else:
        results.serialize(cast(Any, sink), format=chosen.engine)


def _prefixes(query: str) -> dict[str, str]:
    """Return the prefixes that the query declares; its answer is written with them."""
    found: dict[str, str] = {}
    for prefix, namespace in _PREFIX.findall(query):
        try:
            found[prefix] = ox.NamedNode(namespace).value
        except ValueError:
            continue  # relative to a base; the answer has whole IRIs
    return found


def _dataset(store: ox.Store, bare: ox.Store, request: QueryRequest) -> dict[str, Any]:
    """Return the dataset arguments (SPARQL 1.1 Protocol, section 2.1.4).

    What the request names goes before what the query names, and that before all there is.
    """
    default, named = request["default_graphs"], request["named_graphs"]
    if default or named:
        return {
            "default_graph": [ox.NamedNode(iri) for iri in default],
            "named_graphs": [ox.NamedNode(iri) for iri in named],
        }
    if names_dataset(bare, request["query"]):
        return {}
    if request["inferred"]:
        return {"use_default_graph_as_union": True}
    asserted = [name for name in store.named_graphs() if name != Graph.INFERRED]
    return {"default_graph": asserted, "named_graphs": asserted}
