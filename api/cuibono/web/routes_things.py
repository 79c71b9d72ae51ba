"""Dereference every IRI: `/id/…` sees other, `/doc/…`, `/graph/…`, `/list/…` and `/ns` answer."""

import json
from email.utils import formatdate
from typing import Annotated

from fastapi import APIRouter, Query
from pyoxigraph import NamedNode, Quad, RdfFormat
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cuibono import __version__
from cuibono.errors import NotFoundError
from cuibono.publish import HTML, describe, encode, nearest, negotiate, require_format
from cuibono.publish.jsonld import CONTEXT_PATH, framed, in_schema_org
from cuibono.publish.negotiation import unacceptable
from cuibono.publish.profiles import Profile, chosen_profile, described_in, page_of
from cuibono.publish.releases import read_release, released
from cuibono.store import RDF_FORMATS, Format, quads
from cuibono.terms import BASE, KINDS, SLUG, iri
from cuibono.web.pages import render_thing, render_vocabulary
from cuibono.web.service import Service, base_path, public_base, service_of
from cuibono.web.signposts import signposts

router = APIRouter(tags=["linked data"])

FormatName = Annotated[
    str | None, Query(alias="format", description="Name, suffix or media type of the format.")
]
ProfileName = Annotated[
    str | None, Query(description="Name or IRI of the profile: full, labelled, prov, schema.org.")
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
async def document(
    request: Request,
    kind: str,
    slug: str,
    form: FormatName = None,
    profile: ProfileName = None,
    page: Annotated[int, Query(ge=1, le=100_000, description="Of a long description.")] = 1,
) -> Response:
    """Return the document about a thing: a page, or RDF in the format and profile asked for."""
    stem, dot, suffix = slug.rpartition(".")
    if dot and f".{suffix}" in _SUFFIXES:
        slug, form = stem, suffix
    wanted = chosen_profile(request.headers.get("accept-profile"), profile)
    if form is None and profile is not None and not _asks_for_data(request):
        form = "jsonld"  # a profile is of data; a browser that follows such a link gets to read it
    chosen = _page_or_format(request, form)
    service = service_of(request)
    subject = await run_in_threadpool(_require, service, kind, slug)
    if chosen is None:
        answer = await run_in_threadpool(render_thing, request, kind, slug)
        answer.headers["Link"] = signposts(request, kind, slug, None)
        return _dated(answer, service)
    return await run_in_threadpool(_described, request, subject, chosen, wanted, page)


def _described(
    request: Request, subject: str, chosen: Format, profile: Profile, number: int
) -> Response:
    service = service_of(request)
    kind, slug = subject.rsplit("/", 2)[1:]
    found = described_in(profile, service.store.current(), service.catalogue, subject)
    shown = page_of(found, subject, number)
    if found and not shown:
        raise NotFoundError(f"the description of {kind} {slug!r} has no page {number}")
    if chosen.engine is not RdfFormat.JSON_LD:
        content = encode(shown, chosen)
    elif profile is Profile.SCHEMA:
        content = in_schema_org(shown, subject)
    else:
        content = framed(shown, subject, service.context, f"{public_base(request)}{CONTEXT_PATH}")
    following = number + 1 if page_of(found, subject, number + 1) else None
    headers = {
        "Vary": "Accept, Accept-Profile",
        "Link": signposts(request, kind, slug, chosen, profile, following=following),
        "Content-Location": f"{base_path(request)}/doc/{kind}/{slug}.{chosen.suffix}",
    }
    return _dated(Response(content, headers=headers, media_type=chosen.content_type), service)


def _asks_for_data(request: Request) -> bool:
    accept = request.headers.get("accept")
    media = [m for f in RDF_FORMATS for m in (f.media_type, *f.aliases)]
    return accept is not None and negotiate(accept, [HTML, *media]) not in (HTML, None)


def _dated(answer: Response, service: Service) -> Response:
    """Return an answer that says when the snapshot that it is from was published."""
    answer.headers["Last-Modified"] = formatdate(service.store.published(), usegmt=True)
    return answer


@router.get("/graph/{name:path}")
def graph(request: Request, name: str, form: FormatName = None) -> Response:
    """Return a named graph."""
    stem, dot, suffix = name.rpartition(".")
    if dot and f".{suffix}" in _SUFFIXES:
        name, form = stem, suffix
    return _whole_graph(request, f"{BASE}graph/{name}", form)


@router.get(CONTEXT_PATH)
def json_ld_context(request: Request) -> Response:
    """Return the JSON-LD context of the vocabulary."""
    content = json.dumps(service_of(request).context, ensure_ascii=False, indent=1)
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(content, headers=headers, media_type="application/ld+json")


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
    return _dated(_rdf(quads(rows), chosen), service_of(request))


def _rdf(statements: list[Quad], chosen: Format) -> Response:
    return Response(
        encode(statements, chosen), headers={"Vary": "Accept"}, media_type=chosen.content_type
    )
