"""Each answer to GET has a strong entity tag, and conditional requests are answered by it.

RFC 9110, sections 8.8.3 and 13. The tag is made of the bytes that are sent, content coding
included, after everything was negotiated: two representations never share one, and HEAD has that of
GET. `tests/web/test_representations.py` holds it to that.
"""

from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cuibono.web.answer_cache import matches

_KEPT_ON_304: Final = frozenset(
    (
        "cache-control",
        "content-location",
        "date",
        "etag",
        "expires",
        "last-modified",
        "link",
        "vary",
    )
)


class Representations:
    """Tags whole answers with status 200, and sends 304 to who has them already."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back: tagged, or only that it is the same."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: Message | None = None

        async def send_tagged(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == 200:
                start = message
            elif start is not None and message["type"] == "http.response.body":
                begun, start = start, None
                if not message.get("more_body", False):
                    begun, message = _conditional(Headers(scope=scope), begun, message)
                await send(begun)
                await send(message)
            else:
                await send(message)

        await self._app(scope, receive, send_tagged)


def _conditional(request: Headers, start: Message, body: Message) -> tuple[Message, Message]:
    headers = MutableHeaders(scope=start)
    if "accept-encoding" not in headers.get("vary", "").lower():
        headers.add_vary_header("Accept-Encoding")
    if "no-store" in headers.get("cache-control", ""):
        return start, body
    digest = blake2b(body.get("body", b""), digest_size=12)
    digest.update(headers.get("content-type", "").encode())
    headers.setdefault("etag", f'"{digest.hexdigest()}"')
    headers.setdefault("cache-control", "no-cache")
    if not _has_it(request, headers):
        return start, body
    kept = [(name, value) for name, value in headers.raw if name.decode().lower() in _KEPT_ON_304]
    return {**start, "status": 304, "headers": kept}, {**body, "body": b""}


def _has_it(request: Headers, headers: MutableHeaders) -> bool:
    """Whether the client has the representation (RFC 9110, section 13.2.2)."""
    if (tags := request.get("if-none-match")) is not None:
        return matches(tags, headers["etag"])
    since, modified = request.get("if-modified-since"), headers.get("last-modified")
    if since is None or modified is None:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False  # a date that cannot be read is no condition
