"""Where the analyses run: DuckDB in this process, or Spark for graphs past one machine.

Both run the same text. It keeps to the SQL that they share; a value is a parameter `:name`.
`tests/analysis/test_engines.py` holds their answers equal.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib.resources import files
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Any, Final, Protocol, TypeVar

import duckdb

from cuibono.analysis.tables.description import bundled_tables
from cuibono.analysis.tables.projection import tables_folder
from cuibono.store import Snapshot

Value = str | int | float | bool | date | None
Row = Mapping[str, Any]
T = TypeVar("T")

_PARAMETER: Final = re.compile(r"(?<!:):([a-z_]+)")


class Tables(Protocol):
    """The tables of a snapshot, and SQL over them; `docs/tables.md` lists them."""

    def rows(self, sql: str, values: Mapping[str, Value] | None = None) -> list[Row]:
        """Return the rows of a query, with the values of its parameters."""
        ...

    def define(self, view: str, sql: str) -> None:
        """Give a query a name by which later ones can use it."""
        ...

    def once(self, make: Callable[["Tables"], T]) -> T:
        """Return what a function makes of the tables, made once: the tables never change."""
        ...


class _Made:
    """What functions have made of some tables, kept as long as these."""

    def __init__(self) -> None:
        self._made: dict[Callable[[Any], Any], Any] = {}
        self._making = RLock()

    def once(self, make: Callable[[Any], T]) -> T:
        with self._making:
            if make not in self._made:
                self._made[make] = make(self)
            found: T = self._made[make]
            return found


class DuckTables(_Made):
    """The tables on DuckDB; several threads may use them at once."""

    def __init__(self, snapshot: Snapshot | None = None) -> None:
        """Open the tables of a snapshot, making them at need; without one, start with none."""
        super().__init__()
        self.snapshot = snapshot  # kept: as long as it is open, so is the folder with the tables
        self._connection = duckdb.connect()
        self._folder: Path | None = None
        if snapshot is not None:
            self._read(tables_folder(snapshot))

    @property
    def folder(self) -> Path:
        """Where the tables lie; what is made of them is kept there too."""
        assert self._folder is not None, "tables of rows from elsewhere have no folder"
        return self._folder

    @classmethod
    def of(cls, folder: Path) -> "DuckTables":
        """Open tables that `project` or `cuibono export tables` has written into a folder."""
        tables = cls()
        tables._read(folder)
        return tables

    def rows(self, sql: str, values: Mapping[str, Value] | None = None) -> list[Row]:
        with self._connection.cursor() as cursor:
            found = cursor.execute(_PARAMETER.sub(r"$\1", sql), _used(sql, values))
            names = [described[0] for described in found.description or []]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def each(self, sql: str) -> Iterator[Row]:
        """Yield the rows of a query, which may be more than memory holds."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            names = [described[0] for described in cursor.description or []]
            while rows := cursor.fetchmany(10_000):
                yield from (dict(zip(names, row, strict=True)) for row in rows)

    def _read(self, folder: Path) -> None:
        self._folder = folder
        for name, path in _parquet(folder):
            self.define(name, f"SELECT * FROM read_parquet('{_escaped(path)}')")

    def define(self, view: str, sql: str) -> None:
        self._connection.execute(f"CREATE OR REPLACE VIEW {view} AS {sql}")

    def insert(
        self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Value]]
    ) -> None:
        """Make a table of rows that come from elsewhere, its columns given with their SQL types."""
        declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        self._connection.execute(f"CREATE OR REPLACE TABLE {table} ({declared})")
        marks = f"({', '.join('?' * len(columns))})"
        for batch in _batches(rows, 500):
            values = [value for row in batch for value in row]
            lines = ", ".join([marks] * len(batch))
            self._connection.execute(f"INSERT INTO {table} VALUES {lines}", values)


class SparkTables(_Made):
    """The tables on Spark, which is an optional extra: `pip install cuibono[spark]`."""

    def __init__(self, session: Any, folder: Path | str) -> None:
        """Read the tables in a folder that `cuibono export tables` has written.

        `session` is a `pyspark.sql.SparkSession`; not said in the type, as it may not be installed.
        """
        super().__init__()
        self._session = session
        for table in bundled_tables():
            self._session.read.parquet(f"{folder}/{table.name}.parquet").createOrReplaceTempView(
                table.name
            )

    def rows(self, sql: str, values: Mapping[str, Value] | None = None) -> list[Row]:
        found = self._session.sql(sql, args=_used(sql, values))
        return [row.asDict() for row in found.collect()]

    def define(self, view: str, sql: str) -> None:
        self._session.sql(sql).createOrReplaceTempView(view)


def sql_text(package: str, name: str) -> str:
    """Return the SQL in a file beside the modules of a package."""
    return (files(package) / f"{name}.sql").read_text(encoding="utf-8")


def _batches(rows: Iterable[Sequence[Value]], size: int) -> Iterator[tuple[Sequence[Value], ...]]:
    left = iter(rows)
    while batch := tuple(islice(left, size)):
        yield batch


def _parquet(folder: Path) -> list[tuple[str, Path]]:
    return [(table.name, folder / f"{table.name}.parquet") for table in bundled_tables()]


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


def _used(sql: str, values: Mapping[str, Value] | None) -> dict[str, Any]:
    """Return the values that a text uses: DuckDB takes no others."""
    names = set(_PARAMETER.findall(sql))
    return {name: value for name, value in (values or {}).items() if name in names}
