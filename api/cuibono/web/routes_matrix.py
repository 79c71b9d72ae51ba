"""What actors say, pay and are said to gain, policy by policy, as typed JSON or as a file."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cuibono.analysis.matrix import Matrix, MatrixRequest, as_csv, matrix
from cuibono.web.service import next_page, service_of

router = APIRouter(prefix="/api", tags=["says, pays, gains"])


class MatrixFile(StrEnum):
    """The files that a matrix can be had as."""

    CSV = "csv"


@router.get("/matrix", response_model=Matrix)
def says_pays_gains(
    request: Request,
    asked: Annotated[MatrixRequest, Query()],
    format: Annotated[MatrixFile | None, Query(description="A file instead of JSON.")] = None,
) -> Matrix | Response:
    """Return actors by policies: what they say, pay and are said to gain, with the statements."""
    service = service_of(request)
    found = matrix(service.tables, service.lookup, asked)
    if format is None:
        return found.model_copy(update={"next": next_page(request, found)})
    return Response(
        as_csv(found),
        headers={"Content-Disposition": 'attachment; filename="matrix.csv"'},
        media_type="text/csv; charset=utf-8",
    )
