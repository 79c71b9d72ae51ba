"""Discourse networks as typed JSON, and as files that network tools open."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Path as PathParameter
from starlette.requests import Request
from starlette.responses import Response

from cuibono.analysis.networks import (
    MEDIA_TYPES,
    Kind,
    Network,
    NetworkFormat,
    NetworkParameters,
    NetworkRequest,
    NetworkSeries,
    Unit,
    discourse_network,
    exported,
    network_series,
)
from cuibono.web.service import service_of

router = APIRouter(prefix="/api/networks", tags=["networks"])


def network_parameters(
    request: Request,
    kind: Annotated[Kind, PathParameter(description="Which network.")],
    asked: Annotated[NetworkRequest, Query()],
) -> NetworkParameters:
    """Return the parameters in an address; raises `ParameterError` and `NotFoundError`."""
    return asked.parameters(kind, service_of(request).tables)


Parameters = Annotated[NetworkParameters, Depends(network_parameters)]


@router.get("/{kind}", response_model=Network)
def network(
    request: Request,
    parameters: Parameters,
    format: Annotated[
        NetworkFormat | None, Query(description="A file instead of JSON; csv has the ties.")
    ] = None,
) -> Network | Response:
    """Return a discourse network; each tie lists the statements that make its weight."""
    tables = service_of(request).tables
    if format is None:
        return discourse_network(tables, parameters)
    found = discourse_network(tables, parameters, with_grounds=False)
    name = f"{parameters.kind}-{parameters.concept_kind}-{format}"
    ending = format if format in ("graphml", "gexf", "dl") else "csv"
    return Response(
        exported(found, format),
        headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'},
        media_type=MEDIA_TYPES[format],
    )


@router.get("/{kind}/windows")
def windows(
    request: Request,
    parameters: Parameters,
    unit: Annotated[Unit, Query(description="What windows are measured in.")] = Unit.YEARS,
    size: Annotated[int, Query(ge=1, description="Units in a window.")] = 1,
    step: Annotated[int, Query(ge=1, description="Units from one window to the next.")] = 1,
) -> NetworkSeries:
    """Return a network's measures over moving windows of time."""
    return network_series(service_of(request).tables, parameters, unit, size, step)
