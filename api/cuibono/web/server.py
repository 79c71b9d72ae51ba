"""uvicorn's side of HTTP, with a short way for answers that are whole.

An answer that is ready (`cuibono.web.ready`) leaves before a task is made for it, and an answer of
`cuibono.web.plain` that is whole leaves in one piece instead of two. `_start_asgi_task` is not for
others by its name; a version of uvicorn without it serves all the same, the long way.
"""

import re
from functools import partial
from typing import Any, Final, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from cuibono.web.plain import WHOLE, PlainRoutes
from cuibono.web.ready import ReadyAnswer

_ILLEGAL: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


class WholeAnswers(HttpToolsProtocol):
    """One connection of a client."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        scope = cast(Scope, cycle.scope)
        if self._is_next(cycle):
            answer = cast(PlainRoutes, self.config.app).ready.find(scope)
            if answer and send_whole(cycle, answer):
                return
        scope["extensions"] = {WHOLE: partial(send_whole, cycle)}
        super()._start_asgi_task(cycle, app)

    def _is_next(self, cycle: RequestResponseCycle) -> bool:
        """Whether no other request is in line; answering those at once would call in circles."""
        return cycle is self.cycle and not self.pipeline


def send_whole(cycle: RequestResponseCycle, answer: ReadyAnswer) -> bool:
    """Send an answer; false where it has to wait for a client that does not take what was sent."""
    if cycle.flow.write_paused:
        return False
    if cycle.disconnected:
        return True
    headers = [*cycle.default_headers, *answer.start["headers"]]
    if _ILLEGAL.search(b" ".join([value for _, value in headers])):
        raise ValueError("a header has a line break in it")
    parts = [STATUS_LINE[answer.start["status"]]]
    for name, value in headers:
        parts += (name, b": ", value, b"\r\n")
    parts.append(b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n")
    parts.append(answer.body["body"])
    cycle.response_started = cycle.response_complete = True
    cycle.transport.write(b"".join(parts))
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
    return True
