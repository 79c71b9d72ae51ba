"""A process that answers queries on one snapshot, and can be killed at any time.

Run as `python -m cuibono.store.reader SNAPSHOT MEMORY_BYTES`. On standard input come requests, on
standard output go replies, both as frames (`cuibono.store.frames`). A request is one frame of
JSON. A reply is a frame of JSON (`{"status": …}`) and, when the status is `ok`, a frame with the
answer as the engine serialised it.

pyoxigraph can neither cancel a query nor survive a deeply nested one (the process dies), so texts
from outside are evaluated here and never in the service.
"""

import io
import json
import resource
import sys
from typing import Any

import pyoxigraph as ox

from cuibono.store.formats import RDF_FORMATS, RESULT_FORMATS, Format, format_named, serialise
from cuibono.store.frames import receive, send
from cuibono.store.sandbox import deny_network


class AnswerTooLargeError(Exception):
    """The answer has grown past the limit."""


class BoundedBuffer(io.BytesIO):
    """Collects what the engine writes, up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self._limit:
            raise AnswerTooLargeError
        return super().write(data)


def main(snapshot: str, memory: str) -> None:
    """Answer requests until standard input ends."""
    store = ox.Store.read_only(snapshot)
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    deny_network()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    send(sink, b'{"status": "ready"}')
    while request := receive(source):
        head, body = answer(store, json.loads(request))
        send(sink, json.dumps(head).encode())
        if head["status"] == "ok":
            send(sink, body)


def answer(store: ox.Store, request: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    """Return the head and body of the reply to one request."""
    try:
        results = store.query(request["query"], **_dataset(request))
    except SyntaxError as fault:
        return {"status": "syntax", "detail": str(fault)}, b""
    except (OSError, RuntimeError, ValueError) as fault:
        return _failure(request, fault), b""
    is_graph = isinstance(results, ox.QueryTriples)
    name = request["rdf"] if is_graph else request["results"]
    chosen = format_named(name, RDF_FORMATS if is_graph else RESULT_FORMATS) if name else None
    if chosen is None:
        return {"status": "not-acceptable", "form": "graph" if is_graph else "results"}, b""
    buffer = BoundedBuffer(request["limit"])
    try:
        _serialize(results, buffer, chosen)
    except AnswerTooLargeError:
        return {"status": "too-large"}, b""
    except (OSError, RuntimeError, ValueError) as fault:
        return _failure(request, fault), b""
    return {"status": "ok", "media_type": chosen.content_type}, buffer.getvalue()


def _failure(request: dict[str, Any], fault: Exception) -> dict[str, str]:
    """Return the head for a query that the engine gave up; SERVICE ends here, in the kernel."""
    uses_service = "service" in request["query"].lower()
    return {"status": "service" if uses_service else "failed", "detail": str(fault)}


def _serialize(
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, sink: io.BytesIO, chosen: Format
) -> None:
    if isinstance(results, ox.QueryTriples):
        serialise(list(results), sink, chosen)
    else:
        assert isinstance(chosen.engine, ox.QueryResultsFormat)
        results.serialize(sink, format=chosen.engine)


def _dataset(request: dict[str, Any]) -> dict[str, Any]:
    """Return the dataset arguments (SPARQL 1.1 Protocol, section 2.1.4)."""
    default, named = request["default_graphs"], request["named_graphs"]
    if not default and not named:
        return {"use_default_graph_as_union": True}
    return {
        "default_graph": [ox.NamedNode(iri) for iri in default],
        "named_graphs": [ox.NamedNode(iri) for iri in named],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
