"""What there is, for machines: VoID, DCAT, dumps, a site map."""

from datetime import UTC, datetime
from email.utils import formatdate
from pathlib import Path
from typing import Annotated, Final
from xml.sax.saxutils import escape

from fastapi import APIRouter, Query
from pyoxigraph import NamedNode, Quad
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from cuibono.errors import NotFoundError
from cuibono.publish import encode, require_format
from cuibono.publish.dataset import Dataset, DumpFile
from cuibono.publish.dumps import dumps, listed
from cuibono.store import RDF_FORMATS
from cuibono.terms import BASE
from cuibono.web.service import Service, base_path, public_base, service_of

router = APIRouter(tags=["data set"])

URLS_A_MAP: Final = 40_000
"""A site map holds at most 50,000 (https://www.sitemaps.org/protocol.html)."""

Form = Annotated[str | None, Query(alias="format", description="Name or media type.")]
_SITEMAP: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_FOREVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


@router.get("/void")
def void(request: Request, form: Form = None) -> Response:
    """Return the description of the data set in VoID, with numbers counted on the snapshot."""
    return _description(request, form, "void")


@router.get("/.well-known/void", include_in_schema=False)
def well_known_void(request: Request) -> Response:
    """Send on to the description in VoID (https://www.w3.org/TR/void/#well-known)."""
    return RedirectResponse(f"{base_path(request)}/void", 303)


@router.get("/catalog")
def catalog(request: Request, form: Form = None) -> Response:
    """Return the catalogue in DCAT 3: the data set, its files and its services."""
    return _description(request, form, "catalog")


@router.get("/dump")
def dump_files(request: Request) -> list[DumpFile]:
    """List the files with the whole graph and its tables, with sizes and checksums."""
    return listed(_folder(service_of(request)))


@router.get("/dump/{snapshot}/{name:path}")
def dump_file(request: Request, snapshot: str, name: str) -> Response:
    """Return a file of the present snapshot, or a part of it."""
    service = service_of(request)
    current = service.store.current().id
    if snapshot == "latest":
        return RedirectResponse(f"{base_path(request)}/dump/{current}/{name}", 307)
    if snapshot != current:
        raise NotFoundError(
            f"there are dumps of the present snapshot only: /dump/{current}/", snapshot=current
        )
    folder = _folder(service)
    offered = {one.path.removeprefix(f"/dump/{current}/"): one for one in listed(folder)}
    if name == "SHA256SUMS":
        return FileResponse(folder / name, media_type="text/plain; charset=utf-8")
    if name not in offered:
        raise NotFoundError(f"there is no file {name!r}; /dump lists all")
    one = offered[name]
    path = service.tables.folder / name[7:] if name.startswith("tables/") else folder / name
    headers = {"ETag": f'"{one.sha256[:32]}"', **_FOREVER}
    return FileResponse(path, headers=headers, media_type=one.packed or one.media_type)


@router.get("/robots.txt", include_in_schema=False)
def robots(request: Request) -> Response:
    """Tell crawlers what is worth their time."""
    here = base_path(request)
    closed = "".join(f"Disallow: {here}{path}\n" for path in ("/sparql", "/search", "/api/"))
    sitemap = f"Sitemap: {public_base(request)}/sitemap.xml\n"
    return PlainTextResponse(f"User-agent: *\n{closed}\n{sitemap}")


@router.get("/sitemap.xml", include_in_schema=False)
def sitemap_index(request: Request) -> Response:
    """List the site maps."""
    pages = max(1, -(-len(_things(service_of(request))) // URLS_A_MAP))
    address, day = public_base(request), _day(service_of(request))
    maps = "".join(
        f"<sitemap><loc>{address}/sitemap/{n}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        for n in range(1, pages + 1)
    )
    return _xml(f"<sitemapindex {_SITEMAP}>{maps}</sitemapindex>")


@router.get("/sitemap/{number}.xml", include_in_schema=False)
def sitemap(request: Request, number: int) -> Response:
    """List the pages of things, a part of them at a time."""
    service = service_of(request)
    found = _things(service)[(number - 1) * URLS_A_MAP : number * URLS_A_MAP]
    if number < 1 or (number > 1 and not found):
        raise NotFoundError(f"there is no site map {number}; /sitemap.xml lists all")
    address, day = public_base(request), _day(service)
    paths = [*(_PAGES if number == 1 else ()), *(_path(iri) for iri in found)]
    urls = "".join(
        f"<url><loc>{escape(address + path)}</loc><lastmod>{day}</lastmod></url>" for path in paths
    )
    return _xml(f"<urlset {_SITEMAP}>{urls}</urlset>")


_PAGES: Final = ("/", "/claims", "/actors", "/policies", "/evidence", "/sources", "/queries", "/ns")


def _description(request: Request, form: str | None, which: str) -> Response:
    service = service_of(request)
    chosen = require_format(request.headers.get("accept"), RDF_FORMATS, form)
    address = public_base(request)

    def described() -> tuple[Quad, ...]:
        current = service.store.current()
        dataset = Dataset(current, service.catalogue, address, service.store.published())
        files = listed(_folder(service))
        return tuple(dataset.void(files) if which == "void" else dataset.catalog(files))

    found = list(service.remembered((which, address), described))
    headers = {
        "Vary": "Accept",
        "Last-Modified": formatdate(service.store.published(), usegmt=True),
    }
    return Response(encode(found, chosen), headers=headers, media_type=chosen.content_type)


def _folder(service: Service) -> Path:
    return dumps(service.store.current(), service.tables.folder)


def _things(service: Service) -> tuple[str, ...]:
    def found() -> tuple[str, ...]:
        rows = service.store.current().select(service.catalogue.get("publish/things").bind({}))
        return tuple(n.value for row in rows if isinstance(n := row["thing"], NamedNode))

    return service.remembered("things", found)


def _path(iri: str) -> str:
    return f"/doc/{iri.removeprefix(f'{BASE}id/')}"


def _day(service: Service) -> str:
    return datetime.fromtimestamp(service.store.published(), UTC).date().isoformat()


def _xml(content: str) -> Response:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return Response(head + content, media_type="application/xml")
