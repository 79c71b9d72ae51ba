"""One query on its way through a reader: its clock, its lane, its answer."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from cuibono.store.faults import fault_of, out_of_memory, out_of_time, too_slow_a_client
from cuibono.store.frames import Head, decode_head
from cuibono.store.lanes import QUICK_SECONDS, Lanes
from cuibono.store.line import Line
from cuibono.store.nursery import Child


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What one query may take; the settings of the same names say how to change them."""

    seconds: float
    memory_bytes: int
    answer_bytes: int
    send_seconds: float = 60.0


class Reader:
    """One process on one snapshot."""

    def __init__(self, child: Child, line: Line, snapshot: str) -> None:
        self.child = child
        self.line = line
        self.snapshot = snapshot

    def end(self) -> None:
        """Kill the process."""
        self.child.kill()
        self.line.close()


class Run:
    """One query being answered, or waiting to be."""

    def __init__(
        self, limits: QueryLimits, lanes: Lanes, ended: Callable[["Run", bool], None]
    ) -> None:
        """`ended` is called at the end, with whether the reader is as good as new."""
        self.limits = limits
        self.is_slow = False
        self._reader: Reader | None = None
        self._lanes = lanes
        self._ended = ended
        self._loop = asyncio.get_running_loop()
        self._place: asyncio.Future[None] | None = None
        self._left = limits.seconds
        self._since = 0.0
        self._clock: asyncio.TimerHandle | None = None
        self._other_timers: list[asyncio.TimerHandle] = []

    @property
    def reader(self) -> Reader:
        """The process that answers it."""
        assert self._reader
        return self._reader

    async def enter(self, *, is_slow: bool) -> None:
        """Wait for a place in one of the lanes; raises `BusyError`."""
        if is_slow:
            self._place = self._loop.create_future()
            await self._lanes.enter_slow(self)
            self.is_slow = True
        else:
            await self._lanes.enter()

    def begin(self, reader: Reader, request: bytes) -> None:
        """Hand the request to a reader."""
        self._reader = reader
        if self.is_slow:
            reader.child.slow_down()
        else:
            self._other_timers.append(self._loop.call_later(QUICK_SECONDS, self._turn_slow))
        self.start_clock()
        reader.line.send(request)

    async def answer(self, query: str) -> "Answer":
        """Return the answer; raises what stands for a query that failed."""
        line, is_whole, is_streaming = self.reader.line, False, False
        try:
            head = decode_head(await line.frame() or b"")
            if head["status"] != "ok":
                is_whole = True
                raise fault_of(head, query, self.limits.answer_bytes)
            if not head["whole"]:
                is_streaming = True
                return Answer(head, self, None)
            if body := await line.frame() or b"":
                await line.frame()
            is_whole = True
            return Answer(head, self, body)
        except EOFError:
            raise out_of_memory(self.limits.memory_bytes) from None
        finally:
            if not is_streaming:
                self.end(is_whole=is_whole)

    def start_clock(self) -> None:
        """Count time against the query."""
        if self._clock is None:
            self._since = self._loop.time()
            self._clock = self._loop.call_later(self._left, self._expire)

    def stop_clock(self) -> None:
        """Count no more time against the query: somebody else is to blame for it."""
        if self._clock:
            self._clock.cancel()
            self._clock = None
            self._left = max(0.0, self._left - (self._loop.time() - self._since))

    def start_sending(self) -> None:
        """Count from now what the client takes to receive the answer."""
        seconds = self.limits.send_seconds
        fault = too_slow_a_client(seconds)
        self._other_timers.append(self._loop.call_later(seconds, self.give_up, fault))

    def stand_still(self) -> None:
        if self._reader:
            self.stop_clock()
            self._reader.child.signal(signal.SIGSTOP)

    def go_on(self) -> None:
        if self._reader:
            self._reader.child.signal(signal.SIGCONT)
            self.start_clock()
        elif self._place and not self._place.done():
            self._place.set_result(None)

    async def told_to_go_on(self) -> None:
        assert self._place
        await self._place

    def give_up(self, fault: Exception) -> None:
        if self._reader:
            self._reader.line.fail(fault)
            self._reader.child.kill()
        elif self._place and not self._place.done():
            self._place.set_exception(fault)

    def end(self, *, is_whole: bool) -> None:
        """Leave the lane, once; a reader that was slow is of no more use.

        It has a low priority for good, and perhaps much memory.
        """
        self.stop_clock()
        for timer in self._other_timers:
            timer.cancel()
        self._ended(self, is_whole and not self.is_slow)
        if self.is_slow:
            self._lanes.end_slow(self)
        else:
            self._lanes.leave()

    def _expire(self) -> None:
        self.give_up(out_of_time(self.limits.seconds))

    def _turn_slow(self) -> None:
        self.is_slow = True
        self.reader.child.slow_down()
        self._lanes.turn_slow(self)


class Answer:
    """An answer as the engine serialised it: in `body` where it is short, else in `chunks`."""

    def __init__(self, head: Head, run: Run, first: bytes | None) -> None:
        self.media_type = head["media_type"]
        self.snapshot = run.reader.snapshot
        self.is_gzipped = head["gzip"]
        self.body = first
        self._run = run

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the answer as it is made; raises `QueryLimitError` where it breaks off.

        The time between two chunks counts against the client and not against the query.
        """
        if self.body is not None:
            yield self.body
            return
        run, is_whole = self._run, False
        run.start_sending()
        try:
            while chunk := await run.reader.line.frame():
                run.stop_clock()
                yield chunk
                run.start_clock()
            if chunk is None:
                head = decode_head(await run.reader.line.frame() or b"")
                raise fault_of(head, "", run.limits.answer_bytes)
            is_whole = True
        except EOFError:
            raise out_of_memory(run.limits.memory_bytes) from None
        finally:
            run.end(is_whole=is_whole)

    async def read(self) -> bytes:
        """Return the whole answer."""
        return b"".join([chunk async for chunk in self.chunks()])


class WholeAnswer(Answer):
    """An answer that came from elsewhere, whole."""

    def __init__(self, body: bytes, media_type: str, snapshot: str) -> None:
        self.media_type = media_type
        self.snapshot = snapshot
        self.is_gzipped = False
        self.body = body
