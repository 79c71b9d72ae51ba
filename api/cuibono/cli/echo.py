"""`cuibono echo`: who repeats a claim, when, after whom, and who looked at the evidence."""

from enum import StrEnum
from typing import Annotated

import typer

from cuibono.analysis.echo import EchoRequest, as_csv, as_graphml, echo_of, echo_tree
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.tables import DuckTables
from cuibono.cli.options import DataOption, StoreOption, TextsOption, with_fields
from cuibono.cli.output import console
from cuibono.publish import known
from cuibono.questions import Catalogue
from cuibono.settings import read_settings
from cuibono.store import open_store
from cuibono.texts import TextLibrary


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
    settings = read_settings(data=data, store=store, texts=texts)
    snapshot = open_store(settings).current()
    lookup = Lookup(snapshot, Catalogue.read(), TextLibrary(settings.texts))
    iri = known(snapshot, "claim", claim)
    found = echo_of(DuckTables(snapshot), lookup, iri, asked.inferred)
    match form:
        case EchoFormat.JSON:
            typer.echo(found.model_dump_json(indent=2))
        case EchoFormat.CSV:
            typer.echo(as_csv(found), nl=False)
        case EchoFormat.GRAPHML:
            typer.echo(as_graphml(found), nl=False)
        case EchoFormat.TREE:
            console().print(echo_tree(found))
