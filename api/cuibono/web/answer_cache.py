"""Answers that were given before, up to a number of bytes."""

import re
from collections import OrderedDict
from collections.abc import Hashable
from hashlib import blake2b
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

LARGEST_KEPT: Final = 1 << 20
_OVERHEAD: Final = 512
"""Bytes that an entry takes besides its body, about."""

_UNSTEADY: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
_TRACES: Final = ("NOW", "RAND", "UUID", "BNODE")
"""What is quickly seen not to be there in most queries."""


class Kept(Protocol):
    """What can be kept."""

    @property
    def size(self) -> int:
        """The bytes of it."""
        ...


T = TypeVar("T", bound=Kept)


class CachedAnswer(NamedTuple):
    """An answer as it was sent."""

    body: bytes
    media_type: str
    is_gzipped: bool

    @property
    def size(self) -> int:
        return len(self.body)


class AnswerCache(Generic[T]):
    """The answers on one snapshot; those least recently asked for go first."""

    def __init__(self, limit: int) -> None:
        self.snapshot = ""
        self._limit = limit
        self._size = 0
        self._answers: OrderedDict[Hashable, T] = OrderedDict()

    def __contains__(self, key: Hashable) -> bool:
        """Whether there is an answer on the snapshot that it last turned to."""
        return key in self._answers

    def turn_to(self, snapshot: str) -> None:
        """Let go of the answers on any other snapshot."""
        if snapshot != self.snapshot:
            self.snapshot, self._size = snapshot, 0
            self._answers.clear()

    def get(self, snapshot: str, key: Hashable) -> T | None:
        """Return the answer to a request on a snapshot, if it is kept."""
        self.turn_to(snapshot)
        found = self._answers.get(key)
        if found:
            self._answers.move_to_end(key)
        return found

    def keep(self, snapshot: str, key: Hashable, answer: T) -> None:
        """Keep an answer that was given on a snapshot, unless it is too large."""
        size = answer.size + _OVERHEAD
        if size > min(LARGEST_KEPT, self._limit):
            return
        self.turn_to(snapshot)
        if before := self._answers.pop(key, None):
            self._size -= before.size + _OVERHEAD
        self._answers[key] = answer
        self._size += size
        while self._size > self._limit:
            _, gone = self._answers.popitem(last=False)
            self._size -= gone.size + _OVERHEAD


def is_steady(query: str) -> bool:
    """Whether the same query gives the same answer again; false where in doubt."""
    upper = query.upper()
    return not (any(trace in upper for trace in _TRACES) and _UNSTEADY.search(query))


def etag(snapshot: str, key: Hashable) -> str:
    """Return the entity tag of the answer to a request on a snapshot (RFC 9110, section 8.8.3).

    It is weak, since the engine may write the same answer in another order.
    """
    return f'W/"{snapshot}-{blake2b(repr(key).encode(), digest_size=8).hexdigest()}"'


def matches(if_none_match: str | None, tag: str) -> bool:
    """Whether a client has the answer already (RFC 9110, section 13.1.2; weak comparison)."""
    if if_none_match is None:
        return False
    tags = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return "*" in tags or tag.removeprefix("W/") in tags
