"""The store beside its peers: the same graph, the same queries, one run.

A contender that comes first in a task is what the others are measured against: mostly `oxigraph`,
the same engine, so that ratios are what processes, limits and HTTP in Python cost.
"""

import asyncio
import itertools
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Final

import pyoxigraph as ox

from cuibono.bench.frame import (
    BenchReport,
    Contender,
    Measurement,
    Tell,
    compared,
    race,
    versions,
)
from cuibono.bench.generator import GeneratedGraph
from cuibono.bench.peers import PEERS, Peer
from cuibono.bench.servers import (
    Server,
    cuibono_serve,
    oxigraph_serve,
    peer_serve,
    program,
    rdflib_serve,
)
from cuibono.bench.serving import HEAVY, LOOK_UPS, PREFIX, Serving
from cuibono.errors import QueryLimitError
from cuibono.store import RESULT_FORMATS, EmbeddedStore, QueryLimits, ReaderPool

DEADLINE: Final = 0.5
_LOAD: Final = """
import sys
from pathlib import Path
from pyoxigraph import RdfFormat
from cuibono.store import EmbeddedStore
with EmbeddedStore(Path(sys.argv[1])).writing() as writer:
    writer.load_file(Path(sys.argv[2]), RdfFormat.N_QUADS)
"""
_US: Final = "cuibono bulk load"

Loader = Callable[[Path, Path], object]
"""Loads a file (the second) into a folder that is empty (the first)."""


@dataclass
class StoreBench:
    """The benchmark at one size; `left_out` says who could not take part, and in what."""

    size: int
    turns: int
    tell: Tell
    rdflib_up_to: int
    left_out: list[str] = field(default_factory=list[str])

    def measured(self) -> list[Measurement]:
        """Measure loading, answering, serving many, and what limits cost."""
        with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
            folder = Path(name)
            self.tell(f"{self.size:,}: generating")
            graph, data = folder / "graph.nq", folder / _US
            with graph.open("wb") as sink:
                GeneratedGraph(self.size).write(sink)
            peers = self._peers()
            found = self._loading(folder, graph, peers)
            claims = _claims(data)
            found += self._pool(data, claims)
            found += self._past_deadline(data)
            servers = self._started(stack, folder, graph, peers)
            serving = Serving(self.size, self.turns, self.tell, servers, claims)
            found += serving.measured(EmbeddedStore(data).current().folder)
            ours = next(server for server in servers if server.name == "cuibono serve")
            found += serving.beside_heavy(ours)
            self.left_out += serving.left_out
            return found

    def _peers(self) -> list[Peer]:
        """Return the engines that are installed."""
        for peer in PEERS.values():
            if peer.missing:
                self.left_out.append(f"{peer.name}: {peer.missing}")
        return [peer for peer in PEERS.values() if not peer.missing]

    def _loading(self, folder: Path, graph: Path, peers: Sequence[Peer]) -> list[Measurement]:
        """Measure bulk loading, on our side optimised and published; each load is left there."""
        loaders: dict[str, Loader] = {peer.name: peer.load for peer in peers}
        loaders[_US] = _load
        clock: dict[str, list[float]] = {}
        processors: dict[str, list[float]] = {}
        for turn in range(self.turns):
            for name, load in loaders.items():
                self.tell(f"{self.size:,}: {name}, load, turn {turn + 1} of {self.turns}")
                target = folder / name
                shutil.rmtree(target, ignore_errors=True)
                target.mkdir()
                before, begun = _children(), perf_counter()
                load(target, graph)
                clock.setdefault(name, []).append(perf_counter() - begun)
                processors.setdefault(name, []).append(_children() - before)
        return [
            *compared("load", self.size, clock, items=self.size),
            *compared("load, processor time", self.size, processors),
        ]

    def _started(
        self, stack: ExitStack, folder: Path, graph: Path, peers: Sequence[Peer]
    ) -> list[Server]:
        """Start the servers, `oxigraph serve` first: on the very files that ours reads."""
        self.tell(f"{self.size:,}: starting servers")
        found: list[Server] = []
        data = folder / _US
        if command := program("oxigraph"):
            snapshot = EmbeddedStore(data).current().folder
            found.append(stack.enter_context(oxigraph_serve(command, snapshot)))
        found.append(stack.enter_context(cuibono_serve(data, query_seconds=60)))
        for peer in peers:
            if peer.name != "oxigraph":
                found.append(stack.enter_context(peer_serve(peer, folder / peer.name)))
        if command := self.rdflib():
            found.append(stack.enter_context(rdflib_serve(command, graph)))
        return found

    def rdflib(self) -> str:
        """Return the program that is rdflib-endpoint, empty where it does not take part."""
        command = program("rdflib-endpoint")
        if command and self.size <= self.rdflib_up_to:
            return command
        why = f"takes part up to {self.rdflib_up_to:,} (--rdflib-up-to)"
        if not command:
            why = "not installed (pip install rdflib-endpoint)"
        self.left_out.append(f"rdflib-endpoint: {why}")
        return ""

    def _pool(self, data: Path, claims: Iterator[str]) -> list[Measurement]:
        """Measure look-ups through the reader pool beside the engine called directly."""
        store = EmbeddedStore(data)
        engine = ox.Store.read_only(str(store.current().folder))
        limits = QueryLimits(seconds=60, memory_bytes=1 << 30, answer_bytes=1 << 30)

        def direct() -> None:
            for query in itertools.islice(claims, LOOK_UPS):
                found = engine.query(query)
                assert isinstance(found, ox.QuerySolutions)
                found.serialize(format=ox.QueryResultsFormat.JSON)

        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            pool = ReaderPool(store, limits)
            runner.run(pool.open())

            async def pooled() -> None:
                for query in itertools.islice(claims, LOOK_UPS):
                    await pool.query(query, results=RESULT_FORMATS[0], rdf=None)

            contenders = [
                Contender("engine, direct", direct),
                Contender("reader pool", lambda: runner.run(pooled())),
            ]
            task = f"{LOOK_UPS} look-ups, no HTTP"
            try:
                return race(
                    task, self.size, contenders, turns=self.turns, tell=self.tell, items=LOOK_UPS
                )
            finally:
                runner.run(pool.close())

    def _past_deadline(self, data: Path) -> list[Measurement]:
        """Measure how long after its deadline a query that runs for ever is given up."""
        limits = QueryLimits(seconds=DEADLINE, memory_bytes=1 << 32, answer_bytes=1 << 30)

        async def given_up() -> list[float]:
            pool = ReaderPool(EmbeddedStore(data), limits)
            await pool.open()
            seconds: list[float] = []
            for turn in range(self.turns):
                self.tell(f"{self.size:,}: past the deadline, turn {turn + 1} of {self.turns}")
                begun = perf_counter()
                with suppress(QueryLimitError):
                    await pool.query(f"{HEAVY} #{turn}", results=RESULT_FORMATS[0], rdf=None)
                seconds.append(perf_counter() - begun - DEADLINE)
            await pool.close()
            return seconds

        taken = {"reader pool": asyncio.run(given_up())}
        return compared("time past the deadline", self.size, taken)


def bench_store(
    sizes: Sequence[int], turns: int, tell: Tell, *, rdflib_up_to: int = 10_000
) -> BenchReport:
    """Measure the store beside the peers that are installed, at each size."""
    benches = [StoreBench(size, turns, tell, rdflib_up_to) for size in sizes]
    measured = [one for bench in benches for one in bench.measured()]
    left_out = dict.fromkeys(one for bench in benches for one in bench.left_out)
    found = versions("pyoxigraph", "oxigraph", "uvicorn", "uvloop", "starlette", "rdflib-endpoint")
    return BenchReport("Store", tuple(measured), found, tuple(left_out))


def _load(folder: Path, graph: Path) -> None:
    subprocess.run([sys.executable, "-c", _LOAD, str(folder), str(graph)], check=True)


def _children() -> float:
    """Return the processor time of the processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return the event loop that the service runs on: uvicorn takes uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _claims(data: Path) -> Iterator[str]:
    """Yield look-ups of claims, each text once, so that none is answered from memory."""
    rows = EmbeddedStore(data).current().select(f"{PREFIX} SELECT ?c {{ ?c a cb:EmpiricalClaim }}")
    for turn in itertools.count():
        for row in rows:
            yield f"SELECT ?g ?p ?o {{ GRAPH ?g {{ {row['c']} ?p ?o }} }} #{turn}"
