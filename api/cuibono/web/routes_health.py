"""Whether the service lives, and whether it can answer."""

from fastapi import APIRouter
from starlette.requests import Request

from cuibono.analysis.model import Model
from cuibono.web.service import service_of

router = APIRouter(prefix="/health", tags=["operations"])


class Health(Model):
    """The state of the service."""

    status: str
    snapshot: str | None = None


@router.get("/live")
async def live() -> Health:
    """Say that the process runs."""
    return Health(status="live")


@router.get("/ready")
def ready(request: Request) -> Health:
    """Say which snapshot is served; 503 where there is none."""
    return Health(status="ready", snapshot=service_of(request).store.current().id)
