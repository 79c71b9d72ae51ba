"""`cuibono independence`: how many sources of a claim are independent."""

from enum import StrEnum
from typing import Annotated

import typer

from cuibono.analysis.independence import IndependenceRequest, independence_tree
from cuibono.analysis.independence import independence as independence_of
from cuibono.cli.opened import opened
from cuibono.cli.options import DataOption, StoreOption, TextsOption, with_fields
from cuibono.cli.output import console
from cuibono.publish import known


class TreeFormat(StrEnum):
    """A tree for people, JSON for programs."""

    TREE = "tree"
    JSON = "json"


@with_fields(IndependenceRequest)
def independence(
    claim: Annotated[str, typer.Argument(help="Slug or IRI of the claim.", show_default=False)],
    asked: IndependenceRequest,
    form: Annotated[TreeFormat, typer.Option("--format", help="Output.")] = TreeFormat.TREE,
    data: DataOption = None,
    store: StoreOption = None,
    texts: TextsOption = None,
) -> None:
    """Count the sources for and against a claim, and how many of them are independent."""
    tables, lookup = opened(data, store, texts)
    found = independence_of(
        tables, lookup, known(lookup.snapshot, "claim", claim), **asked.model_dump()
    )
    if form is TreeFormat.JSON:
        typer.echo(found.model_dump_json(indent=2))
    else:
        console().print(independence_tree(found))
