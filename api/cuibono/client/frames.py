"""Tables for pandas, with typed columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from cuibono.errors import ExtraMissingError

if TYPE_CHECKING:
    import pandas as pd

_ZONED: Final = "datetime64[us, UTC]"
_DTYPES: Final[Mapping[type[object], str]] = {bool: "boolean", str: "string", date: "datetime64[s]"}


def frame_of(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Return a DataFrame; the type of a column is that of all its values.

    `Int64`, `Float64` (decimals too), `boolean`, `string`, `datetime64` (dates; times in UTC);
    `object` where they are mixed. What is missing is `<NA>` or `NaT`. Raises `ExtraMissingError`.
    """
    try:
        import pandas as pd
    except ImportError:
        raise ExtraMissingError(
            "tables as pandas need pandas, which is not installed: pip install 'cuibono[notebook]'"
        ) from None
    series = [_column(pd, [row[place] for row in rows]) for place in range(len(columns))]
    frame = pd.DataFrame(dict(enumerate(series)), index=pd.RangeIndex(len(rows)))
    frame.columns = pd.Index(list(columns))
    return frame


def _column(pd: Any, values: Sequence[Any]) -> Any:
    wanted = _dtype([value for value in values if value is not None])
    if wanted == "Float64":
        values = [None if value is None else float(value) for value in values]
    if wanted == _ZONED:
        values = [None if value is None else value.astimezone(UTC) for value in values]
    return pd.Series(values, dtype=wanted)


def _dtype(values: Sequence[Any]) -> str:
    """Return the name of the type that holds all values."""
    types: set[type[object]] = {type(value) for value in values}
    if types == {int} and any(abs(value) >= 2**63 for value in values):
        return "object"
    if types == {datetime}:
        zoned = {value.tzinfo is not None for value in values}
        return "object" if len(zoned) == 2 else _ZONED if zoned == {True} else "datetime64[us]"
    if types and types <= {int, float, Decimal}:
        return "Int64" if types == {int} else "Float64"
    return _DTYPES.get(types.pop(), "object") if len(types) == 1 else "object"
