"""`cuibono network`: who agrees and disagrees with whom."""

from enum import StrEnum
from typing import Annotated

import typer

from cuibono.analysis.networks import (
    Kind,
    Network,
    NetworkFormat,
    NetworkRequest,
    NetworkSeries,
    Unit,
    define_statements,
    discourse_network,
    exported,
    network_series,
)
from cuibono.analysis.tables import DuckTables
from cuibono.cli.options import DataOption, StoreOption, with_fields
from cuibono.cli.output import TableFormat, Value, print_table
from cuibono.errors import ParameterError
from cuibono.settings import read_settings
from cuibono.store import open_store


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


@with_fields(NetworkRequest)
def network(
    kind: Annotated[Kind, typer.Argument(help="Which network.", show_default=False)],
    asked: NetworkRequest,
    window: Annotated[
        Unit | None, typer.Option(help="Measure moving windows of time.", show_default=False)
    ] = None,
    size: Annotated[
        int | None,
        typer.Option(min=1, help="Units in a window; 1 if not given.", show_default=False),
    ] = None,
    step: Annotated[
        int | None,
        typer.Option(
            min=1, help="Units from one window to the next; 1 if not given.", show_default=False
        ),
    ] = None,
    form: Annotated[Output, typer.Option("--format", help="Output.")] = Output.TABLE,
    data: DataOption = None,
    store: StoreOption = None,
) -> None:
    """Build a discourse network; each tie lists the statements that make its weight."""
    if window is None and (size or step):
        raise ParameterError("--size and --step need --window", parameter="size")
    tables = DuckTables(open_store(read_settings(data=data, store=store)).current())
    define_statements(tables)
    parameters = asked.parameters(kind, tables)
    if window is not None:
        _print_series(network_series(tables, parameters, window, size or 1, step or 1), form)
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
