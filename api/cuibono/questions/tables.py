"""Answers: tables of RDF terms, and what they look like as JSON and CSV."""

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuibono.errors import QuestionUnfitError
from cuibono.questions.question import Question
from cuibono.store import Snapshot, Term
from cuibono.terms import BASE, PREFIXES

Plain = str | int | float | bool | None
"""A value as JSON has it; IRIs are strings, unbound is null."""

_XSD: Final = PREFIXES["xsd"]
_INTEGERS: Final = frozenset(
    _XSD + name
    for name in (
        "integer",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
)
_NUMBERS: Final = frozenset(_XSD + name for name in ("decimal", "double", "float"))
_TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Table:
    """The rows asked for, one term or None a column; `total` counts all rows there are."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    total: int


def answer(
    question: Question,
    snapshot: Snapshot,
    values: Mapping[str, str],
    *,
    limit: int | None = None,
    offset: int = 0,
) -> Table:
    """Return the answer of a question: `limit` rows from row `offset`, or all.

    Raises `ParameterError` for values that the question does not take, and `QuestionUnfitError`
    where the engine would answer wrongly.
    """
    if snapshot.misreads and not question.is_plain:
        raise QuestionUnfitError(
            f"{question.name} is not answered from this store: {snapshot.misreads}. Keep the graph "
            "in a data folder, Oxigraph or Fuseki instead (docs/engines.md)"
        )
    columns = tuple(column.name for column in question.columns)
    found = snapshot.select(question.bind(values))
    page = found[offset:] if limit is None else found[offset : offset + limit]
    rows = tuple(tuple(row.get(name) for name in columns) for row in page)
    return Table(columns, rows, len(found))


def plain(term: Term | None) -> Plain:
    """Return a term as a value of JSON: numbers and truth values as such, all else as text."""
    match term:
        case None:
            return None
        case NamedNode():
            return term.value
        case Literal():
            return _plain_literal(term)
        case _:
            return str(term)


def label_of(name: str, columns: Collection[str]) -> str | None:
    """Return the column that holds the labels of what is in a column, None where there is none."""
    label = f"{name}Label"
    return label if label in columns else None


def listed_iris(term: Term | None) -> tuple[NamedNode, ...]:
    """Return the IRIs of ours that one literal lists, such as the passages of a statement."""
    if not isinstance(term, Literal) or not term.value.startswith(BASE):
        return ()
    return tuple(map(NamedNode, term.value.split(" ")))


def records(table: Table) -> list[dict[str, Plain]]:
    """Return the rows as JSON objects."""
    return [
        dict(zip(table.columns, (plain(term) for term in row), strict=True)) for row in table.rows
    ]


def csv_text(table: Table, line_end: str = "\r\n") -> str:
    """Return the rows as CSV, with a header (https://www.w3.org/TR/sparql11-results-csv-tsv/)."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator=line_end)
    writer.writerow(table.columns)
    writer.writerows([_bare(term) for term in row] for row in table.rows)
    return sink.getvalue()


def sparql_json(table: Table) -> dict[str, Any]:
    """Return the rows in the SPARQL 1.1 Query Results JSON Format."""
    bindings = [
        {
            name: _json_term(term)
            for name, term in zip(table.columns, row, strict=True)
            if term is not None
        }
        for row in table.rows
    ]
    return {"head": {"vars": list(table.columns)}, "results": {"bindings": bindings}}


def _plain_literal(literal: Literal) -> Plain:
    datatype, value = literal.datatype.value, literal.value
    try:
        if datatype in _INTEGERS:
            return int(value)
        if datatype in _NUMBERS and isfinite(float(value)):
            return float(value)
    except ValueError:
        return value  # an ill-typed literal is shown as it stands
    return _TRUTHS.get(value, value) if datatype == _XSD + "boolean" else value


def _bare(term: Term | None) -> str:
    match term:
        case None:
            return ""
        case NamedNode() | Literal():
            return term.value
        case _:
            return str(term)


def _json_term(term: Term) -> dict[str, Any]:
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal():
            extra: dict[str, str] = {}
            if term.language:
                extra = {"xml:lang": term.language}
            elif term.datatype.value != _XSD + "string":
                extra = {"datatype": term.datatype.value}
            return {"type": "literal", "value": term.value, **extra}
        case Triple():
            parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
            return {"type": "triple", "value": {k: _json_term(part) for k, part in parts.items()}}
