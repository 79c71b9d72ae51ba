"""`cuibono coverage`: how much of the source texts the graph covers."""

from pathlib import Path
from typing import Annotated

import typer

from cuibono.analysis.coverage import Coverage, Share, Statements
from cuibono.analysis.coverage import coverage as coverage_of
from cuibono.artefacts import Folder, folder
from cuibono.cli.options import TextsOption
from cuibono.cli.output import TableFormat, TextFormat, Value, print_json, print_table
from cuibono.errors import CallError
from cuibono.ingest import read_files, read_ontology
from cuibono.ingest.passages import text_records
from cuibono.settings import read_settings
from cuibono.terms import compact
from cuibono.texts import TextLibrary


def coverage(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders; the bundled graph if none.", show_default=False),
    ] = None,
    texts: TextsOption = None,
    stretches: Annotated[
        int, typer.Option(min=0, help="Longest stretches to show of each section.")
    ] = 3,
    least: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Exit code 1 where a section is covered less, or a reference is not resolved.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[TextFormat, typer.Option("--format", help="Output.")] = TextFormat.TEXT,
) -> int:
    """Tell what of each source text lies under a passage, section by section.

    Shares are of the running text: no headings, page numbers, running heads or blank lines.
    Positions are Unicode code points. Needs copies of the texts (--texts DIR), since the graph
    holds no words of them.
    """
    settings = read_settings(texts=texts)
    if settings.texts is None:
        raise CallError("say where the texts are: --texts DIR, or CUIBONO_TEXTS")
    found = _coverages(paths, TextLibrary(settings.texts), stretches)
    if form is TextFormat.JSON:
        print_json([one.model_dump(mode="json") for one in found])
    else:
        for one in found:
            _tell(one)
    return 1 if least is not None and any(_falls_short(one, least) for one in found) else 0


def _coverages(paths: list[Path] | None, library: TextLibrary, stretches: int) -> list[Coverage]:
    """Return the coverage of every text of which there is a copy; the others are told."""
    files = read_files(paths or [folder(Folder.GRAPH)])
    quads = [quad for file in files for quad in file.quads]
    records = text_records(quads)
    if not records:
        raise CallError("there are no passages in these files, and so no text to measure")
    statements = Statements.of(quads, read_ontology())
    copies = [(record, library.get(record.digest)) for record in records]
    missing = [record for record, copy in copies if copy is None]
    for record in missing:
        typer.echo(
            f"{library.folder} has no copy of {compact(record.iri)} (digest {record.digest}); "
            "its coverage cannot be measured",
            err=True,
        )
    if len(missing) == len(records):
        raise CallError(
            f"{library.folder} holds no text that the passages were recorded on; a copy is known "
            "by the digest of the whole file, so it must be the very same text"
        )
    return [
        coverage_of(copy, record, statements, stretches=stretches)
        for record, copy in copies
        if copy
    ]


def _falls_short(found: Coverage, least: float) -> bool:
    shares = [part.share for part in found.sections if part.share is not None]
    return bool(found.unresolved) or any(share < least for share in shares)


def _tell(found: Coverage) -> None:
    rows = [_row(part.section, part.title, part) for part in found.sections]
    rows.append(_row("all", compact(found.text), found))
    columns = ["section", "title", "characters", "covered", "claims", "utterances"]
    print_table(columns, rows, TableFormat.TABLE)
    gaps = [(part.section, gap) for part in found.sections for gap in part.stretches]
    if gaps:
        typer.echo("\nThe longest stretches under no passage:")
        print_table(
            ["section", "start", "end", "characters", "begins"],
            [(name, gap.start, gap.end, gap.characters, gap.begins) for name, gap in gaps],
            TableFormat.TABLE,
        )
    typer.echo(f"\n{_references(found)}")
    for work in found.unresolved:
        places = ", ".join(f"{start}-{end}" for start, end in work.places)
        typer.echo(f"  {work.key} at {places}")
    if found.not_exact:
        typer.echo(
            f"{len(found.not_exact)} of {found.passages} passages do not stand as recorded, and "
            "cover nothing; `cuibono passages verify` names them"
        )


def _row(name: str, title: str, part: Share) -> list[Value]:
    share = _percent(part.share)
    return [name, title, part.characters, share, part.claims, part.utterances]


def _references(found: Coverage) -> str:
    works = len(found.references)
    if not works:
        return "No references in brackets."
    resolved = works - len(found.unresolved)
    said = f"{resolved} of {works} references in brackets are documents of the graph"
    return f"{said}; these are not:" if found.unresolved else f"{said}."


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
