"""One question: a SPARQL query with a header, and values bound into it as RDF terms."""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from cuibono.errors import DataError, ParameterError
from cuibono.questions.header import read_header, read_parameters
from cuibono.questions.parameters import Parameter
from cuibono.store import Term

# The tokens of SPARQL in which braces, names and comment signs mean nothing, and the one that is
# filled in. Strings come before comments and IRIs: a `#` or `<` inside them starts neither.
_TOKENS: Final = re.compile(
    r"""
    \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"
  | '''(?:[^'\\]|\\.|'(?!''))*'''
  | "(?:[^"\\\n\r]|\\.)*"
  | '(?:[^'\\\n\r]|\\.)*'
  | <[^<>"{}|^`\\\x00-\x20]*>
  | \#[^\n\r]*
  | \bVALUES\s+[?$](?P<name>\w+)\s*\{\s*(?P<gap>UNDEF)\s*\}
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_WRONG: Final = frozenset({"publish/schema-org", "trace/reach"})
"""Building blocks that Virtuoso 7 cannot answer: it moves what BIND names, and walks no such path.

Pages and traces do without them there.
"""
_BUILDING_BLOCKS: Final = frozenset({"profiles", "publish", "things", "trace"})
_ORDER: Final = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer."""

    name: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the catalogue. `name` is `topic/name`, as in the path of its file."""

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    empty: str
    text: str

    @classmethod
    def read(cls, name: str, text: str) -> "Question":
        """Return the question in the text of a file; raises `DataError` saying what is wrong."""
        header = read_header(text)
        parameters = read_parameters(header)
        variables = _variables(text)
        _check_gaps(text, [parameter.name for parameter in parameters])
        return cls(
            name=name,
            title=header["title"],
            question=header["question"],
            parameters=parameters,
            columns=_columns(header.get("columns", {}), variables),
            empty=header.get("empty", "There is nothing on record."),
            text=text,
        )

    @property
    def topic(self) -> str:
        """The folder of the question."""
        return self.name.partition("/")[0]

    @property
    def is_building_block(self) -> bool:
        """Whether it is one that pages and analyses are built from, and not for people to ask."""
        return self.topic in _BUILDING_BLOCKS

    @property
    def is_plain(self) -> bool:
        """Whether all engines answer it alike; `tests/store/test_engines.py` asks them."""
        return (self.is_building_block or self.topic == "searches") and self.name not in _WRONG

    def bind(self, values: Mapping[str, str | Collection[str]]) -> str:
        """Return the SPARQL text with values in place; a parameter may have several.

        A parameter that is not given matches everything. Raises `ParameterError` for unknown
        names, values of the wrong type and missing required ones.
        """
        listed = {n: (v,) if isinstance(v, str) else tuple(v) for n, v in values.items()}
        terms = {name: str(one) for name, one in self.terms(_firsts(listed)).items()}
        readers = {parameter.name: parameter.read for parameter in self.parameters}
        for name, several in listed.items():
            terms[name] = " ".join(str(readers[name](value)) for value in several)

        def fill(token: re.Match[str]) -> str:
            if not token["name"]:
                return token[0]
            term = terms.get(token["name"])
            if term is None:
                # Not left as it is: to Virtuoso, UNDEF is a value that nothing joins with, and
                # Fuseki plans a FILTER on it wrongly (tests/store/test_engines.py).
                return ""
            start, end = (place - token.start() for place in token.span("gap"))
            return f"{token[0][:start]}{term}{token[0][end:]}"

        return _TOKENS.sub(fill, self.text)

    def terms(self, values: Mapping[str, str]) -> dict[str, Term]:
        """Return the term of each parameter that is given or has a default."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise ParameterError(self._unknown(name), parameter=name)
        given = {p.name: p.default for p in self.parameters if p.default is not None} | {**values}
        for parameter in self.parameters:
            if parameter.required and parameter.name not in given:
                raise ParameterError(
                    f"{self.name} needs parameter {parameter.name}: {parameter.takes}, "
                    f"such as {parameter.example}",
                    parameter=parameter.name,
                )
        return {name: known[name].read(value) for name, value in given.items()}

    def _unknown(self, name: str) -> str:
        names = [parameter.name for parameter in self.parameters]
        if not names:
            return f"{self.name} takes no parameters; {name!r} is not known"
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"; {near[0]!r} is near" if near else ""
        return f"{self.name} has no parameter {name!r}{hint}; it takes {', '.join(names)}"


def _firsts(values: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {name: several[0] for name, several in values.items() if several}


def _variables(text: str) -> list[str]:
    """Return the names of the columns of a query; raises `DataError` for one without an order."""
    try:
        # An empty store: this parses, and there is nothing to evaluate.
        solutions = ox.Store().query(text)
    except SyntaxError as fault:
        raise DataError(f"it is not SPARQL: {fault}") from None
    if not isinstance(solutions, ox.QuerySolutions):
        raise DataError("a question is a SELECT query, whose answer is a table")
    bare = _TOKENS.sub(lambda token: token[0] if token["name"] else " ", text)
    if not _ORDER.search(bare.rpartition("}")[2]):
        raise DataError("it lacks ORDER BY: its rows would come in any order")
    return [variable.value for variable in solutions.variables]


def _check_gaps(text: str, names: list[str]) -> None:
    """Check that parameters and the places for their values match; raises `DataError`."""
    gaps = {token["name"] for token in _TOKENS.finditer(text) if token["name"]}
    if len(names) != len(set(names)):
        raise DataError("two parameters have the same name")
    if missing := sorted(set(names) - gaps):
        raise DataError(f"parameter {missing[0]} has no line VALUES ?{missing[0]} {{ UNDEF }}")
    if unknown := sorted(gaps - set(names)):
        raise DataError(f"VALUES ?{unknown[0]} {{ UNDEF }} stands for no parameter of the header")


def _columns(described: Any, variables: list[str]) -> tuple[Column, ...]:
    if not isinstance(described, dict):
        raise DataError("columns: a mapping of column to description is wanted")
    words: dict[str, str] = described  # pyright: ignore[reportUnknownVariableType]
    if unknown := [name for name in words if name not in variables]:
        raise DataError(f"columns: the query returns no {', '.join(unknown)}")
    return tuple(Column(name, words.get(name)) for name in variables)
