"""The parameters of a question: what a value may be, and the RDF term that it stands for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import Literal, NamedNode

from cuibono.errors import DataError, ParameterError
from cuibono.store import Term
from cuibono.terms import BASE, KINDS, LISTS, SLUG, expand, iri, kind_and_slug, term

RESERVED: Final = ("format", "limit", "offset")
"""Names that mean something else in the address of an answer."""

_ONE_OF: Final = "one-of:"
_NAME: Final = re.compile(r"[a-z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: a variable of the query that a caller may set.

    Types are `string`, `integer`, `decimal`, `boolean`, `date`, `year`, `iri`, `iri:{kind}` (a
    thing of that kind), `code:{list}` (a term of that code list) and `one-of:{a|b|…}` (one of
    these texts). `example` and `default` are written as a caller writes them.
    """

    name: str
    type: str
    description: str
    example: str
    required: bool = False
    default: str | None = None

    def __post_init__(self) -> None:
        """Check the declaration; raises `DataError`."""
        if not _NAME.fullmatch(self.name) or self.name in RESERVED:
            raise DataError(f"parameter {self.name!r} cannot be called so")
        if not self.options and self.type not in TYPES:
            raise DataError(
                f"parameter {self.name}: there is no type {self.type!r}; "
                f"types are {', '.join(TYPES)} and {_ONE_OF}a|b|…"
            )
        for given in (self.example, *([self.default] if self.default else [])):
            try:
                self.read(given)
            except ParameterError as fault:
                raise DataError(fault.detail) from None

    @property
    def options(self) -> tuple[str, ...]:
        """The only values there are, where the type names them."""
        listed = self.type.removeprefix(_ONE_OF)
        return () if listed == self.type else tuple(listed.split("|"))

    @property
    def takes(self) -> str:
        """What a value of this type is, in words."""
        return f"one of {', '.join(self.options)}" if self.options else TYPES[self.type].words

    def read(self, value: str) -> Term:
        """Return the term that a value stands for; raises `ParameterError`."""
        try:
            if self.options:
                return _option(value, self.options)
            return TYPES[self.type].read(value)
        except (ValueError, InvalidOperation):
            raise ParameterError(
                f"parameter {self.name} takes {self.takes}, such as {self.example}; "
                f"{value!r} is none",
                parameter=self.name,
            ) from None


@dataclass(frozen=True, slots=True)
class _Type:
    """A type: what it takes, in words, and how a value is read (`ValueError` if it is none)."""

    words: str
    read: Callable[[str], Term]


def _string(value: str) -> Literal:
    value.encode()  # a lone surrogate, as from a command line that is not UTF-8, is no text
    return Literal(value)


def _option(value: str, options: tuple[str, ...]) -> Literal:
    if value not in options:
        raise ValueError
    return Literal(value)


def _typed(datatype: str, canonical: Callable[[str], str]) -> Callable[[str], Literal]:
    return lambda value: Literal(canonical(value), datatype=term(datatype))


def _integer(value: str) -> str:
    if not re.fullmatch(r"[+-]?[0-9]+", value):
        raise ValueError
    return str(int(value))


def _decimal(value: str) -> str:
    if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", value):
        raise ValueError
    return f"{Decimal(value):f}"


def _boolean(value: str) -> str:
    if value not in ("true", "false"):
        raise ValueError
    return value


def _date(value: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError
    return date.fromisoformat(value).isoformat()


def _year(value: str) -> str:
    if not re.fullmatch(r"[0-9]{4}", value):
        raise ValueError
    return value


def _iri(value: str) -> NamedNode:
    return NamedNode(expand(value))


def _thing(kind: str) -> Callable[[str], NamedNode]:
    def read(value: str) -> NamedNode:
        full = iri(kind, value) if SLUG.fullmatch(value) else expand(value)
        found = kind_and_slug(full)
        if found is None or found[0] != kind:
            raise ValueError
        return NamedNode(full)

    return read


def _code(name: str) -> Callable[[str], NamedNode]:
    namespace = f"{BASE}list/{name}/"

    def read(value: str) -> NamedNode:
        full = namespace + value if SLUG.fullmatch(value) else expand(value)
        if not full.startswith(namespace) or not SLUG.fullmatch(full.removeprefix(namespace)):
            raise ValueError
        return NamedNode(full)

    return read


TYPES: Final[Mapping[str, _Type]] = (
    {
        "string": _Type("any text", _string),
        "integer": _Type("a whole number", _typed("xsd:integer", _integer)),
        "decimal": _Type("a number", _typed("xsd:decimal", _decimal)),
        "boolean": _Type("true or false", _typed("xsd:boolean", _boolean)),
        "date": _Type("a date", _typed("xsd:date", _date)),
        "year": _Type("a year", _typed("xsd:gYear", _year)),
        "iri": _Type("an IRI or a prefixed name", _iri),
    }
    | {
        f"iri:{k}": _Type(f"the slug, prefixed name or IRI of a thing of kind {k}", _thing(k))
        for k in KINDS
    }
    | {f"code:{n}": _Type(f"a term of the list {n}, or its IRI", _code(n)) for n in LISTS}
)
"""Every type of parameter, by name."""
