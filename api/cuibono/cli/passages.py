"""`cuibono passages`: whether passages still hold, and new ones."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from cuibono.artefacts import Folder, folder
from cuibono.cli.options import TextsOption
from cuibono.cli.output import TableFormat, print_table
from cuibono.errors import CallError, DataError
from cuibono.ingest import read_files
from cuibono.ingest.passages import TextRecord, text_records, turtle_of
from cuibono.settings import read_settings
from cuibono.terms import compact, expand
from cuibono.texts import Finding, SourceText, State, TextLibrary, find_words, verify

app = typer.Typer(
    help="Verify passages against copies of their texts, and find new ones.",
    no_args_is_help=True,
)
PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(help="Files with passages; the bundled graph if none.", show_default=False),
]


@app.command(name="verify")
def verify_passages(
    paths: PathsArgument = None,
    texts: TextsOption = None,
    every: Annotated[bool, typer.Option("--all", help="List the exact ones too.")] = False,
    form: Annotated[TableFormat, typer.Option("--format", help="Output.")] = TableFormat.TABLE,
) -> int:
    """Tell the state of every passage; exit code 1 unless all are exact."""
    settings = read_settings(texts=texts)
    if settings.texts is None:
        raise CallError("say where the texts are: --texts DIR, or CUIBONO_TEXTS")
    library = TextLibrary(settings.texts)
    records = _records(paths)
    findings = [finding for record in records for finding in _verify(record, library)]
    shown = [f for f in findings if every or f.state is not State.EXACT]
    if form is not TableFormat.TABLE or shown:
        columns = ["state", "passage", "section", "start", "end", "found at"]
        print_table(columns, [_row(finding) for finding in shown], form)
    _summarise(findings, records)
    return 0 if all(finding.state is State.EXACT for finding in findings) else 1


@app.command()
def find(
    words: Annotated[str, typer.Argument(help="The words of the passage.", show_default=False)],
    text: Annotated[Path, typer.Option("--text", help="File of the text.", show_default=False)],
    section: Annotated[str | None, typer.Option(help="Section as printed.")] = None,
    version: Annotated[
        str | None,
        typer.Option(
            help="IRI of the text version; found by digest in the bundled graph if not given."
        ),
    ] = None,
    occurrence: Annotated[
        int | None, typer.Option(min=1, help="Which one, where the words occur several times.")
    ] = None,
) -> None:
    """Print the Turtle of the passage that reads as these words."""
    source = SourceText.read(text)
    spans = find_words(words, source)
    if not spans:
        raise DataError(f"these words do not stand in {text}; line breaks and spaces do not matter")
    if len(spans) > 1 and occurrence is None:
        places = ", ".join(f"{start}-{end}" for start, end in spans)
        raise DataError(
            f"these words stand in {len(spans)} places ({places}); "
            "give more of them, or --occurrence N"
        )
    if occurrence and occurrence > len(spans):
        raise CallError(
            f"there are {len(spans)} occurrences; --occurrence {occurrence} is too high"
        )
    span = spans[(occurrence or 1) - 1]
    typer.echo(turtle_of(source, span, _version_iri(version, source), section))


def _records(paths: list[Path] | None) -> list[TextRecord]:
    """Return the text versions in some files and in the registry, which describes them."""
    files = read_files(paths or [folder(Folder.GRAPH)])
    return text_records(quad for file in files for quad in file.quads)


def _version_iri(version: str | None, source: SourceText) -> str:
    if version:
        try:
            return expand(version)
        except ValueError as fault:
            raise CallError(f"--version: {fault}") from None
    known = {record.digest: record.iri for record in _records(None)}
    if source.digest not in known:
        raise CallError(
            f"no text version on record has the digest of {source.path} ({source.digest}); "
            "say which one it is with --version text:SLUG"
        )
    return known[source.digest]


def _verify(record: TextRecord, library: TextLibrary) -> Iterator[Finding]:
    text = library.get(record.digest) or _changed_copy(record, library)
    if text is None:
        raise CallError(
            f"{library.folder} has no copy of {compact(record.iri)} (digest {record.digest}) "
            "nor a text that its passages stand in"
        )
    if text.digest != record.digest:
        typer.echo(f"{text.path} is another version of {compact(record.iri)}", err=True)
    yield from verify(record.passages, text, record.digest)


def _changed_copy(record: TextRecord, library: TextLibrary) -> SourceText | None:
    """Return the text in which most passages stand where they were recorded, if any do."""
    exact = {text.path: _exact(record, text) for text in library.texts.values()}
    best = max(library.texts.values(), key=lambda text: exact[text.path], default=None)
    return best if best and exact[best.path] else None


def _exact(record: TextRecord, text: SourceText) -> int:
    try:
        findings = verify(record.passages, text, record.digest)
        return sum(finding.state is not State.TEXT_CHANGED for finding in findings)
    except DataError:  # not a text at all
        return 0


def _row(finding: Finding) -> list[str | int | None]:
    passage = finding.passage
    found = " ".join(f"{start}-{end}" for start, end in finding.found)
    return [
        finding.state.value,
        compact(passage.iri),
        passage.section,
        passage.start,
        passage.end,
        found,
    ]


def _summarise(findings: Iterable[Finding], records: Iterable[TextRecord]) -> None:
    counts = Counter(finding.state for finding in findings)
    states = ", ".join(f"{counts[state]} {state}" for state in State if counts[state])
    count = sum(1 for _ in records)
    typer.echo(f"{states or 'no passages'} in {count} text{'' if count == 1 else 's'}", err=True)
