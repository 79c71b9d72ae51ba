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
from dataclasses import dataclass
from functools import lru_cache
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
    QueryOptions,
    decode_request,
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


@dataclass(frozen=True, slots=True)
class Asked:
    """How a query is to be answered."""

    results: Format | None
    rdf: Format | None
    default_graphs: list[ox.NamedNode]
    named_graphs: list[ox.NamedNode]
    inferred: bool
    gzip: bool
    limit: int
    is_dump: bool

    @classmethod
    @lru_cache(64)
    def read(cls, options: bytes) -> "Asked":
        """Return what options stand for."""
        read = cast(QueryOptions, json.loads(options))
        return cls(
            results=format_named(read["results"], RESULT_FORMATS) if read["results"] else None,
            rdf=format_named(read["rdf"], RDF_FORMATS) if read["rdf"] else None,
            default_graphs=[ox.NamedNode(iri) for iri in read["default_graphs"]],
            named_graphs=[ox.NamedNode(iri) for iri in read["named_graphs"]],
            inferred=read["inferred"],
            gzip=read["gzip"],
            limit=read["limit"],
            is_dump=read["dump"],
        )


class Answering:
    """Where the engine writes an answer to; it goes on in chunks."""

    def __init__(self, target: socket.socket, asked: Asked, media_type: str) -> None:
        self._target = target
        self._media_type = media_type
        self._left = asked.limit
        self._gzip = asked.gzip
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
            head = _head(self._media_type, last, self._packer is not None)
        if self._packer:
            content = self._packer.compress(content)
            if last:
                content += self._packer.flush()
        body = frame(content) if content else b""
        self._target.sendall(b"".join((head, body, END if last else b"")))


@lru_cache(64)
def _head(media_type: str, is_whole: bool, is_gzipped: bool) -> bytes:
    head: Head = {
        "status": "ok",
        "media_type": media_type,
        "whole": is_whole,
        "gzip": is_gzipped,
    }
    return frame(json.dumps(head).encode())


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
        options, query = decode_request(content)
        answer(store, bare, service, Asked.read(options), query)
    del lease


def answer(
    store: ox.Store, bare: ox.Store, service: socket.socket, asked: Asked, query: str
) -> None:
    """Answer one request: a head, and the answer as the engine serialises it."""
    answering: Answering | None = None
    try:
        if asked.is_dump:
            assert asked.rdf
            assert isinstance(asked.rdf.engine, ox.RdfFormat)
            answering = Answering(service, asked, asked.rdf.content_type)
            store.dump(cast(Any, answering), format=asked.rdf.engine)
            answering.close()
            return
        if uses_service(bare, query):
            head: Head = {"status": "service"}
        else:
            results = store.query(query, base_iri=BASE, **_dataset(store, bare, asked, query))
            is_graph = isinstance(results, ox.QueryTriples)
            chosen = asked.rdf if is_graph else asked.results
            if chosen:
                answering = Answering(service, asked, chosen.content_type)
                _serialise(results, answering, chosen, query)
                answering.close()
                return
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


def _dataset(store: ox.Store, bare: ox.Store, asked: Asked, query: str) -> dict[str, Any]:
    """Return the dataset arguments (SPARQL 1.1 Protocol, section 2.1.4).

    What the request names goes before what the query names, and that before all there is.
    """
    if asked.default_graphs or asked.named_graphs:
        return {"default_graph": asked.default_graphs, "named_graphs": asked.named_graphs}
    if names_dataset(bare, query):
        return {}
    if asked.inferred:
        return {"use_default_graph_as_union": True}
    asserted = [name for name in store.named_graphs() if name != Graph.INFERRED]
    return {"default_graph": asserted, "named_graphs": asserted}
