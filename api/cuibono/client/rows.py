"""The rows of a SELECT query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

from cuibono.client.frames import frame_of
from cuibono.client.html import link, table
from cuibono.client.values import Value, value_of

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Value]


class Rows(Sequence[Row]):
    """The solutions of a query, a mapping of variable to Python value each.

    `bindings` has the terms as the SPARQL 1.1 Query Results JSON Format writes them, with their
    language tags and datatypes.
    """

    def __init__(self, results: Mapping[str, Any]) -> None:
        self.columns: tuple[str, ...] = tuple(results["head"]["vars"])
        self.bindings: list[dict[str, Any]] = results["results"]["bindings"]
        self._rows = [
            {name: value_of(one[name]) if name in one else None for name in self.columns}
            for one in self.bindings
        ]

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        """Return a row, or the rows of a slice as a list."""
        return self._rows[index]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        """Go through the rows."""
        return iter(self._rows)

    def to_pandas(self) -> pd.DataFrame:
        """Return a DataFrame with typed columns; raises `ExtraMissingError` without pandas."""
        return frame_of(self.columns, [tuple(row.values()) for row in self._rows])

    def __repr__(self) -> str:
        """Return the number of rows and the columns."""
        return f"<{len(self):,} rows: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        cells = [[cell(row[name]) for name in self.columns] for row in self._rows]
        return table(f"{len(self):,} rows", self.columns, cells)


def cell(value: Value) -> str:
    """Return a value as a cell of HTML."""
    return "" if value is None else link(str(value), str(value))
