"""Every error as `application/problem+json` (RFC 9457), or as a page where a browser asks."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cuibono.errors import CuibonoError, MethodNotAllowedError, NotFoundError, ParameterError
from cuibono.publish import HTML, negotiate
from cuibono.web.pages import render_problem

PROBLEM = "application/problem+json"
_log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Give every error of the app the one shape."""

    @app.exception_handler(CuibonoError)
    async def told(request: Request, fault: CuibonoError) -> Response:  # pyright: ignore[reportUnusedFunction]
        return problem_response(request, fault.problem(), fault.headers)

    @app.exception_handler(HTTPException)
    async def routing(request: Request, fault: HTTPException) -> Response:  # pyright: ignore[reportUnusedFunction]
        allowed = (fault.headers or {}).get("Allow")
        if request.method == "OPTIONS" and allowed:
            methods = ", ".join(sorted({*allowed.split(", "), "HEAD", "OPTIONS"}))
            return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": methods})
        return problem_response(request, _routing_problem(request, fault), fault.headers)

    @app.exception_handler(RequestValidationError)
    async def parameters(request: Request, fault: RequestValidationError) -> Response:  # pyright: ignore[reportUnusedFunction]
        return problem_response(request, _parameter_problem(fault).problem())

    @app.exception_handler(Exception)
    async def untold(request: Request, fault: Exception) -> Response:  # pyright: ignore[reportUnusedFunction]
        _log.error("%s %s", request.method, request.url.path, exc_info=fault)
        return problem_response(
            request, CuibonoError("a fault of the service; its log says more").problem()
        )


def problem_response(
    request: Request, problem: dict[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    """Return a problem in the shape that the client reads."""
    problem = problem | {"instance": request.url.path}
    sent = {**(headers or {}), "Vary": "Accept"}
    if problem["status"] == HTTPStatus.SERVICE_UNAVAILABLE:
        sent["Retry-After"] = "5"
    accept = request.headers.get("accept")
    if accept and negotiate(accept, [PROBLEM, "application/json", HTML]) == HTML:
        return render_problem(request, problem, sent)
    return JSONResponse(problem, problem["status"], sent, PROBLEM)


def _routing_problem(request: Request, fault: HTTPException) -> dict[str, Any]:
    if fault.status_code == HTTPStatus.NOT_FOUND:
        return NotFoundError(f"there is no page or service at {request.url.path}").problem()
    if fault.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = (fault.headers or {}).get("Allow", "")
        return MethodNotAllowedError(
            f"{request.method} does not fit {request.url.path}; allowed: {allowed}"
        ).problem()
    title = HTTPStatus(fault.status_code).phrase
    detail = str(fault.detail)
    return {"type": "about:blank", "title": title, "status": fault.status_code, "detail": detail}


def _parameter_problem(fault: RequestValidationError) -> ParameterError:
    faults = [
        f"{'.'.join(str(part) for part in error['loc'][1:])}: {error['msg']}"
        for error in fault.errors()
    ]
    return ParameterError("; ".join(faults))
