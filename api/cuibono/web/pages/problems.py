"""Errors as pages, with a way on."""

from collections.abc import Mapping
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse

from cuibono.terms import KINDS
from cuibono.web.pages.rendering import page


def render_problem(
    request: Request, problem: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """Return the page of a problem report: what is wrong, and what comes nearest."""
    return page(
        request,
        "problem.html",
        status=int(problem["status"]),
        headers=headers,
        problem=problem,
        nearest=_nearest(request, problem),
    )


def _nearest(request: Request, problem: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the names and paths of what comes nearest to what is not there."""
    near = problem.get("nearest")
    if not isinstance(near, list):
        return []
    names = cast(list[str], near)
    kind = problem.get("kind")
    if kind in KINDS:
        return [(name.replace("-", " "), f"/doc/{kind}/{name}") for name in names]
    if "/queries/" in request.url.path:
        return [(name, f"/queries/{name}") for name in names]
    return []
