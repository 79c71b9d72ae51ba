"""The SPARQL engines that are known, and how they differ where the standards leave it open.

Any service with SPARQL 1.1 Query and Update works as `OTHER`. `docs/engines.md` says of each what
it can and cannot do; `tests/store/test_engines.py` shows it on the real ones.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from cuibono.errors import CallError


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine: how to tell it, where its services are, what it needs to be asked rightly."""

    name: str
    sign: tuple[str, str] = ("", "")
    """A header of its answers and the start of its value."""
    query: str = ""
    update: str = ""
    graphs: str = ""
    """Paths of its services, below the path that `stem` leaves of a given address."""
    union: Mapping[str, str] | None = None
    """Parameters that make the default graph of a query the union of all graphs; None where that
    is the engine's own setting, which is found out."""
    timeout: tuple[str, int] | None = None
    """The parameter that passes on a time-out, and its units in a second."""
    cut_off: tuple[bytes, ...] = ()
    """What stands in an answer that the engine broke off for want of time."""
    repairs: tuple[tuple[bytes, bytes], ...] = ()
    """What it writes otherwise than SPARQL JSON has it, and what is meant. Each has quotation marks
    that are not escaped, and so never stands inside a value."""
    ask_column: str = ""
    """The column of the table that it answers ASK with, where that is no boolean."""
    is_atomic: bool = True
    """Whether one update request of several operations happens whole or not at all."""
    has_digest: bool = False
    """Whether it asks for HTTP Digest rather than Basic authentication."""

    misreads: str = ""
    """What of SPARQL it reads otherwise, so that no question of the catalogue is asked of it."""

    def repaired(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Yield an answer as SPARQL JSON has it; an engine that needs repairs breaks lines."""
        if not self.repairs:
            yield from parts
            return
        rest = b""
        for part in parts:
            lines, end, rest = (rest + part).rpartition(b"\n")
            yield self._repaired(lines + end)
        yield self._repaired(rest)

    def _repaired(self, lines: bytes) -> bytes:
        for wrong, right in self.repairs:
            lines = lines.replace(wrong, right)
        return lines


_BOOLEAN: Final = b'"datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": "%s"'

OXIGRAPH: Final = Engine(
    name="oxigraph",
    sign=("Server", "Oxigraph/"),
    query="/query",
    update="/update",
    graphs="/store",
    union={"union-default-graph": ""},
    cut_off=(b"The SPARQL operation has been cancelled",),
)
FUSEKI: Final = Engine(
    name="fuseki",
    sign=("Fuseki-Request-Id", ""),
    query="/query",
    update="/update",
    graphs="/data",
    timeout=("timeout", 1),
    cut_off=(b"Query timed out", b"Query cancelled"),
)
VIRTUOSO: Final = Engine(
    name="virtuoso",
    sign=("Server", "Virtuoso/"),
    query="/sparql",
    update="/sparql-auth",
    graphs="/sparql-graph-crud-auth",
    union={},
    timeout=("timeout", 1000),
    repairs=(
        (b'"type": "bnode", "value": "nodeID://', b'"type": "bnode", "value": "'),
        (_BOOLEAN % b"1", _BOOLEAN % b"true"),
        (_BOOLEAN % b"0", _BOOLEAN % b"false"),
    ),
    ask_column="__ASK_RETVAL",
    is_atomic=False,
    has_digest=True,
    misreads="Virtuoso reads EXISTS and aggregates otherwise than SPARQL 1.1 has them, and ends at "
    "some questions",
)
OTHER: Final = Engine(name="other")

ENGINES: Final = {engine.name: engine for engine in (OXIGRAPH, FUSEKI, VIRTUOSO, OTHER)}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services of a store are."""

    query: str
    update: str
    graphs: str


def recognise(headers: Mapping[str, str]) -> Engine:
    """Return the engine that sent these headers (by lower-case name), `OTHER` if none is known."""
    for engine in ENGINES.values():
        name, start = engine.sign
        if name and name.lower() in headers and headers[name.lower()].startswith(start):
            return engine
    return OTHER


def addresses(url: str, engine: Engine) -> Addresses:
    """Return where an engine's services are, from one address of it.

    That may be the address of the whole (`http://host:7878`, `http://host:3030/dataset`) or of its
    query service. An engine that is not known has all its services at the one address.
    """
    if engine is OTHER:
        return Addresses(url, url, url)
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    for service in (engine.query, engine.update, "/sparql"):
        if path.endswith(service):
            path = path.removesuffix(service)
            break

    def at(service: str) -> str:
        return urlunsplit((parts.scheme, parts.netloc, path + service, parts.query, ""))

    return Addresses(at(engine.query), at(engine.update), at(engine.graphs))


def check_address(setting: str, url: str) -> None:
    """Raise `CallError` for what is no address, or one with a password that would be shown."""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_secret = parts.username is not None or parts.password is not None
        _ = parts.port
    except ValueError:
        is_address = is_secret = False
    if is_secret:
        raise CallError(
            f"setting {setting} has a user name in the address, where it would be shown; give it "
            "as CUIBONO_STORE_USER and CUIBONO_STORE_PASSWORD"
        )
    if not is_address:
        raise CallError(
            f"setting {setting} is no address: {url!r}; write one like http://localhost:7878"
        )
