"""`cuibono echo`: who repeats a claim, when, after whom, and who looked at the evidence."""

from enum import StrEnum
from typing import Annotated

import typer

from cuibono.analysis.echo import EchoRequest, as_csv, as_graphml, echo_of, echo_tree
from cuibono.cli.opened import opened
from cuibono.cli.options import DataOption, StoreOption, TextsOption, with_fields
from cuibono.cli.output import console
from cuibono.publish import known


class EchoFormat(StrEnum):
    """The formats of an echo: a time line, all of it, the documents, the graph of reports."""

    TREE = "tree"
    JSON = "json"
    CSV = "csv"
    GRAPHML = "graphml"


@with_fields(EchoRequest)
def echo(
    claim: Annotated[str, typer.Argument(help="Slug or IRI of the claim.", show_default=False)],
    asked: EchoRequest,
    form: Annotated[
        EchoFormat,
        typer.Option("--format", help="A time line, JSON, a table of documents, or GraphML."),
    ] = EchoFormat.TREE,
    data: DataOption = None,
    store: StoreOption = None,
    texts: TextsOption = None,
) -> None:
    """Tell which documents repeat a claim, in order of time, after whom, and on what evidence."""
    tables, lookup = opened(data, store, texts)
    iri = known(lookup.snapshot, "claim", claim)
    found = echo_of(tables, lookup, iri, asked.inferred)
    match form:
        case EchoFormat.JSON:
            typer.echo(found.model_dump_json(indent=2))
        case EchoFormat.CSV:
            typer.echo(as_csv(found), nl=False)
        case EchoFormat.GRAPHML:
            typer.echo(as_graphml(found), nl=False)
        case EchoFormat.TREE:
            console().print(echo_tree(found))
