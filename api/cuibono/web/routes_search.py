"""Search and suggestions as typed JSON."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request

from cuibono.analysis.search import (
    SearchRequest,
    SearchResults,
    Suggestions,
    search,
    suggest,
)
from cuibono.web.service import service_of

router = APIRouter(prefix="/api", tags=["search"])


@router.get("/search")
def search_things(request: Request, asked: Annotated[SearchRequest, Query()]) -> SearchResults:
    """Find things by their names; typing errors and accents do not hinder."""
    service = service_of(request)
    return search(service.index, service.lookup, asked)


@router.get("/suggest")
def suggest_things(
    request: Request,
    q: Annotated[str, Query(max_length=200, description="What was typed so far.")],
    kind: Annotated[list[str] | None, Query(description="Only these kinds.")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Suggestions:
    """Return things whose names go on from what was typed."""
    found = suggest(service_of(request).index, q, kind or (), limit)
    return Suggestions(query=q, suggestions=found)
