"""Requests of the SPARQL 1.1 Protocol, for queries and for updates.

https://www.w3.org/TR/sparql11-protocol/#protocol: the operation's text and the dataset come in the
address, in a form or, the text, as the body; each is percent-decoded once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from cuibono.errors import CallError, MediaTypeError
from cuibono.web.plain import Exchange, decoded

FORM: Final = "application/x-www-form-urlencoded"
LONGEST: Final = 1 << 20
"""Bytes of a query or an update."""

Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One of the two operations of the protocol."""

    name: str
    media_type: str
    graph_parameters: tuple[str, str]
    """The parameters of the dataset: for the default graph, for named graphs."""
    route: str


QUERY: Final = Operation(
    "query",
    "application/sparql-query",
    ("default-graph-uri", "named-graph-uri"),
    "/sparql",
)
UPDATE: Final = Operation(
    "update",
    "application/sparql-update",
    ("using-graph-uri", "using-named-graph-uri"),
    "/update",
)
_BOTH: Final = (QUERY, UPDATE)
_PROTOCOL: Final = frozenset(
    name for operation in _BOTH for name in (operation.name, *operation.graph_parameters)
)


class SparqlRequest(NamedTuple):
    """What was asked: the text, the dataset, and what else stands among the parameters."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    values: Mapping[str, Sequence[str]]
    """All parameters by their names."""

    def other(self, name: str) -> str | None:
        """Return the first value of a parameter that the protocol does not know."""
        return self.values[name][0] if name in self.values else None


async def read_request(exchange: Exchange, operation: Operation, seconds: float) -> SparqlRequest:
    """Return the request; raises `CallError` and its kin for one that the protocol forbids."""
    parameters: Parameters = exchange.parameters
    if exchange.method == "POST":
        parameters = await _posted(exchange, operation, parameters, seconds)
    return _request(parameters, operation)


async def _posted(
    exchange: Exchange,
    operation: Operation,
    in_address: Parameters,
    seconds: float,
) -> list[tuple[str, str]]:
    media_type = exchange.media_type
    if media_type not in (FORM, operation.media_type):
        raise _media_type_error(operation, media_type)
    body = await exchange.body(LONGEST, seconds)
    if media_type == FORM:
        stray = sorted({name for name, _ in in_address} & _PROTOCOL)
        if stray:
            raise CallError(
                f"{', '.join(stray)} in the address of a request whose body is a form; "
                "put all parameters into the form (SPARQL 1.1 Protocol, section 2.1.2)"
            )
        return [*in_address, *decoded(body)]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise CallError("the body is not UTF-8") from None
    return [*in_address, (operation.name, text)]


def _media_type_error(operation: Operation, media_type: str) -> CallError:
    other = QUERY if operation is UPDATE else UPDATE
    hint = f"; an {other.name} goes to {other.route}" if media_type == other.media_type else ""
    return MediaTypeError(
        f"{_article(operation)} is sent as {FORM} or {operation.media_type}, "
        f"not as {media_type or 'nothing'}{hint}"
    )


def _request(parameters: Parameters, operation: Operation) -> SparqlRequest:
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    other = UPDATE if operation is QUERY else QUERY
    if foreign := values.keys() & {other.name, *other.graph_parameters}:
        raise CallError(
            f"{', '.join(sorted(foreign))} belongs to {_article(other)}, "
            f"which goes to {other.route}"
        )
    texts = values.get(operation.name, [])
    if len(texts) != 1:
        raise CallError(f"a request has one parameter {operation.name}; this one has {len(texts)}")
    default, named = operation.graph_parameters
    return SparqlRequest(texts[0], _iris(values, default), _iris(values, named), values)


def _iris(values: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    found = values.get(name, ())
    for value in found:
        absolute_iri(value, name)
    return tuple(found)


def absolute_iri(value: str, name: str) -> NamedNode:
    """Return the IRI that a parameter holds; raises `CallError` for one that is not absolute."""
    try:
        return NamedNode(value)
    except ValueError:
        raise CallError(f"{name} is {value[:200]!r}, which is not an absolute IRI") from None


def _article(operation: Operation) -> str:
    return f"{'an' if operation is UPDATE else 'a'} {operation.name}"
