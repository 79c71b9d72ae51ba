"""The standing of the graph as typed JSON, and as a table."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cuibono.analysis.standing import Standing, StandingRequest, as_csv
from cuibono.web.service import service_of

router = APIRouter(prefix="/api", tags=["standing"])


class StandingFile(StrEnum):
    """The files that the items can be had as."""

    CSV = "csv"


@router.get("/standing", response_model=Standing)
def standing(
    request: Request,
    asked: Annotated[StandingRequest, Query()],
    format: Annotated[
        StandingFile | None, Query(description="A file instead of JSON: the items.")
    ] = None,
) -> Standing | Response:
    """Return what is open in the graph, counted, and a page of items with what to do next."""
    found = service_of(request).standing.standing(asked)
    following = asked.offset + asked.limit
    if following < found.total:
        url = request.url.include_query_params(offset=following)
        found = found.model_copy(update={"next": str(url.replace(scheme="", netloc=""))})
    if format is None:
        return found
    name = 'attachment; filename="standing.csv"'
    headers = {"Content-Disposition": name}
    if found.next:
        headers["Link"] = f'<{found.next}>; rel="next"'
    return Response(as_csv(found), headers=headers, media_type="text/csv; charset=utf-8")
