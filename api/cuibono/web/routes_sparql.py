"""`/sparql`: the query operation of the SPARQL 1.1 Protocol.

https://www.w3.org/TR/sparql11-protocol/#query-operation: by GET, by POST of a form, by POST of the
query itself. The query goes to a reader process, its bytes to the client.
"""

from functools import lru_cache
from typing import Final

from starlette.responses import Response

from cuibono.errors import CallError, CuibonoError
from cuibono.publish import HTML, encode, negotiate, require_format
from cuibono.publish.negotiation import unacceptable
from cuibono.store import RDF_FORMATS, RESULT_FORMATS, Answer, Format
from cuibono.store.formats import format_named
from cuibono.web.answer_cache import CachedAnswer, etag, is_steady, matches
from cuibono.web.pages import render_editor
from cuibono.web.plain import Exchange, Header, options
from cuibono.web.service import Service, service_of
from cuibono.web.service_description import service_description
from cuibono.web.sparql_request import QUERY, SparqlRequest, read_request

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
_VARY: Final = (b"vary", b"Accept, Accept-Encoding")
_YES: Final = ("true", "1", "yes")
_NO: Final = ("false", "0", "no")


async def sparql(exchange: Exchange) -> None:
    """Answer a query; without one, say what this service can do."""
    exchange.only(*METHODS)
    if exchange.method == "OPTIONS":
        await options(exchange, *METHODS)
        return
    service = service_of(exchange.request)
    if exchange.method != "POST" and not any(n == "query" for n, _ in exchange.parameters):
        await _describe(exchange, service)
        return
    asked = await read_request(exchange, QUERY, service.settings.send_seconds)
    await _answer(exchange, service, asked)


async def _answer(exchange: Exchange, service: Service, asked: SparqlRequest) -> None:
    results, rdf = _formats(exchange.header(b"accept"), asked.other("format"))
    inferred = _flag(asked.other("inferred"))
    gzip = _takes_gzip(exchange.header(b"accept-encoding"))
    key = (
        *(asked.text, results and results.name, rdf and rdf.name),
        *(asked.default_graphs, asked.named_graphs, inferred, gzip),
    )
    snapshot, tag = "", ""
    if is_steady(asked.text):
        snapshot = service.store.current_name()
        tag = etag(snapshot, key)
        if exchange.method != "POST" and matches(exchange.header(b"if-none-match"), tag):
            await exchange.answer(304, [(b"etag", tag.encode()), _VARY])
            return
        if kept := service.answers.get(snapshot, key):
            await exchange.answer(200, _headers(kept, snapshot, tag), kept.body)
            return
    answer = await exchange.unless_gone(
        service.readers.query(
            asked.text,
            results=results,
            rdf=rdf,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            inferred=inferred,
            gzip=gzip,
        )
    )
    if tag and answer.snapshot != snapshot:  # published meanwhile
        tag = etag(answer.snapshot, key)
    await _send(exchange, service, answer, tag, key)


async def _send(
    exchange: Exchange, service: Service, answer: Answer, tag: str, key: tuple[object, ...]
) -> None:
    body = answer.body
    if body is None:
        head = CachedAnswer(b"", answer.media_type, answer.is_gzipped)
        await exchange.stream(_headers(head, answer.snapshot, tag), answer.chunks())
        return
    kept = CachedAnswer(body, answer.media_type, answer.is_gzipped)
    if tag:
        service.answers.keep(answer.snapshot, key, kept)
    await exchange.answer(200, _headers(kept, answer.snapshot, tag), body)


def _headers(answer: CachedAnswer, snapshot: str, tag: str) -> list[Header]:
    headers = [
        (b"content-type", answer.media_type.encode()),
        _VARY,
        (b"x-snapshot", snapshot.encode()),
        (b"cache-control", b"no-cache" if tag else b"no-store"),
    ]
    if tag:
        headers.append((b"etag", tag.encode()))
    if answer.is_gzipped:
        headers.append((b"content-encoding", b"gzip"))
    return headers


@lru_cache(maxsize=256)
def _formats(accept: str | None, name: str | None) -> tuple[Format | None, Format | None]:
    """Return the format for a table and the one for a graph; None where none is acceptable.

    Which of the two is needed is known once the query is read.
    """
    if name is not None:
        results, rdf = format_named(name, RESULT_FORMATS), format_named(name, RDF_FORMATS)
        if results is None and rdf is None:
            raise unacceptable(name, [f.media_type for f in (*RESULT_FORMATS, *RDF_FORMATS)])
        return results, rdf
    results, rdf = _negotiated(accept, RESULT_FORMATS), _negotiated(accept, RDF_FORMATS)
    if results is None and rdf is None:
        # A browser that asks for a page gets the formats that it can show as text.
        if negotiate(accept, [HTML]):
            return RESULT_FORMATS[0], RDF_FORMATS[0]
        raise unacceptable(accept or "", [f.media_type for f in (*RESULT_FORMATS, *RDF_FORMATS)])
    return results, rdf


def _negotiated(accept: str | None, formats: tuple[Format, ...]) -> Format | None:
    try:
        return require_format(accept, formats)
    except CuibonoError:
        return None


@lru_cache(maxsize=256)
def _takes_gzip(accept: str | None) -> bool:
    """Whether a client takes gzip by name (RFC 9110, section 12.5.3)."""
    for coding in (accept or "").lower().split(","):
        name, _, parameters = coding.partition(";")
        if name.strip() in ("gzip", "x-gzip"):
            weight = parameters.replace(" ", "").removeprefix("q=")
            return not weight or weight.strip("0.") != ""
    return False


def _flag(value: str | None) -> bool:
    """Return the parameter `inferred`: whether inferences belong to the dataset."""
    if value is None or value.lower() in _YES:
        return True
    if value.lower() in _NO:
        return False
    raise CallError(f"inferred is true or false, not {value[:50]!r}")


async def _describe(exchange: Exchange, service: Service) -> None:
    accept = exchange.header(b"accept")
    name = next((v for k, v in exchange.parameters if k == "format"), None)
    offers = [m for f in RDF_FORMATS for m in (f.media_type, *f.aliases)]
    request = exchange.request
    response: Response
    if name is None and accept and negotiate(accept, [*offers, HTML]) == HTML:
        response = render_editor(request)
    else:
        chosen = require_format(accept, RDF_FORMATS, name)
        quads = service_description(service, str(request.url.replace(query="")))
        response = Response(encode(quads, chosen), media_type=chosen.content_type)
    headers = [h for h in response.raw_headers if h[0] not in (b"content-length", b"vary")]
    await exchange.answer(200, [*headers, (b"vary", b"Accept")], bytes(response.body))
