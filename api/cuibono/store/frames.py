"""How the service and its readers talk: eight bytes of length, then that many bytes."""

import struct
from typing import BinaryIO, Final

LENGTH: Final = struct.Struct("!Q")


def receive(source: BinaryIO) -> bytes:
    """Return the next frame, empty at the end of input."""
    head = source.read(LENGTH.size)
    return source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""


def send(sink: BinaryIO, frame: bytes) -> None:
    """Write one frame."""
    sink.write(LENGTH.pack(len(frame)))
    sink.write(frame)
    sink.flush()
