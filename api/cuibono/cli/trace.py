"""`cuibono trace`: from a claim to who is behind it."""

from typing import Annotated

import typer

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.trace import trace_claim
from cuibono.analysis.trace_text import trace_tree
from cuibono.cli.options import DataOption, StoreOption, TextsOption
from cuibono.cli.output import console
from cuibono.errors import NotFoundError
from cuibono.publish import nearest
from cuibono.publish.traces import DEPTH, TraceFormat, traced
from cuibono.questions import Catalogue
from cuibono.settings import read_settings
from cuibono.store import open_store
from cuibono.terms import SLUG, expand, iri
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
    library = TextLibrary(settings.texts)
    try:
        found = trace_claim(Lookup(snapshot, Catalogue.read(), library), _claim_iri(claim))
    except NotFoundError:
        near = nearest(snapshot, "claim", claim.rpartition("/")[2])
        hint = f"; the nearest are {', '.join(near)}" if near else ""
        raise NotFoundError(f"there is no claim {claim!r}{hint}") from None
    if form is TraceFormat.TREE:
        console().print(trace_tree(found, depth))
    elif form is TraceFormat.JSON:
        typer.echo(found.model_dump_json(indent=2))
    else:
        typer.echo(traced(found, form, depth=depth).decode().rstrip("\n"))


def _claim_iri(claim: str) -> str:
    if SLUG.fullmatch(claim):
        return iri("claim", claim)
    try:
        return expand(claim)
    except ValueError:
        raise NotFoundError(f"{claim!r} is neither a slug nor an IRI") from None
