"""Read documents from addresses that the operator has allowed, and from no others.

A name is resolved once; every address that it stands for must be a public one, unless the setting
names the host as a literal; the connection goes to the address that was checked, so that a second
look-up cannot change it. A redirect is followed only to an address that is allowed too. Size and
time are bounded.
"""

import http.client
import ipaddress
import socket
import ssl
import string
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

import pyoxigraph as ox
from pyoxigraph import RdfFormat

from cuibono.errors import CallError, CuibonoError, FetchError
from cuibono.store import RDF_FORMATS
from cuibono.store.formats import format_named
from cuibono.store.sparql_text import Load, loads

_MOST_REDIRECTS: Final = 5
_ACCEPT: Final = ", ".join(f.media_type for f in RDF_FORMATS)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document, its media type, and the address that it came from in the end."""

    content: bytes
    media_type: str
    address: str


class Fetcher:
    """Reads from allowed addresses."""

    def __init__(self, allowed: Sequence[str], most_bytes: int, seconds: float) -> None:
        self._allowed = tuple(allowed)
        self._most_bytes = most_bytes
        self._seconds = seconds

    def fetch(self, address: str) -> Fetched:
        """Return the document at an address.

        Raises `CallError` for one that is not allowed and `FetchError` where it cannot be had.
        """
        deadline = time.monotonic() + self._seconds
        for _ in range(_MOST_REDIRECTS):
            self._require(address)
            try:
                found = self._get(address, deadline)
            except (OSError, http.client.HTTPException, ValueError) as fault:
                raise FetchError(f"<{address}> cannot be read: {fault}") from None
            if isinstance(found, Fetched):
                return found
            address = found
        raise FetchError(f"<{address}> sends on more than {_MOST_REDIRECTS} times")

    def _require(self, address: str) -> None:
        """Raise `CallError` unless the address is allowed, by the host and not by its text."""
        with suppress(ValueError):  # what cannot be read as an address is not allowed either
            if any(_is_within(address, allowed) for allowed in self._allowed):
                return
        raise CallError(
            f"<{address}> is not among the addresses that may be read (setting allowed_addresses)"
        )

    def _get(self, address: str, deadline: float) -> Fetched | str:
        """Return the document, or the address that it is sent on to."""
        parts = urlsplit(address)
        assert parts.hostname
        port = _port(address)
        line = socket.create_connection(
            (_checked(parts.hostname, port), port), timeout=_left(deadline)
        )
        if parts.scheme == "https":
            line = ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname)
        connection = http.client.HTTPConnection(parts.hostname, port)
        connection.sock = line
        try:
            target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
            target = quote(target, safe=string.punctuation)  # an IRI has more letters (RFC 3987)
            connection.request("GET", target, headers={"Accept": _ACCEPT, "User-Agent": "cuibono"})
            answer = connection.getresponse()
            if answer.status in (301, 302, 303, 307, 308):
                return urljoin(address, answer.getheader("Location") or "")
            if answer.status != 200:
                raise FetchError(f"<{address}> answers {answer.status} {answer.reason}")
            media_type = (answer.getheader("Content-Type") or "").partition(";")[0].strip()
            return Fetched(self._body(answer, line, deadline), media_type.lower(), address)
        finally:
            connection.close()

    def _body(
        self, answer: http.client.HTTPResponse, line: socket.socket, deadline: float
    ) -> bytes:
        body = bytearray()
        while True:
            line.settimeout(_left(deadline))
            part = answer.read1(1 << 16)
            if not part:
                return bytes(body)
            body += part
            if len(body) > self._most_bytes:
                raise FetchError(
                    f"the document is larger than {self._most_bytes >> 20} MiB "
                    "(setting write_megabytes)"
                )


def with_loaded(update: str, fetcher: Fetcher) -> str:
    """Return an update with what its LOAD operations read put in their places.

    What is not recognised as LOAD here fails where the update is evaluated, without network.
    """
    for load in reversed(loads(update)):
        if load.target is None:
            raise CallError(
                f"LOAD <{load.source}> needs INTO GRAPH <…>: what is written has a source"
            )
        try:
            statements = _statements(fetcher.fetch(load.source))
        except CuibonoError:
            if not load.is_silent:
                raise
            statements = ""
        update = update[: load.start] + _insert(load, statements) + update[load.end :]
    return update


def _insert(load: Load, statements: str) -> str:
    return f"INSERT DATA {{ GRAPH {load.target} {{\n{statements}\n}} }}"


def _statements(fetched: Fetched) -> str:
    form = format_named(fetched.media_type, RDF_FORMATS) or format_named(
        fetched.address.rpartition(".")[2], RDF_FORMATS
    )
    if form is None:
        raise FetchError(f"<{fetched.address}> is {fetched.media_type or 'nothing'}, and not RDF")
    assert isinstance(form.engine, RdfFormat)
    try:
        quads = ox.parse(
            fetched.content,
            format=form.engine,
            base_iri=fetched.address,
            rename_blank_nodes=True,  # an update may load several documents
        )
        return "\n".join(f"{quad.triple} ." for quad in quads)
    except SyntaxError as fault:
        raise FetchError(f"<{fetched.address}> cannot be read as RDF: {fault}") from None


def _checked(host: str, port: int) -> str:
    """Return the address of a host, once it is known to be none of this machine's or network's.

    A host that the setting spells as an address is what the operator meant.
    """
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not _is_public(address):
            raise FetchError(f"{host} stands for {address}, which is not a public address")
    return found[0]


def _is_within(address: str, allowed: str) -> bool:
    """Whether an address is below an allowed one; raises `ValueError` for what is none."""
    parts, whole = urlsplit(address), urlsplit(allowed)
    return (
        (parts.scheme, parts.hostname, _port(address))
        == (whole.scheme, whole.hostname, _port(allowed))
        and not parts.username
        and parts.path.startswith(whole.path)
        and ".." not in parts.path
        and "%2e" not in parts.path.lower()
    )


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast


def _port(address: str) -> int:
    parts = urlsplit(address)
    return parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    return left
