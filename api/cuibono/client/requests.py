"""Requests to a service: time-outs, retries of what is safe, errors as Python classes."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from cuibono import __version__
from cuibono.client.problems import problem_of
from cuibono.errors import BusyError, CallError, CuibonoError, ServiceError

Answer = TypeVar("Answer", bound=BaseModel)
Parameters = Mapping[str, str | Sequence[str]]

USER_AGENT: Final = f"cuibono-client/{__version__} python-httpx2/{httpx2.__version__}"
LONGEST_WAIT: Final = 30.0
"""Seconds that a service may ask to wait before a retry; past that the error is raised."""

_NOT_SENT: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_BROKEN_OFF: Final = (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError)
_SAFE: Final = frozenset(("GET", "HEAD"))


class Requests:
    """Sends requests to one service.

    A safe request (RFC 9110, section 9.2.1) is sent again where the connection broke or the service
    was too busy, not where it took too long: it would take as long again. A POST is sent once.
    """

    def __init__(
        self,
        address: str,
        timeout: float,
        retries: int,
        transport: httpx2.BaseTransport | None,
    ) -> None:
        self.address = _checked(address)
        self._retries = retries
        self._http = httpx2.Client(
            base_url=self.address,
            timeout=timeout,
            transport=transport,
            headers={"User-Agent": USER_AGENT},
            follow_redirects=True,
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, parameters: Parameters, model: type[Answer]) -> Answer:
        """Return the answer at an address, as a model."""
        response = self.send("GET", path, parameters, accept="application/json")
        try:
            return model.model_validate(json_of(response))
        except ValidationError as fault:
            raise ServiceError(
                f"the answer at {response.request.url} is not as version {__version__} of cuibono "
                f"knows it: {fault.error_count()} parts differ, the first at "
                f"{'.'.join(map(str, fault.errors()[0]['loc']))}"
            ) from None

    def send(
        self,
        method: str,
        path: str,
        parameters: Parameters | None = None,
        *,
        accept: str,
        content: str | None = None,
        content_type: str | None = None,
    ) -> httpx2.Response:
        """Return an answer of status 200; raises the error that the service tells otherwise."""
        headers = {"Accept": accept} | ({"Content-Type": content_type} if content_type else {})
        request = self._http.build_request(
            method, path, params=dict(parameters or {}), headers=headers, content=content
        )
        left = self._retries if method in _SAFE else 0
        while True:
            try:
                return self._sent(request)
            except (BusyError, _BrokenOff) as fault:
                wait = _wait(fault, self._retries - left)
                if not left or wait > LONGEST_WAIT:
                    raise (fault.told if isinstance(fault, _BrokenOff) else fault) from None
            left -= 1
            time.sleep(wait)

    def _sent(self, request: httpx2.Request) -> httpx2.Response:
        try:
            response = self._http.send(request)
        except (*_NOT_SENT, *_BROKEN_OFF) as fault:
            raise _BrokenOff(self._unreached(fault)) from None
        except httpx2.TimeoutException:
            raise ServiceError(
                f"{request.url.copy_with(query=None)} did not answer in time; a longer time can "
                "be given: Client(address, timeout=seconds)"
            ) from None
        except (httpx2.RequestError, httpx2.InvalidURL) as fault:
            raise self._unreached(fault) from None
        if response.is_success:
            return response
        problem = problem_of(response)
        if isinstance(problem, BusyError):
            problem.members.setdefault("retry_after", response.headers.get("retry-after"))
        raise problem

    def _unreached(self, fault: Exception) -> ServiceError:
        return ServiceError(
            f"there is no answer from {self.address} ({fault or type(fault).__name__}); "
            "does the service run there? `make serve` or `cuibono serve` starts one"
        )


class _BrokenOff(Exception):
    """A connection that could not be made or broke off, with the error that tells it."""

    def __init__(self, told: ServiceError) -> None:
        super().__init__(told.detail)
        self.told = told


def json_of(response: httpx2.Response) -> Any:
    """Return the JSON of an answer; raises `ServiceError` for anything else."""
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        raise ServiceError(
            f"{response.request.url} answers {response.headers.get('content-type')} that cannot be "
            "read as JSON; is this the address of a cuibono service?"
        ) from None


def _wait(fault: CuibonoError | _BrokenOff, tried: int) -> float:
    """Return how long to wait: what the service asks for, else doubling from half a second."""
    doubling = 0.5 * float(1 << tried)
    asked = fault.members.get("retry_after") if isinstance(fault, CuibonoError) else None
    try:
        return max(0.0, float(asked)) if asked is not None else doubling
    except ValueError:  # a date, which RFC 9110 allows too
        return doubling


def _checked(address: str) -> str:
    """Return an address with its last slash; raises `CallError` for one that is none."""
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        raise CallError(f"{address!r} is no address of a service, such as http://127.0.0.1:8000/")
    return f"{address.rstrip('/')}/"
