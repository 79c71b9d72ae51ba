"""Which of the running queries may go on, so that heavy ones leave room for light ones.

A query starts in the quick lane. One that is still running after `QUICK_SECONDS` gives its place
there up and goes on in the slow lane, at a lower priority; while the slow lane is full it is
stopped where it is (SIGSTOP) until a place is free. A query that was slow before takes a place in
the slow lane at once. A bounded number may wait for either lane.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Final, Protocol

from cuibono.errors import BusyError

QUICK_SECONDS: Final = 0.1
MOST_PARKED: Final = 8
"""Queries that may stand still while the slow lane is full; each keeps the memory it has."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many queries may run and wait; the settings `readers`, `slow_readers` and `queue`."""

    readers: int = 2
    slow_readers: int = 1
    queue: int = 32


class Run(Protocol):
    """A query that is being answered, or about to be."""

    def stand_still(self) -> None:
        """Stop until told to go on."""
        ...

    def go_on(self) -> None:
        """Begin, or run again."""
        ...

    async def told_to_go_on(self) -> None:
        """Wait for that; raises the fault that it is given up with."""
        ...

    def give_up(self, fault: Exception) -> None:
        """End, and have the client told why."""
        ...


class Lanes:
    """The places in both lanes, and who waits for them."""

    def __init__(self, capacity: Capacity, patience: float) -> None:
        self._capacity = capacity
        self._patience = patience
        self._quick = 0
        self._slow = set[int]()
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._parked: dict[int, tuple[Run, asyncio.TimerHandle]] = {}

    async def enter(self) -> None:
        """Take a place in the quick lane; raises `BusyError` where too many wait already."""
        if self._quick < self._capacity.readers:
            self._quick += 1
            return
        if len(self._waiting) >= self._capacity.queue:
            raise _busy("queries wait", self._capacity.queue, "queue")
        loop = asyncio.get_running_loop()
        place: asyncio.Future[None] = loop.create_future()
        self._waiting.append(place)
        timer = loop.call_later(self._patience, _tell, place)
        try:
            await place
        except BaseException:
            if place.done() and not place.cancelled() and not place.exception():
                self.leave()  # the place came in the same moment as the end
            raise
        finally:
            timer.cancel()

    def leave(self) -> None:
        """Give up a place in the quick lane, to whoever has waited longest."""
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                return
        self._quick -= 1

    def turn_slow(self, run: Run) -> None:
        """Move a query out of the quick lane: on in the slow lane, or to a standstill."""
        self.leave()
        if len(self._slow) < self._capacity.slow_readers:
            self._slow.add(id(run))
        else:
            self._park(run)

    async def enter_slow(self, run: Run) -> None:
        """Take a place in the slow lane; raises `BusyError` where too many wait for one."""
        if len(self._slow) < self._capacity.slow_readers:
            self._slow.add(id(run))
            return
        self._park(run)
        try:
            await run.told_to_go_on()
        except BaseException:
            self.end_slow(run)
            raise

    def end_slow(self, run: Run) -> None:
        """Give up a query's place in the slow lane or in the line for it."""
        if parked := self._parked.pop(id(run), None):
            parked[1].cancel()
        self._slow.discard(id(run))
        while self._parked and len(self._slow) < self._capacity.slow_readers:
            key = next(iter(self._parked))
            following, timer = self._parked.pop(key)
            timer.cancel()
            self._slow.add(key)
            following.go_on()

    def _park(self, run: Run) -> None:
        """Have a query wait for a place in the slow lane, unless too many do."""
        fault = _busy("long queries run", self._capacity.slow_readers, "slow_readers")
        if len(self._parked) >= MOST_PARKED:
            run.give_up(fault)
            return
        run.stand_still()
        timer = asyncio.get_running_loop().call_later(self._patience, run.give_up, fault)
        self._parked[id(run)] = run, timer

    @property
    def waiting(self) -> int:
        """How many queries wait for either lane."""
        return len(self._waiting) + len(self._parked)


def _tell(place: "asyncio.Future[None]") -> None:
    if not place.done():
        place.set_exception(BusyError("no query process came free in time; try again later"))


def _busy(what: str, number: int, setting: str) -> BusyError:
    return BusyError(
        f"too many {what} already ({number}, setting {setting}); try again later", limit=setting
    )
