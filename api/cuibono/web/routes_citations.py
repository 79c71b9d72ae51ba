"""How to cite the graph, and each document in it."""

from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from cuibono.analysis.wording import title_of
from cuibono.errors import NotFoundError
from cuibono.publish.citation import FORMATS, Citation
from cuibono.terms import BASE, KINDS, SLUG, iri
from cuibono.web.service import public_base, service_of

router = APIRouter(prefix="/cite", tags=["citations"])


@router.get("/graph.{suffix}")
def cite_graph(request: Request, suffix: str) -> Response:
    """Return a citation of the whole graph: bib (BibTeX), ris, json (CSL)."""
    title = "cuibono: a knowledge graph of actors, claims, policies and evidence"
    return _cited(request, suffix, "cuibono", title, "/", f"{BASE}graph")


@router.get("/{kind}/{slug}.{suffix}")
def cite_thing(request: Request, kind: str, slug: str, suffix: str) -> Response:
    """Return a citation of the document about a thing: bib (BibTeX), ris, json (CSL)."""
    if kind not in KINDS or not SLUG.fullmatch(slug):
        raise NotFoundError(f"there is no {kind} {slug!r}")
    lookup = service_of(request).lookup
    title = title_of(lookup, lookup.require(iri(kind, slug)))
    return _cited(request, suffix, f"cuibono-{slug}", title, f"/doc/{kind}/{slug}", iri(kind, slug))


def _cited(request: Request, suffix: str, key: str, title: str, path: str, name: str) -> Response:
    if suffix not in FORMATS:
        raise NotFoundError(f"there are citations in {', '.join(FORMATS)}, not in {suffix!r}")
    service = service_of(request)
    citation = Citation(
        key=key,
        title=title,
        address=public_base(request) + path,
        iri=name,
        version=service.store.current().id,
        issued=datetime.fromtimestamp(service.store.published(), UTC).date(),
    )
    media_type, write = FORMATS[suffix]
    headers = {"Content-Disposition": f'inline; filename="{key}.{suffix}"'}
    return Response(write(citation), headers=headers, media_type=media_type)
