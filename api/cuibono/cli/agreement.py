"""`cuibono agreement`: how far two codings of one text agree."""

from enum import StrEnum
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from cuibono.analysis.agreement import Agreement, Part
from cuibono.analysis.agreement import agreement as agreement_of
from cuibono.analysis.agreement_figure import agreement_svg
from cuibono.artefacts import Folder, folder
from cuibono.cli.output import TableFormat, Value, print_table
from cuibono.errors import CallError
from cuibono.ingest.coding import read_codings, read_decisions


class AgreementFormat(StrEnum):
    """The formats of the report."""

    TEXT = "text"
    JSON = "json"
    SVG = "svg"


def agreement(
    directory: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]",
            help="Folder with the folders of two codings; that of the bundled graph if none.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        AgreementFormat, typer.Option("--format", help="Output.")
    ] = AgreementFormat.TEXT,
) -> None:
    """Tell how far two codings agree: passages found by both, and Krippendorff's alpha.

    A passage is found by both where spans of the two share at least half of the shorter. Alpha is
    1 where the coders always agree and 0 where they agree as by chance; over the claims and links
    that both found.
    """
    where = _bundled() if directory is None else directory
    if not where.is_dir():
        raise CallError(f"{directory} is not a folder")
    codings = read_codings(where)
    found = agreement_of(codings, read_decisions(where, codings))
    match form:
        case AgreementFormat.JSON:
            typer.echo(found.model_dump_json(indent=2))
        case AgreementFormat.SVG:
            typer.echo(agreement_svg(found), nl=False)
        case AgreementFormat.TEXT:
            _tell(found)


def _bundled() -> Path | Traversable:
    sources = [entry for entry in folder(Folder.GRAPH).iterdir() if entry.is_dir()]
    found = [entry / "coding" for entry in sources if (entry / "coding").is_dir()]
    if len(found) != 1:
        raise CallError(
            f"the bundled graph has coding sheets of {len(found)} sources; "
            "name the folder of the two codings: cuibono agreement DIR"
        )
    return found[0]


def _tell(found: Agreement) -> None:
    first, second = found.coders
    typer.echo(f"Agreement of {first} and {second}\n")
    parts = [*found.sections, found.whole]
    columns = ["section", f"passages {first}", second, "found by both"]
    columns += [part.name for part in found.whole.measures]
    print_table(columns, [_row(part) for part in parts], TableFormat.TABLE)
    typer.echo("\nBehind each measure, Krippendorff's alpha, is the number of units in brackets.")
    decided = found.adjudication
    typer.echo(
        f"{decided.differences} differences, of which {len(decided.undecided)} have no decision"
        + "".join(f"; {count} {name}" for name, count in decided.decisions.items())
    )
    for name in decided.undecided[:10]:
        typer.echo(f"  no decision: {name}")


def _row(part: Part) -> list[Value]:
    share = "" if part.found_by_both is None else f"{part.found_by_both:.1%}"
    measures = [
        f"{'-' if one.alpha is None else f'{one.alpha:.2f}'} ({one.units})" for one in part.measures
    ]
    return [part.section or "all", *part.passages, share, *measures]
