"""How the service and its readers talk: four bytes of length, then that many bytes.

A request is one frame: a line of JSON, the options, and the query. A reply is a frame of JSON, the
head; where the head's status is `ok`, frames with the answer follow, and an empty frame says that
it is whole. `BROKEN` in place of a length says that the answer ends here and is not whole.

Options and heads are few, and the same again and again: both sides remember what they stand for.
"""

import json
import socket
import struct
from functools import lru_cache
from typing import Any, Final, TypedDict

LENGTH: Final = struct.Struct("!I")
END: Final = LENGTH.pack(0)
BROKEN: Final = 0xFFFFFFFF
CHUNK: Final = 1 << 16
"""Bytes of an answer that are sent at once; a smaller answer is sent whole."""

_AS_IT_IS: Final = "surrogatepass"
"""Half a character is for the engine to refuse, and not for the line."""


_REMEMBERED: Final = 64


class QueryOptions(TypedDict):
    """How to answer a query; formats go by their names, None is not acceptable."""

    results: str | None
    rdf: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    inferred: bool
    gzip: bool
    limit: int
    dump: bool
    """Whether the whole store is wanted instead of an answer."""


Head = dict[str, Any]
"""What a reply begins with: `status`, and as that is `detail`, `form`, or for an answer
`media_type`, `gzip` and `whole`: whether the one frame that follows, if any, is all of it."""


def frame(content: bytes) -> bytes:
    """Return one frame."""
    return LENGTH.pack(len(content)) + content


@lru_cache(_REMEMBERED)
def encode_options(
    *,
    results: str | None,
    rdf: str | None,
    limit: int,
    default_graphs: tuple[str, ...] = (),
    named_graphs: tuple[str, ...] = (),
    inferred: bool = True,
    gzip: bool = False,
    dump: bool = False,
) -> bytes:
    """Return `QueryOptions` as they are sent."""
    options: QueryOptions = {
        "results": results,
        "rdf": rdf,
        "default_graphs": default_graphs,
        "named_graphs": named_graphs,
        "inferred": inferred,
        "gzip": gzip,
        "limit": limit,
        "dump": dump,
    }
    return json.dumps(options).encode() + b"\n"


def encode_request(options: bytes, query: str) -> bytes:
    """Return the frame of a request."""
    return frame(options + query.encode(errors=_AS_IT_IS))


def decode_request(content: bytes) -> tuple[bytes, str]:
    """Return the options of a request, as they were sent, and its query."""
    options, _, query = content.partition(b"\n")
    return options, query.decode(errors=_AS_IT_IS)


@lru_cache(_REMEMBERED)
def decode_head(content: bytes) -> Head:
    """Return the head of a reply, to be read only."""
    head: Head = json.loads(content)
    return head


def receive_frame(source: socket.socket) -> bytes | None:
    """Return the next frame, None for a broken answer; raises `EOFError` at the end of input."""
    (size,) = LENGTH.unpack(receive_exactly(source, LENGTH.size))
    return None if size == BROKEN else receive_exactly(source, size)


class FrameReader:
    """Takes frames from a socket with as few calls of the kernel as there can be."""

    def __init__(self, source: socket.socket) -> None:
        self._source = source
        self._unread = b""
        # Made once: memory of this size, had anew for each frame, makes the allocator tidy up.
        self._buffer = memoryview(bytearray(CHUNK))

    def receive(self) -> bytes:
        """Return the next frame; raises `EOFError` at the end of input."""
        content = self._unread or self._received()
        while len(content) < LENGTH.size:
            content += self._received()
        end = LENGTH.size + LENGTH.unpack_from(content)[0]
        if len(content) < end:
            content += receive_exactly(self._source, end - len(content))
        self._unread = content[end:]
        return content[LENGTH.size : end]

    def _received(self) -> bytes:
        size = self._source.recv_into(self._buffer)
        if not size:
            raise EOFError
        return bytes(self._buffer[:size])


def receive_exactly(source: socket.socket, size: int) -> bytes:
    """Return so many bytes; raises `EOFError` where the other side has gone."""
    content = bytearray()
    while len(content) < size:
        part = source.recv(min(size - len(content), 1 << 20))
        if not part:
            raise EOFError
        content += part
    return bytes(content)
