"""Commands on the tokens to write with over HTTP."""

from typing import Annotated

import typer

from cuibono.cli.options import DataOption
from cuibono.cli.output import TableFormat, print_json, print_table
from cuibono.settings import read_settings
from cuibono.web.tokens import SCOPES, Tokens

app = typer.Typer(help="Tokens to write with over HTTP.", no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What to call it: a-z, 0-9 and hyphens.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(help="What it may do: store, update; both if not given.", show_default=False),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="A source that it may change; all if not given.", show_default=False),
    ] = None,
    data: DataOption = None,
) -> None:
    """Make a token and show it, this once: only its digest is kept."""
    token = _tokens(data).add(name, scope or SCOPES, source or ())
    typer.echo(token)
    typer.echo(
        f"the token {name} is in force at once; it is not shown again (Authorization: Bearer …)",
        err=True,
    )


@app.command(name="list")
def list_tokens(
    form: Annotated[TableFormat, typer.Option("--format", help="Output.")] = TableFormat.TABLE,
    data: DataOption = None,
) -> None:
    """List the tokens by name, with what they may do."""
    tokens = _tokens(data).all()
    columns = ["name", "scopes", "sources", "made"]
    if form is TableFormat.JSON:
        print_json([{column: getattr(token, column) for column in columns} for token in tokens])
        return
    rows = [
        [token.name, " ".join(token.scopes), " ".join(token.sources) or "all", token.made]
        for token in tokens
    ]
    print_table(columns, rows, form)


@app.command()
def remove(
    name: Annotated[str, typer.Argument(help="The token's name.")], data: DataOption = None
) -> None:
    """Make a token worthless, at once."""
    _tokens(data).remove(name)


def _tokens(data: DataOption) -> Tokens:
    return Tokens(read_settings(data=data).data, None)
