"""The service's side of writing: changes that come while others are written go together next."""

import asyncio
import logging
import socket
import subprocess
from typing import Final

from cuibono.errors import BusyError, WriteLostError
from cuibono.ingest.archive import Archive
from cuibono.ingest.changes import Change, Outcome, decode_outcomes, encode_changes
from cuibono.ingest.writing_process import arguments, told
from cuibono.settings import Settings
from cuibono.store import QueryLimits
from cuibono.store.frames import frame
from cuibono.store.line import Line

LARGEST_BATCH: Final = 64
_log = logging.getLogger(__name__)


class WriteQueue:
    """Hands changes to the writing process, which it starts when there is something to write."""

    def __init__(self, settings: Settings, limits: QueryLimits) -> None:
        self._settings = settings
        self._limits = limits
        self._seconds = settings.write_seconds
        self._waiting: list[tuple[Change, asyncio.Future[Outcome]]] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Line | None = None
        self._work: asyncio.Task[None] | None = None
        self.batches = 0
        self.changes = 0

    async def open(self) -> None:
        """Have what an interruption left half done mended, in the background."""
        if not Archive(self._settings.data).is_published:
            self._work = asyncio.create_task(self._mend())

    async def close(self) -> None:
        """Let the batch that is being written come to its end, and stop the process."""
        if self._work:
            await asyncio.wait([self._work], timeout=self._seconds)
        self._end()

    async def do(self, change: Change) -> Outcome:
        """Return once a change is durable and published; raises the error why it was refused.

        Raises `BusyError` where too many wait, and `WriteLostError` where the process ended.
        """
        if len(self._waiting) >= self._settings.queue:
            raise BusyError("too many writes wait already; try again later", limit="queue")
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((change, future))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._do_all())
        return (await asyncio.shield(future)).require()

    async def _do_all(self) -> None:
        while self._waiting:
            batch = self._waiting[:LARGEST_BATCH]
            del self._waiting[:LARGEST_BATCH]
            try:
                outcomes = await self._written([change for change, _ in batch])
            except (OSError, EOFError, TimeoutError) as fault:
                _log.warning("the writing process ended: %r", fault)
                self._end()
                outcomes = [Outcome.of(_lost()) for _ in batch]
            for (_, future), outcome in zip(batch, outcomes, strict=True):
                if not future.done():
                    future.set_result(outcome)

    async def _written(self, changes: list[Change]) -> list[Outcome]:
        self.batches += 1
        self.changes += len(changes)
        line = self._line if self._line and self._line.is_sound else await self._start()
        line.send(frame(encode_changes(changes)))
        async with asyncio.timeout(self._seconds):
            return decode_outcomes(await line.frame() or b"[]")

    async def _mend(self) -> None:
        _log.warning("a write was interrupted; what it left half done is written again")
        try:
            await self._written([])
        except (OSError, EOFError, TimeoutError) as fault:
            _log.error("mending failed, and is tried again with the next write: %r", fault)
            self._end()
        await self._do_all()

    async def _start(self) -> Line:
        self._end()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                arguments(theirs.fileno()),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        loop = asyncio.get_running_loop()
        _, self._line = await loop.create_connection(Line, sock=ours)
        self._line.send(frame(told(self._settings, self._limits)))
        return self._line

    def _end(self) -> None:
        if self._line:
            self._line.close()
            self._line = None
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


def _lost() -> WriteLostError:
    return WriteLostError(
        "the process that writes ended before it could say what became of the write: it is there "
        "whole or not at all; look, and send it again where it is missing"
    )
