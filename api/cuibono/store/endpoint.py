"""The services of a remote engine: where they are, and what is asked of them in which way."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final

import pyoxigraph as ox
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, Triple

from cuibono.errors import RemoteStoreError
from cuibono.store.engines import Addresses, Engine, addresses, recognise
from cuibono.store.protocol import Row
from cuibono.store.transport import NO_CREDENTIALS, Credentials
from cuibono.store.wire import Allowance, Kind, Wire

Parameters = Sequence[tuple[str, str]]
_YES: Final = b'{"head":{},"boolean":true}'
_NO: Final = b'{"head":{},"boolean":false}'


@dataclass(frozen=True, slots=True)
class Remote:
    """Where a remote store is and how to be let in; what is left empty is found out."""

    url: str
    query: str = ""
    update: str = ""
    graphs: str = ""
    engine: Engine | None = None
    credentials: Credentials = NO_CREDENTIALS
    seconds: float = 60.0


class Endpoint:
    """The engine at an address; which one it is, is found out when it is first asked.

    Every method raises a `RemoteStoreError` by cause, `QuerySyntaxError` for a text that the engine
    cannot read.
    """

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self.allowance = Allowance(remote.seconds)

    @property
    def url(self) -> str:
        """The address as it was given."""
        return self._remote.url

    @cached_property
    def engine(self) -> Engine:
        """The engine that answers there."""
        given = self._remote
        if given.engine:
            return given.engine
        wire = Wire(given.credentials)
        return recognise(wire.headers(given.query or given.url, self.allowance))

    @cached_property
    def addresses(self) -> Addresses:
        """Where its services are."""
        given, guessed = self._remote, addresses(self._remote.url, self.engine)
        return Addresses(
            given.query or guessed.query,
            given.update or guessed.update,
            given.graphs or guessed.graphs,
        )

    def rows(self, query: str, parameters: Parameters = ()) -> list[Row]:
        """Return the solutions of a SELECT query."""
        body = self.answer(query, Kind.TABLE, parameters)
        try:
            found = ox.parse_query_results(body, format=QueryResultsFormat.JSON)
            assert isinstance(found, ox.QuerySolutions)
            names = [variable.value for variable in found.variables]
            return [
                {n: value for n, value in zip(names, row, strict=True) if value is not None}
                for row in found
            ]
        except SyntaxError as fault:
            raise self.broken_off(fault) from None

    def ask(self, query: str, parameters: Parameters = ()) -> bool:
        """Return the answer of an ASK query."""
        body = self.answer(query, Kind.ASK, parameters)
        try:
            return bool(ox.parse_query_results(body, format=QueryResultsFormat.JSON))
        except SyntaxError as fault:
            raise self.broken_off(fault) from None

    def triples(
        self, query: str, parameters: Parameters = (), allowance: Allowance | None = None
    ) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, each once."""
        body = self.answer(query, Kind.GRAPH, parameters, allowance)
        try:
            quads = ox.parse(body, format=RdfFormat.N_TRIPLES)
            return list(dict.fromkeys(quad.triple for quad in quads))
        except SyntaxError as fault:
            raise self.broken_off(fault) from None

    def answer(
        self,
        query: str,
        kind: Kind,
        parameters: Parameters = (),
        allowance: Allowance | None = None,
    ) -> bytes:
        """Return the answer as SPARQL JSON, or as N-Triples for a graph; whole as far as HTTP says.

        Whether it is well-formed to its end is for who parses it to find out.
        """
        sink = io.BytesIO()
        self._answer(query, kind, parameters, allowance or self.allowance, sink)
        body, column = sink.getvalue(), self.engine.ask_column
        if column and f'"vars": ["{column}"]'.encode() in body[:200]:
            return _YES if b'"value": "1"' in body else _NO
        return body

    def save_csv(self, query: str, file: Path, parameters: Parameters = ()) -> None:
        """Write the solutions of a SELECT query as SPARQL 1.1 CSV.

        They come as JSON, whose end tells that nothing was cut off.
        """
        with TemporaryFile(dir=file.parent) as answer:
            self._answer(query, Kind.TABLE, parameters, self.allowance, answer)
            answer.seek(0)
            try:
                found = ox.parse_query_results(answer, format=QueryResultsFormat.JSON)
                assert isinstance(found, ox.QuerySolutions)
                found.serialize(str(file), format=QueryResultsFormat.CSV)
            except SyntaxError as fault:
                raise self.broken_off(fault) from None

    def update(self, update: str) -> None:
        """Carry out an update request."""
        self._wire.update(self.addresses.update, update, self.allowance, self.engine)

    def put(self, graph: NamedNode, statements: Iterable[Triple]) -> None:
        """Replace a graph, through the graph store."""
        content = ox.serialize(statements, format=RdfFormat.N_TRIPLES) or b""
        self._wire.put(self.addresses.graphs, graph.value, content, self.allowance)

    def broken_off(self, fault: SyntaxError) -> RemoteStoreError:
        """Return what to raise for an answer that cannot be read to its end."""
        return RemoteStoreError(
            f"{self.addresses.query} gave an answer that cannot be read to its end "
            f"({' '.join(str(fault).split())}); it may have been cut short"
        )

    @cached_property
    def _wire(self) -> Wire:
        given = self._remote.credentials
        if given.is_digest is None:
            given = replace(given, is_digest=self.engine.has_digest)
        return Wire(given)

    def _answer(
        self,
        query: str,
        kind: Kind,
        parameters: Parameters,
        allowance: Allowance,
        sink: BinaryIO,
    ) -> None:
        headers = self._wire.query(
            self.addresses.query,
            query,
            kind,
            allowance,
            sink,
            engine=self.engine,
            parameters=parameters,
        )
        most = headers.get("x-sparql-maxrows", "")
        if most.isdecimal():
            self._check_rows(sink, kind, int(most))

    def _check_rows(self, answer: BinaryIO, kind: Kind, most: int) -> None:
        """Raise for an answer of as many rows as Virtuoso lets through: there may be more.

        `ResultSetMaxRows` of its virtuoso.ini cuts an answer without a word in it.
        """
        answer.seek(0)
        try:
            if kind is Kind.GRAPH:
                count = sum(1 for _ in ox.parse(answer, format=RdfFormat.N_TRIPLES))
            else:
                found = ox.parse_query_results(answer, format=QueryResultsFormat.JSON)
                count = sum(1 for _ in found) if isinstance(found, ox.QuerySolutions) else 0
        except SyntaxError as fault:
            raise self.broken_off(fault) from None
        if count >= most:
            raise RemoteStoreError(
                f"{self.addresses.query} cuts every answer at {most} rows, this one too it seems; "
                "raise ResultSetMaxRows in its virtuoso.ini, or narrow the query"
            )
