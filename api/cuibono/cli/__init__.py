"""The command line: `cuibono`, one module per family of commands.

Exit codes: 0 fine, 1 the data is at fault, 2 the call is at fault, 3 the service or store is.
"""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Protocol, runtime_checkable

import typer
from typer.exceptions import TyperException

from cuibono import __version__
from cuibono.cli import (
    agreement,
    answers,
    bench,
    check,
    coverage,
    data,
    explain,
    load,
    passages,
    serve,
    trace,
)
from cuibono.errors import CuibonoError

app = typer.Typer(
    name="cuibono",
    help="Who promotes which agenda, on what evidence, and to whose benefit.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(serve.serve)
app.command()(load.load)
app.command()(data.validate)
app.command()(check.check)
app.command(name="format")(data.format_files)
app.command()(answers.ask)
app.command()(answers.sparql)
app.command()(trace.trace)
app.command()(explain.explain)
app.command()(coverage.coverage)
app.command()(agreement.agreement)
app.add_typer(passages.app, name="passages")
app.add_typer(bench.app, name="bench")


@runtime_checkable
class _Shown(Protocol):
    """A usage error of typer: it knows the command and its usage."""

    def show(self) -> None: ...


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cuibono {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Who promotes which agenda, on what evidence, and to whose benefit."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; faults are told on standard error."""
    try:
        result = app(args=arguments, prog_name="cuibono", standalone_mode=False)
    except CuibonoError as fault:
        _complain(fault.detail)
        return fault.exit_code
    except TyperException as fault:
        if isinstance(fault, _Shown):
            fault.show()
        return 2
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        if os.environ.get("CUIBONO_DEBUG"):
            raise
        _complain(
            f"internal fault: {type(fault).__name__}: {fault} "
            "(this is a bug of cuibono; CUIBONO_DEBUG=1 shows where)"
        )
        return 3
    return result if isinstance(result, int) else 0


def main() -> None:
    """The console script."""
    sys.exit(run())


def _complain(sentence: str) -> None:
    typer.echo(f"cuibono: {sentence}", err=True)
