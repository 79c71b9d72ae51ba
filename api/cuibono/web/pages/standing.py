"""What is open in the graph: a page that a curator works down; the state is in the address."""

from functools import partial
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cuibono.analysis.standing import StandingKind, StandingRequest
from cuibono.errors import ParameterError
from cuibono.web.pages.rendering import page
from cuibono.web.service import service_of

PAGE_SIZE: Final = 50
FIRST_FEW: Final = 5

router = APIRouter(include_in_schema=False)


@router.get("/standing")
def standing(
    request: Request,
    kind: Annotated[str, Query(max_length=60)] = "",
    source: Annotated[str, Query(max_length=200)] = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """Show how much is open in each way, and the first of it, or one way page by page."""
    service = service_of(request)
    if service.store.is_empty():
        return page(request, "standing.html", counts=(), alternates=())
    chosen = _kind(kind)
    counts = service.standing.counts(source or None)
    asked: dict[str, Any] = {"source": source or None, "limit": PAGE_SIZE if chosen else FIRST_FEW}
    parts = [
        service.standing.standing(StandingRequest(kind=one, **asked))
        for one in ([chosen] if chosen else StandingKind)
    ]
    pages = max(1, -(-parts[0].total // PAGE_SIZE)) if chosen else 1
    number = min(page_number, pages)
    if number > 1:
        offset = (number - 1) * PAGE_SIZE
        parts = [service.standing.standing(StandingRequest(kind=chosen, offset=offset, **asked))]
    return page(
        request,
        "standing.html",
        chosen={"kind": kind, "source": source},
        counts=counts,
        sources=parts[0].sources,
        parts=[part for part in parts if part.total],
        titles={one.kind: one for one in counts},
        address=partial(_address, source),
        number=number,
        pages=pages,
        alternates=(
            ("JSON", f"/api/standing{_address(source, kind)}", "application/json"),
            ("CSV", f"/api/standing{_address(source, kind, form='csv')}", "text/csv"),
        ),
    )


def _kind(name: str) -> StandingKind | None:
    if name and name not in list(StandingKind):
        choices = ", ".join(StandingKind)
        raise ParameterError(f"there is no kind {name!r}; choose {choices}, or leave it out")
    return StandingKind(name) if name else None


def _address(source: str, kind: str, number: int = 1, form: str = "") -> str:
    values = {"kind": kind, "source": source, "page": number if number > 1 else "", "format": form}
    query = urlencode({name: value for name, value in values.items() if value})
    return f"?{query}" if query else ""
