"""A few reader processes, each answering one query at a time under the limits in force."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cuibono.errors import (
    CallError,
    CuibonoError,
    NotAcceptableError,
    QueryFailedError,
    QueryLimitError,
    QuerySyntaxError,
    StoreError,
)
from cuibono.store.embedded import EmbeddedStore
from cuibono.store.formats import Format
from cuibono.store.frames import LENGTH
from cuibono.store.hints import missing_prefixes

START_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What one query may take; the settings of the same names say how to change them."""

    seconds: float
    memory_bytes: int
    answer_bytes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as the engine serialised it."""

    body: bytes
    media_type: str
    snapshot: str


class _Reader:
    """One process on one snapshot."""

    def __init__(self, process: asyncio.subprocess.Process, snapshot: Path) -> None:
        self.process = process
        self.snapshot = snapshot

    @classmethod
    async def start(cls, snapshot: Path, memory: int) -> "_Reader":
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cuibono.store.reader", str(snapshot), str(memory)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the engine's dying words; the client gets a problem report
        )
        reader = cls(process, snapshot)
        try:
            async with asyncio.timeout(START_SECONDS):
                await reader.receive()
        except (TimeoutError, asyncio.IncompleteReadError):
            await reader.stop()
            raise StoreError(f"no reader could be started on {snapshot}") from None
        return reader

    @property
    def is_alive(self) -> bool:
        return self.process.returncode is None

    async def send(self, frame: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(LENGTH.pack(len(frame)) + frame)
        await self.process.stdin.drain()

    async def receive(self) -> bytes:
        assert self.process.stdout
        head = await self.process.stdout.readexactly(LENGTH.size)
        return await self.process.stdout.readexactly(LENGTH.unpack(head)[0])

    async def stop(self) -> None:
        # Not Process.kill(): it reaps a process that has just died before asyncio can.
        if self.is_alive:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)
        # Reads the pipes to their ends, so that nothing is left open when the event loop closes.
        await self.process.communicate()


class ReaderPool:
    """Answers queries from outside on the current snapshot of a store."""

    def __init__(self, store: EmbeddedStore, limits: QueryLimits, size: int) -> None:
        self._store = store
        self._limits = limits
        self._free = asyncio.Semaphore(size)
        self._idle: list[_Reader] = []

    async def query(
        self,
        query: str,
        *,
        results: Format | None,
        rdf: Format | None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """Return the answer of one query, in `results` or `rdf` as its form asks.

        A format that is None was not acceptable to the client. Raises `QuerySyntaxError`,
        `NotAcceptableError`, `QueryLimitError` or `QueryFailedError`.
        """
        request = {
            "query": query,
            "results": results.name if results else None,
            "rdf": rdf.name if rdf else None,
            "default_graphs": list(default_graphs),
            "named_graphs": list(named_graphs),
            "limit": self._limits.answer_bytes,
        }
        async with self._free:
            reader = await self._take()
            try:
                head, body = await self._exchange(reader, json.dumps(request).encode())
            except BaseException:
                await reader.stop()
                raise
            self._idle.append(reader)
        if head["status"] != "ok":
            raise self._fault(query, head)
        return Answer(body, head["media_type"], reader.snapshot.name)

    async def close(self) -> None:
        """Stop the processes."""
        while self._idle:
            await self._idle.pop().stop()

    async def _take(self) -> _Reader:
        snapshot = self._store.current().folder
        while self._idle:
            reader = self._idle.pop()
            if reader.is_alive and reader.snapshot == snapshot:
                return reader
            await reader.stop()
        return await _Reader.start(snapshot, self._limits.memory_bytes)

    async def _exchange(self, reader: _Reader, request: bytes) -> tuple[dict[str, str], bytes]:
        try:
            async with asyncio.timeout(self._limits.seconds):
                await reader.send(request)
                head = json.loads(await reader.receive())
                body = await reader.receive() if head["status"] == "ok" else b""
                return head, body
        except TimeoutError:
            raise QueryLimitError(
                f"the query took longer than {self._limits.seconds:g} seconds "
                "(setting query_seconds); narrow it or add a LIMIT",
                limit="query_seconds",
            ) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise QueryLimitError(
                "the query needed more memory or deeper nesting than a query may take "
                f"({self._limits.memory_bytes >> 20} MiB, setting query_megabytes); simplify it",
                limit="query_megabytes",
            ) from None

    def _fault(self, query: str, head: dict[str, str]) -> CuibonoError:
        match head["status"]:
            case "syntax":
                hint = missing_prefixes(query)
                detail = " ".join(head["detail"].split())
                return QuerySyntaxError(f"{detail}{f'; {hint}' if hint else ''}")
            case "not-acceptable":
                return NotAcceptableError(
                    "this query returns a graph; ask for Turtle, JSON-LD, N-Triples or RDF/XML"
                    if head["form"] == "graph"
                    else "this query returns a table; ask for JSON, XML, CSV or TSV results"
                )
            case "service":
                return CallError(
                    "SERVICE is switched off here: a query reads this store and no other address"
                )
            case "too-large":
                return QueryLimitError(
                    f"the answer is larger than {self._limits.answer_bytes >> 20} MiB "
                    "(setting answer_megabytes); add a LIMIT or ask for fewer columns",
                    limit="answer_megabytes",
                )
            case _:
                return QueryFailedError(f"the engine could not answer: {head['detail']}")
