"""The store beside `oxigraph serve`: the same engine, the same graph, the same queries, one run.

Ratios above 1 are what processes, limits and HTTP in Python cost; a contender that comes first in a
task is what the others are measured against.
"""

import asyncio
import itertools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import Final

import pyoxigraph as ox

from cuibono.bench.frame import BenchReport, Contender, Measurement, Spread, Tell, race, versions
from cuibono.bench.generator import GeneratedGraph
from cuibono.bench.servers import Server, cuibono_serve, oxigraph_serve
from cuibono.errors import QueryLimitError
from cuibono.store import RESULT_FORMATS, EmbeddedStore, QueryLimits, ReaderPool

REPEATS: Final = 200
"""Light queries of one turn, so that a turn takes long enough to be measured."""
DEADLINE: Final = 0.5
ROWS: Final = 100_000
_PREFIX: Final = "PREFIX cb: <https://w3id.org/cuibono/ns#> "
_KINDS: Final = {
    "promoters by policy": "SELECT ?x (COUNT(*) AS ?n) { ?p cb:promotedItem ?x } GROUP BY ?x",
    "path": "SELECT ?y { ?x a cb:Evidence ; cb:drawsOn+ ?y } LIMIT 500",
    "count": "SELECT (COUNT(*) AS ?n) { ?s a cb:EmpiricalClaim }",
    "optional and order": "SELECT ?c ?u { ?c a cb:EmpiricalClaim "
    "OPTIONAL { ?u cb:assertedClaim ?c } } ORDER BY ?c LIMIT 100",
}
_HEAVY: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_LOAD: Final = """
import sys
from pathlib import Path
from pyoxigraph import RdfFormat
from cuibono.store import EmbeddedStore
with EmbeddedStore(Path(sys.argv[1])).writing() as writer:
    writer.load_file(Path(sys.argv[2]), RdfFormat.N_QUADS)
"""


def bench_store(sizes: Sequence[int], turns: int, tell: Tell) -> BenchReport:
    """Measure loading, answering, serving many, and what limits cost, at each size."""
    command = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    left_out = [] if command else ["oxigraph serve: not installed (pip install oxigraph)"]
    measured = [one for size in sizes for one in _at(size, turns, tell, command)]
    found = versions("pyoxigraph", "oxigraph", "uvicorn", "starlette")
    return BenchReport("Store", tuple(measured), found, tuple(left_out))


def _at(size: int, turns: int, tell: Tell, command: str | None) -> list[Measurement]:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        tell(f"{size:,}: generating")
        with (folder / "graph.nq").open("wb") as sink:
            GeneratedGraph(size).write(sink)
        found = _loading(size, turns, tell, folder, command)
        data = folder / "data"
        if not data.is_dir():
            _cpu([sys.executable, "-c", _LOAD, str(data), str(folder / "graph.nq")])
        servers: list[Server] = []
        if command:
            snapshot = EmbeddedStore(data).current().folder
            servers.append(stack.enter_context(oxigraph_serve(command, snapshot)))
        ours = stack.enter_context(cuibono_serve(data, query_seconds=60))
        servers.append(ours)
        claims = _claims(data)
        found += _pool(size, turns, tell, data, claims)
        found += _past_deadline(size, turns, tell, data)
        found += _latency(size, turns, tell, servers, claims)
        found += _kept(size, turns, tell, servers, claims)
        found += _many(size, turns, tell, servers, claims)
        found += _rows(size, turns, tell, data, servers)
        found += _beside_heavy(size, turns, tell, ours, claims)
        return found


def _loading(
    size: int, turns: int, tell: Tell, folder: Path, command: str | None
) -> list[Measurement]:
    """Measure the processor time of bulk loading, optimised and published on our side."""
    seconds: dict[str, list[float]] = {}
    graph = str(folder / "graph.nq")
    for turn in range(turns):
        tell(f"{size:,}: load, turn {turn + 1} of {turns}")
        if command:
            shutil.rmtree(folder / "peer", ignore_errors=True)
            load = [command, "load", "--location", str(folder / "peer"), "--file", graph]
            seconds.setdefault("oxigraph load", []).append(_cpu(load))
        shutil.rmtree(folder / "data", ignore_errors=True)
        ours = [sys.executable, "-c", _LOAD, str(folder / "data"), graph]
        seconds.setdefault("cuibono bulk load", []).append(_cpu(ours))
    return _compared("load, processor time", size, seconds)


def _cpu(command: Sequence[str]) -> float:
    """Run a command; return the processor time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _claims(data: Path) -> Iterator[str]:
    """Yield look-ups of claims, each text once, so that none is answered from memory."""
    rows = EmbeddedStore(data).current().select(f"{_PREFIX} SELECT ?c {{ ?c a cb:EmpiricalClaim }}")
    for turn in itertools.count():
        for row in rows:
            yield f"SELECT ?g ?p ?o {{ GRAPH ?g {{ {row['c']} ?p ?o }} }} #{turn}"


def _pool(
    size: int, turns: int, tell: Tell, data: Path, claims: Iterator[str]
) -> list[Measurement]:
    """Measure look-ups through the reader pool beside the engine called directly."""
    store = EmbeddedStore(data)
    engine = ox.Store.read_only(str(store.current().folder))
    limits = QueryLimits(seconds=60, memory_bytes=1 << 30, answer_bytes=1 << 30)

    def direct() -> None:
        for query in itertools.islice(claims, REPEATS):
            found = engine.query(query)
            assert isinstance(found, ox.QuerySolutions)
            found.serialize(format=ox.QueryResultsFormat.JSON)

    with asyncio.Runner() as runner:
        pool = ReaderPool(store, limits)
        runner.run(pool.open())

        async def pooled() -> None:
            for query in itertools.islice(claims, REPEATS):
                await pool.query(query, results=RESULT_FORMATS[0], rdf=None)

        contenders = [
            Contender("engine, direct", direct),
            Contender("reader pool", lambda: runner.run(pooled())),
        ]
        try:
            return race(f"{REPEATS} look-ups, no HTTP", size, contenders, turns=turns, tell=tell)
        finally:
            runner.run(pool.close())


def _past_deadline(size: int, turns: int, tell: Tell, data: Path) -> list[Measurement]:
    """Measure how long after its deadline a query that runs for ever is given up."""
    limits = QueryLimits(seconds=DEADLINE, memory_bytes=1 << 32, answer_bytes=1 << 30)

    async def given_up() -> list[float]:
        pool = ReaderPool(EmbeddedStore(data), limits)
        await pool.open()
        seconds: list[float] = []
        for turn in range(turns):
            tell(f"{size:,}: past the deadline, turn {turn + 1} of {turns}")
            begun = perf_counter()
            with suppress(QueryLimitError):
                await pool.query(f"{_HEAVY} #{turn}", results=RESULT_FORMATS[0], rdf=None)
            seconds.append(perf_counter() - begun - DEADLINE)
        await pool.close()
        return seconds

    taken = {"reader pool": asyncio.run(given_up())}
    return _compared("time past the deadline", size, taken)


def _latency(
    size: int, turns: int, tell: Tell, servers: Sequence[Server], claims: Iterator[str]
) -> list[Measurement]:
    found = _raced(
        size, turns, tell, servers, f"{REPEATS} look-ups", lambda: itertools.islice(claims, REPEATS)
    )
    for kind, query in _KINDS.items():
        found += _raced(size, turns, tell, servers, kind, _numbered(f"{_PREFIX}{query}"))
    return found


def _numbered(query: str) -> Callable[[], list[str]]:
    """Return what gives a query a text of its own each time, so that no answer is kept."""
    numbers = itertools.count()
    return lambda: [f"{query} #{next(numbers)}"]


def _raced(
    size: int,
    turns: int,
    tell: Tell,
    servers: Sequence[Server],
    task: str,
    queries: Callable[[], Iterable[str]],
) -> list[Measurement]:
    """Have servers answer queries one after another, each over one connection."""

    def work(server: Server) -> Callable[[], None]:
        def all_of_them() -> None:
            with server.connected() as line:
                for query in queries():
                    status, _, _ = server.ask(line, query)
                    assert status == 200, f"{server.name} answers {status}"

        return all_of_them

    contenders = [Contender(server.name, work(server)) for server in servers]
    return race(task, size, contenders, turns=turns, tell=tell)


def _kept(
    size: int, turns: int, tell: Tell, servers: Sequence[Server], claims: Iterator[str]
) -> list[Measurement]:
    """Measure the processor time of answers that we keep: sent again, or not sent again."""
    query = next(claims)
    seconds: dict[str, list[float]] = {}
    for turn in range(turns):
        tell(f"{size:,}: the same again, turn {turn + 1} of {turns}")
        for server in servers:
            with server.connected() as line:
                _, _, tag = server.ask(line, query)
                for name, headers in (("", {}), (", 304", {"If-None-Match": tag})):
                    if name and not tag:
                        continue
                    before = server.processor_seconds()
                    for _ in range(5 * REPEATS):
                        server.ask(line, query, headers)
                    used = server.processor_seconds() - before
                    seconds.setdefault(f"{server.name}{name}", []).append(used / 5 / REPEATS)
    return _compared("the same again, processor time each", size, seconds)


def _many(
    size: int, turns: int, tell: Tell, servers: Sequence[Server], claims: Iterator[str]
) -> list[Measurement]:
    """Measure look-ups by 1, 4 and 16 clients at once: how long, and the processor time of each."""
    found: list[Measurement] = []
    for clients in (1, 4, 16):
        wall: dict[str, list[float]] = {}
        used: dict[str, list[float]] = {}
        for turn in range(turns):
            tell(f"{size:,}: {clients} clients, turn {turn + 1} of {turns}")
            for server in servers:
                queries = list(itertools.islice(claims, 5 * REPEATS))
                before, begun = server.processor_seconds(), perf_counter()
                _at_once(server, queries, clients)
                wall.setdefault(server.name, []).append(perf_counter() - begun)
                spent = server.processor_seconds() - before
                used.setdefault(server.name, []).append(spent / len(queries))
        found += _compared(f"{5 * REPEATS} look-ups, {clients} clients", size, wall)
        found += _compared(f"a look-up, {clients} clients, processor time", size, used)
    return found


def _at_once(server: Server, queries: Sequence[str], clients: int) -> None:
    def client(share: Sequence[str]) -> None:
        with server.connected() as line:
            for query in share:
                server.ask(line, query)

    threads = [threading.Thread(target=client, args=(queries[i::clients],)) for i in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _rows(
    size: int, turns: int, tell: Tell, data: Path, servers: Sequence[Server]
) -> list[Measurement]:
    """Measure many rows over HTTP beside the engine's own serialiser in one process."""
    engine = ox.Store.read_only(str(EmbeddedStore(data).current().folder))
    query = f"SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {min(ROWS, size)}"
    numbers = itertools.count()

    def direct() -> None:
        found = engine.query(query)
        assert isinstance(found, ox.QuerySolutions)
        found.serialize(format=ox.QueryResultsFormat.JSON)

    def over_http(server: Server) -> Callable[[], None]:
        def work() -> None:
            with server.connected() as line:
                status, _, _ = server.ask(line, f"{query} #{next(numbers)}")
            assert status == 200, f"{server.name} answers {status}"

        return work

    contenders = [Contender("engine's serialiser", direct)]
    contenders += [Contender(server.name, over_http(server)) for server in servers]
    task = f"{min(ROWS, size):,} rows"
    return race(task, size, contenders, turns=turns, tell=tell)


def _beside_heavy(
    size: int, turns: int, tell: Tell, server: Server, claims: Iterator[str]
) -> list[Measurement]:
    """Measure single look-ups alone and while four clients send heavy queries; see the p95."""
    seconds: dict[str, list[float]] = {}
    for name in ("alone", "beside heavy queries"):
        tell(f"{size:,}: look-ups {name}")
        clients = 0 if name == "alone" else 4
        with _heavy(server, clients=clients), server.connected() as line:
            for query in itertools.islice(claims, turns * REPEATS):
                begun = perf_counter()
                server.ask(line, query)
                seconds.setdefault(name, []).append(perf_counter() - begun)
    return _compared("a look-up of cuibono serve", size, seconds)


@contextmanager
def _heavy(server: Server, *, clients: int) -> Generator[None]:
    """Have clients send heavy queries, one after the other, while a block runs."""
    is_over = threading.Event()

    def client(number: int) -> None:
        for turn in itertools.count():
            if is_over.is_set():
                return
            # Past the time-out we go away, and the query ends.
            with suppress(OSError), server.connected(timeout=2) as line:
                server.ask(line, f"{_HEAVY} #{number} {turn}")

    threads = [threading.Thread(target=client, args=(i,)) for i in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def _compared(task: str, size: int, seconds: dict[str, list[float]]) -> list[Measurement]:
    """Return measurements that were taken by hand, the first one leading."""
    (leader, taken), *others = seconds.items()
    first = Measurement(task, size, leader, Spread(tuple(taken)))
    return [
        first,
        *(Measurement(task, size, name, Spread(tuple(t)), first=first) for name, t in others),
    ]
