"""Answers and questions as people read them on a terminal."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from pyoxigraph import Literal, NamedNode
from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from cuibono.questions import Parameter, Question, Table, label_of, listed_iris
from cuibono.store import Term
from cuibono.terms import BASE, PREFIXES, compact

_NARROWEST: Final = 14
"""Characters below which a column is no longer read, and rows are shown as blocks instead."""


def shown(table: Table, width: int) -> RenderableType:
    """Return an answer for a terminal of a width: a grid, or a block a row where it is narrow.

    A column of IRIs and the column of their labels become one.
    """
    names = _without_labels(table.columns)
    rows = [[_cell(table, row, name) for name in names] for row in table.rows]
    if width < _NARROWEST * len(names):
        return Group(*(_block(names, row, is_first=row is rows[0]) for row in rows))
    grid = _grid(names)
    for row in rows:
        grid.add_row(*row)
    return grid


def description(question: Question) -> RenderableType:
    """Return what a question asks, takes and returns."""
    parts: list[RenderableType] = [
        Text(question.title, style="bold"),
        Text(question.question),
        Text(),
        Text(f"cuibono ask {question.name}" + "".join(map(_usage, question.parameters))),
    ]
    if question.parameters:
        grid = _grid(["parameter", "takes", "meaning", "example"])
        for p in question.parameters:
            takes = f"{p.takes}{' (required)' if p.required else ''}"
            if p.default is not None:
                takes += f"; {p.default} if not given"
            grid.add_row(p.name, takes, p.description, p.example)
        parts += [Text(), grid]
    grid = _grid(["column", "meaning"])
    meanings = {column.name: column.description or "" for column in question.columns}
    for name in _without_labels(meanings):
        grid.add_row(name, meanings[name])
    return Group(*parts, Text(), grid)


def readable(binding: Mapping[str, Any] | None) -> str | None:
    """Return a value of SPARQL results in JSON: IRIs as prefixed names, literals as they are."""
    if binding is None:
        return None
    value = binding["value"]
    return compact(value) if binding["type"] == "uri" else str(value)


def _without_labels(columns: Collection[str]) -> list[str]:
    labels = {label_of(name, columns) for name in columns}
    return [name for name in columns if name not in labels]


def _cell(table: Table, row: tuple[Term | None, ...], name: str) -> Text:
    cells = dict(zip(table.columns, row, strict=True))
    value, label = cells[name], cells.get(label_of(name, table.columns) or "")
    if value is None:
        return Text()
    if isinstance(label, Literal):
        return Text(label.value).append(f"\n{_short(value)}", style="dim")
    return Text(_short(value))


def _short(term: Term) -> str:
    match term:
        case NamedNode() if term.value.startswith(f"{BASE}list/"):
            return term.value.rpartition("/")[2].replace("-", " ")
        case NamedNode():
            return compact(term.value)
        case Literal() if iris := listed_iris(term):
            return "\n".join(compact(iri.value) for iri in iris)
        case Literal() if term.datatype.value == PREFIXES["xsd"] + "boolean":
            return {"true": "yes", "false": "no"}.get(term.value, term.value)
        case Literal():
            return term.value
        case _:
            return str(term)


def _grid(columns: list[str]) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        grid.add_column(column, overflow="fold")
    return grid


def _block(names: list[str], row: list[Text], *, is_first: bool) -> RenderableType:
    grid = Grid(box=None, pad_edge=False, show_header=False, show_edge=False)
    grid.add_column(style="bold", no_wrap=True, min_width=max(map(len, names)))
    grid.add_column(overflow="fold")
    for name, cell in zip(names, row, strict=True):
        if cell.plain:
            grid.add_row(name, cell)
    return grid if is_first else Group(Text(), grid)


def _usage(parameter: Parameter) -> str:
    usage = f"{parameter.name}=…"
    return f" {usage}" if parameter.required else f" [{usage}]"
