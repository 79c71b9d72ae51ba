"""Requests to a SPARQL service, through SPARQLWrapper: within a time, and with faults by cause."""

import http.client
import io
import socket
import ssl
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from typing import BinaryIO, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit

from SPARQLWrapper import POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from cuibono.errors import (
    CuibonoError,
    QuerySyntaxError,
    RemoteAccessError,
    RemoteAddressError,
    RemoteBusyError,
    RemoteStoreError,
    RemoteTimeoutError,
    RemoteUnreachableError,
)
from cuibono.store.engines import OTHER, Engine
from cuibono.store.faults import too_large
from cuibono.store.transport import AGENT, Credentials, opener

JSON: Final = "application/sparql-results+json"
N_TRIPLES: Final = "application/n-triples"

_CHUNK: Final = 1 << 16
_SHOWN: Final = 300
"""Characters of the engine's own words that are passed on."""

_retrying: Final = Retrying(
    retry=retry_if_exception_type((RemoteUnreachableError, RemoteBusyError)),
    stop=stop_after_attempt(3),
    wait=wait_random_exponential(multiplier=0.1, max=1),
    reraise=True,
)


class Kind(StrEnum):
    """What a text is; SPARQLWrapper's names."""

    TABLE = "SELECT"
    ASK = "ASK"
    GRAPH = "CONSTRUCT"
    UPDATE = "INSERT"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a request may take, and the settings that say so."""

    seconds: float
    seconds_setting: str = "store_seconds"
    answer_bytes: int | None = None


class Wire:
    """Sends requests to the services of one engine.

    Every method raises a `RemoteStoreError` by cause. Reads that found no engine, or a busy one,
    are tried three times; a time-out is not tried again, since it would add to the load, and a
    write never is.
    """

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def headers(self, url: str, allowance: Allowance) -> Mapping[str, str]:
        """Return the headers of whatever is answered at an address, faults of HTTP included."""
        probe = url + ("&" if urlsplit(url).query else "?") + urlencode({"query": "ASK {}"})
        request = urllib.request.Request(probe, headers={"Accept": JSON})

        def attempt() -> Mapping[str, str]:
            try:
                with opener(url, self._credentials).open(
                    request, timeout=allowance.seconds
                ) as response:
                    return _lower(response.headers)
            except HTTPError as fault:
                with fault:
                    if fault.code in (401, 403):
                        raise _refusal(fault, url) from None
                    return _lower(fault.headers)
            except (OSError, http.client.HTTPException) as fault:
                raise _failure(fault, url, allowance) from None

        return _retrying(attempt)

    def query(
        self,
        url: str,
        query: str,
        kind: Kind,
        allowance: Allowance,
        sink: BinaryIO,
        *,
        engine: Engine = OTHER,
        parameters: Iterable[tuple[str, str]] = (),
    ) -> Mapping[str, str]:
        """Write the answer of a query, SPARQL JSON or the N-Triples of a graph; return its headers.

        `sink` is emptied first. Raises `QuerySyntaxError` where the engine says that the query is
        not one.
        """
        request = _Request(url, query, kind, opener(url, self._credentials), allowance.seconds)
        request.setRequestMethod(URLENCODED)
        request.addCustomHttpHeader("Accept", N_TRIPLES if kind is Kind.GRAPH else JSON)
        for name, value in parameters:
            request.addParameter(name, value)
        if engine.timeout:
            name, units = engine.timeout
            request.addParameter(name, str(max(1, round(allowance.seconds * units))))
        headers = _retrying(self._send, request, url, allowance, engine, sink)
        if "x-sql-state" in headers:  # Virtuoso: what was found until the time was over
            raise _timeout(url, allowance)
        sink.seek(max(0, sink.tell() - _CHUNK))
        tail = sink.read()
        if any(words in tail for words in engine.cut_off):
            raise _timeout(url, allowance)
        return headers

    def update(self, url: str, update: str, allowance: Allowance, engine: Engine = OTHER) -> None:
        """Carry out an update request."""
        request = _Request(
            url, update, Kind.UPDATE, opener(url, self._credentials), allowance.seconds
        )
        request.setRequestMethod(POSTDIRECTLY)
        self._send(request, url, allowance, engine, io.BytesIO())

    def put(self, url: str, graph: str, statements: bytes, allowance: Allowance) -> None:
        """Replace a graph by N-Triples (SPARQL 1.1 Graph Store HTTP Protocol, section 5.3)."""
        # SPARQLWrapper has no graph store operations. `graph-uri` is what Virtuoso 7 calls it.
        names = urlencode({"graph": graph, "graph-uri": graph})
        request = urllib.request.Request(
            f"{url}{'&' if urlsplit(url).query else '?'}{names}",
            statements,
            # N-Triples is Turtle; Virtuoso 7 knows only that name on this operation.
            {"Content-Type": "text/turtle; charset=utf-8"},
            method="PUT",
        )
        try:
            with opener(url, self._credentials).open(request, timeout=allowance.seconds):
                pass
        except (OSError, http.client.HTTPException) as fault:
            raise _failure(fault, url, allowance) from None

    def _send(
        self, request: "_Request", url: str, allowance: Allowance, engine: Engine, sink: BinaryIO
    ) -> Mapping[str, str]:
        sink.seek(0)
        sink.truncate()  # what a try before this one has left
        until = time.monotonic() + allowance.seconds
        try:
            with request.query().response as response:
                for part in engine.repaired(_parts(response, url, allowance, until)):
                    sink.write(part)
                return _lower(response.headers)
        except (OSError, http.client.HTTPException) as fault:
            raise _failure(fault, url, allowance, engine) from None


class _Request(SPARQLWrapper):
    """A request of SPARQLWrapper that says what it is and goes through an opener of ours.

    By itself SPARQLWrapper guesses from the text whether it is a query or an update (and errs
    on two lines of comment), keeps Digest passwords for the whole process, and follows redirects.
    """

    def __init__(
        self,
        url: str,
        text: str,
        kind: Kind,
        through: urllib.request.OpenerDirector,
        seconds: float,
    ) -> None:
        super().__init__(url, agent=AGENT)
        self.queryString, self.queryType = text, kind.value
        self.setMethod(POST)
        self.setOnlyConneg(True)
        self._opener, self._seconds = through, seconds

    def _query(self) -> tuple[http.client.HTTPResponse, str]:
        response = self._opener.open(self._createRequest(), timeout=self._seconds)
        return response, self.returnFormat


def _parts(
    response: http.client.HTTPResponse, url: str, allowance: Allowance, until: float
) -> Iterator[bytes]:
    """Yield the body; raises for one that is too long, too slow or cut short."""
    size = 0
    while part := response.read1(_CHUNK):
        yield part
        size += len(part)
        if allowance.answer_bytes is not None and size > allowance.answer_bytes:
            raise too_large(allowance.answer_bytes)
        if time.monotonic() > until:
            raise _timeout(url, allowance)
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _timeout(url: str, allowance: Allowance) -> RemoteTimeoutError:
    return RemoteTimeoutError(
        f"{url} has not answered wholly within {allowance.seconds:g} seconds "
        f"(setting {allowance.seconds_setting}); narrow the query, or allow more",
        limit=allowance.seconds_setting,
    )


def _failure(
    fault: Exception, url: str, allowance: Allowance, engine: Engine = OTHER
) -> CuibonoError:
    """Return what a fault of a request means."""
    if isinstance(fault, HTTPError):
        with fault:
            return _refusal(fault, url, engine, allowance)
    cause = fault.reason if isinstance(fault, URLError) else fault
    match cause:
        case TimeoutError():
            return _timeout(url, allowance)
        case socket.gaierror():
            return RemoteAddressError(f"{url}: the host is not known ({cause.strerror})")
        case ssl.SSLError():
            return RemoteAddressError(
                f"{url}: no trusted connection ({cause.reason or cause}); SSL_CERT_FILE names "
                "certificates of your own"
            )
        case ConnectionRefusedError():
            return RemoteUnreachableError(f"{url}: nothing listens there; is the engine running?")
        case http.client.RemoteDisconnected() | ConnectionError():
            return RemoteUnreachableError(f"{url}: the connection broke ({cause})")
        case http.client.IncompleteRead():
            return RemoteStoreError(f"{url}: the answer broke off")
        case _:
            return RemoteStoreError(f"{url}: {cause or type(cause).__name__}")


def _refusal(
    fault: HTTPError,
    url: str,
    engine: Engine = OTHER,
    allowance: Allowance | None = None,
) -> CuibonoError:
    """Return what a status of HTTP other than success means."""
    said = fault.read(_CHUNK)
    words = " ".join(said.decode("utf-8", "replace").split())[:_SHOWN]
    answered = f"{url} answered {fault.code}{f': {words}' if words else ''}"
    match fault.code:
        case 400:
            return QuerySyntaxError(f"the engine says: {words or 'this is not SPARQL'}")
        case 401 | 403:
            return RemoteAccessError(
                f"{url} refuses access ({fault.code}); check store_user, store_password, "
                "store_token and store_auth, and what the engine allows them to do"
            )
        case 404 | 405 | 301 | 302 | 303 | 307 | 308:
            location = fault.headers.get("Location")
            hint = f"; it points to {location}" if location else ""
            return RemoteAddressError(
                f"{url} is no SPARQL service ({fault.code}{hint}); "
                "check store, store_query, store_update, store_graphs"
            )
        case 408 | 504:
            return _timeout(url, allowance) if allowance else RemoteTimeoutError(answered)
        case 429 | 503:
            if allowance and any(sign in said for sign in engine.cut_off):
                return _timeout(url, allowance)
            return RemoteBusyError(answered)
        case _:
            return RemoteStoreError(answered)
