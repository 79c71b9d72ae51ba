"""What would be lost without evidence, documents, actors or statements, as typed JSON."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request

from cuibono.analysis.impact import KINDS, Impact, ImpactRequest, impact
from cuibono.publish import known, known_of
from cuibono.web.service import service_of

router = APIRouter(prefix="/api", tags=["impact"])


@router.get("/impact")
def impact_without(request: Request, asked: Annotated[ImpactRequest, Query()]) -> Impact:
    """Return what depends on what is named, or on what sources have withdrawn or replaced."""
    return _impact(request, [], asked)


@router.get("/evidence/{slug}/impact")
def impact_of_evidence(
    request: Request, slug: str, asked: Annotated[ImpactRequest, Query()]
) -> Impact:
    """Return what depends on a piece of evidence, and on what else is named."""
    snapshot = service_of(request).store.current()
    return _impact(request, [known(snapshot, "evidence", slug)], asked)


def _impact(request: Request, evidence: list[str], asked: ImpactRequest) -> Impact:
    service = service_of(request)
    snapshot = service.store.current()
    named = [known_of(snapshot, KINDS, name) for name in asked.without]
    return impact(
        service.tables,
        service.lookup,
        [*evidence, *named],
        withdrawn=asked.withdrawn,
        networks=asked.networks,
    )
