"""Answers that are ready: given before, on this snapshot, to a request that asks for the same.

They are sent before anything else looks at the request, so that a repeated answer and a 304 cost
little more than the HTTP server itself. It is a cache in the sense of RFC 9111: an answer is kept
where it has an entity tag, may be stored, and varies by nothing that the key does not hold. It is
never stale, since it is let go with its snapshot.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from starlette.types import Message, Scope, Send

from cuibono.errors import StoreError
from cuibono.web.answer_cache import AnswerCache

Key = tuple[object, ...]

_SAFE: Final = ("GET", "HEAD")
SELECTING: Final = frozenset(
    (
        *(b"accept", b"accept-encoding", b"accept-language", b"accept-profile"),
        *(b"if-match", b"if-modified-since", b"if-none-match", b"if-range", b"if-unmodified-since"),
        *(b"authorization", b"cookie", b"host", b"origin", b"range", b"x-forwarded-proto"),
    )
)
"""The headers of a request that an answer may depend on; they are part of the key."""


class ReadyAnswer(NamedTuple):
    """An answer as the messages of ASGI that are sent."""

    start: Message
    body: Message

    @property
    def size(self) -> int:
        return len(self.body.get("body", b"")) + sum(len(n) + len(v) for n, v in self._headers)

    @property
    def may_be_kept(self) -> bool:
        """Whether the same request may be answered by it again."""
        headers = {name.lower(): value for name, value in self._headers}
        varying = {name.strip() for name in headers.get(b"vary", b"").lower().split(b",") if name}
        return (
            (self.start["status"] == 304 or b"content-length" in headers)
            and self.start["status"] in (200, 304)
            and b"etag" in headers
            and b"no-store" not in headers.get(b"cache-control", b"")
            and varying <= SELECTING
            and not self.body.get("more_body", False)
        )

    @property
    def _headers(self) -> list[tuple[bytes, bytes]]:
        headers: list[tuple[bytes, bytes]] = self.start["headers"]
        return headers


class ReadyAnswers:
    """The answers that are ready on the snapshot in force."""

    def __init__(self, limit: int, snapshot: Callable[[], str]) -> None:
        """`snapshot` returns the name of the one in force; it may raise `StoreError`."""
        self._answers = AnswerCache[ReadyAnswer](limit)
        self._snapshot = snapshot

    def find(self, scope: Scope) -> ReadyAnswer | None:
        """Return the answer to a request, if it is ready."""
        key = _key(scope)
        if key not in self._answers:
            return None
        try:
            return self._answers.get(self._snapshot(), key)
        except StoreError:
            return None

    def keep(self, scope: Scope, snapshot: str, answer: ReadyAnswer) -> None:
        """Have the answer to a request ready from now on; it was given on a snapshot."""
        if scope["method"] in _SAFE:
            self._answers.keep(snapshot, _key(scope), answer)

    def keeping(self, scope: Scope, send: Send) -> Send:
        """Return what sends an answer on, and has it ready from now on if it may be kept."""
        if scope["method"] not in _SAFE:
            return send
        before = self._answers.snapshot
        start: Message | None = None

        async def send_and_keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif start:
                answer, start = ReadyAnswer(start, message), None
                # A snapshot that was the same before and after is the one that was asked.
                if answer.may_be_kept and self._still(before):
                    self.keep(scope, before, answer)
            await send(message)

        return send_and_keep

    def _still(self, before: str) -> bool:
        """Whether a snapshot is still in force."""
        try:
            self._answers.turn_to(self._snapshot())
        except StoreError:
            return False
        return self._answers.snapshot == before


def _key(scope: Scope) -> Key:
    return (
        *(scope["method"], scope["scheme"], scope["path"], scope["query_string"]),
        *[header for header in scope["headers"] if header[0] in SELECTING],
    )
