"""`cuibono impact`: what would be lost without evidence, documents, actors or statements."""

from typing import Annotated

import typer

from cuibono.analysis.impact import KINDS, ImpactRequest, impact_tree
from cuibono.analysis.impact import impact as impact_of
from cuibono.analysis.networks import define_statements
from cuibono.cli.independence import TreeFormat
from cuibono.cli.opened import opened
from cuibono.cli.options import DataOption, StoreOption, TextsOption, with_fields
from cuibono.cli.output import console
from cuibono.publish import known, known_of


@with_fields(ImpactRequest)
def impact(
    asked: ImpactRequest,
    evidence: Annotated[
        str | None, typer.Argument(help="Slug or IRI of evidence.", show_default=False)
    ] = None,
    form: Annotated[TreeFormat, typer.Option("--format", help="Output.")] = TreeFormat.TREE,
    data: DataOption = None,
    store: StoreOption = None,
    texts: TextsOption = None,
) -> None:
    """Tell what would lose support, its only passage or its ties if something were set aside.

    Without a name: what sources themselves have withdrawn, retracted or replaced.
    """
    tables, lookup = opened(data, store, texts)
    define_statements(tables)
    without = [known(lookup.snapshot, "evidence", evidence)] if evidence is not None else []
    without += [known_of(lookup.snapshot, KINDS, name) for name in asked.without]
    found = impact_of(
        tables,
        lookup,
        without,
        withdrawn=asked.withdrawn,
        networks=asked.networks,
    )
    if form is TreeFormat.JSON:
        typer.echo(found.model_dump_json(indent=2))
    else:
        console().print(impact_tree(found))
