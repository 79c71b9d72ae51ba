"""Fill the tables from a snapshot: the engine streams its answers, DuckDB writes Parquet.

The tables of a snapshot stand in its folder, `{id}/tables-{edition}/`: made when they are first
asked for, moved into place whole, never changed, and removed with the snapshot.
"""

import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from cuibono.analysis.tables.description import (
    TYPES,
    Column,
    TableDescription,
    bundled_tables,
    edition,
)
from cuibono.errors import DataError, StoreError
from cuibono.store import Snapshot

# A gYear, gYearMonth, date or dateTime; what a time zone or time of day adds is left to the text.
_DATE: Final = r"^(-?\d{4,})(?:-(\d\d))?(?:-(\d\d))?"


def tables_folder(snapshot: Snapshot) -> Path:
    """Return the folder with the tables of a snapshot, having made them where they are not there.

    Raises `StoreError` where they cannot be written.
    """
    wanted = bundled_tables()
    there = snapshot.folder / f"tables-{edition(wanted)}"
    if there.is_dir():
        return there
    draft = there.with_name(f"{there.name}.{secrets.token_hex(4)}.new")
    try:
        draft.mkdir()
        project(snapshot, draft, wanted)
        draft.rename(there)
    except OSError as fault:
        if not there.is_dir():  # else another process was faster, and its tables are the same
            raise StoreError(f"the tables cannot be written to {there}: {fault}") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return there


def project(snapshot: Snapshot, target: Path, tables: Sequence[TableDescription]) -> None:
    """Write the tables of a snapshot as `{target}/{name}.parquet`."""
    with duckdb.connect() as connection:
        for table in tables:
            rows = target / f"{table.name}.csv"
            snapshot.save_csv(table.query, rows)
            _write_parquet(connection, table, rows, target / f"{table.name}.parquet")
            rows.unlink()


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, table: TableDescription, rows: Path, target: Path
) -> None:
    """Turn the rows into typed columns, in an order that depends on the rows alone."""
    as_text = ", ".join(f"'{column.name}': 'VARCHAR'" for column in table.selected)
    columns = ", ".join(part for column in table.selected for part in _expressions(column))
    source = (
        f"read_csv({_quoted(rows)}, columns = {{{as_text}}}, header = true, auto_detect = false, "
        "delim = ',', quote = '\"', escape = '\"', nullstr = '', parallel = false, "
        "max_line_size = 16777216)"
    )
    try:
        connection.execute(
            f"COPY (SELECT DISTINCT {columns} FROM {source} ORDER BY ALL) "
            f"TO {_quoted(target)} (FORMAT parquet)"
        )
    except duckdb.Error as fault:
        raise DataError(f"table {table.name} cannot be made: {fault}") from None


def _expressions(column: Column) -> list[str]:
    """Return a column in SQL, and for a date the columns that it becomes."""
    name = column.name
    if column.type != "date":
        return [f"TRY_CAST({name} AS {TYPES[column.type]}) AS {name}"]
    year, month, day = (
        f"TRY_CAST(NULLIF(regexp_extract({name}, '{_DATE}', {group}), '') AS BIGINT)"
        for group in (1, 2, 3)
    )
    first = f"TRY(make_date({year}, coalesce({month}, 1), coalesce({day}, 1)))"
    return [
        name,
        f"{year} AS {name}_year",
        f"{month} AS {name}_month",
        f"{day} AS {name}_day",
        f"CASE WHEN {day} IS NOT NULL THEN 'day' WHEN {month} IS NOT NULL THEN 'month' "
        f"WHEN {year} IS NOT NULL THEN 'year' END AS {name}_precision",
        f"{first} AS {name}_first",
        f"CASE WHEN {day} IS NOT NULL THEN {first} WHEN {month} IS NOT NULL THEN last_day({first}) "
        f"ELSE TRY(make_date({year}, 12, 31)) END AS {name}_last",
    ]


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
