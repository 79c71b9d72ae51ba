"""Evaluate an update from outside on a copy, in a process that can be killed at any time.

The process has the copy and the state before it, and no network; it replies with the graphs that
the update has changed, as they are after it. Nothing is written to the store here.
"""

import hashlib
import json
import os
import re
import shutil
import socket
from pathlib import Path
from typing import Any, Final, cast

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat

from cuibono.errors import CallError, CuibonoError, QueryFailedError, QuerySyntaxError
from cuibono.store import sandbox
from cuibono.store.faults import load_is_off, out_of_memory, out_of_time, service_is_off
from cuibono.store.frames import frame, receive_frame
from cuibono.store.keywords import reaches_out
from cuibono.store.limiting import limit_memory
from cuibono.store.nursery import Nursery
from cuibono.store.running import QueryLimits
from cuibono.terms import BASE

_FAULTS: Final = (OSError, RuntimeError, ValueError)
_GRAPH_FAULT: Final = re.compile(r"The graph .* (does not exist|already exists)")
"""What the engine says to CREATE, CLEAR, DROP and MOVE that cannot be done."""
DEFAULT: Final = ""
"""Stands for the default graph among the names of graphs."""

Graphs = dict[str, bytes]
"""Graphs by name, each as N-Triples."""


class Updating:
    """Evaluates updates, each in a process of its own."""

    def __init__(self, limits: QueryLimits) -> None:
        self._limits = limits
        self._nursery = Nursery()

    def on_store(self, update: str, copy: Path) -> Graphs:
        """Return the graphs that an update changes; `copy` is a backup, used up by this.

        Raises `QuerySyntaxError`, `QueryLimitError`, `CallError` or `QueryFailedError`.
        """
        before = copy.with_name(f"{copy.name}-before")
        before.mkdir()
        for file in copy.iterdir():
            # Tables never change once written; the rest does, and is copied.
            place = os.link if file.suffix == ".sst" else shutil.copy2
            place(file, before / file.name)
        try:
            return self._evaluated({"update": update}, before=str(before), copy=str(copy))
        finally:
            shutil.rmtree(before, ignore_errors=True)

    def on_graph(self, update: str, graph: bytes) -> Graphs:
        """Return what an update makes of one graph (N-Triples), which is its default graph."""
        return self._evaluated({"update": update, "graph": graph.decode()})

    def close(self) -> None:
        """Stop the processes."""
        self._nursery.close()

    def _evaluated(self, request: dict[str, Any], **folders: str) -> Graphs:
        child = self._nursery.fork(work="update", memory=self._limits.memory_bytes, **folders)
        line = child.line
        line.settimeout(self._limits.seconds)
        try:
            line.sendall(frame(json.dumps(request).encode()))
            head = cast(dict[str, Any], json.loads(receive_frame(line) or b""))
            if head["status"] != "ok":
                raise _fault(head)
            return {name: receive_frame(line) or b"" for name in head["graphs"]}
        except TimeoutError:
            raise out_of_time(self._limits.seconds, "update") from None
        except (EOFError, OSError):
            raise out_of_memory(self._limits.memory_bytes, "update") from None
        finally:
            child.kill()
            line.close()


def run(line: socket.socket, task: dict[str, Any]) -> None:
    """Evaluate one update; what a process of the nursery does."""
    if "copy" in task:
        sandbox.deny_files(readable=[Path(task["before"])], writable=[Path(task["copy"])])
        store = ox.Store(task["copy"])
        before = ox.Store.read_only(task["before"])
    else:
        sandbox.deny_files()
        store, before = ox.Store(), ox.Store()
    limit_memory(task["memory"])
    sandbox.deny_network(writing=True)
    request = json.loads(receive_frame(line) or b"")
    try:
        if "graph" in request:
            store.load(request["graph"].encode(), format=RdfFormat.N_TRIPLES)
            before.load(request["graph"].encode(), format=RdfFormat.N_TRIPLES)
        if keyword := reaches_out(request["update"]):
            _reply(line, {"status": "reaches-out", "detail": keyword})
            return
        store.update(request["update"], base_iri=BASE)
    except SyntaxError as fault:
        _reply(line, {"status": "syntax", "detail": str(fault)})
        return
    except _FAULTS as fault:
        is_clients = _GRAPH_FAULT.fullmatch(str(fault))
        _reply(line, {"status": "refused" if is_clients else "failed", "detail": str(fault)})
        return
    changed = _changed(before, store)
    _reply(line, {"status": "ok", "graphs": list(changed)})
    for content in changed.values():
        line.sendall(frame(content))


def _changed(before: ox.Store, after: ox.Store) -> Graphs:
    names = {*before.named_graphs(), *after.named_graphs(), DefaultGraph()}
    found: Graphs = {}
    for name in names:
        if _digest(before, name) != _digest(after, name):
            key = name.value if isinstance(name, NamedNode) else DEFAULT
            found[key] = after.dump(format=RdfFormat.N_TRIPLES, from_graph=name) or b""
    return found


class _Hashing:
    """Takes what the engine writes; it writes a graph in the order of its keys."""

    def __init__(self) -> None:
        self.digest = hashlib.blake2b(digest_size=16)

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return len(data)

    def flush(self) -> None:
        pass


def _digest(store: ox.Store, name: NamedNode | ox.BlankNode | DefaultGraph) -> bytes:
    sink = _Hashing()
    store.dump(cast(Any, sink), format=RdfFormat.N_TRIPLES, from_graph=name)
    return sink.digest.digest()


def _reply(line: socket.socket, head: dict[str, Any]) -> None:
    line.sendall(frame(json.dumps(head).encode()))


def _fault(head: dict[str, Any]) -> CuibonoError:
    detail = " ".join(head["detail"].split())
    match head["status"]:
        case "syntax":
            return QuerySyntaxError(detail)
        case "refused":
            return CallError(f"{detail}, and nothing was changed; SILENT would pass over it")
        case "reaches-out":
            return service_is_off() if detail == "SERVICE" else load_is_off()
        case _:
            return QueryFailedError(f"the engine could not evaluate the update: {detail}")
