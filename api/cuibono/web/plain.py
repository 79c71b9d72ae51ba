"""Routes without a framework: SPARQL and graph store, where its cost would be half of a look-up.

They stand in front of everything else, and so bring their own headers, HEAD and OPTIONS.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from functools import cached_property
from typing import Any, Final, TypeVar
from urllib.parse import unquote_to_bytes

from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from cuibono.errors import (
    AddressTooLongError,
    BodyTooLongError,
    CallError,
    CuibonoError,
    MediaTypeError,
    MethodNotAllowedError,
    TimeoutOfBodyError,
)
from cuibono.web.problems import problem_response
from cuibono.web.ready import ReadyAnswer, ReadyAnswers
from cuibono.web.security import HEADERS as SECURITY

T = TypeVar("T")
Header = tuple[bytes, bytes]
Handler = Callable[["Exchange"], Awaitable[None]]

_log = logging.getLogger(__name__)

LONGEST_ADDRESS: Final = 1 << 17
MOST_PARAMETERS: Final = 1000
WHOLE: Final = "cuibono.whole"
"""The extension of ASGI by which `cuibono.web.server` takes an answer in one piece."""
PATIENCE: Final = 0.02
"""Seconds of work after which is looked whether the client is still there."""

_ALWAYS: Final[list[Header]] = [
    *((name.lower().encode(), value.encode()) for name, value in SECURITY.items()),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, X-Snapshot"),
]


class Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self._receive = receive
        self._send = send
        self._headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            before = self._headers.get(name)
            self._headers[name] = value if before is None else before + b", " + value
        self.has_begun = False
        self._watcher: asyncio.Task[None] | None = None
        self._is_gone = False

    def header(self, name: bytes) -> str | None:
        """Return a header of the request, by its name in lower case."""
        value = self._headers.get(name)
        return None if value is None else value.decode("latin-1")

    @cached_property
    def request(self) -> Request:
        """The request as Starlette sees it."""
        return Request(self.scope, self._receive)

    @cached_property
    def parameters(self) -> list[tuple[str, str]]:
        """The parameters in the address, each decoded once."""
        encoded: bytes = self.scope["query_string"]
        if len(encoded) > LONGEST_ADDRESS:
            raise AddressTooLongError(
                f"an address has at most {LONGEST_ADDRESS >> 10} KiB; send a long query by POST"
            )
        return decoded(encoded)

    @property
    def media_type(self) -> str:
        """The media type of the body, without its parameters."""
        return (self.header(b"content-type") or "").partition(";")[0].strip().lower()

    def only(self, *methods: str) -> None:
        """Raise `MethodNotAllowedError` for other methods."""
        if self.method not in methods:
            raise MethodNotAllowedError(
                f"{self.method} does not fit {self.scope['path']}; allowed: {', '.join(methods)}",
                allow=", ".join(methods),
            )

    async def body(self, limit: int, seconds: float) -> bytes:
        """Return the body; raises what stands for one too long, too slow or packed."""
        if (self.header(b"content-encoding") or "identity").strip().lower() != "identity":
            raise MediaTypeError("a request is sent as it is, without Content-Encoding")
        length = self.header(b"content-length")
        if length and length.isdigit() and int(length) > limit:
            raise _too_long(limit)
        body = bytearray()
        try:
            async with asyncio.timeout(seconds):
                while True:
                    message = await self._receive()
                    if message["type"] == "http.disconnect":
                        raise ClientGoneError
                    body += message.get("body", b"")
                    if len(body) > limit:
                        raise _too_long(limit)
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            raise TimeoutOfBodyError(
                f"the request did not come within {seconds:g} seconds (setting send_seconds)",
                limit="send_seconds",
            ) from None

    async def answer(self, status: int, headers: Iterable[Header] = (), body: bytes = b"") -> None:
        """Send an answer that is whole."""
        await self.send(self.ready(status, headers, body))

    def ready(self, status: int, headers: Iterable[Header] = (), body: bytes = b"") -> ReadyAnswer:
        """Return an answer that is whole as it is to be sent."""
        length = [] if status in (204, 304) else [(b"content-length", b"%d" % len(body))]
        start = {
            "type": "http.response.start",
            "status": status,
            "headers": [*length, *headers, *_ALWAYS],
        }
        if self.method == "HEAD":
            body = b""
        return ReadyAnswer(start, {"type": "http.response.body", "body": body})

    async def send(self, answer: ReadyAnswer) -> None:
        """Send an answer that is ready."""
        self.has_begun = True
        whole = self.scope.get("extensions", {}).get(WHOLE)
        if whole is None or not whole(answer):
            await self._send(answer.start)
            await self._send(answer.body)

    async def stream(self, headers: Iterable[Header], chunks: AsyncGenerator[bytes]) -> None:
        """Send an answer as it is made.

        When making it fails, the connection is closed before the end of the answer is sent, so
        that nobody takes it for whole.
        """
        if self.scope.get("http_version") == "1.0":  # where the end of the connection is the end
            await self.answer(200, headers, b"".join([chunk async for chunk in chunks]))
            return
        self.has_begun = True
        await self._send(
            {"type": "http.response.start", "status": 200, "headers": [*headers, *_ALWAYS]}
        )
        try:
            await self.unless_gone(self._send_all(chunks))
        except CuibonoError as fault:
            _log.warning("%s: broken off: %s", self.scope["path"], fault.detail)
            return
        await self._send_body(b"", more=False)

    async def unless_gone(self, work: Awaitable[T]) -> T:
        """Return what work returns; it is cancelled when the client goes away.

        Raises `ClientGoneError` then. A client is looked for only once the work takes a while.
        """
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        timer = loop.call_later(PATIENCE, self._watch, task)
        try:
            return await work
        except asyncio.CancelledError:
            if self._is_gone and task:
                task.uncancel()
                raise ClientGoneError from None
            raise
        finally:
            timer.cancel()
            if self._watcher:
                self._watcher.cancel()

    async def _send_all(self, chunks: AsyncGenerator[bytes]) -> None:
        async with aclosing(chunks):
            async for chunk in chunks:
                await self._send_body(chunk, more=True)

    def _watch(self, task: "asyncio.Task[Any] | None") -> None:
        if task:
            self._watcher = asyncio.create_task(self._cancel_when_gone(task))

    async def _cancel_when_gone(self, task: "asyncio.Task[Any]") -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._is_gone = True
        task.cancel()

    async def _send_body(self, body: bytes, *, more: bool) -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": more})


class ClientGoneError(Exception):
    """The client has closed the connection; there is nobody to tell."""


class PlainRoutes(FastAPI):
    """A FastAPI service that hands requests for some paths to handlers of their own."""

    def __init__(self, plain: Mapping[str, Handler], ready: ReadyAnswers, **options: Any) -> None:
        super().__init__(**options)
        self._plain = plain
        self.ready = ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        if ready := self.ready.find(scope):
            await send(ready.start)
            await send(ready.body)
            return
        handler = self._handler(scope)
        if handler is None:
            await super().__call__(scope, receive, self.ready.keeping(scope, send))
            return
        exchange = Exchange({**scope, "app": self}, receive, send)
        try:
            await handler(exchange)
        except ClientGoneError:
            return
        except CuibonoError as fault:
            await _tell(exchange, fault)
        except Exception as fault:
            _log.error("%s %s", exchange.method, scope["path"], exc_info=fault)
            if not exchange.has_begun:
                await _tell(exchange, CuibonoError("a fault of the service; its log says more"))

    def _handler(self, scope: Scope) -> Handler | None:
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        if handler := self._plain.get(path):
            return handler
        stem = path[: path.find("/", 1)] if path.count("/") > 1 else ""
        return self._plain.get(f"{stem}/") if stem else None


def decoded(encoded: bytes) -> list[tuple[str, str]]:
    """Return the parameters of an address or a form; raises `CallError`."""
    if encoded.count(b"&") >= MOST_PARAMETERS:
        raise CallError(f"a request has at most {MOST_PARAMETERS} parameters")
    try:
        pairs = [pair.partition("=") for pair in encoded.decode("ascii").split("&") if pair]
        return [(_plain(name), _plain(value)) for name, _, value in pairs]
    except UnicodeDecodeError:
        raise CallError("the parameters are not percent-encoded UTF-8") from None


def _plain(encoded: str) -> str:
    spaced = encoded.replace("+", " ")
    return unquote_to_bytes(spaced).decode() if "%" in spaced else spaced


async def options(exchange: Exchange, *methods: str) -> None:
    """Say which methods there are, to clients and to browsers that ask before they send."""
    allowed = ", ".join(methods).encode()
    await exchange.answer(
        204,
        [
            (b"allow", allowed),
            (b"access-control-allow-methods", allowed),
            (
                b"access-control-allow-headers",
                b"Accept, Authorization, Content-Type, If-Match, If-None-Match, Slug",
            ),
            (b"access-control-max-age", b"86400"),
        ],
    )


async def _tell(exchange: Exchange, fault: CuibonoError) -> None:
    problem = fault.problem()
    allow = problem.pop("allow", None)
    response = problem_response(exchange.request, problem, fault.headers)
    headers = [h for h in response.raw_headers if h[0] != b"content-length"]
    if allow:
        headers.append((b"allow", allow.encode()))
    await exchange.answer(response.status_code, headers, bytes(response.body))


def _too_long(limit: int) -> CallError:
    size = f"{limit >> 20} MiB" if limit >= 1 << 20 else f"{limit} bytes"
    return BodyTooLongError(f"a request here has at most {size}")
