"""Options that several commands share; `None` leaves the setting as it is."""

from pathlib import Path
from typing import Annotated

import typer

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder of the store.", show_default=False)
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        help="Remote store: the address of a SPARQL engine, in place of one in --data.",
        show_default=False,
    ),
]
TextsOption = Annotated[
    Path | None,
    typer.Option("--texts", help="Folder with copies of source texts.", show_default=False),
]
