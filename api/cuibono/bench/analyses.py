"""What the analyses cost: traces of a warm service, tables beside SPARQL, and growth with size.

Each graph is loaded, reasoned over and served as any other. Traces are asked for over HTTP, each of
another claim, so that no answer is kept. Two questions are asked of the tables in SQL and of SPARQL
engines, and all must give the same answer. Filling the tables and each analysis runs in a process
of its own, whose peak of memory is told.
"""

import csv
import http.client
import io
import shutil
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Final

import pyoxigraph as ox

from cuibono.analysis.tables import DuckTables, tables_folder
from cuibono.bench.analysis_list import ANALYSES, at_work
from cuibono.bench.apart import Cost, apart
from cuibono.bench.comparisons import COMPARISONS, Comparison
from cuibono.bench.frame import (
    BenchReport,
    Contender,
    Measurement,
    Spread,
    Tell,
    race,
    versions,
)
from cuibono.bench.generator import GeneratedGraph
from cuibono.bench.peers import PEERS, Running, Usage, free_port
from cuibono.bench.servers import Server, cuibono_serve
from cuibono.ingest import bundled_rules, read_ontology
from cuibono.reasoning import materialise
from cuibono.store import EmbeddedStore
from cuibono.terms import Graph

TRACES: Final = 300
"""The traces that are timed; as many claims are traced before, to warm the service."""
_VIRTUOSO: Final = PEERS["virtuoso"]


def bench_analyses(sizes: Sequence[int], turns: int, tell: Tell) -> BenchReport:
    """Measure traces, tables beside SPARQL, and what each analysis takes, at each size."""
    measured = [one for size in sizes for one in _at(size, turns, tell)]
    left_out = [f"virtuoso: {_VIRTUOSO.missing}"] if _VIRTUOSO.missing else []
    found = versions("duckdb", "pyoxigraph", "igraph")
    return BenchReport("Analyses", tuple(measured), found, tuple(left_out), growth(measured))


def _at(size: int, turns: int, tell: Tell) -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory(prefix="cuibono-bench-") as name:
        folder = Path(name)
        graph, data = folder / "graph.nq", folder / "data"
        tell(f"{size:,}: generating, loading, reasoning")
        with graph.open("wb") as sink:
            GeneratedGraph(size).write(sink)
        load_served(data, graph)
        yield from _traces(size, data, tell)
        yield from _filling(size, turns, data, tell)
        yield from _apart(size, turns, data, tell)
        yield from _beside_sparql(size, turns, data, graph, tell)


def load_served(data: Path, graph: Path) -> None:
    """Make a store of a graph in N-Quads, with the ontology and what follows."""
    ontology = read_ontology()
    with EmbeddedStore(data).writing() as writer:
        writer.load_file(graph, ox.RdfFormat.N_QUADS)
        writer.replace({Graph.ONTOLOGY: ontology})
        materialise(writer, bundled_rules(ontology))


def some_claims(data: Path, count: int) -> list[str]:
    """Return claims of a store, drawn from all."""
    query = "PREFIX cb: <https://w3id.org/cuibono/ns#> SELECT ?c { ?c a cb:EmpiricalClaim }"
    claims = sorted(str(row["c"])[1:-1] for row in EmbeddedStore(data).current().select(query))
    return Random(1).sample(claims, min(count, len(claims)))


def _traces(size: int, data: Path, tell: Tell) -> Iterator[Measurement]:
    claims = some_claims(data, 2 * TRACES)
    middle = len(claims) // 2
    tell(f"{size:,}: {len(claims) - middle} traces")
    with cuibono_serve(data) as server, server.connected() as line:
        for claim in claims[:middle]:
            _trace(server, line, claim)
        before = server.processor_seconds()
        taken = tuple(_trace(server, line, claim) for claim in claims[middle:])
        used = (server.processor_seconds() - before) / len(taken)
    yield Measurement("a trace over HTTP", size, "cuibono", Spread(taken), Spread((used,)))


def _trace(server: Server, line: http.client.HTTPConnection, claim: str) -> float:
    begun = perf_counter()
    line.request("GET", f"/api/claims/{claim.rpartition('/')[2]}/trace")
    answer = line.getresponse()
    answer.read()
    assert answer.status == 200, f"{server.name} answers {answer.status}"
    return perf_counter() - begun


def fill(data: Path) -> None:
    """Fill the tables of a store anew."""
    snapshot = EmbeddedStore(data).current()
    for there in snapshot.folder.glob("tables-*"):
        shutil.rmtree(there)
    tables_folder(snapshot)


def _filling(size: int, turns: int, data: Path, tell: Tell) -> Iterator[Measurement]:
    tell(f"{size:,}: filling the tables")
    costs = [apart(fill, data) for _ in range(turns)]
    yield _measurement("fill the tables", size, costs)


def _apart(size: int, turns: int, data: Path, tell: Tell) -> Iterator[Measurement]:
    for name in ANALYSES:
        tell(f"{size:,}: {name}")
        costs = [apart(at_work, name, data, some_claims(data, 20)) for _ in range(turns)]
        yield _measurement(name, size, costs)


def _measurement(task: str, size: int, costs: Sequence[Cost]) -> Measurement:
    clock = Spread(tuple(cost.seconds for cost in costs))
    processors = Spread(tuple(cost.processor_seconds for cost in costs))
    peak = max(cost.peak_bytes for cost in costs)
    return Measurement(task, size, "cuibono", clock, processors, peak_bytes=peak)


def _beside_sparql(
    size: int, turns: int, data: Path, graph: Path, tell: Tell
) -> Iterator[Measurement]:
    snapshot = EmbeddedStore(data).current()
    tables = DuckTables(snapshot)
    engine = ox.Store.read_only(str(snapshot.folder))
    with ExitStack() as stack:
        ways: dict[str, Callable[[Comparison], object]] = {
            "cuibono, on tables": lambda one: one.in_sql(tables),
            "pyoxigraph, SPARQL": lambda one: in_engine(engine, one.sparql),
        }
        elsewhere: dict[str, Callable[[], float]] = {}
        if not _VIRTUOSO.missing:
            tell(f"{size:,}: loading virtuoso")
            running = stack.enter_context(_virtuoso(graph))
            url = f"{running.url}/sparql"
            ways["virtuoso, SPARQL"] = lambda one: over_http(url, one.sparql)
            elsewhere["virtuoso, SPARQL"] = lambda: Usage.of(running.pid).cpu_seconds
        for one in COMPARISONS:
            answers = [way(one) for way in ways.values()]  # warms all, and holds them equal
            if any(answer != answers[0] for answer in answers):
                raise AssertionError(f"{one.name}: the contenders differ in their answers")
            contenders = [
                Contender(name, partial(way, one), elsewhere=elsewhere.get(name, _nowhere))
                for name, way in ways.items()
            ]
            yield from race(one.name, size, contenders, turns=turns, tell=tell)


@contextmanager
def _virtuoso(graph: Path) -> Generator[Running]:
    """Load a graph into Virtuoso, and have it run for a block."""
    folder = graph.with_name("virtuoso")
    folder.mkdir()
    _VIRTUOSO.load(folder, graph)
    running = _VIRTUOSO.start(folder, free_port())
    try:
        yield running
    finally:
        running.stop()


def _nowhere() -> float:
    return 0.0


Rows = list[tuple[str, ...]]


def in_engine(engine: ox.Store, query: str) -> Rows:
    """Return the answer of the embedded engine."""
    found = engine.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(one.value for one in row) for row in found]


def over_http(url: str, query: str) -> Rows:
    """Return the answer of a SPARQL service, in the format that is cheapest to read."""
    sent = urllib.parse.urlencode({"query": query}).encode()
    request = urllib.request.Request(url, sent, {"Accept": "text/csv"})
    with urllib.request.urlopen(request, timeout=3600) as answer:
        rows = csv.reader(io.TextIOWrapper(answer, encoding="utf-8", newline=""))
        next(rows)
        return [tuple(row) for row in rows]


def growth(measured: Sequence[Measurement]) -> tuple[str, ...]:
    """Return, for each task of ours, how it grew from each size to the next."""
    ours: dict[str, list[Measurement]] = {}
    for one in measured:
        if one.contender.startswith("cuibono"):
            ours.setdefault(one.task, []).append(one)
    return tuple(
        f"{task}, {small.size:,} to {large.size:,} ({large.size / small.size:.3g} x): "
        + ", ".join(_grown(small, large))
        for task, sizes in ours.items()
        for small, large in pairwise(sizes)
    )


def _grown(small: Measurement, large: Measurement) -> Iterator[str]:
    yield f"time {large.clock.median / small.clock.median:.3g} x"
    if small.processors and large.processors and small.processors.median:
        yield f"CPU {large.processors.median / small.processors.median:.3g} x"
    if small.peak_bytes and large.peak_bytes:
        yield f"memory {large.peak_bytes / small.peak_bytes:.3g} x"
