"""Loops of interest as typed JSON."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request

from cuibono.analysis.loops import LoopList, LoopRequest, loops_of_interest
from cuibono.web.service import next_page, service_of

router = APIRouter(prefix="/api", tags=["loops of interest"])


@router.get("/loops")
def loops(request: Request, asked: Annotated[LoopRequest, Query()]) -> LoopList:
    """List the loops of interest of all claims, the shortest first."""
    service = service_of(request)
    return _with_next(request, loops_of_interest(service.tables, service.lookup, asked))


@router.get("/claims/{slug}/loops")
def loops_of_claim(request: Request, slug: str, asked: Annotated[LoopRequest, Query()]) -> LoopList:
    """List the loops of interest of a claim, and what a loop would need that is not on record."""
    service = service_of(request)
    return _with_next(request, loops_of_interest(service.tables, service.lookup, asked, slug))


def _with_next(request: Request, found: LoopList) -> LoopList:
    return found.model_copy(update={"next": next_page(request, found)})
