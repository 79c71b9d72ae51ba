"""Values on their way: Python values as parameters, terms of SPARQL results as Python values."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, Final
from urllib.parse import quote

from cuibono.analysis.model import Thing
from cuibono.errors import ParameterError
from cuibono.terms import PREFIXES, expand, kind_and_slug

Given = str | int | float | Decimal | date | Thing
"""What a parameter may be given as."""

Value = str | int | float | bool | Decimal | date | datetime | None
"""A term of a result; IRIs are strings, unbound is None. Years and months stay as written."""


def written(value: Given) -> str:
    """Return a value as the service reads it."""
    match value:
        case Thing():
            return value.iri
        case bool():
            return "true" if value else "false"
        case Decimal() | float():
            return f"{Decimal(str(value)):f}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def slug_of(kind: str, named: str | Thing) -> str:
    """Return the slug of a thing named by slug, prefixed name, IRI or itself, for an address.

    Raises `ParameterError` for the name of a thing of another kind.
    """
    name = named.iri if isinstance(named, Thing) else named
    try:
        found = kind_and_slug(expand(name))
    except ValueError:
        found = (kind, name)
    if not name or found is None or found[0] != kind:
        raise ParameterError(
            f"{name!r} is no {kind}; give a slug, a prefixed name ({kind}:…) or an IRI",
            parameter="slug",
        )
    return quote(found[1], safe="")


def value_of(term: Mapping[str, Any]) -> Value:
    """Return what a term of SPARQL 1.1 Query Results JSON stands for; as written if ill-typed."""
    text = term["value"]
    if not isinstance(text, str):  # a triple term of RDF 1.2
        return " ".join(str(value_of(text[part])) for part in ("subject", "predicate", "object"))
    read = _READERS.get(term.get("datatype", ""), str)
    try:
        return read(text)
    except (ValueError, InvalidOperation):
        return text


def _integer(text: str) -> int:
    if "_" in text:  # Python reads 1_000, XML Schema does not
        raise ValueError
    return int(text)


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or "e" in text.lower() or "_" in text:
        raise ValueError
    return value


def _double(text: str) -> float:
    value = float({"INF": "inf", "-INF": "-inf"}.get(text, text))
    if not isfinite(value) and text not in ("INF", "-INF", "+INF", "NaN"):
        raise ValueError
    return value


def _truth(text: str) -> bool:
    truths = {"true": True, "1": True, "false": False, "0": False}
    if text not in truths:
        raise ValueError
    return truths[text]


_INTEGERS: Final = (
    *("integer", "int", "long", "short", "byte"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)

_READERS: Final[Mapping[str, Callable[[str], Value]]] = {
    **{PREFIXES["xsd"] + name: _integer for name in _INTEGERS},
    **{PREFIXES["xsd"] + name: _double for name in ("double", "float")},
    **{PREFIXES["xsd"] + name: datetime.fromisoformat for name in ("dateTime", "dateTimeStamp")},
    PREFIXES["xsd"] + "decimal": _decimal,
    PREFIXES["xsd"] + "boolean": _truth,
    PREFIXES["xsd"] + "date": date.fromisoformat,
}
