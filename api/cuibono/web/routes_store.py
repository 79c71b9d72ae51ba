"""`/store`: the SPARQL 1.1 Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-http-rdf-update/: a graph is named by `?graph=` (indirectly) or by
the path below `/store/`, which stands for the graph of that name here (directly); `?default` is
the union of all, which can be read only. `/store` by itself is the whole store.
"""

import asyncio
import secrets
from email import message_from_bytes
from email.policy import HTTP
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode

from cuibono.errors import (
    CallError,
    MediaTypeError,
    MethodNotAllowedError,
    NotFoundError,
)
from cuibono.ingest.changes import Change, Document, Kind
from cuibono.publish import require_format
from cuibono.store import RDF_FORMATS, Format
from cuibono.store.formats import format_named
from cuibono.terms import BASE
from cuibono.web.answer_cache import etag, matches
from cuibono.web.plain import Exchange, Header, options
from cuibono.web.service import Service, service_of
from cuibono.web.sparql_request import UPDATE, absolute_iri
from cuibono.web.tokens import Token

READING: Final = ("GET", "HEAD", "OPTIONS")
METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS")
ON_STORE: Final = ("GET", "HEAD", "POST", "OPTIONS")
_GRAPHS: Final = f"{BASE}graph/"
_DATASETS: Final = tuple(form for form in RDF_FORMATS if form.keeps_graphs)
_VARY: Final = (b"vary", b"Accept, Accept-Encoding")


async def graph_store(exchange: Exchange) -> None:
    """Read or write a graph."""
    exchange.only(*METHODS)  # before the name is read: section 5.1
    graph, is_default = _named(exchange)
    methods = METHODS if graph else READING if is_default else ON_STORE
    if is_default and exchange.method in METHODS:
        _only_reading(exchange)
    exchange.only(*methods)
    service = service_of(exchange.request)
    match exchange.method:
        case "OPTIONS":
            await options(exchange, *methods)
        case "GET" | "HEAD":
            await _read(exchange, service, graph, is_default=is_default)
        case _:
            await _write(exchange, service, graph)


def _only_reading(exchange: Exchange) -> None:
    if exchange.method not in READING:
        raise MethodNotAllowedError(
            "the default graph is the union of all graphs, and can be read only; write to a named "
            "graph, so that it is known which source says it",
            allow=", ".join(READING),
        )


def _named(exchange: Exchange) -> tuple[str | None, bool]:
    """Return the graph that is named, and whether the default graph is (section 4)."""
    parameters = exchange.parameters
    graphs = [value for name, value in parameters if name == "graph"]
    is_default = any(name == "default" for name, _ in parameters)
    path = exchange.scope["path"].removeprefix(exchange.scope.get("root_path", ""))
    below = path.removeprefix("/store").removeprefix("/")
    if len(graphs) + is_default + bool(below) > 1:
        raise CallError("a request names one graph: by its path, by ?graph=IRI or by ?default")
    if graphs:
        return absolute_iri(graphs[0], "graph").value, False
    if below:
        return absolute_iri(f"{_GRAPHS}{below}", "the path").value, False
    return None, is_default


async def _read(
    exchange: Exchange, service: Service, graph: str | None, *, is_default: bool
) -> None:
    name = next((v for k, v in exchange.parameters if k == "format"), None)
    is_dataset = graph is None and not is_default
    chosen = _format(exchange.header(b"accept"), name, is_dataset=is_dataset)
    key = (graph, is_default, chosen.name)
    tag = etag(service.store.current_name(), key)
    if graph:
        query = f"ASK {{ GRAPH {NamedNode(graph)} {{ ?s ?p ?o }} }}"
        if not await asyncio.to_thread(service.store.current().ask, query):
            raise NotFoundError(f"there is no graph <{graph}>")
    if matches(exchange.header(b"if-none-match"), tag):
        await exchange.answer(304, [(b"etag", tag.encode()), _VARY])
        return
    pattern = f"GRAPH {NamedNode(graph)} {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    answer = await exchange.unless_gone(
        service.readers.query(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}",
            results=None,
            rdf=chosen,
            is_dump=is_dataset,
        )
    )
    headers: list[Header] = [
        (b"content-type", answer.media_type.encode()),
        (b"etag", etag(answer.snapshot, key).encode()),
        (b"x-snapshot", answer.snapshot.encode()),
        (b"cache-control", b"no-cache"),
        _VARY,
    ]
    if answer.body is not None:
        await exchange.answer(200, headers, answer.body)
    else:
        await exchange.stream(headers, answer.chunks())


@lru_cache(maxsize=256)
def _format(accept: str | None, name: str | None, *, is_dataset: bool) -> Format:
    return require_format(accept, _DATASETS if is_dataset else RDF_FORMATS, name)


async def _write(exchange: Exchange, service: Service, graph: str | None) -> None:
    token = service.tokens.require(exchange.header(b"authorization"), "store")
    minted = graph is None
    if graph is None:
        graph = f"{_GRAPHS}{_slug(exchange.header(b'slug'))}"
    change = await _change(exchange, service, graph, token, is_new=minted)
    done = await service.write(change)
    headers: list[Header] = [(b"x-snapshot", done.snapshot.encode())]
    if done.is_created:
        headers.append((b"location", _address(exchange, graph).encode()))
    await exchange.answer(201 if done.is_created else 204, headers)


async def _change(
    exchange: Exchange, service: Service, graph: str, token: Token, *, is_new: bool
) -> Change:
    settings = service.settings
    kind = Kind(exchange.method.lower())
    update, documents = "", list[Document]()
    if kind is not Kind.DELETE:
        body = await exchange.body(settings.write_megabytes << 20, settings.send_seconds)
        if kind is Kind.PATCH:
            update = _update(exchange, body)
        else:
            documents = _documents(exchange, body)
    presumed = exchange.header(b"if-match")
    return Change(
        kind,
        graph,
        documents,
        update,
        token.sources,
        snapshot=None if presumed in (None, "*") else _snapshot_in(presumed or ""),
        is_new=is_new or exchange.header(b"if-none-match") == "*",
    )


def _update(exchange: Exchange, body: bytes) -> str:
    if exchange.media_type != UPDATE.media_type:
        raise MediaTypeError(
            f"a PATCH is sent as {UPDATE.media_type}, not as {exchange.media_type or 'nothing'}"
        )
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise CallError("the body is not UTF-8") from None


def _documents(exchange: Exchange, body: bytes) -> list[Document]:
    """Return the RDF that was sent: the body, or the parts of a form (section 5.5).

    What does not say what it is, is taken for RDF/XML (section 5).
    """
    if exchange.header(b"content-type") is None:  # section 5
        return [Document("rdfxml", body, "the request, which has no Content-Type,")]
    if exchange.media_type != "multipart/form-data":
        return [Document(_form_of(exchange.media_type, None), body)]
    head = f"Content-Type: {exchange.header(b'content-type')}\r\n\r\n".encode("latin-1")
    message = message_from_bytes(head + body, policy=HTTP)
    if not message.is_multipart():
        raise CallError("the form cannot be read: its parts are not divided as it says")
    found: list[Document] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        name = str(part.get_param("name", "a part", header="content-disposition"))
        file = part.get_filename()
        declared = part.get_content_type() if part["content-type"] else ""
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append(Document(_form_of(declared, file), content, file or name))
    if not found:
        raise CallError("the form has no parts")
    return found


def _form_of(media_type: str, name: str | None) -> str:
    """Return the format of what was sent; a part of a form may tell it by its name."""
    form = format_named(media_type, RDF_FORMATS) if media_type else None
    if form is None and name and media_type in ("", "application/octet-stream", "text/plain"):
        form = format_named(name.rpartition(".")[2], RDF_FORMATS)
    if form is None:
        offered = ", ".join(f.media_type for f in RDF_FORMATS)
        raise MediaTypeError(
            f"a graph is sent as {offered} or multipart/form-data, not as {media_type or 'nothing'}"
        )
    return form.name


def _snapshot_in(tag: str) -> str:
    """Return the state that an entity tag of ours names."""
    return tag.strip().removeprefix("W/").strip('"').rpartition("-")[0]


def _slug(wanted: str | None) -> str:
    """Return the name of a new graph: as the client wishes (RFC 5023), made unique."""
    words = "".join(c if c.isalnum() and c.isascii() else "-" for c in (wanted or "graph").lower())
    stem = "-".join(filter(None, words.split("-")))[:60] or "graph"
    return f"{stem}-{secrets.token_hex(4)}"


def _address(exchange: Exchange, graph: str) -> str:
    settings = service_of(exchange.request).settings
    base = settings.public_url.rstrip("/") or str(exchange.request.base_url).rstrip("/")
    if graph.startswith(_GRAPHS):
        return f"{base}/store/{quote(graph.removeprefix(_GRAPHS))}"
    return f"{base}/store?graph={quote(graph, safe='')}"
