"""`cuibono trace`: from a claim to who is behind it."""

from typing import Annotated

import typer

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.trace import trace_claim
from cuibono.analysis.trace_text import trace_tree
from cuibono.cli.options import DataOption, StoreOption, TextsOption
from cuibono.cli.output import console
from cuibono.publish import known
from cuibono.publish.traces import DEPTH, TraceFormat, traced
from cuibono.questions import Catalogue
from cuibono.settings import read_settings
from cuibono.store import open_store
from cuibono.texts import TextLibrary


def trace(
    claim: Annotated[str, typer.Argument(help="Slug or IRI of the claim.", show_default=False)],
    form: Annotated[
        TraceFormat, typer.Option("--format", help="Tree, data, a drawing or a network.")
    ] = TraceFormat.TREE,
    depth: Annotated[
        int,
        typer.Option(min=1, help="Arguments deep that tree and drawing go; all else is whole."),
    ] = DEPTH,
    data: DataOption = None,
    store: StoreOption = None,
    texts: TextsOption = None,
) -> None:
    """Trace a claim: who says it, what it rests on, who is behind that, what it is used for."""
    settings = read_settings(data=data, store=store, texts=texts)
    snapshot = open_store(settings).current()
    lookup = Lookup(snapshot, Catalogue.read(), TextLibrary(settings.texts))
    found = trace_claim(lookup, known(snapshot, "claim", claim))
    if form is TraceFormat.TREE:
        console().print(trace_tree(found, depth))
    elif form is TraceFormat.JSON:
        typer.echo(found.model_dump_json(indent=2))
    else:
        typer.echo(traced(found, form, depth=depth).decode().rstrip("\n"))
