"""`cuibono export`: the graph in forms that other programs read."""

from pathlib import Path
from typing import Annotated

import typer

from cuibono.cli.options import DataOption, StoreOption
from cuibono.settings import read_settings
from cuibono.store import open_store

app = typer.Typer(help="Write the graph in forms that other programs read.", no_args_is_help=True)


@app.callback()
def _group() -> None: ...


@app.command()
def tables(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    form: Annotated[str, typer.Option("--format", help="parquet or csv.")] = "parquet",
    data: DataOption = None,
    store: StoreOption = None,
) -> None:
    """Write the graph as tidy tables, with a Data Package that describes every column."""
    # Imported here: it brings DuckDB, which other commands need not wait for.
    from cuibono.analysis.tables import TableFormat, export_tables
    from cuibono.errors import CallError

    if form not in list(TableFormat):
        raise CallError(f"--format is parquet or csv, not {form!r}")
    snapshot = open_store(read_settings(data=data, store=store)).current()
    files = export_tables(snapshot, folder, TableFormat(form))
    typer.echo(f"{len(files) - 1} tables written to {folder}")
