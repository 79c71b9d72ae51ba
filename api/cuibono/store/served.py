"""Our own queries while serving: in reader processes too, with a deadline, from any thread."""

import json
import os
import socket
import threading
import time
import weakref
from pathlib import Path
from typing import Final, cast

import pyoxigraph as ox
from pyoxigraph import Triple

from cuibono.errors import BusyError, StoreError
from cuibono.store.embedded import EmbeddedSnapshot, EmbeddedStore
from cuibono.store.faults import fault_of, out_of_memory, out_of_time
from cuibono.store.frames import (
    Head,
    decode_head,
    encode_options,
    encode_request,
    receive_frame,
)
from cuibono.store.nursery import Child, Nursery
from cuibono.store.pool import START_SECONDS
from cuibono.store.protocol import Row
from cuibono.store.running import QueryLimits
from cuibono.store.snapshots import hold

_JSON: Final = ox.QueryResultsFormat.JSON
READERS: Final = 4
"""Processes for our own queries; more requests at once wait for each other."""


class ServedSnapshot:
    """A published state, asked through reader processes; may be shared by threads."""

    misreads = ""

    def __init__(self, readers: "OwnReaders", name: str) -> None:
        self.id = name
        self.folder = readers.store.snapshots.folder / name
        self._readers = readers
        lease = hold(self.folder)
        weakref.finalize(self, os.close, lease)

    def select(self, query: str) -> list[Row]:
        found = ox.parse_query_results(self._readers.answer(query, self.id), format=_JSON)
        solutions = cast(ox.QuerySolutions, found)
        names = [variable.value for variable in solutions.variables]
        return [
            {name: value for name, value in zip(names, solution, strict=True) if value is not None}
            for solution in solutions
        ]

    def ask(self, query: str) -> bool:
        return bool(json.loads(self._readers.answer(query, self.id))["boolean"])

    def save_csv(self, query: str, file: Path) -> None:
        # Our own, and of the whole graph: it may take longer and more than a reader may.
        EmbeddedSnapshot(self.folder).save_csv(query, file)

    def construct(self, query: str) -> list[Triple]:
        content = self._readers.answer(query, self.id)
        parsed = ox.parse(content, format=ox.RdfFormat.N_TRIPLES)
        return list(dict.fromkeys(quad.triple for quad in parsed))


class ServedStore:
    """The embedded store as the service reads it: `current()` answers through processes."""

    def __init__(self, store: EmbeddedStore, limits: QueryLimits) -> None:
        self.embedded = store
        self._readers = OwnReaders(store, limits)
        self._lock = threading.Lock()
        self._open: ServedSnapshot | None = None

    def is_empty(self) -> bool:
        """Whether nothing was ever published here."""
        return self.embedded.is_empty()

    def current_name(self) -> str:
        """Return the name of the newest published state; raises `StoreError` for none."""
        return self.embedded.current_name()

    def published(self) -> float:
        """Return when the newest state was published, in seconds since 1970."""
        return self.embedded.snapshots.published()

    def current(self) -> ServedSnapshot:
        """Return the newest published state; raises `StoreError` where there is none."""
        with self._lock:
            name = self.embedded.current_name()
            if self._open is None or self._open.id != name:
                self._open = self._opened(name)
            return self._open

    def look_again(self) -> None:
        """Do nothing: what is published is seen at once."""

    def close(self) -> None:
        """Stop the processes."""
        self._readers.close()

    def _opened(self, name: str) -> ServedSnapshot:
        try:
            return ServedSnapshot(self._readers, name)
        except StoreError:
            if name == (newer := self.embedded.current_name()):
                raise
            return self._opened(newer)  # replaced and swept away meanwhile


class _OwnReader:
    def __init__(self, child: Child, snapshot: str) -> None:
        self.child = child
        self.snapshot = snapshot

    def end(self) -> None:
        self.child.kill()
        self.child.line.close()


class OwnReaders:
    """Reader processes spoken to from threads; see `ReaderPool` for queries from outside."""

    def __init__(self, store: EmbeddedStore, limits: QueryLimits) -> None:
        self.store = store
        self._limits = limits
        self._nursery = Nursery()
        self._places = threading.BoundedSemaphore(READERS)
        self._lock = threading.Lock()
        self._idle: list[_OwnReader] = []

    def answer(self, query: str, snapshot: str) -> bytes:
        """Return the answer on a snapshot: results in JSON, a graph in N-Triples.

        Raises what `ReaderPool.query` does.
        """
        if not self._places.acquire(timeout=self._limits.seconds):
            raise BusyError("no query process came free in time; try again later")
        try:
            return self._answer(query, snapshot)
        finally:
            self._places.release()

    def close(self) -> None:
        """Stop the processes."""
        with self._lock:
            idle, self._idle = self._idle, []
        for reader in idle:
            reader.end()
        self._nursery.close()

    def _answer(self, query: str, snapshot: str) -> bytes:
        limit = self._limits.answer_bytes
        request = encode_request(encode_options(results="json", rdf="ntriples", limit=limit), query)
        reader = self._take(snapshot)
        deadline = time.monotonic() + self._limits.seconds
        try:
            head, content = _exchange(reader.child.line, request, deadline)
        except TimeoutError:
            reader.end()
            raise out_of_time(self._limits.seconds) from None
        except (EOFError, OSError):
            reader.end()
            raise out_of_memory(self._limits.memory_bytes) from None
        with self._lock:
            self._idle.append(reader)
        if head["status"] != "ok":
            raise fault_of(head, query, limit)
        return content

    def _take(self, snapshot: str) -> _OwnReader:
        with self._lock:
            fit = next((r for r in self._idle if r.snapshot == snapshot), None)
            stale = [] if fit else [r for r in self._idle if r.snapshot != snapshot]
            self._idle = [r for r in self._idle if r is not fit and r not in stale]
        for reader in stale:
            reader.end()
        return fit or self._start(snapshot)

    def _start(self, snapshot: str) -> _OwnReader:
        folder = self.store.snapshots.folder / snapshot
        child = self._nursery.fork(snapshot=str(folder), memory=self._limits.memory_bytes)
        reader = _OwnReader(child, snapshot)
        child.line.settimeout(START_SECONDS)
        try:
            receive_frame(child.line)
        except (EOFError, OSError):
            reader.end()
            raise StoreError(f"no query process could be started on {folder}") from None
        return reader


def _exchange(line: socket.socket, request: bytes, deadline: float) -> tuple[Head, bytes]:
    """Return head and body of the reply; raises `TimeoutError` past the deadline."""

    def received() -> bytes | None:
        line.settimeout(max(0.001, deadline - time.monotonic()))
        return receive_frame(line)

    line.settimeout(max(0.001, deadline - time.monotonic()))
    line.sendall(request)
    head = decode_head(received() or b"")
    parts: list[bytes] = []
    if head["status"] == "ok":
        while part := received():
            parts.append(part)
        if part is None:
            head = decode_head(received() or b"")
    return head, b"".join(parts)
