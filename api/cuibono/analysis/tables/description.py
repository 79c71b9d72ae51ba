"""What the tables are: `queries/tables/{name}.rq`, one SELECT a table, described in its header.

The header lists every column as `name: type | words`. A column of type `date` becomes seven: the
date as the source gives it, its year, month and day, its precision, and the first and last day that
it can mean, so that "2016" and "2016-03-04" can be compared without making either up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Final

import pyoxigraph as ox

from cuibono.artefacts import Folder, folder
from cuibono.errors import DataError
from cuibono.questions.header import read_header

_KEYS: Final = ("title", "description", "key", "columns")

TYPES: Final[Mapping[str, str]] = {
    "iri": "VARCHAR",
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "day": "DATE",
    "date": "VARCHAR",
}
"""The types of columns, and what they are in SQL."""

_PARTS_OF_A_DATE: Final = (
    ("year", "integer", "its year"),
    ("month", "integer", "its month, where that is given"),
    ("day", "integer", "its day of the month, where that is given"),
    ("precision", "text", "year, month or day"),
    ("first", "day", "the first day that it can mean"),
    ("last", "day", "the last day that it can mean"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class TableDescription:
    """A table: what a row is, which columns make it the only one, and the query that fills it."""

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    selected: tuple[Column, ...]
    query: str

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the table, those that a date becomes included."""
        return tuple(part for column in self.selected for part in _with_parts(column))

    @classmethod
    def read(cls, name: str, text: str) -> "TableDescription":
        """Return the table in the text of a query; raises `DataError` saying what is wrong."""
        header = read_header(text, _KEYS, _KEYS)
        columns = tuple(_columns(header["columns"]))
        names = [column.name for column in columns]
        if names != (variables := _variables(text)):
            raise DataError(
                f"the header describes {', '.join(names)}; the query returns {', '.join(variables)}"
            )
        key = tuple(part.strip() for part in str(header["key"]).split(","))
        if unknown := set(key) - set(names):
            raise DataError(f"key: there is no column {', '.join(sorted(unknown))}")
        return cls(name, header["title"], header["description"], key, columns, text)


@cache
def bundled_tables() -> tuple[TableDescription, ...]:
    """Return the tables of `queries/tables/`; raises `DataError`, naming the file at fault."""
    files = sorted(
        (file for file in (folder(Folder.QUERIES) / "tables").iterdir() if file.name[-3:] == ".rq"),
        key=lambda file: file.name,
    )
    return tuple(_read(file.name.removesuffix(".rq"), file.read_text("utf-8")) for file in files)


def edition(tables: tuple[TableDescription, ...]) -> str:
    """Return a name for the whole of the tables: others have another."""
    return sha256("\0".join(f"{t.name}\0{t.query}" for t in tables).encode()).hexdigest()[:12]


def _read(file: str, text: str) -> TableDescription:
    try:
        return TableDescription.read(file.replace("-", "_"), text)
    except DataError as fault:
        raise DataError(f"queries/tables/{file}.rq: {fault.detail}") from None


def _columns(described: object) -> Iterator[Column]:
    if not isinstance(described, dict):
        raise DataError("columns: a mapping of column to `type | words` is wanted")
    words: dict[str, str] = described  # pyright: ignore[reportUnknownVariableType]
    for name, text in words.items():
        kind, bar, description = text.partition(" | ")
        if not bar or kind not in TYPES:
            raise DataError(f"column {name}: write `type | words`; types are {', '.join(TYPES)}")
        yield Column(name, kind, description)


def _with_parts(column: Column) -> Iterator[Column]:
    yield column
    if column.type == "date":
        for suffix, kind, words in _PARTS_OF_A_DATE:
            yield Column(f"{column.name}_{suffix}", kind, f"Of {column.name}, {words}.")


def _variables(text: str) -> list[str]:
    try:
        solutions = ox.Store().query(text)  # an empty store: this parses, and there is no more
    except SyntaxError as fault:
        raise DataError(f"it is not SPARQL: {fault}") from None
    if not isinstance(solutions, ox.QuerySolutions):
        raise DataError("a table is filled by a SELECT query")
    return [variable.value for variable in solutions.variables]
