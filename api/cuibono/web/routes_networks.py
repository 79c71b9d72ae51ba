"""Discourse networks as typed JSON, and as files that network tools open."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi import Path as PathParameter
from starlette.requests import Request
from starlette.responses import Response

from cuibono.analysis.networks import (
    MEDIA_TYPES,
    Aggregation,
    ConceptKind,
    Dates,
    Duplicates,
    Kind,
    Level,
    Mode,
    Network,
    NetworkFormat,
    NetworkParameters,
    NetworkSeries,
    Normalisation,
    Reported,
    Unit,
    discourse_network,
    exported,
    known_iris,
    network_series,
    read_day,
)
from cuibono.web.service import service_of

router = APIRouter(prefix="/api/networks", tags=["networks"])


def _things(words: str) -> Any:
    return Query(description=f"{words}; slug, prefixed name or IRI, given again for more.")


def network_parameters(
    request: Request,
    kind: Annotated[Kind, PathParameter(description="Which network.")],
    concept: Annotated[
        ConceptKind, Query(description="What counts as a concept.")
    ] = ConceptKind.CLAIM,
    mode: Annotated[Mode, Query(description="Nodes of a one-mode network.")] = Mode.ACTORS,
    level: Annotated[
        Level, Query(description="Actors as stated, persons, or organisations with their members.")
    ] = Level.ACTOR,
    normalisation: Annotated[
        Normalisation,
        Query(
            description="Two-mode: none, activity, prominence; else none, average, jaccard, cosine."
        ),
    ] = Normalisation.NONE,
    aggregation: Annotated[
        Aggregation, Query(description="Two-mode only: what a weight makes of agreement.")
    ] = Aggregation.SUBTRACT,
    duplicates: Annotated[
        Duplicates, Query(description="Equal statements by one actor count once in each of these.")
    ] = Duplicates.INCLUDE,
    start: Annotated[str | None, Query(description="First day: YYYY, YYYY-MM, YYYY-MM-DD.")] = None,
    stop: Annotated[str | None, Query(description="Last day: YYYY, YYYY-MM, YYYY-MM-DD.")] = None,
    dates: Annotated[
        Dates,
        Query(description="Whether an imprecise date must lie within the range."),
    ] = Dates.WITHIN,
    reported: Annotated[
        Reported, Query(description="Whether statements known by report only count.")
    ] = Reported.INCLUDE,
    only_actor: Annotated[list[str] | None, _things("Only these actors")] = None,
    only_concept: Annotated[list[str] | None, _things("Only these concepts")] = None,
    without_actor: Annotated[list[str] | None, _things("Not these actors")] = None,
    without_concept: Annotated[list[str] | None, _things("Not these concepts")] = None,
    min_actor: Annotated[int, Query(ge=1, description="Fewest statements of an actor.")] = 1,
    min_concept: Annotated[int, Query(ge=1, description="Fewest statements on a concept.")] = 1,
    min_weight: Annotated[float, Query(ge=0, description="Smallest weight, without sign.")] = 0.0,
    isolates: Annotated[bool, Query(description="Keep nodes without a statement left.")] = False,
    backbone: Annotated[
        float | None, Query(gt=0, lt=1, description="Level of the disparity filter, such as 0.05.")
    ] = None,
    seed: Annotated[int, Query(ge=0, lt=2**31, description="Seed of the clustering.")] = 1,
) -> NetworkParameters:
    """Return the parameters in an address; raises `ParameterError` and `NotFoundError`."""
    tables = service_of(request).tables
    return NetworkParameters(
        kind=kind,
        concept_kind=concept,
        mode=mode,
        level=level,
        normalisation=normalisation,
        aggregation=aggregation,
        duplicates=duplicates,
        start=read_day("start", start),
        stop=read_day("stop", stop, last=True),
        dates=dates,
        reported=reported,
        actors=known_iris(tables, "actor", only_actor or (), "only_actor"),
        concepts=known_iris(tables, concept.of_things, only_concept or (), "only_concept"),
        without_actors=known_iris(tables, "actor", without_actor or (), "without_actor"),
        without_concepts=known_iris(
            tables, concept.of_things, without_concept or (), "without_concept"
        ),
        min_actor=min_actor,
        min_concept=min_concept,
        min_weight=min_weight,
        isolates=isolates,
        backbone=backbone,
        seed=seed,
    ).checked()


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
