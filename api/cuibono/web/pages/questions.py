"""The catalogue as pages: all questions by topic, and one with its form and its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.model import Thing
from cuibono.questions import Column, Question, Table
from cuibono.store import Term
from cuibono.terms import STATEMENTS, compact, kind_and_slug, term
from cuibono.web.pages.rendering import page
from cuibono.web.service import service_of

_BOOLEAN: Final = term("xsd:boolean")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a table of answers: things to link to, or text."""

    text: str
    things: tuple[Thing, ...] = ()
    is_number: bool = False


def render_catalogue(request: Request) -> HTMLResponse:
    """Return the page of all questions that people ask."""
    catalogue = service_of(request).catalogue
    listed = _by_topic(catalogue.listed)
    shown = {question.name for question in catalogue.listed}
    others = _by_topic([q for q in catalogue.questions.values() if q.name not in shown])
    return page(request, "questions.html", topics=listed, others=others)


def render_question(
    request: Request,
    question: Question,
    values: Mapping[str, str],
    table: Table | None,
    *,
    limit: int | None = None,
    offset: int = 0,
    empty: str | None = None,
) -> HTMLResponse:
    """Return the page of a question: its form, and its answer where it was asked.

    `table` holds the rows from `offset`; without `limit`, all of them. `empty` is what it means
    that there are none.
    """
    service = service_of(request)
    lookup = service.lookup
    columns = _shown(question.columns)
    rows = [[_cell(lookup, row[i]) for i in columns] for row in table.rows] if table else []
    shown = offset + len(rows)
    return page(
        request,
        "question.html",
        question=question,
        values=values,
        query=question.bind(values) if table else question.text,
        table=table,
        columns=[question.columns[i] for i in columns],
        rows=rows,
        first=offset + 1,
        empty=empty or question.empty,
        formats=[
            (name, f"?{urlencode([*values.items(), ('format', form)])}")
            for name, form in (("CSV", "csv"), ("JSON", "json"), ("SPARQL results", "srj"))
        ],
        following=_from(values, limit, shown) if table and limit and shown < table.total else None,
        previous=_from(values, limit, max(0, offset - limit)) if limit and offset else None,
    )


def render_editor(request: Request) -> HTMLResponse:
    """Return the page with a form for SPARQL of one's own."""
    return page(request, "editor.html", settings=service_of(request).settings)


def _by_topic(questions: Sequence[Question]) -> dict[str, list[Question]]:
    topics: dict[str, list[Question]] = {}
    for question in questions:
        topics.setdefault(question.topic, []).append(question)
    return topics


def _shown(columns: Sequence[Column]) -> list[int]:
    """Return the columns to show: labels of things are shown in place of their IRIs."""
    names = {column.name for column in columns}
    return [
        place
        for place, column in enumerate(columns)
        if column.name.removesuffix("Label") == column.name
        or column.name.removesuffix("Label") not in names
    ]


def _cell(lookup: Lookup, value: Term | None) -> Cell:
    match value:
        case NamedNode():
            return _things(lookup, [value.value])
        case Literal():
            iris = value.value.split()
            if iris and all(map(kind_and_slug, iris)):
                return _things(lookup, iris)
            if value.datatype == _BOOLEAN:
                return Cell({"true": "yes", "false": "no"}.get(value.value, value.value))
            is_number = value.datatype.value.rpartition("#")[2] in ("integer", "decimal", "double")
            return Cell(value.value, is_number=is_number)
        case None:
            return Cell("")
        case _:
            return Cell(str(value))


def _things(lookup: Lookup, iris: Sequence[str]) -> Cell:
    """Return a cell of things; terms of vocabularies go by their prefixed names."""
    known = tuple(_named(lookup.thing(iri)) for iri in iris)
    text = ", ".join(thing.label if thing.type else compact(thing.iri) for thing in known)
    return Cell(text, tuple(thing for thing in known if thing.kind))


def _named(thing: Thing) -> Thing:
    """Return a thing under the name that a table has for it: statements go by their slugs.

    Their labels, where they have any, are remarks of the coder and not names.
    """
    if thing.kind not in STATEMENTS and thing.label != compact(thing.iri):
        return thing
    return thing.model_copy(update={"label": thing.slug})


def _from(values: Mapping[str, str], limit: int, offset: int) -> str:
    return f"?{urlencode([*values.items(), ('limit', limit), ('offset', offset)])}"
