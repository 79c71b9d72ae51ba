"""The services of a remote engine: where they are, and what is asked of them in which way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import pyoxigraph as ox
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, Triple

from cuibono.errors import RemoteStoreError
from cuibono.store.engines import Addresses, Engine, addresses, recognise
from cuibono.store.protocol import Row
from cuibono.store.transport import NO_CREDENTIALS, Credentials
from cuibono.store.wire import Allowance, Kind, Reply, Wire

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

    def rows(
        self, query: str, parameters: Parameters = (), allowance: Allowance | None = None
    ) -> list[Row]:
        """Return the solutions of a SELECT query."""
        body = self.answer(query, Kind.TABLE, parameters, allowance)
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

    def triples(self, query: str, parameters: Parameters = ()) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, each once."""
        body = self.answer(query, Kind.GRAPH, parameters)
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
        engine = self.engine
        reply = self._wire.query(
            self.addresses.query,
            query,
            kind,
            allowance or self.allowance,
            engine=engine,
            parameters=parameters,
        )
        body = reply.body
        if kind is not Kind.GRAPH:
            for wrong, right in engine.repairs:
                body = body.replace(wrong, right)
        if engine.ask_column and f'"vars": ["{engine.ask_column}"]'.encode() in body[:200]:
            return _YES if b'"value": "1"' in body else _NO
        self._check_rows(replace(reply, body=body), kind)
        return body

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

    def _check_rows(self, reply: Reply, kind: Kind) -> None:
        """Raise for an answer of as many rows as Virtuoso lets through: there may be more.

        `ResultSetMaxRows` of its virtuoso.ini cuts an answer without a word in it.
        """
        most = reply.headers.get("x-sparql-maxrows", "")
        if not most.isdecimal():
            return
        try:
            if kind is Kind.GRAPH:
                count = sum(1 for _ in ox.parse(reply.body, format=RdfFormat.N_TRIPLES))
            else:
                found = ox.parse_query_results(reply.body, format=QueryResultsFormat.JSON)
                count = sum(1 for _ in found) if isinstance(found, ox.QuerySolutions) else 0
        except SyntaxError as fault:
            raise self.broken_off(fault) from None
        if count >= int(most):
            raise RemoteStoreError(
                f"{self.addresses.query} cuts every answer at {most} rows, this one too it seems; "
                "raise ResultSetMaxRows in its virtuoso.ini, or narrow the query"
            )
