"""The echo of a claim as typed JSON, and as files."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cuibono.analysis.echo import Echo, EchoRequest, as_csv, as_graphml, echo_of
from cuibono.publish import known
from cuibono.web.service import service_of

router = APIRouter(prefix="/api/claims", tags=["claims"])


class EchoFile(StrEnum):
    """The files that an echo can be had as."""

    CSV = "csv"
    GRAPHML = "graphml"


@router.get("/{slug}/echo", response_model=Echo)
def echo(
    request: Request,
    slug: str,
    asked: Annotated[EchoRequest, Query()],
    format: Annotated[
        EchoFile | None, Query(description="A file instead of JSON: documents, or who after whom.")
    ] = None,
) -> Echo | Response:
    """Return the documents that repeat a claim, in order of time, after whom, on what evidence."""
    service = service_of(request)
    claim = known(service.store.current(), "claim", slug)
    found = echo_of(service.tables, service.lookup, claim, asked.inferred)
    if format is None:
        return found
    text, media_type = {
        EchoFile.CSV: (as_csv, "text/csv; charset=utf-8"),
        EchoFile.GRAPHML: (as_graphml, "application/graphml+xml"),
    }[format]
    name = f'attachment; filename="echo-{found.claim.slug}.{format}"'
    return Response(text(found), headers={"Content-Disposition": name}, media_type=media_type)
