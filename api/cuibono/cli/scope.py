"""`cuibono scope`: what a claim speaks of beside what its evidence speaks of."""

from enum import StrEnum
from typing import Annotated

import typer

from cuibono.analysis.scope import COLUMNS, ScopeRequest, scope_gap, scope_rows, scope_tree
from cuibono.cli.opened import opened
from cuibono.cli.options import DataOption, StoreOption, TextsOption, with_fields
from cuibono.cli.output import TableFormat, console, print_table
from cuibono.publish import known


class ScopeFormat(StrEnum):
    """Relations as a table or CSV; with both values as a tree; all of it as JSON."""

    TABLE = "table"
    TREE = "tree"
    CSV = "csv"
    JSON = "json"


@with_fields(ScopeRequest)
def scope(
    claim: Annotated[str, typer.Argument(help="Slug or IRI of the claim.", show_default=False)],
    asked: ScopeRequest,
    form: Annotated[ScopeFormat, typer.Option("--format", help="Output.")] = ScopeFormat.TABLE,
    data: DataOption = None,
    store: StoreOption = None,
    texts: TextsOption = None,
) -> None:
    """Compare what a claim speaks of with what each piece of its evidence speaks of.

    Wider: the claim speaks of more than the evidence. The tree shows both sides and their passages.
    """
    tables, lookup = opened(data, store, texts)
    found = scope_gap(tables, lookup, known(lookup.snapshot, "claim", claim), **asked.model_dump())
    match form:
        case ScopeFormat.JSON:
            typer.echo(found.model_dump_json(indent=2))
        case ScopeFormat.TREE:
            console().print(scope_tree(found))
        case _:
            empty = "No evidence for or against it is on record."
            print_table(COLUMNS, scope_rows(found), TableFormat(form), empty=empty)
