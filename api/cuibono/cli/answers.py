"""Commands that answer: `ask` a question of the catalogue, or run SPARQL of one's own."""

import asyncio
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cuibono.cli.answers_text import description, readable, shown
from cuibono.cli.options import DataOption, StoreOption
from cuibono.cli.output import TableFormat, console, print_json, print_table
from cuibono.errors import CallError, ParameterError
from cuibono.publish import why_empty
from cuibono.questions import Catalogue, Question, answer, csv_text, records
from cuibono.settings import Settings, read_settings
from cuibono.store import RDF_FORMATS, RESULT_FORMATS, Format, open_readers, open_store
from cuibono.store.formats import format_named


class QueryFormat(StrEnum):
    """The formats of the answer to a query: those of a table, then those of a graph."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    XML = "xml"
    TURTLE = "turtle"
    JSONLD = "jsonld"
    NTRIPLES = "ntriples"
    RDFXML = "rdfxml"
    TRIG = "trig"
    NQUADS = "nquads"


def ask(
    question: Annotated[
        str | None, typer.Argument(help="Name of the question, topic/name.", show_default=False)
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Argument(metavar="[name=value]…", help="Parameters.", show_default=False),
    ] = None,
    form: Annotated[TableFormat, typer.Option("--format", help="Output.")] = TableFormat.TABLE,
    describe: Annotated[
        bool, typer.Option("--describe", help="Tell the question's parameters and columns.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="List the questions that pages are built from too.")
    ] = False,
    data: DataOption = None,
    store: StoreOption = None,
) -> None:
    """Answer a question of the catalogue; without QUESTION, list them."""
    catalogue = Catalogue.read()
    if question is None:
        _list(catalogue.questions.values() if every else catalogue.listed, form)
        return
    asked = catalogue.get(question)
    if describe:
        _describe(asked, form)
        return
    given = _given(values or [])
    asked.terms(given)  # a wrong value is told before the store is opened
    snapshot = open_store(read_settings(data=data, store=store)).current()
    table = answer(asked, snapshot, given)
    match form:
        case TableFormat.CSV:
            typer.echo(csv_text(table, "\n"), nl=False)
        case TableFormat.JSON:
            print_json(records(table))
        case TableFormat.TABLE:
            if table.rows:
                screen = console()
                screen.print(shown(table, screen.width))
            else:
                typer.echo(why_empty(asked, given, snapshot, catalogue))


def sparql(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="File of the query; - reads standard input.")
    ],
    form: Annotated[
        QueryFormat | None,
        typer.Option(
            "--format", help="Output; a table or Turtle if not given.", show_default=False
        ),
    ] = None,
    data: DataOption = None,
    store: StoreOption = None,
) -> None:
    """Run a query under the same limits as the service."""
    query = _query(file)
    settings = read_settings(data=data, store=store)
    media_type, content = asyncio.run(_answer(settings, query, form))
    if form in (None, QueryFormat.TABLE) and media_type == RESULT_FORMATS[0].content_type:
        _print_results(json.loads(content))
    else:
        typer.echo(content, nl=not content.endswith(b"\n"))


def _given(values: Sequence[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals:
            raise ParameterError(f"{value!r} is no parameter; write name=value")
        if name in given:
            raise ParameterError(f"parameter {name} is given twice", parameter=name)
        given[name] = text
    return given


def _list(questions: Iterable[Question], form: TableFormat) -> None:
    rows = [
        [q.name, q.question, " ".join(f"{p.name}{'*' * p.required}" for p in q.parameters)]
        for q in questions
    ]
    if form is TableFormat.JSON:
        print_json([asdict(q) for q in questions])
    else:
        print_table(["name", "question", "parameters"], rows, form)
        if form is TableFormat.TABLE:
            typer.echo(
                "\nAsk one with `cuibono ask NAME parameter=value …`; "
                "`cuibono ask NAME --describe` tells what its parameters take.",
                err=True,
            )


def _describe(question: Question, form: TableFormat) -> None:
    match form:
        case TableFormat.JSON:
            print_json(asdict(question))
        case TableFormat.CSV:
            columns = ["name", "type", "required", "default", "description", "example"]
            rows = [[asdict(p)[column] for column in columns] for p in question.parameters]
            print_table(columns, rows, form)
        case TableFormat.TABLE:
            console().print(description(question))


def _query(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as fault:
        raise CallError(f"{file} cannot be read: {fault.strerror}") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CallError(f"{'standard input' if file == '-' else file} is not UTF-8") from None


async def _answer(settings: Settings, query: str, form: QueryFormat | None) -> tuple[str, bytes]:
    """Return media type and content of the answer."""
    # Imported here: it brings the web framework, which other commands need not wait for.
    from cuibono.web.service import limits

    results, rdf = _formats(form)
    readers = open_readers(open_store(settings), limits(settings))
    try:
        answer = await readers.query(query, results=results, rdf=rdf)
        return answer.media_type, await answer.read()
    finally:
        await readers.close()


def _formats(form: QueryFormat | None) -> tuple[Format | None, Format | None]:
    """Return the format for a table and the one for a graph; None where the other was asked for."""
    if form is None:
        return RESULT_FORMATS[0], RDF_FORMATS[0]
    if form is QueryFormat.TABLE:
        return RESULT_FORMATS[0], None
    return format_named(form, RESULT_FORMATS), format_named(form, RDF_FORMATS)


def _print_results(found: Mapping[str, Any]) -> None:
    """Print SPARQL results in JSON as a table; the answer of ASK as true or false."""
    if "boolean" in found:
        typer.echo("true" if found["boolean"] else "false")
        return
    columns = found["head"]["vars"]
    rows = [[readable(row.get(name)) for name in columns] for row in found["results"]["bindings"]]
    print_table(columns, rows, TableFormat.TABLE)
