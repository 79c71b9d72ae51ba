"""`cuibono check`: the checks of vocabulary, shapes, queries and graph."""

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cuibono.analysis.checks import Finding, Outcome, read_subject, run_checks
from cuibono.cli.output import print_json
from cuibono.cli.progress import telling
from cuibono.terms import compact


class CheckFormat(StrEnum):
    """The formats in which `check` answers."""

    TEXT = "text"
    JSON = "json"


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]…", help="Files and folders of data.", show_default=False),
    ] = None,
    form: Annotated[
        CheckFormat, typer.Option("--format", help="Format of the answer.")
    ] = CheckFormat.TEXT,
    limit: Annotated[
        int, typer.Option(min=0, help="Findings shown for each check in text; 0 shows all.")
    ] = 10,
) -> int:
    """Check the vocabulary and the graph for what no shape sees.

    The OWL 2 RL profile, consistency (HermiT, which needs Java), terms declared and used, and
    every query of queries/checks/, which must find nothing. Files and folders given are checked
    with the ontology and the bundled graph; one that brings its own registry stands alone. Exit
    code 1 where a check finds something; a check that cannot run here is named and does not count.
    """
    with telling("check") as tell:
        outcomes = list(run_checks(read_subject(paths or []), tell))
    if form is CheckFormat.JSON:
        print_json([asdict(outcome) for outcome in outcomes])
    else:
        typer.echo("\n".join(_text(outcomes, limit)))
    return 0 if all(outcome.is_fine for outcome in outcomes) else 1


def _text(outcomes: Sequence[Outcome], limit: int) -> list[str]:
    lines: list[str] = []
    for outcome in outcomes:
        if outcome.findings:
            lines += _fault(outcome, limit)
        elif outcome.skipped:
            lines += [f"left out  {outcome.name}: {outcome.skipped}"]
        else:
            lines += [f"fine      {outcome.name}: {outcome.title}"]
    at_fault = sum(not outcome.is_fine for outcome in outcomes)
    left_out = sum(outcome.skipped is not None for outcome in outcomes)
    total = f"{len(outcomes)} checks: {len(outcomes) - at_fault - left_out} fine"
    return [*lines, f"{total}, {at_fault} with findings, {left_out} left out."]


def _fault(outcome: Outcome, limit: int) -> list[str]:
    found = outcome.findings
    shown = found[:limit] if limit else found
    lines = [
        f"FOUND     {outcome.name}: not so: {outcome.title}",
        *(f"            {_finding(one)}" for one in shown),
    ]
    if len(found) > len(shown):
        lines.append(f"            … and {len(found) - len(shown)} more (--limit 0 shows all)")
    return [*lines, f"          Why: {outcome.why}", f"          Mend: {outcome.remedy}"]


def _finding(one: Finding) -> str:
    place = f"{one.file}:{one.line}" if one.line else one.file
    words = (place, compact(one.node), one.detail)
    return "  ".join(word for word in words if word)
