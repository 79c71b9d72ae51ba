"""Options that several commands share; `None` leaves the setting as it is."""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ValidationError

from cuibono.errors import ParameterError

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder of the store.", show_default=False)
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        help="Remote store: the address of a SPARQL engine, in place of one in --data.",
        show_default=False,
    ),
]
TextsOption = Annotated[
    Path | None,
    typer.Option("--texts", help="Folder with copies of source texts.", show_default=False),
]


def with_fields(model: type[BaseModel]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an option for each field of a model, which the command takes as `asked`.

    So a command and a route that ask for the same have the same names, defaults and help.
    """

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**values: Any) -> None:
            fields = {name: values.pop(name) for name in model.model_fields}
            command(asked=_valid(model, fields), **values)

        own = inspect.signature(command).parameters
        parameters = [
            one
            for name, given in own.items()
            for one in (_options(model) if name == "asked" else [given])
        ]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in parameters}
        return run

    return decorated


def _options(model: type[BaseModel]) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=field.default,
            annotation=Annotated[
                field.annotation,
                typer.Option(help=field.description, show_default=field.default not in (None, [])),
            ],
        )
        for name, field in model.model_fields.items()
    ]


def _valid(model: type[BaseModel], fields: dict[str, Any]) -> BaseModel:
    try:
        return model(**fields)
    except ValidationError as fault:
        error = fault.errors()[0]
        name = str(error["loc"][0])
        words = f"--{name.replace('_', '-')}: {error['msg']}"
        what = model.model_fields[name].description
        raise ParameterError(f"{words} ({what})" if what else words, parameter=name) from None
