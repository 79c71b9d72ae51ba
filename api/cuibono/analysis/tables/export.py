"""The tables as files for others: Parquet or CSV, with a Data Package that describes them."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import duckdb

from cuibono.analysis.tables.description import Column, TableDescription, bundled_tables
from cuibono.analysis.tables.projection import tables_folder
from cuibono.errors import CallError
from cuibono.store import Snapshot

DESCRIPTOR: Final = "datapackage.json"

_FRICTIONLESS: Final = {
    "iri": {"type": "string", "format": "uri"},
    "text": {"type": "string"},
    "date": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "day": {"type": "date"},
}


class TableFormat(StrEnum):
    """The formats of the files."""

    PARQUET = "parquet"
    CSV = "csv"


def export_tables(snapshot: Snapshot, target: Path, form: TableFormat) -> list[Path]:
    """Write every table into a folder, and `datapackage.json`; return the files.

    The descriptor is a Data Package of tabular resources (https://datapackage.org/standard/).
    Raises `CallError` where the folder cannot be written or holds anything else.
    """
    source, tables = tables_folder(snapshot), bundled_tables()
    files = [target / f"{table.name}.{form}" for table in tables] + [target / DESCRIPTOR]
    try:
        target.mkdir(parents=True, exist_ok=True)
        if other := sorted({path.name for path in target.iterdir()} - {f.name for f in files}):
            raise CallError(f"{target} holds {other[0]} already; name a new or an empty folder")
        with duckdb.connect() as connection:
            for table, file in zip(tables, files, strict=False):
                _copy(connection, source / f"{table.name}.parquet", file, form)
        files[-1].write_text(json.dumps(_package(tables, form, snapshot.id), indent=2) + "\n")
    except (OSError, duckdb.IOException) as fault:
        raise CallError(f"{target} cannot be written: {fault}") from None
    return files


def _copy(
    connection: duckdb.DuckDBPyConnection, source: Path, target: Path, form: TableFormat
) -> None:
    if form is TableFormat.PARQUET:
        target.write_bytes(source.read_bytes())
        return
    rows = connection.read_parquet(str(source))
    rows.write_csv(str(target), header=True)


def _package(
    tables: tuple[TableDescription, ...], form: TableFormat, snapshot: str
) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "cuibono-tables",
        "title": "The statements of a cuibono graph as tables",
        "version": snapshot,
        "resources": [_resource(table, form) for table in tables],
    }


def _resource(table: TableDescription, form: TableFormat) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": f"{table.name}.{form}",
        "title": table.title,
        "description": table.description,
        "format": str(form),
        "schema": {"fields": [_field(column) for column in table.columns]},
    }


def _field(column: Column) -> dict[str, str]:
    return {"name": column.name, **_FRICTIONLESS[column.type], "description": column.description}
