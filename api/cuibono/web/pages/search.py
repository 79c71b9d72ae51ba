"""The page of a search: what was found, and what it can be narrowed to."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cuibono.analysis.search import Facet, SearchRequest, search
from cuibono.web.pages.rendering import page
from cuibono.web.service import service_of

router = APIRouter(include_in_schema=False)

_FACET_WORDS: Final = {"kind": "Kind", "source": "Source", "policy": "Policy", "year": "Year"}
_SHOWN: Final = 12


@router.get("/search")
def results(request: Request, asked: Annotated[SearchRequest, Query()]) -> HTMLResponse:
    """Show what a search finds."""
    service = service_of(request)
    found = search(service.index, service.lookup, asked)
    after = asked.offset + asked.limit
    return page(
        request,
        "search.html",
        asked=asked,
        found=found,
        chosen=_chosen(request),
        facets=[_choices(request, facet) for facet in found.facets if facet.values],
        previous=_address(request, offset=max(0, asked.offset - asked.limit))
        if asked.offset
        else None,
        following=_address(request, offset=after) if after < found.total else None,
        data=f"/api/search?{request.url.query}",
    )


def _chosen(request: Request) -> list[tuple[str, str]]:
    """Return the filters in the address: kept as hidden fields when the words change."""
    return [(k, v) for k, v in request.query_params.multi_items() if k not in ("q", "offset")]


def _choices(request: Request, facet: Facet) -> dict[str, object]:
    """Return a facet with the address that each value leads to, or away from when it is chosen."""
    given = request.query_params.multi_items()
    keys = ("year_from", "year_to") if facet.name == "year" else (facet.name,)
    chosen = {value for key, value in given if key in keys}
    values: list[dict[str, object]] = []
    for value in facet.values[:_SHOWN]:
        mine = [(key, value.value) for key in keys]
        on = value.value in chosen
        kept = [pair for pair in given if pair[0] != "offset" and pair not in mine]
        address = f"?{urlencode(kept if on else [*kept, *mine])}"
        values.append({"label": value.label, "count": value.count, "on": on, "href": address})
    return {"title": _FACET_WORDS[facet.name], "values": values}


def _address(request: Request, offset: int) -> str:
    return f"?{request.url.include_query_params(offset=offset).query}"
