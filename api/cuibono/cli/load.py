"""`cuibono load`: put sources into the store."""

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from cuibono.artefacts import Folder, folder
from cuibono.cli.options import DataOption, StoreOption
from cuibono.cli.progress import telling
from cuibono.errors import CallError
from cuibono.ingest import Ingest, Loaded
from cuibono.ingest.clash_text import clashes_text
from cuibono.settings import read_settings
from cuibono.store import Store, open_store
from cuibono.store.embedded import PATIENCE
from cuibono.validation import Locator, ReportFormat, render


def load(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders of TriG and its kin.", show_default=False),
    ] = None,
    bundled: Annotated[
        bool, typer.Option("--bundled", help="Load the graph that comes with cuibono.")
    ] = False,
    data: DataOption = None,
    store: StoreOption = None,
) -> int:
    """Check sources and write them into the store, each whole or not at all.

    A folder stands for the whole of the sources in it; a single file takes the place of the file
    of its name in its source, and the source's other files stay.
    """
    if bool(paths) == bundled:
        raise CallError("say what to load: files or folders, or --bundled, and not both")
    settings = read_settings(data=data, store=store)
    return load_into(open_store(settings), [folder(Folder.GRAPH)] if bundled else paths or [])


def load_into(store: Store, paths: Sequence[Path | Traversable]) -> int:
    """Load into a store and tell what became of each source; return the exit code."""
    with telling("loading") as tell:
        loaded = Ingest(store).load(paths, tell, patience=PATIENCE)
    for one in loaded:
        _tell(one)
    return 1 if any(one.is_refused for one in loaded) else 0


def _tell(loaded: Loaded) -> None:
    if loaded.is_refused:
        locator = Locator(loaded.files)
        if loaded.clashes:
            typer.echo(clashes_text(loaded.clashes, locator), err=True)
        else:
            typer.echo(render(loaded.report, ReportFormat.TEXT, locator), err=True)
        typer.echo(f"refused  {loaded.source}: nothing of it was written", err=True)
        return
    files = len(loaded.files)
    done = "unchanged" if loaded.is_unchanged else "loaded  "
    typer.echo(
        f"{done} {loaded.source}: {loaded.statements:,} statements "
        f"from {files} file{'' if files == 1 else 's'}"
    )
