"""Disagreements over claims and matters as typed JSON."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request

from cuibono.analysis.disagreement import (
    ContestedList,
    ContestedRequest,
    Disagreement,
    DisagreementRequest,
    contested_claims,
    disagreement,
)
from cuibono.web.service import next_page, service_of

router = APIRouter(prefix="/api", tags=["disagreement"])


@router.get("/claims/{slug}/disagreement")
def disagreement_of_claim(
    request: Request, slug: str, asked: Annotated[DisagreementRequest, Query()]
) -> Disagreement:
    """Return the two sides of a claim, what is disputed, and their figures side by side."""
    service = service_of(request)
    return disagreement(service.tables, service.lookup, slug, inferred=asked.inferred)


class ContestedQuery(ContestedRequest):
    """The conditions in an address."""

    about: str | None = None


@router.get("/disagreements")
def disagreements(request: Request, asked: Annotated[ContestedQuery, Query()]) -> ContestedList:
    """List the disputed claims about an actor, barrier, category, platform or policy, or all."""
    service = service_of(request)
    found = contested_claims(service.tables, service.lookup, asked, asked.about)
    return found.model_copy(update={"next": next_page(request, found)})
