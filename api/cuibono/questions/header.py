"""The header of a question: the `#+` lines at the top of its file, which hold YAML.

The form is that of grlc (https://github.com/CLARIAH/grlc), so that other tools can read it.
"""

from collections.abc import Mapping
from typing import Any, Final

import yaml

from cuibono.errors import DataError
from cuibono.questions.parameters import Parameter

_MARK: Final = "#+"
_KEYS: Final = ("title", "question", "parameters", "columns", "empty")
_NEEDED: Final = ("title", "question")
_PARAMETER_KEYS: Final = ("name", "type", "required", "default", "description", "example")
_NEEDED_OF_A_PARAMETER: Final = ("name", "type", "description", "example")
_TRUTHS: Final = {"true": True, "false": False}


def read_header(
    text: str, known: tuple[str, ...] = _KEYS, needed: tuple[str, ...] = _NEEDED
) -> Mapping[str, Any]:
    """Return the keys of a header, each scalar as the string that stands there.

    Raises `DataError` where there is no header, or one with unknown or missing keys.
    """
    lines = text.splitlines()
    marked = [line for line in lines if line.startswith(_MARK)]
    if not marked:
        raise DataError(f"it has no header: lines that start with {_MARK}")
    if marked != lines[: len(marked)]:
        raise DataError(f"lines that start with {_MARK} stand together at the top")
    try:
        # BaseLoader makes strings only: no dates, no `no` read as false, no objects.
        header = yaml.load("\n".join(line[len(_MARK) :] for line in marked), yaml.BaseLoader)
    except yaml.YAMLError as fault:
        raise DataError(f"its header is not YAML: {' '.join(str(fault).split())}") from None
    return _mapping(header, "the header", known, needed)


def read_parameters(header: Mapping[str, Any]) -> tuple[Parameter, ...]:
    """Return the parameters that a header declares; raises `DataError`."""
    declared = header.get("parameters", [])
    if not isinstance(declared, list):
        raise DataError("parameters: a list is wanted")
    entries: list[object] = declared  # pyright: ignore[reportUnknownVariableType]
    return tuple(_parameter(entry) for entry in entries)


def _parameter(entry: object) -> Parameter:
    keys = _mapping(entry, "a parameter", _PARAMETER_KEYS, _NEEDED_OF_A_PARAMETER)
    required = str(keys.get("required", "false"))
    if required not in _TRUTHS:
        raise DataError(f"parameter {keys['name']}: required is true or false, not {required!r}")
    return Parameter(
        name=keys["name"],
        type=keys["type"],
        description=keys["description"],
        example=keys["example"],
        required=_TRUTHS[required],
        default=keys.get("default"),
    )


def _mapping(
    value: object, what: str, known: tuple[str, ...], needed: tuple[str, ...]
) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise DataError(f"{what} is a mapping of {', '.join(known)}")
    keys: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType]
    if unknown := sorted(keys.keys() - set(known)):
        raise DataError(f"{what} has no key {', '.join(unknown)}; keys are {', '.join(known)}")
    if missing := [key for key in needed if not keys.get(key)]:
        raise DataError(f"{what} lacks {', '.join(missing)}")
    return keys
