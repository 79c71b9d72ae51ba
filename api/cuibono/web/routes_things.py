"""Dereference every IRI: `/id/…` sees other, `/doc/…`, `/graph/…`, `/list/…` and `/ns` answer."""

from typing import Annotated

from fastapi import APIRouter, Query
from pyoxigraph import NamedNode, Quad
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cuibono import __version__
from cuibono.errors import NotFoundError
from cuibono.publish import HTML, describe, encode, nearest, negotiate, require_format
from cuibono.publish.negotiation import unacceptable
from cuibono.publish.releases import read_release, released
from cuibono.store import RDF_FORMATS, Format, quads
from cuibono.terms import BASE, KINDS, SLUG, iri
from cuibono.web.pages import render_thing, render_vocabulary
from cuibono.web.service import Service, base_path, service_of

router = APIRouter(tags=["linked data"])

FormatName = Annotated[
    str | None, Query(alias="format", description="Name, suffix or media type of the format.")
]
_SUFFIXES = {f".{form.suffix}": form for form in RDF_FORMATS}
_PAGE_NAMES = ("html", HTML)


@router.get("/id/{kind}/{slug}", status_code=303)
def thing(request: Request, kind: str, slug: str) -> Response:
    """Send on to the document about a thing."""
    _require(service_of(request), kind, slug)
    location = f"{base_path(request)}/doc/{kind}/{slug}"
    return RedirectResponse(location, 303, {"Vary": "Accept"})


@router.get("/doc/{kind}/{slug}")
async def document(request: Request, kind: str, slug: str, form: FormatName = None) -> Response:
    """Return the document about a thing: a page, or RDF in the format asked for."""
    stem, dot, suffix = slug.rpartition(".")
    if dot and f".{suffix}" in _SUFFIXES:
        slug, form = stem, suffix
    chosen = _page_or_format(request, form)
    service = service_of(request)
    subject = await run_in_threadpool(_require, service, kind, slug)
    if chosen is None:
        return await run_in_threadpool(render_thing, request, kind, slug)
    found = await run_in_threadpool(describe, service.store.current(), service.catalogue, subject)
    return _rdf(found, chosen)


@router.get("/graph/{name:path}")
def graph(request: Request, name: str, form: FormatName = None) -> Response:
    """Return a named graph."""
    return _whole_graph(request, f"{BASE}graph/{name}", form)


@router.get("/ns")
def ontology(request: Request, form: FormatName = None) -> Response:
    """Return the vocabulary with its code lists: a page, or RDF in the format asked for."""
    if _page_or_format(request, form) is None:
        return render_vocabulary(request)
    return _whole_graph(request, f"{BASE}graph/ontology", form)


@router.get("/ns/{version}")
def ontology_version(request: Request, version: str, form: FormatName = None) -> Response:
    """Return one version of the vocabulary; a released one never changes."""
    chosen = _page_or_format(request, form)
    release = read_release(version)
    if release is None and version != __version__:
        known = sorted({*released(), __version__})
        raise NotFoundError(
            f"there is no version {version!r} of the vocabulary, only {', '.join(known)}"
        )
    if release is None:
        return ontology(request, form)
    answer = render_vocabulary(request, version) if chosen is None else _rdf(release, chosen)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@router.get("/list/{name:path}")
def coded_value(request: Request, name: str, form: FormatName = None) -> Response:
    """Return what is said of a code list or one of its terms."""
    service = service_of(request)
    subject = f"{BASE}{request.url.path.lstrip('/')}"
    if not all(SLUG.fullmatch(part) for part in name.split("/")):
        raise NotFoundError(f"there is no {name!r} among the code lists")
    found = describe(service.store.current(), service.catalogue, subject)
    if not found:
        raise NotFoundError(f"there is nothing on record under <{subject}>")
    return _rdf(found, require_format(request.headers.get("accept"), RDF_FORMATS, form))


def _page_or_format(request: Request, name: str | None) -> Format | None:
    """Return the format of RDF that is wanted, None for a page."""
    if name in _PAGE_NAMES:
        return None
    accept = request.headers.get("accept")
    if name is None:
        media = {m: f for f in RDF_FORMATS for m in (f.media_type, *f.aliases)}
        best = negotiate(accept, [*media, HTML])
        if best is None:
            raise unacceptable(accept or "", [HTML, *(f.media_type for f in RDF_FORMATS)])
        return media.get(best)
    return require_format(accept, RDF_FORMATS, name)


def _require(service: Service, kind: str, slug: str) -> str:
    """Return the IRI of a thing on record; raises `NotFoundError` with the nearest slugs."""
    if kind not in KINDS:
        raise NotFoundError(f"there is no kind {kind!r}; kinds are {', '.join(KINDS)}")
    snapshot = service.store.current()
    if SLUG.fullmatch(slug):
        found = iri(kind, slug)
        if snapshot.ask(f"ASK {{ <{found}> ?property ?value }}"):
            return found
    near = nearest(snapshot, kind, slug)
    hint = f"; the nearest are {', '.join(near)}" if near else ""
    raise NotFoundError(f"there is no {kind} {slug!r}{hint}", kind=kind, nearest=near)


def _whole_graph(request: Request, name: str, form: str | None) -> Response:
    chosen = require_format(request.headers.get("accept"), RDF_FORMATS, form)
    try:
        node = NamedNode(name)
    except ValueError:
        raise NotFoundError(f"there is no graph {name!r}") from None
    rows = (
        service_of(request)
        .store.current()
        .select(
            f"SELECT * WHERE {{ VALUES ?graph {{ {node} }} "
            "GRAPH ?graph { ?subject ?predicate ?object } }"
            " ORDER BY ?subject ?predicate ?object"
        )
    )
    if not rows:
        raise NotFoundError(f"there is no graph <{name}>")
    return _rdf(quads(rows), chosen)


def _rdf(statements: list[Quad], chosen: Format) -> Response:
    return Response(
        encode(statements, chosen), headers={"Vary": "Accept"}, media_type=chosen.content_type
    )
