"""`cuibono loops`: who is behind evidence for a claim and stands to a policy it is used for."""

from enum import StrEnum
from typing import Annotated

import typer

from cuibono.analysis.loops import (
    Loop,
    LoopList,
    LoopRequest,
    LoopStep,
    loops_of_interest,
)
from cuibono.analysis.model import Absence
from cuibono.cli.opened import opened
from cuibono.cli.options import DataOption, StoreOption, TextsOption, with_fields
from cuibono.cli.output import TableFormat, Value, console, print_table
from cuibono.terms import compact


class LoopFormat(StrEnum):
    """The formats of loops: text for people, JSON and CSV for programs."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@with_fields(LoopRequest)
def loops(
    asked: LoopRequest,
    claim: Annotated[
        str | None,
        typer.Argument(help="Slug or IRI of the claim; all without one.", show_default=False),
    ] = None,
    form: Annotated[LoopFormat, typer.Option("--format", help="Output.")] = LoopFormat.TEXT,
    data: DataOption = None,
    store: StoreOption = None,
    texts: TextsOption = None,
) -> None:
    """List loops of interest: from a claim over its evidence to an actor with a stake in it."""
    tables, lookup = opened(data, store, texts)
    found = loops_of_interest(tables, lookup, asked, claim)
    match form:
        case LoopFormat.JSON:
            typer.echo(found.model_dump_json(indent=2))
        case LoopFormat.CSV:
            print_table(_COLUMNS, [_row(loop) for loop in found.items], TableFormat.CSV)
        case LoopFormat.TEXT:
            console().print("\n".join(_lines(found)))


_COLUMNS = (
    "length", "ties", "times", "inferred", "withdrawn", "path", "statements", "passages",
)  # fmt: skip


def _row(loop: Loop) -> list[Value]:
    statements = [statement for step in loop.steps for statement in step.statements]
    path = " ".join(f"{compact(step.source.iri)} [{step.kind}]" for step in loop.steps)
    return [
        loop.length,
        loop.ties,
        loop.times,
        loop.inferred_by_reader,
        loop.withdrawn,
        f"{path} {compact(loop.claim.iri)}",
        " ".join(dict.fromkeys(compact(one.iri) for one in statements)),
        " ".join(dict.fromkeys(compact(p.iri) for one in statements for p in one.passages)),
    ]


def _lines(found: LoopList) -> list[str]:
    lines: list[str] = []
    for loop in found.items:
        lines += [*_of_loop(loop), ""]
    lines.append(found.note or _counted(found))
    lines += [f"  taken back: {compact(one.iri)}" for one in found.withdrawals]
    if found.missing:
        lines += ["", "Not on record:", *map(_of_absence, found.missing)]
    return lines


def _counted(found: LoopList) -> str:
    if not found.items:
        return f"There are {found.total} loops; none comes after {found.offset}."
    first, last = found.offset + 1, found.offset + len(found.items)
    return f"Loops {first} to {last} of {found.total}, the shortest first."


def _of_loop(loop: Loop) -> list[str]:
    marks = [
        "direct" if loop.times == "direct" else f"times {loop.times}",
        *(["through other policies"] if loop.through_other_policies else []),
        *(["a step inferred by a reader"] if loop.inferred_by_reader else []),
        *(["a step of retracted documents"] if loop.withdrawn else []),
    ]
    return [
        f"A loop of length {loop.length} ({', '.join(marks)})",
        f"  {loop.claim.label}",
        *(line for step in loop.steps for line in _of_step(step)),
    ]


def _of_step(step: LoopStep) -> list[str]:
    notes = [
        *(role.label for role in step.roles),
        *(f"says {actor.label}" for actor in step.said_by),
        *([f"times {step.times}"] if step.times else []),
        *(["inferred by a reader"] if step.inferred_by_reader else []),
        *(["retracted"] if step.withdrawn else []),
    ]
    noted = f" ({'; '.join(notes)})" if notes else ""
    through = " ".join(compact(one.iri) for one in step.statements)
    return [f"    {step.kind}{noted} → {step.target.label}", f"      {through}"]


def _of_absence(absence: Absence) -> str:
    words = str(absence.kind).replace("-", " ")
    return f"  {absence.what}: {words}{f' on {absence.date}' if absence.date else ''}"
