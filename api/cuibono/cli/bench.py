"""`cuibono bench`: how long things take, beside peers that do the same."""

import re
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cuibono.bench import BenchReport, GeneratedGraph, Tell, as_json, as_text
from cuibono.bench.reasoning import bench_reasoning
from cuibono.bench.validation import bench_validation
from cuibono.cli.progress import telling
from cuibono.errors import CallError

app = typer.Typer(
    help="Measure on generated graphs, side by side with peers that are installed.",
    no_args_is_help=True,
)

_SIZE = re.compile(r"(\d+)([kM]?)")
_SCALES = {"": 1, "k": 1_000, "M": 1_000_000}
LARGEST = 100_000_000

Bench = Callable[[Sequence[int], int, Tell], BenchReport]


class BenchFormat(StrEnum):
    """The formats of a benchmark's report."""

    TEXT = "text"
    JSON = "json"


SizesOption = Annotated[
    str, typer.Option("--sizes", help="Statements of the generated graphs, such as 10k,100k,1M.")
]
TurnsOption = Annotated[
    int, typer.Option("--turns", min=1, help="How often each contender has its turn.")
]
FormatOption = Annotated[BenchFormat, typer.Option("--format", help="Output.")]


@app.command()
def reasoning(
    sizes: SizesOption = "10k,100k",
    turns: TurnsOption = 3,
    form: FormatOption = BenchFormat.TEXT,
) -> None:
    """Materialisation, beside owlrl."""
    _run("reasoning", bench_reasoning, sizes, turns, form)


@app.command()
def validation(
    sizes: SizesOption = "10k,100k",
    turns: TurnsOption = 3,
    form: FormatOption = BenchFormat.TEXT,
    peer_up_to: Annotated[
        str, typer.Option(help="The largest graph that pyshacl takes part in; 100k takes a minute.")
    ] = "100k",
) -> None:
    """The gate for a new claim; the whole SHACL report, beside pyshacl."""
    largest = read_size(peer_up_to)
    _run("validation", partial(bench_validation, pyshacl_up_to=largest), sizes, turns, form)


@app.command()
def graph(
    size: Annotated[str, typer.Argument(help="Statements, such as 10k or 1M.", show_default=False)],
    file: Annotated[
        Path | None, typer.Argument(help="Where to write; standard output if not given.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed gives another graph.")] = 1,
) -> None:
    """Write a generated graph as N-Quads; the same size and seed give the same bytes."""
    generated = GeneratedGraph(read_size(size), seed)
    if file is None:
        generated.write(sys.stdout.buffer)
        return
    try:
        with file.open("wb") as sink:
            generated.write(sink)
    except OSError as fault:
        raise CallError(f"{file} cannot be written: {fault.strerror}") from None


def read_size(text: str) -> int:
    """Return a number of statements such as 10k or 1M; raises `CallError`."""
    found = _SIZE.fullmatch(text.strip())
    size = int(found[1]) * _SCALES[found[2]] if found else 0
    if not 0 < size <= LARGEST:
        raise CallError(f"{text!r} is no size: write 10k, 100k or 1M, at most {LARGEST:,}")
    return size


def _run(title: str, bench: Bench, sizes: str, turns: int, form: BenchFormat) -> None:
    wanted = [read_size(size) for size in sizes.split(",")]
    with telling(title) as tell:
        found = bench(wanted, turns, tell)
    typer.echo(as_json(found) if form is BenchFormat.JSON else as_text(found))
