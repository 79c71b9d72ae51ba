"""`cuibono matrix`: what actors say, pay and are said to gain, policy by policy."""

from enum import StrEnum
from typing import Annotated

import typer

from cuibono.analysis.matrix import (
    Cell,
    Entry,
    Matrix,
    MatrixRequest,
    Part,
    as_csv,
    short,
)
from cuibono.analysis.matrix import matrix as matrix_of
from cuibono.cli.opened import opened
from cuibono.cli.options import DataOption, StoreOption, TextsOption, with_fields
from cuibono.cli.output import TableFormat, Value, console, print_table
from cuibono.terms import compact


class MatrixFormat(StrEnum):
    """The formats of a matrix: a table or every statement for people, JSON and CSV for programs."""

    TABLE = "table"
    STATEMENTS = "statements"
    JSON = "json"
    CSV = "csv"


@with_fields(MatrixRequest)
def matrix(
    asked: MatrixRequest,
    form: Annotated[MatrixFormat, typer.Option("--format", help="Output.")] = MatrixFormat.TABLE,
    data: DataOption = None,
    store: StoreOption = None,
    texts: TextsOption = None,
) -> None:
    """Show actors by policies in three columns: what they say, pay, and are said to gain."""
    tables, lookup = opened(data, store, texts)
    found = matrix_of(tables, lookup, asked)
    match form:
        case MatrixFormat.JSON:
            typer.echo(found.model_dump_json(indent=2))
        case MatrixFormat.CSV:
            typer.echo(as_csv(found), nl=False)
        case MatrixFormat.TABLE:
            _print_table(found)
        case MatrixFormat.STATEMENTS:
            console().print("\n".join(_lines(found)))


def _print_table(found: Matrix) -> None:
    rows: list[list[Value]] = [
        [row.actor.label, row.policy.label, *(short(row.cell(part)) for part in Part)]
        for row in found.items
    ]
    empty = found.note or f"There are {found.total} rows; none comes after {found.offset}."
    print_table(("actor", "policy", *Part), rows, TableFormat.TABLE, empty=empty)
    totals = ", ".join(f"{part} {found.totals[part]}" for part in Part)
    typer.echo(
        f"rows {len(found.items)} of {found.total}: {found.actors} actors, {found.policies} "
        f"policies; statements: {totals} (--format statements shows each)",
        err=True,
    )


def _lines(found: Matrix) -> list[str]:
    if not found.items:
        return [found.note or f"There are {found.total} rows; none comes after {found.offset}."]
    lines: list[str] = []
    for row in found.items:
        lines.append(f"{row.actor.label} · {row.policy.label}")
        for part in Part:
            lines += _of_cell(part, row.cell(part))
        lines.append("")
    return lines


def _of_cell(part: Part, cell: Cell) -> list[str]:
    if not cell.entries:
        return [f"  {part}: {short(cell)}"]
    return [
        f"  {part}: {short(cell)}",
        *(line for entry in cell.entries for line in _of_entry(entry)),
    ]


def _of_entry(entry: Entry) -> list[str]:
    notes = [
        *(thing.label for thing in entry.things),
        *([f"says {entry.said_by.label}"] if entry.said_by else []),
        *([entry.detail] if entry.detail else []),
        *(["inferred by a reader"] if entry.inferred_by_reader else []),
    ]
    noted = f" ({'; '.join(notes)})" if notes else ""
    through = "".join(f" via {compact(one.iri)}" for one in entry.through)
    return [f"    {entry.words}{noted}", f"      {compact(entry.statement.iri)}{through}"]
