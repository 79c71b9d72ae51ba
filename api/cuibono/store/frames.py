"""How the service and its readers talk: four bytes of length, then that many bytes.

A request is one frame of JSON. A reply is a frame of JSON, the head; where the head's status is
`ok`, frames with the answer follow, and an empty frame says that it is whole. `BROKEN` in place of
a length says that the answer ends here and is not whole.
"""

import socket
import struct
from typing import Any, Final, TypedDict

LENGTH: Final = struct.Struct("!I")
END: Final = LENGTH.pack(0)
BROKEN: Final = 0xFFFFFFFF
CHUNK: Final = 1 << 16
"""Bytes of an answer that are sent at once; a smaller answer is sent whole."""


class QueryRequest(TypedDict):
    """A query and how to answer it; formats go by their names, None is not acceptable."""

    query: str
    results: str | None
    rdf: str | None
    default_graphs: list[str]
    named_graphs: list[str]
    inferred: bool
    gzip: bool
    limit: int
    dump: bool
    """Whether the whole store is wanted instead of an answer."""


Head = dict[str, Any]
"""What a reply begins with: `status`, and as that is `detail`, `form`, or for an answer
`media_type`, `gzip` and, where the whole of it fits into one frame, `length`."""


def frame(content: bytes) -> bytes:
    """Return one frame."""
    return LENGTH.pack(len(content)) + content


def receive_frame(source: socket.socket) -> bytes | None:
    """Return the next frame, None for a broken answer; raises `EOFError` at the end of input."""
    (size,) = LENGTH.unpack(receive_exactly(source, LENGTH.size))
    return None if size == BROKEN else receive_exactly(source, size)


class FrameReader:
    """Takes frames from a socket with as few calls of the kernel as there can be."""

    def __init__(self, source: socket.socket) -> None:
        self._source = source
        self._buffer = bytearray()

    def receive(self) -> bytes:
        """Return the next frame; raises `EOFError` at the end of input."""
        buffer = self._buffer
        while len(buffer) < LENGTH.size or len(buffer) < self._end():
            part = self._source.recv(CHUNK)
            if not part:
                raise EOFError
            buffer += part
        end = self._end()
        content = bytes(buffer[LENGTH.size : end])
        del buffer[:end]
        return content

    def _end(self) -> int:
        size: int = LENGTH.unpack_from(self._buffer)[0]
        return LENGTH.size + size


def receive_exactly(source: socket.socket, size: int) -> bytes:
    """Return so many bytes; raises `EOFError` where the other side has gone."""
    content = bytearray()
    while len(content) < size:
        part = source.recv(min(size - len(content), 1 << 20))
        if not part:
            raise EOFError
        content += part
    return bytes(content)
