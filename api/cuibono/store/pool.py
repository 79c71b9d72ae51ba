"""A few reader processes, each answering one query at a time under the limits in force."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from cuibono.errors import CuibonoError, QueryLimitError, StoreError
from cuibono.store.embedded import EmbeddedStore
from cuibono.store.formats import RESULT_FORMATS, Format
from cuibono.store.frames import encode_options, encode_request
from cuibono.store.lanes import Capacity, Lanes
from cuibono.store.line import Line
from cuibono.store.nursery import Nursery
from cuibono.store.running import Answer, QueryLimits, Reader, Run

START_SECONDS: Final = 20.0
FOLLOW_SECONDS: Final = 0.25
"""How often is looked for a new snapshot, to have readers warm on it; a query looks by itself."""
REMEMBERED: Final = 4096
"""Queries known to be slow; the ones longest known are forgotten first."""
MOST_SNAPSHOTS: Final = 8
"""Snapshots that are kept for queries still running; those on older ones are stopped."""

_log = logging.getLogger(__name__)


class ReaderPool:
    """Answers queries from outside on the current snapshot of a store."""

    def __init__(
        self, store: EmbeddedStore, limits: QueryLimits, capacity: Capacity | None = None
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._store = store
        self.limits = limits
        self._capacity = capacity or Capacity()
        self._nursery = Nursery()
        self._lanes = Lanes(self._capacity, limits.seconds)
        self._idle: list[Reader] = []
        self._readers: set[Reader] = set()
        self._runs: set[Run] = set()
        self._known_slow: dict[int, None] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._follower: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start the processes, and keep them on the newest snapshot from now on."""
        await asyncio.to_thread(self._nursery.start)
        self._follower = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Stop the processes."""
        tasks = [*self._tasks, *([self._follower] if self._follower else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for reader in list(self._readers):
            self._end(reader)
        self._idle.clear()
        await asyncio.sleep(0)  # lets the transports close before the event loop does
        self._nursery.close()

    async def query(
        self,
        query: str,
        *,
        results: Format | None,
        rdf: Format | None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        inferred: bool = True,
        gzip: bool = False,
        is_dump: bool = False,
    ) -> Answer:
        """Return the answer of one query, in `results` or `rdf` as its form asks.

        A format that is None was not acceptable to the client. Without graphs the dataset is all
        there is; `inferred` says whether with the inferences. A dump is the whole store instead of
        the query's answer. Raises `QuerySyntaxError`,
        `NotAcceptableError`, `QueryLimitError`, `BusyError` or `QueryFailedError`. Who cancels the
        call ends the query.
        """
        options = encode_options(
            results=results.name if results else None,
            rdf=rdf.name if rdf else None,
            limit=self.limits.answer_bytes,
            default_graphs=tuple(default_graphs),
            named_graphs=tuple(named_graphs),
            inferred=inferred,
            gzip=gzip,
            dump=is_dump,
        )
        self.counts["queries"] += 1
        try:
            return await self._answer(query, encode_request(options, query))
        except CuibonoError as fault:
            self.counts[type(fault).__name__] += 1
            raise

    @property
    def waiting(self) -> int:
        """How many queries wait for their turn."""
        return self._lanes.waiting

    async def _answer(self, query: str, request: bytes) -> Answer:
        key = hash(query)
        run = Run(self.limits, self._lanes, self._take_back)
        await run.enter(is_slow=key in self._known_slow)
        try:
            run.begin(await self._take(), request)
        except BaseException:
            run.end(is_whole=False)
            raise
        self._runs.add(run)
        try:
            return await run.answer(query)
        finally:
            if run.is_slow:
                self._remember(key)

    async def _take(self) -> Reader:
        snapshot = self._store.current_name()
        while self._idle:
            reader = self._idle.pop()
            if reader.line.is_sound and reader.snapshot == snapshot:
                return reader
            self._end(reader)
        return await self._start(snapshot)

    def _take_back(self, run: Run, is_sound: bool) -> None:
        """Keep a run's reader for the next query, or end it and have another started."""
        if run not in self._runs:
            return  # it never began
        self._runs.discard(run)
        reader = run.reader
        if is_sound and reader.line.is_sound and len(self._idle) < self._capacity.readers:
            self._idle.append(reader)
        else:
            self._end(reader)
            self._replace()

    def _remember(self, key: int) -> None:
        """Have a query begin in the slow lane when it comes again."""
        self._known_slow[key] = None
        if len(self._known_slow) > REMEMBERED:
            del self._known_slow[next(iter(self._known_slow))]

    def _replace(self) -> None:
        """Have another reader started, unless there are enough."""
        if self._follower and len(self._idle) + len(self._tasks) < self._capacity.readers:
            task = asyncio.create_task(self._add())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _add(self) -> None:
        with suppress(StoreError):
            reader = await self._start(self._store.current_name())
            if len(self._idle) < self._capacity.readers:
                self._idle.append(reader)
            else:
                self._end(reader)

    async def _start(self, snapshot: str) -> Reader:
        """Return a reader that has opened a snapshot."""
        self.counts["readers_started"] += 1
        folder = self._store.snapshots.folder / snapshot
        child = self._nursery.fork(snapshot=str(folder), memory=self.limits.memory_bytes)
        loop = asyncio.get_running_loop()
        try:
            _, line = await loop.create_connection(Line, sock=child.line)
        except BaseException:
            child.kill()
            child.line.close()
            raise
        reader = Reader(child, line, snapshot)
        self._readers.add(reader)
        try:
            async with asyncio.timeout(START_SECONDS):
                await line.frame()
        except (TimeoutError, EOFError):
            self._end(reader)
            if snapshot != (newer := self._store.current_name()):
                return await self._start(newer)  # swept away while the reader started
            raise StoreError(f"no query process could be started on {folder}") from None
        except BaseException:
            self._end(reader)
            raise
        return reader

    def _end(self, reader: Reader) -> None:
        self._readers.discard(reader)
        reader.end()

    async def _follow(self) -> None:
        """Keep warm readers on the newest snapshot, and have old snapshots removed."""
        warm: str | None = None
        while True:
            try:
                warm = await self._keep_up(warm)
            except StoreError:
                pass  # there is no store yet, or it was replaced this moment
            except Exception:
                # Queries find the newest snapshot without this; it is tried again.
                _log.exception("keeping up with snapshots failed")
            await asyncio.sleep(FOLLOW_SECONDS)

    async def _keep_up(self, warm: str | None) -> str:
        """Return the snapshot that readers are warm on now."""
        snapshot = self._store.current_name()
        if snapshot != warm:
            await self._warm(snapshot)
            self._report()
        if len(self._store.snapshots.names()) > 1:
            await asyncio.to_thread(self._store.snapshots.sweep)
        return snapshot

    async def _warm(self, snapshot: str) -> None:
        fresh = [await self._start(snapshot) for _ in range(self._capacity.readers)]
        old, self._idle = self._idle, []
        for reader in fresh:
            try:
                await self._warm_up(reader)
            except (CuibonoError, EOFError, TimeoutError):
                self._end(reader)
            else:
                self._idle.append(reader)
        for reader in old:
            self._end(reader)

    async def _warm_up(self, reader: Reader) -> None:
        """Have a reader touch what every query needs."""
        options = encode_options(results=RESULT_FORMATS[0].name, rdf=None, limit=1 << 20)
        reader.line.send(encode_request(options, "SELECT * { ?s ?p ?o } LIMIT 1"))
        async with asyncio.timeout(START_SECONDS):
            while await reader.line.frame():
                pass

    def _report(self) -> None:
        holding = self._store.snapshots.holding()
        _log.info(
            "snapshot %s is in force; %d on disk, old ones hold %d bytes",
            self._store.current_name(),
            holding.snapshots,
            holding.held_bytes,
        )
        for run in self._too_old():
            run.give_up(
                QueryLimitError(
                    f"the query read a state that {MOST_SNAPSHOTS} newer ones have replaced; "
                    "ask again",
                    limit="snapshots",
                )
            )

    def _too_old(self) -> list[Run]:
        kept = self._store.snapshots.names()[-MOST_SNAPSHOTS:]
        return [run for run in self._runs if run.reader.snapshot not in kept]
