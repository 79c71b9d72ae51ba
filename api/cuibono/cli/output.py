"""How commands print data: a table for people, CSV and JSON for programs."""

import csv
import json
import sys
from collections.abc import Sequence
from enum import StrEnum

from rich.console import Console
from rich.table import Table

Value = str | int | float | bool | None


class TableFormat(StrEnum):
    """The formats of tabular output."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class TextFormat(StrEnum):
    """The formats of a report: text for people, JSON for programs."""

    TEXT = "text"
    JSON = "json"


def print_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[Value]],
    form: TableFormat,
    *,
    empty: str = "No rows.",
) -> None:
    """Print rows in a format; `empty` is what people read where there are none."""
    match form:
        case TableFormat.JSON:
            print_json([dict(zip(columns, row, strict=True)) for row in rows])
        case TableFormat.CSV:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerows([columns, *rows])
        case TableFormat.TABLE if not rows:
            print(empty)
        case TableFormat.TABLE:
            table = Table(*columns, box=None, pad_edge=False, header_style="bold")
            for row in rows:
                table.add_row(*("" if value is None else str(value) for value in row))
            console().print(table)


def print_json(value: object) -> None:
    """Print a value as indented JSON."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def console() -> Console:
    """Return a console for standard output; wide where that is no terminal, so nothing is cut."""
    return Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False)
