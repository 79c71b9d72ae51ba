"""The errors of a service, raised as the class that the service raised."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final, cast

import httpx2

from cuibono.errors import (
    BodyTooLongError,
    CallError,
    CuibonoError,
    DataError,
    MediaTypeError,
    NotFoundError,
    ServiceError,
    StoreError,
)

PROBLEM: Final = "application/problem+json"

_OF_HTTP: Final = frozenset(("type", "title", "status", "detail", "instance"))
"""The members of RFC 9457 itself; the others are the problem's own."""

_BY_STATUS: Final[Mapping[int, type[CuibonoError]]] = {
    404: NotFoundError,
    413: BodyTooLongError,
    415: MediaTypeError,
    422: DataError,
    503: StoreError,
}
"""What a title that this version does not know is taken for."""


def problem_of(response: httpx2.Response) -> CuibonoError:
    """Return the error that an answer tells; a `ServiceError` where it is no problem report."""
    address = response.request.url
    if response.headers.get("content-type", "").partition(";")[0].strip() != PROBLEM:
        return ServiceError(
            f"{address} answers {response.status_code} {_phrase(response.status_code)}, "
            "and not as cuibono does; is this the address of its service?"
        )
    try:
        told = response.json()
    except ValueError:
        return ServiceError(f"{address} answers with a problem report that cannot be read")
    if not isinstance(told, dict):
        return ServiceError(f"{address} answers with a problem report that cannot be read")
    problem = cast("dict[str, Any]", told)
    members = {str(name): value for name, value in problem.items() if name not in _OF_HTTP}
    detail = str(problem.get("detail") or problem.get("title") or _phrase(response.status_code))
    return _class_of(problem, response.status_code)(detail, **members)


def _class_of(problem: Mapping[str, Any], status: int) -> type[CuibonoError]:
    for known in _classes(CuibonoError):
        if (known.title, known.status) == (problem.get("title"), status):
            return known
    fallback = CallError if 400 <= status < 500 else CuibonoError
    return _BY_STATUS.get(status, fallback)


def _classes(base: type[CuibonoError]) -> Iterator[type[CuibonoError]]:
    yield base
    for below in base.__subclasses__():
        yield from _classes(below)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
