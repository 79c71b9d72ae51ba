"""`cuibono search`: find things by their names."""

from typing import Annotated

import typer

from cuibono.analysis.search import SearchFilters, SearchIndex, SearchRequest, search
from cuibono.analysis.wording import class_words
from cuibono.cli.opened import opened
from cuibono.cli.options import DataOption, StoreOption, with_fields
from cuibono.cli.output import TableFormat, print_table
from cuibono.terms import compact

_COLUMNS = ("thing", "name", "class", "years")


@with_fields(SearchFilters)
def search_things(
    words: Annotated[list[str], typer.Argument(help="Words of a name.", show_default=False)],
    asked: SearchFilters,
    form: Annotated[TableFormat, typer.Option("--format", help="Output.")] = TableFormat.TABLE,
    data: DataOption = None,
    store: StoreOption = None,
) -> None:
    """Find claims, actors, policies and the rest by their names, past typing errors."""
    tables, lookup = opened(data, store)
    request = SearchRequest(q=" ".join(words), **asked.model_dump())
    found = search(SearchIndex.of(tables), lookup, request)
    if form is TableFormat.JSON:
        typer.echo(found.model_dump_json(indent=2))
        return
    rows = [
        [
            compact(hit.thing.iri),
            hit.thing.label,
            class_words(hit.thing.type or hit.thing.kind),
            ", ".join(map(str, hit.years)),
        ]
        for hit in found.hits
    ]
    print_table(_COLUMNS, rows, form, empty=found.note or "Nothing was found.")
    shown = f"{len(rows)} of {found.total}"
    typer.echo(f"{shown} shown{f'. {found.note}' if rows and found.note else ''}", err=True)
