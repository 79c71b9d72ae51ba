"""The service's end of the line to one reader, for the event loop."""

import asyncio
from collections import deque
from typing import Final, cast

from cuibono.store.frames import BROKEN, LENGTH

_MOST_UNREAD: Final = 1 << 20
"""Bytes that may wait for a slow client before the reader is kept waiting in turn."""


class Line(asyncio.Protocol):
    """Takes frames apart as they come in."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._frames: deque[bytes | None] = deque()
        self._unread = 0
        self._is_paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._fault: Exception | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        buffer: bytes | bytearray = data
        if self._buffer:
            self._buffer += data
            buffer = self._buffer
        taken = self._take(buffer)
        if buffer is not data:
            del self._buffer[:taken]
        elif taken < len(data):
            self._buffer += data[taken:]
        if taken:
            self._wake()
        if self._unread > _MOST_UNREAD and self._transport and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()

    def _take(self, buffer: bytes | bytearray) -> int:
        """Take the whole frames off a buffer; return how many bytes they were."""
        start, end = 0, len(buffer)
        while end - start >= LENGTH.size:
            (size,) = LENGTH.unpack_from(buffer, start)
            stop = start + LENGTH.size
            if size == BROKEN:
                self._frames.append(None)
            elif end - stop < size:
                break
            else:
                self._frames.append(bytes(buffer[stop : stop + size]))
                self._unread += size
                stop += size
            start = stop
        return start

    def connection_lost(self, exc: Exception | None) -> None:
        self.fail(EOFError())

    def fail(self, fault: Exception) -> None:
        """Have whoever waits for a frame get this fault instead, now and later."""
        self._fault = self._fault or fault
        self._wake()

    @property
    def is_sound(self) -> bool:
        """Whether the reader is there and has said nothing unasked."""
        return self._fault is None and not self._frames and not self._buffer

    def send(self, content: bytes) -> None:
        """Send bytes on; the kernel or the event loop keeps what does not go at once."""
        assert self._transport
        self._transport.write(content)

    async def frame(self) -> bytes | None:
        """Return the next frame, None for a broken answer; raises `EOFError` or what `fail` says.

        What came in before the fault is not returned: an answer that broke off is worth nothing.
        """
        while True:
            if self._fault:
                raise self._fault
            if self._frames:
                break
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        content = self._frames.popleft()
        self._unread -= len(content or b"")
        if self._is_paused and self._unread <= _MOST_UNREAD // 2 and self._transport:
            self._is_paused = False
            self._transport.resume_reading()
        return content

    def close(self) -> None:
        """Let go of the line."""
        if self._transport:
            self._transport.abort()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)
