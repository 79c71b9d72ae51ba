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
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from pyoxigraph import QueryResultsFormat, RdfFormat

from cuibono.errors import CallError, QuerySyntaxError, RemoteTimeoutError
from cuibono.store.embedded import EmbeddedStore
from cuibono.store.formats import RDF_FORMATS, RESULT_FORMATS, Format, serialise
from cuibono.store.pool import Answer, QueryLimits, ReaderPool
from cuibono.store.remote import RemoteStore
from cuibono.store.wire import Allowance, Kind

_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_NO_SERVICE: Final = "SERVICE is switched off here: a query reads this store and no other address"


class RemoteReaders:
    """Answers queries from outside on what a remote store holds."""

    def __init__(self, store: RemoteStore, limits: QueryLimits, size: int) -> None:
        self._store = store
        self._limits = limits
        self._free = asyncio.Semaphore(size)
        self._folder = tempfile.TemporaryDirectory(prefix="cuibono-")
        self._parsers = ReaderPool(_empty(Path(self._folder.name)), limits, size)

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

        A format that is None was not acceptable to the client. Raises what `ReaderPool.query`
        does, and `RemoteStoreError` by cause.
        """
        async with self._free:
            kind = await self._kind(query, results, rdf)
            chosen = rdf if kind is Kind.GRAPH else results
            assert chosen is not None
            parameters = [
                *(("default-graph-uri", iri) for iri in default_graphs),
                *(("named-graph-uri", iri) for iri in named_graphs),
            ]
            try:
                async with asyncio.timeout(self._limits.seconds):
                    return await asyncio.to_thread(self._answer, query, kind, parameters, chosen)
            except TimeoutError:
                raise RemoteTimeoutError(
                    f"the query took longer than {self._limits.seconds:g} seconds "
                    "(setting query_seconds); narrow it or add a LIMIT",
                    limit="query_seconds",
                ) from None

    async def close(self) -> None:
        """Stop the processes."""
        await self._parsers.close()
        self._folder.cleanup()

    async def _kind(self, query: str, results: Format | None, rdf: Format | None) -> Kind:
        """Return whether a query gives a table or a graph, once it has been read to its end."""
        answer = await self._parsers.query(query, results=results, rdf=rdf)
        if _may_have_service(query):
            await self._refuse_service(query)
        is_graph = rdf is not None and answer.media_type == rdf.content_type
        return Kind.GRAPH if is_graph else Kind.TABLE

    async def _refuse_service(self, query: str) -> None:
        """Raise `CallError` for a query that has SERVICE as a word of the language.

        Where it stands in a text, an IRI or a name, another word there leaves a query; where it is
        the keyword, nothing that can be read is left. The parser decides, not a pattern.
        """
        if _ESCAPE.search(query):
            raise CallError(f"{_NO_SERVICE}; write the word without \\u escapes in the query")
        other = re.sub("service", "serviss", query, flags=re.IGNORECASE)
        try:
            await self._parsers.query(other, results=RESULT_FORMATS[0], rdf=RDF_FORMATS[0])
        except QuerySyntaxError:
            raise CallError(_NO_SERVICE) from None

    def _answer(
        self, query: str, kind: Kind, given: Sequence[tuple[str, str]], chosen: Format
    ) -> Answer:
        snapshot = self._store.current()
        allowance = Allowance(self._limits.seconds, "query_seconds", self._limits.answer_bytes)
        endpoint = self._store.endpoint
        body = endpoint.answer(query, kind, given or snapshot.dataset(), allowance)
        sink = io.BytesIO()
        try:
            if kind is Kind.GRAPH:
                quads = ox.parse(body, format=RdfFormat.N_TRIPLES)
                serialise([quad.triple for quad in quads], sink, chosen)
            else:
                assert isinstance(chosen.engine, QueryResultsFormat)
                found = ox.parse_query_results(body, format=QueryResultsFormat.JSON)
                assert isinstance(found, ox.QuerySolutions | ox.QueryBoolean)
                found.serialize(sink, format=chosen.engine)
        except SyntaxError as fault:
            raise endpoint.broken_off(fault) from None
        return Answer(sink.getvalue(), chosen.content_type, snapshot.id)


def _may_have_service(query: str) -> bool:
    def decoded(found: re.Match[str]) -> str:
        number = int(found[1] or found[2], 16)
        return chr(number) if number <= 0x10FFFF else ""

    # Upper case makes one of all spellings, those with letters beyond ASCII included.
    return any("SERVICE" in text.upper() for text in (query, _ESCAPE.sub(decoded, query)))


def _empty(folder: Path) -> EmbeddedStore:
    store = EmbeddedStore(folder)
    with store.writing() as writer:
        writer.replace({})
    return store
