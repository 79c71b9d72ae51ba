"""A service that does nothing: what the HTTP server alone costs.

Run as `python -m uvicorn cuibono.bench.empty:app`.
"""

from starlette.types import Receive, Scope, Send

BODY = b" " * 1500
"""About as much as a look-up answers."""


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer every request with the same bytes."""
    if scope["type"] == "http":
        headers = [(b"content-length", b"%d" % len(BODY))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": BODY})
