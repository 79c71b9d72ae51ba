"""`/sparql`: the query operation of the SPARQL 1.1 Protocol.

https://www.w3.org/TR/sparql11-protocol/#query-operation: by GET, by POST of a form, by POST of the
query itself. A plain Starlette route: the query goes to a reader process, its bytes to the client.
"""

from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from cuibono.errors import CallError, CuibonoError, MediaTypeError, QueryTooLongError
from cuibono.publish import HTML, encode, negotiate, require_format
from cuibono.publish.negotiation import unacceptable
from cuibono.store import RDF_FORMATS, RESULT_FORMATS, Format
from cuibono.store.formats import format_named
from cuibono.web.pages import render_editor
from cuibono.web.service import service_of
from cuibono.web.service_description import service_description

LARGEST_QUERY: Final = 1 << 20
_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"


async def sparql(request: Request) -> Response:
    """Answer a query; without one, say what this service can do."""
    parameters = await _parameters(request)
    queries = [value for name, value in parameters if name == "query"]
    name = next((value for key, value in parameters if key == "format"), None)
    accept = request.headers.get("accept")
    if request.method == "GET" and not queries:
        return _description(request, accept, name)
    if len(queries) != 1:
        raise CallError(f"a request has one query; this one has {len(queries)}")
    results, rdf = _formats(accept, name)
    service = service_of(request)
    answer = await service.readers.query(
        queries[0],
        results=results,
        rdf=rdf,
        default_graphs=_iris(parameters, "default-graph-uri"),
        named_graphs=_iris(parameters, "named-graph-uri"),
    )
    headers = {"Vary": "Accept", "X-Snapshot": answer.snapshot}
    return Response(answer.body, headers=headers, media_type=answer.media_type)


async def _parameters(request: Request) -> list[tuple[str, str]]:
    """Return the parameters, from the address or the body; each decoded once."""
    in_address = _decoded(request.url.query)
    if request.method == "GET":
        return in_address
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _body(request)
    if media_type == _FORM:
        if any(name == "query" for name, _ in in_address):
            raise CallError(
                "the query stands in the address and the parameters in the body; choose"
            )
        return _decoded(body)
    if media_type == _QUERY:
        return [*in_address, ("query", body)]
    raise MediaTypeError(
        f"a query is sent as {_FORM} or {_QUERY}, not as {media_type or 'nothing'}"
    )


def _decoded(encoded: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise CallError("the parameters are not UTF-8 once percent-decoded") from None


async def _body(request: Request) -> str:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_QUERY:
            raise QueryTooLongError(f"a query has at most {LARGEST_QUERY >> 20} MiB")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise CallError("the body is not UTF-8") from None


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


def _iris(parameters: list[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in parameters if key == name]


def _description(request: Request, accept: str | None, name: str | None) -> Response:
    offers = [m for f in RDF_FORMATS for m in (f.media_type, *f.aliases)]
    if name is None and accept and negotiate(accept, [*offers, HTML]) == HTML:
        return render_editor(request)
    chosen = require_format(accept, RDF_FORMATS, name)
    quads = service_description(service_of(request), str(request.url.replace(query="")))
    return Response(
        encode(quads, chosen), headers={"Vary": "Accept"}, media_type=chosen.content_type
    )
