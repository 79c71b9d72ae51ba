"""`cuibono explain`: why an inferred statement holds."""

import io
from enum import StrEnum
from typing import Annotated

import typer

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.proof_text import proof_tree
from cuibono.analysis.proofs import dressed, proof_as_json, proof_as_prov, prove, read_statement
from cuibono.cli.options import DataOption, StoreOption, TextsOption
from cuibono.cli.output import console
from cuibono.ingest import bundled_rules, read_ontology
from cuibono.questions import Catalogue
from cuibono.settings import read_settings
from cuibono.store import RDF_FORMATS, open_store
from cuibono.store.formats import format_named, serialise
from cuibono.texts import TextLibrary


class ProofFormat(StrEnum):
    """The formats of a proof."""

    TREE = "tree"
    TEXT = "text"
    JSON = "json"
    PROV = "prov"
    JSONLD = "jsonld"


def explain(
    subject: Annotated[str, typer.Argument(help="actor:ebay or an IRI.", show_default=False)],
    predicate: Annotated[str, typer.Argument(help="cb:promotes or an IRI.", show_default=False)],
    value: Annotated[
        str,
        typer.Argument(metavar="OBJECT", help="policy:ewtp, an IRI or a literal of Turtle."),
    ],
    form: Annotated[
        ProofFormat,
        typer.Option(
            "--format", help="A tree of text; JSON; PROV-O in Turtle (prov) or JSON-LD (jsonld)."
        ),
    ] = ProofFormat.TREE,
    data: DataOption = None,
    store: StoreOption = None,
    texts: TextsOption = None,
) -> None:
    """Prove a statement, down to what sources assert, with their passages."""
    settings = read_settings(data=data, store=store, texts=texts)
    statement = read_statement(subject, predicate, value)
    snapshot = open_store(settings).current()
    proof = prove(snapshot, bundled_rules(read_ontology()), statement)
    lookup = Lookup(snapshot, Catalogue.read(), TextLibrary(settings.texts))
    if form in (ProofFormat.PROV, ProofFormat.JSONLD):
        chosen = format_named("turtle" if form is ProofFormat.PROV else "jsonld", RDF_FORMATS)
        assert chosen
        sink = io.BytesIO()
        serialise(proof_as_prov(proof, lookup), sink, chosen)
        typer.echo(sink.getvalue().decode().rstrip("\n"))
        return
    step = dressed(proof, lookup)
    if form is ProofFormat.JSON:
        typer.echo(proof_as_json(step))
    else:
        console().print(proof_tree(step))
