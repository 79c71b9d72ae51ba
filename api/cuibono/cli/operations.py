"""`cuibono backup`, `restore` and `rebuild`: keep the store safe, and make it anew."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from cuibono.cli.options import DataOption
from cuibono.cli.progress import telling
from cuibono.errors import CallError, StoreError
from cuibono.ingest.backups import back_up, read_backup, verify
from cuibono.ingest.clash_text import clashes_text
from cuibono.ingest.rebuilding import Rebuilt
from cuibono.ingest.rebuilding import rebuild as rebuild_store
from cuibono.ingest.rebuilding import restore as restore_store
from cuibono.settings import read_settings
from cuibono.store import EmbeddedStore
from cuibono.validation import Locator


def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    data: DataOption = None,
) -> None:
    """Copy sources, tokens and the published state into a folder, with checksums.

    A service may run meanwhile. A backup that was interrupted is made again by the same command.
    """
    with telling("backing up") as tell:
        made = back_up(_local(data), folder, tell)
    typer.echo(
        f"backed up {_sources(len(made.sources))} and snapshot {made.snapshot}: "
        f"{len(made.files):,} files, {made.size:,} bytes in {folder}"
    )


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the store that is there.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only verify that the backup is whole.")
    ] = False,
    data: DataOption = None,
) -> int:
    """Verify a backup, put it in place and publish it; a service that runs answers from it then.

    Tokens are again those of the backup. A restore that was interrupted is done again by the same
    command, with --replace where there is a store now.
    """
    found = read_backup(folder)
    with telling("restoring") as tell, _writing():
        if check:
            verify(found, tell)
            typer.echo(
                f"{folder} is whole: {_sources(len(found.sources))} and snapshot "
                f"{found.snapshot} of {found.made}"
            )
            return 0
        store = _local(data)
        done = restore_store(store, found, tell, replace=replace)
    return _tell("restored", done)


def rebuild(data: DataOption = None) -> int:
    """Make the store, its inferences and a snapshot anew from the kept files of the sources.

    A service that runs answers from the state before until the new one is there. What an
    interruption leaves is finished by the next write, by a service that starts, or by this command.
    """
    with telling("rebuilding") as tell, _writing():
        done = rebuild_store(_local(data), tell)
    return _tell("rebuilt", done)


def _local(data: Path | None) -> EmbeddedStore:
    settings = read_settings(data=data)
    if settings.store:
        raise CallError(
            "these commands are for a store in a folder; back up an engine (--store) by its own "
            "means, and the folder of sources with it"
        )
    return EmbeddedStore(settings.data)


@contextmanager
def _writing() -> Generator[None]:
    """Tell of a disk that is full, or a folder that cannot be written."""
    try:
        yield
    except OSError as fault:
        raise StoreError(f"the store cannot be written: {fault}") from None


def _tell(what: str, done: Rebuilt) -> int:
    typer.echo(
        f"{what} {_sources(done.sources)}: {done.statements:,} statements, {done.inferred:,} "
        f"inferred; snapshot {done.snapshot} is in force, also for services that run"
    )
    if done.clashes:
        typer.echo(clashes_text(done.clashes, Locator(())), err=True)
        typer.echo(
            "it contradicts the axioms in force now; nothing was left out, mend the sources",
            err=True,
        )
    return 1 if done.clashes else 0


def _sources(count: int) -> str:
    return f"{count:,} source{'' if count == 1 else 's'}"
