"""Queries from outside on a remote store, under the limits in force.

A query is first read here, by a reader process on an empty store: the engine gets only what is
SPARQL 1.1 Query by its letter, without SERVICE, and not so deeply nested that it could bring a
parser down. Then the engine answers, within the time and up to the size allowed. The answer is read
to its end and written anew in the format asked for, so that one cut short is never passed on.
"""

import asyncio
import io
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from pyoxigraph import QueryResultsFormat, RdfFormat

from cuibono.errors import CallError, CuibonoError, RemoteTimeoutError
from cuibono.store.embedded import EmbeddedStore
from cuibono.store.endpoint import Parameters
from cuibono.store.faults import too_large
from cuibono.store.formats import Format, serialise
from cuibono.store.lanes import Capacity, Lanes
from cuibono.store.pool import ReaderPool
from cuibono.store.remote import RemoteStore
from cuibono.store.running import Answer, QueryLimits, WholeAnswer
from cuibono.store.wire import Allowance, Kind

_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class RemoteReaders:
    """Answers queries from outside on what a remote store holds."""

    def __init__(self, store: RemoteStore, limits: QueryLimits, capacity: Capacity) -> None:
        self.counts: Counter[str] = Counter()
        self._store = store
        self._limits = limits
        self._lanes = Lanes(capacity, limits.seconds)
        self._folder = tempfile.TemporaryDirectory(prefix="cuibono-")
        self._parsers = ReaderPool(_empty(Path(self._folder.name)), limits, capacity)
        self._allowance = Allowance(limits.seconds, "query_seconds", limits.answer_bytes)

    @property
    def waiting(self) -> int:
        """Queries that wait for their turn."""
        return self._parsers.waiting

    async def open(self) -> None:
        """Start the processes that read queries."""
        await self._parsers.open()

    async def close(self) -> None:
        """Stop the processes."""
        await self._parsers.close()
        self._folder.cleanup()

    async def query(
        self,
        query: str,
        *,
        results: Format | None,
        rdf: Format | None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        inferred: bool = True,
        gzip: bool = False,
        is_dump: bool = False,
    ) -> Answer:
        """Return the answer of one query, in `results` or `rdf` as its form asks.

        See `ReaderPool.query`; raises what that does, and `RemoteStoreError` by cause. The answer
        is never compressed.
        """
        self.counts["queries"] += 1
        try:
            kind = await self._kind(query, results, rdf)
            chosen = rdf if kind is Kind.GRAPH else results
            assert chosen is not None
            await self._lanes.enter()
            try:
                async with asyncio.timeout(self._limits.seconds):
                    if is_dump:
                        return await asyncio.to_thread(self._dump, chosen)
                    given = _dataset(default_graphs, named_graphs)
                    return await asyncio.to_thread(
                        self._answer, query, kind, given, chosen, inferred=inferred
                    )
            finally:
                self._lanes.leave()
        except TimeoutError:
            self.counts["QueryLimitError"] += 1
            raise RemoteTimeoutError(
                f"the query took longer than {self._limits.seconds:g} seconds "
                "(setting query_seconds); narrow it or add a LIMIT",
                limit="query_seconds",
            ) from None
        except CuibonoError as fault:
            self.counts[type(fault).__name__] += 1
            raise

    async def _kind(self, query: str, results: Format | None, rdf: Format | None) -> Kind:
        """Return whether a query gives a table or a graph, once it has been read to its end."""
        answer = await self._parsers.query(query, results=results, rdf=rdf)
        await answer.read()
        if _hides_service(query):
            raise CallError(
                "SERVICE is switched off here: a query reads this store and no other address; "
                "write the word without \\u escapes in the query"
            )
        is_graph = rdf is not None and answer.media_type == rdf.content_type
        return Kind.GRAPH if is_graph else Kind.TABLE

    def _answer(
        self, query: str, kind: Kind, given: Parameters, chosen: Format, *, inferred: bool
    ) -> Answer:
        snapshot, endpoint = self._store.current(), self._store.endpoint
        if not given:
            given = snapshot.dataset(inferred=inferred)
        body = endpoint.answer(query, kind, given, self._allowance)
        sink = io.BytesIO()
        try:
            if kind is Kind.GRAPH:
                triples = [quad.triple for quad in ox.parse(body, format=RdfFormat.N_TRIPLES)]
                serialise(triples, sink, chosen)
            else:
                assert isinstance(chosen.engine, QueryResultsFormat)
                found = ox.parse_query_results(body, format=QueryResultsFormat.JSON)
                assert isinstance(found, ox.QuerySolutions | ox.QueryBoolean)
                found.serialize(sink, format=chosen.engine)
        except SyntaxError as fault:
            raise endpoint.broken_off(fault) from None
        return WholeAnswer(sink.getvalue(), chosen.content_type, snapshot.id)

    def _dump(self, chosen: Format) -> Answer:
        snapshot = self._store.current()
        found = list(snapshot.quads(self._allowance))
        snapshot.check()
        sink = io.BytesIO()
        serialise(found, sink, chosen)
        if sink.tell() > self._limits.answer_bytes:
            raise too_large(self._limits.answer_bytes)
        return WholeAnswer(sink.getvalue(), chosen.content_type, snapshot.id)


def _dataset(default_graphs: Sequence[str], named_graphs: Sequence[str]) -> Parameters:
    return [
        *(("default-graph-uri", iri) for iri in default_graphs),
        *(("named-graph-uri", iri) for iri in named_graphs),
    ]


def _hides_service(query: str) -> bool:
    """Whether SERVICE comes out of a query's `\\u` escapes.

    By SPARQL 1.1, section 19.2, they are read before anything else, so that an engine may find a
    quotation mark or a keyword where the embedded parser finds part of a string.
    """

    def decoded(found: re.Match[str]) -> str:
        number = int(found[1] or found[2], 16)
        return chr(number) if number <= 0x10FFFF else ""

    # Upper case makes one of all spellings, those with letters beyond ASCII included.
    return bool(_ESCAPE.search(query)) and "SERVICE" in _ESCAPE.sub(decoded, query).upper()


def _empty(folder: Path) -> EmbeddedStore:
    store = EmbeddedStore(folder)
    with store.writing() as writer:
        writer.replace({})
    return store
