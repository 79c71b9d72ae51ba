"""`cuibono network`: who agrees and disagrees with whom."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from cuibono.analysis.networks import (
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
    define_statements,
    discourse_network,
    exported,
    known_iris,
    network_series,
    read_day,
)
from cuibono.analysis.tables import DuckTables
from cuibono.cli.options import DataOption
from cuibono.cli.output import TableFormat, Value, print_table
from cuibono.errors import ParameterError
from cuibono.settings import read_settings
from cuibono.store import open_embedded


class Output(StrEnum):
    """The formats of a network: for people, for programs, for network tools, and its parts."""

    TABLE = "table"
    JSON = "json"
    GRAPHML = "graphml"
    GEXF = "gexf"
    DL = "dl"
    CSV = "csv"
    NODES = "nodes"
    STATEMENTS = "statements"


def _things(words: str) -> Any:
    return typer.Option(help=f"{words}; slug or IRI, given again for more.", show_default=False)


def network(
    kind: Annotated[Kind, typer.Argument(help="Which network.", show_default=False)],
    concept: Annotated[
        ConceptKind, typer.Option(help="What counts as a concept.")
    ] = ConceptKind.CLAIM,
    mode: Annotated[Mode, typer.Option(help="Nodes of a one-mode network.")] = Mode.ACTORS,
    level: Annotated[
        Level, typer.Option(help="Actors as stated, persons, or organisations with their members.")
    ] = Level.ACTOR,
    normalisation: Annotated[
        Normalisation,
        typer.Option(
            help="Two-mode: none, activity, prominence; else none, average, jaccard, cosine."
        ),
    ] = Normalisation.NONE,
    aggregation: Annotated[
        Aggregation, typer.Option(help="Two-mode only: what a weight makes of agreement.")
    ] = Aggregation.SUBTRACT,
    duplicates: Annotated[
        Duplicates, typer.Option(help="Equal statements by one actor count once in each of these.")
    ] = Duplicates.INCLUDE,
    start: Annotated[
        str | None, typer.Option(help="First day: YYYY, YYYY-MM, YYYY-MM-DD.", show_default=False)
    ] = None,
    stop: Annotated[
        str | None, typer.Option(help="Last day: YYYY, YYYY-MM, YYYY-MM-DD.", show_default=False)
    ] = None,
    dates: Annotated[
        Dates, typer.Option(help="Whether an imprecise date must lie within the range.")
    ] = Dates.WITHIN,
    reported: Annotated[
        Reported, typer.Option(help="Whether statements known by report only count.")
    ] = Reported.INCLUDE,
    only_actor: Annotated[list[str] | None, _things("Only these actors")] = None,
    only_concept: Annotated[list[str] | None, _things("Only these concepts")] = None,
    without_actor: Annotated[list[str] | None, _things("Not these actors")] = None,
    without_concept: Annotated[list[str] | None, _things("Not these concepts")] = None,
    min_actor: Annotated[int, typer.Option(min=1, help="Fewest statements of an actor.")] = 1,
    min_concept: Annotated[int, typer.Option(min=1, help="Fewest statements on a concept.")] = 1,
    min_weight: Annotated[float, typer.Option(min=0, help="Smallest weight, without sign.")] = 0.0,
    isolates: Annotated[bool, typer.Option(help="Keep nodes without a statement left.")] = False,
    backbone: Annotated[
        float | None,
        typer.Option(help="Level of the disparity filter, such as 0.05.", show_default=False),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the clustering.")] = 1,
    window: Annotated[
        Unit | None, typer.Option(help="Measure moving windows of time.", show_default=False)
    ] = None,
    size: Annotated[int, typer.Option(min=1, help="Units in a window.")] = 1,
    step: Annotated[int, typer.Option(min=1, help="Units from one window to the next.")] = 1,
    form: Annotated[Output, typer.Option("--format", help="Output.")] = Output.TABLE,
    data: DataOption = None,
) -> None:
    """Build a discourse network; each tie lists the statements that make its weight."""
    if backbone is not None and not 0 < backbone < 1:
        raise ParameterError("--backbone lies between 0 and 1, such as 0.05", parameter="backbone")
    tables = DuckTables(open_embedded(read_settings(data=data)).current())
    define_statements(tables)
    things = concept.of_things
    parameters = NetworkParameters(
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
        concepts=known_iris(tables, things, only_concept or (), "only_concept"),
        without_actors=known_iris(tables, "actor", without_actor or (), "without_actor"),
        without_concepts=known_iris(tables, things, without_concept or (), "without_concept"),
        min_actor=min_actor,
        min_concept=min_concept,
        min_weight=min_weight,
        isolates=isolates,
        backbone=backbone,
        seed=seed,
    ).checked()
    if window is not None:
        _print_series(network_series(tables, parameters, window, size, step), form)
        return
    with_grounds = form is Output.JSON
    _print(discourse_network(tables, parameters, with_grounds=with_grounds), form)


def _print(found: Network, form: Output) -> None:
    match form:
        case Output.JSON:
            typer.echo(found.model_dump_json(indent=2))
        case Output.TABLE:
            _print_ties(found)
        case _:
            typer.echo(exported(found, NetworkFormat(form)), nl=False)


def _print_ties(found: Network) -> None:
    labels = {node.iri: node.label for node in found.nodes}
    rows: list[list[Value]] = [
        [labels[t.source], labels[t.target], round(t.weight, 4), t.agreeing, t.disagreeing]
        for t in sorted(found.ties, key=lambda t: (-abs(t.weight), t.source, t.target))
    ]
    columns = ["from", "to", "weight", "agreeing", "disagreeing"]
    print_table(columns, rows, TableFormat.TABLE, empty=found.note or "No two nodes have a tie.")
    typer.echo(
        f"{len(found.nodes)} nodes, {len(found.ties)} ties, {len(found.statements)} statements"
        + "".join(f"; {count} {reason}" for reason, count in found.left_out.items())
        + (f"; modularity {found.modularity:.3f}" if found.modularity is not None else ""),
        err=True,
    )


def _print_series(found: NetworkSeries, form: Output) -> None:
    if form not in (Output.TABLE, Output.JSON, Output.CSV):
        raise ParameterError("windows are told as table, json or csv", parameter="format")
    if form is Output.JSON:
        typer.echo(found.model_dump_json(indent=2))
        return
    rows = [list(window.model_dump(mode="json").values()) for window in found.windows]
    columns = list(type(found.windows[0]).model_fields) if found.windows else []
    print_table(columns, rows, TableFormat(form), empty=found.note or "No windows.")
