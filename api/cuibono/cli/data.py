"""Commands on files of data: `validate` and `format`."""

import difflib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from cuibono.artefacts import Folder, folder
from cuibono.errors import CallError
from cuibono.ingest.checking import check_bundled, check_files
from cuibono.ingest.layout import SUFFIXES, reformat
from cuibono.ingest.reading import find_files, read_content
from cuibono.validation import Engine, ReportFormat, render

_Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATH]…", help="Files and folders.", show_default=False),
]


def validate(
    paths: _Paths = None,
    form: Annotated[
        ReportFormat, typer.Option("--format", help="Format of the report.")
    ] = ReportFormat.TEXT,
    engine: Annotated[Engine, typer.Option(help="The SHACL engine.")] = Engine.AUTO,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Nodes told for each rule, 0 for all; text and HTML tell 10, JSON and Turtle all.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Check data against the rules, and say in words what to repair where.

    Without PATH the bundled graph is checked. Files and folders given are checked together with
    what they refer to: the bundled registry, unless they bring their own, and, for a file given by
    itself, the other bundled files of its source. Exit code 1 where a rule is broken; warnings and
    notes do not count.
    """
    checked = check_files(paths, engine) if paths else check_bundled(engine)
    if form is ReportFormat.TTL:
        typer.echo(checked.note, err=True)
    text = render(checked.report, form, checked.locator, shown=limit, notes=[checked.note])
    typer.echo(text, nl=False)
    return 0 if checked.report.conforms else 1


def format_files(
    paths: _Paths = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit code 1 if a file would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Change nothing; print what would change.")
    ] = False,
    drop_comments: Annotated[
        bool,
        typer.Option(
            "--drop-comments", help="Format files that have comments below the first, without them."
        ),
    ] = False,
) -> int:
    """Write TriG and Turtle files in the canonical layout.

    Without PATH, the files of the checkout's graph/ folder.
    """
    planned = _plan(paths or [_graph_folder()], drop_comments=drop_comments)
    changed = [change for change in planned if change.before != change.after]
    for change in changed:
        if diff:
            typer.echo(change.difference(), nl=False)
        elif not check:
            change.apply()
        typer.echo(f"{'would format' if check or diff else 'formatted'} {change.shown}", err=diff)
    total = f"{len(planned)} file{'' if len(planned) == 1 else 's'}"
    typer.echo(f"{total} read, {len(changed)} not in the canonical layout", err=diff)
    return 1 if check and changed else 0


@dataclass(frozen=True, slots=True)
class _Change:
    """A file, and what its text would be in the canonical layout."""

    shown: str
    path: Path
    before: bytes
    after: bytes

    def apply(self) -> None:
        """Replace the file; a crash leaves the old or the new text, never a part."""
        path = self.path.resolve()  # through a link, so that the link stays
        draft = path.with_name(f".{path.name}.new")
        try:
            draft.write_bytes(self.after)
            shutil.copymode(path, draft)
            draft.replace(path)
        except OSError as fault:
            draft.unlink(missing_ok=True)
            raise CallError(f"{self.shown} cannot be written: {fault.strerror}") from None

    def difference(self) -> str:
        """Return the change as a unified diff."""
        before, after = (
            text.decode().splitlines(keepends=True) for text in (self.before, self.after)
        )
        return "".join(difflib.unified_diff(before, after, self.shown, self.shown))


def _plan(paths: Sequence[Path], *, drop_comments: bool) -> list[_Change]:
    """Return every file with its new text; all are read before any is written."""
    return [
        _Change(shown, path, before, reformat(shown, before, drop_comments=drop_comments).encode())
        for shown, path in find_files(paths, SUFFIXES)
        if isinstance(path, Path)
        for before in [read_content(shown, path)]
    ]


def _graph_folder() -> Path:
    """Return the graph/ folder of the checkout; raises `CallError` in an installed wheel."""
    found = folder(Folder.GRAPH)
    if (files("cuibono") / "rdf").is_dir() or not isinstance(found, Path):
        raise CallError(
            "name the files to format: the bundled graph belongs to the installation "
            "and is formatted in a checkout only"
        )
    return found
