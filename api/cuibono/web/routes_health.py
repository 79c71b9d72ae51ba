"""Whether the service lives, whether it can answer, and what it has done."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from cuibono.analysis.model import Model
from cuibono.store import ServedStore
from cuibono.web.service import Service, service_of

router = APIRouter(tags=["operations"])

_NEVER_KEPT = {"Cache-Control": "no-store"}
"""They tell of this moment; everything else changes with the snapshot only."""

_FIGURES: Final = {
    "queries_total": "Queries that readers were asked.",
    "queries_stopped_total": "Queries stopped past a limit.",
    "queries_refused_total": "Queries refused since too many ran.",
    "queries_waiting": "Queries that wait for their turn.",
    "readers_started_total": "Processes started to answer queries.",
    "writes_total": "Writes taken over HTTP.",
    "write_batches_total": "Publications of such writes.",
    "snapshots": "Snapshots on disk.",
    "snapshots_held_bytes": "Disk that replaced snapshots alone take up.",
}


class Health(Model):
    """The state of the service."""

    status: str
    snapshot: str | None = None
    snapshots: int | None = None
    """Snapshots on disk: the one served, and older ones that are still read."""
    held_bytes: int | None = None
    """Disk that the older ones alone take up."""


@router.get("/health/live")
async def live(response: Response) -> Health:
    """Say that the process runs."""
    response.headers.update(_NEVER_KEPT)
    return Health(status="live")


@router.get("/health/ready")
def ready(request: Request, response: Response) -> Health:
    """Say which snapshot is served; 503 where there is none."""
    response.headers.update(_NEVER_KEPT)
    store = service_of(request).store
    snapshot = store.current()
    snapshot.ask("ASK {}")  # that a query is answered, and not only that the folder is there
    if not isinstance(store, ServedStore):
        return Health(status="ready", snapshot=snapshot.id)
    holding = store.embedded.snapshots.holding()
    return Health(
        status="ready",
        snapshot=snapshot.id,
        snapshots=holding.snapshots,
        held_bytes=holding.held_bytes,
    )


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> PlainTextResponse:
    """Return counts and gauges in the text format of Prometheus."""
    values = _values(service_of(request))
    lines = [
        line
        for name, what in _FIGURES.items()
        if name in values
        for line in (
            f"# HELP cuibono_{name} {what}",
            f"# TYPE cuibono_{name} {'counter' if name.endswith('_total') else 'gauge'}",
            f"cuibono_{name} {values[name]}",
        )
    ]
    return PlainTextResponse(
        "\n".join([*lines, ""]), headers=_NEVER_KEPT, media_type="text/plain; version=0.0.4"
    )


def _values(service: Service) -> dict[str, int]:
    pool, store = service.readers, service.store
    values = {
        "queries_total": pool.counts["queries"],
        "queries_stopped_total": pool.counts["QueryLimitError"],
        "queries_refused_total": pool.counts["BusyError"],
        "queries_waiting": pool.waiting,
        "readers_started_total": pool.counts["readers_started"],
        "writes_total": service.writes.changes,
        "write_batches_total": service.writes.batches,
    }
    if isinstance(store, ServedStore):
        holding = store.embedded.snapshots.holding()
        values["snapshots"] = holding.snapshots
        values["snapshots_held_bytes"] = holding.held_bytes
    return values
