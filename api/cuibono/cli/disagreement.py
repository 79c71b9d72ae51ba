"""`cuibono disagreement`: the two sides of a claim, or the disputed claims of a question."""

from typing import Annotated

import typer

from cuibono.analysis.disagreement import TOPICS, ContestedRequest, contested_claims
from cuibono.analysis.disagreement import disagreement as disagreement_of
from cuibono.analysis.disagreement.text import contested_row, contested_words, disagreement_lines
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.tables import Tables, known_things
from cuibono.cli.opened import opened
from cuibono.cli.options import DataOption, StoreOption, TextsOption, with_fields
from cuibono.cli.output import TableFormat, TextFormat, console, print_table
from cuibono.errors import ParameterError
from cuibono.terms import kind_and_slug

_COLUMNS = ("claim", "for it", "against it", "disputed", "rivals")


@with_fields(ContestedRequest)
def disagreement(
    asked: ContestedRequest,
    subject: Annotated[
        str | None,
        typer.Argument(
            help="Slug or IRI of a claim, or of an actor, barrier, category, platform or policy "
            "that claims are about. Without it, all disputed claims.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[TextFormat, typer.Option("--format", help="Output.")] = TextFormat.TEXT,
    data: DataOption = None,
    store: StoreOption = None,
    texts: TextsOption = None,
) -> None:
    """Show the two sides of a claim, what is disputed, and their figures side by side."""
    tables, lookup = opened(data, store, texts)
    iri = _subject(tables, subject)
    if iri and (kind_and_slug(iri) or ("",))[0] == "claim":
        _one_claim(tables, lookup, iri, asked, form)
    else:
        _contested(tables, lookup, iri, asked, form)


def _subject(tables: Tables, subject: str | None) -> str | None:
    return known_things(tables, ("claim", *TOPICS), [subject], "subject")[0] if subject else None


def _one_claim(
    tables: Tables, lookup: Lookup, claim: str, asked: ContestedRequest, form: TextFormat
) -> None:
    if asked.offset or asked.limit != ContestedRequest().limit:
        raise ParameterError("limit and offset are for lists; a claim is one", parameter="limit")
    found = disagreement_of(tables, lookup, claim, inferred=asked.inferred)
    if form is TextFormat.JSON:
        typer.echo(found.model_dump_json(indent=2))
    else:
        console().print("\n".join(disagreement_lines(found)))


def _contested(
    tables: Tables, lookup: Lookup, about: str | None, asked: ContestedRequest, form: TextFormat
) -> None:
    found = contested_claims(tables, lookup, asked, about)
    if form is TextFormat.JSON:
        typer.echo(found.model_dump_json(indent=2))
        return
    empty = found.note or f"There are {found.total}; none comes after {found.offset}."
    rows = [contested_row(one) for one in found.items]
    print_table(_COLUMNS, rows, TableFormat.TABLE, empty=empty)
    if found.items:
        typer.echo(contested_words(found), err=True)
