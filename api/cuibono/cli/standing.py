"""`cuibono standing`: what is open in the graph, for a curator to work down."""

from collections import Counter
from typing import Annotated

import typer

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.standing import Standing, StandingOf, StandingRequest, as_csv
from cuibono.analysis.tables import DuckTables
from cuibono.cli.options import DataOption, StoreOption, TextsOption, with_fields
from cuibono.cli.output import TableFormat, Value, print_table
from cuibono.questions import Catalogue
from cuibono.settings import read_settings
from cuibono.store import Snapshot, open_store, serve
from cuibono.texts import TextLibrary


@with_fields(StandingRequest)
def standing(
    asked: StandingRequest,
    form: Annotated[
        TableFormat, typer.Option("--format", help="Table, all as JSON, or items as CSV.")
    ] = TableFormat.TABLE,
    data: DataOption = None,
    store: StoreOption = None,
    texts: TextsOption = None,
) -> None:
    """Tell what rests on one text, no evidence, itself or hearsay, and which passages are open.

    Without --kind the table counts; with it, and in the other formats, each item comes with its
    statements and what to do next. With --texts the passages are verified.
    """
    # Imported here: it brings the web framework, which other commands need not wait for.
    from cuibono.web.service import limits

    settings = read_settings(data=data, store=store, texts=texts)
    served = serve(open_store(settings), limits(settings))
    try:
        found = _standing(served.current(), asked, TextLibrary(settings.texts))
    finally:
        served.close()
    match form:
        case TableFormat.JSON:
            typer.echo(found.model_dump_json(indent=2))
        case TableFormat.CSV:
            typer.echo(as_csv(found), nl=False)
        case TableFormat.TABLE if asked.kind is None:
            _print_counts(found)
        case TableFormat.TABLE:
            _print_items(found)


def _standing(snapshot: Snapshot, asked: StandingRequest, texts: TextLibrary) -> Standing:
    catalogue = Catalogue.read()
    lookup = Lookup(snapshot, catalogue, texts)
    return StandingOf(DuckTables(snapshot), lookup, catalogue, texts).standing(asked)


def _print_counts(found: Standing) -> None:
    rows: list[list[Value]] = [[one.kind, one.total, one.title] for one in found.counts]
    print_table(["kind", "items", "what"], rows, TableFormat.TABLE)
    for count in found.counts:
        if count.note:
            typer.echo(f"{count.kind}: {count.note}", err=True)
    typer.echo("`cuibono standing --kind KIND` lists them, with what to do.", err=True)


def _print_items(found: Standing) -> None:
    rows: list[list[Value]] = [
        [
            item.thing.slug if item.thing else item.question,
            item.finding,
            " ".join(statement.iri.rpartition("/")[2] for statement in item.statements[:3])
            + (" …" if item.numbers.get("statements", 0) > 3 else ""),
        ]
        for item in found.items
    ]
    columns = ["item", "finding", "statements"]
    empty = "No item from here on." if found.total else "Nothing is open in this way."
    print_table(columns, rows, TableFormat.TABLE, empty=empty)
    shown = len(found.items)
    if shown < found.total:
        span = f"{found.offset + 1} to {found.offset + shown}" if shown else "none"
        typer.echo(f"{span} of {found.total} shown; --offset and --limit show others", err=True)
    for step, number in Counter(item.next_step for item in found.items).items():
        typer.echo(f"next ({number}): {step}", err=True)
