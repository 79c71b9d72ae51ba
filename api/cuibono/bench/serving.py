"""Servers side by side: the same graph, the same queries over HTTP, one run.

Each query has a text of its own, so that none is answered from memory but where that is measured.
"""

import http.client
import itertools
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import Final

import pyoxigraph as ox

from cuibono.bench.frame import Contender, Measurement, Tell, compared, race
from cuibono.bench.servers import Server, empty_serve

LOOK_UPS: Final = 200
"""Light queries of one turn, so that a turn takes long enough to be measured."""
ROWS: Final = 100_000
PREFIX: Final = "PREFIX cb: <https://w3id.org/cuibono/ns#> "
HEAVY: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_KINDS: Final = {
    "promoters by policy": "SELECT ?x (COUNT(*) AS ?n) { ?p cb:promotedItem ?x } GROUP BY ?x",
    "path": "SELECT ?y { ?x a cb:Evidence ; cb:drawsOn+ ?y } LIMIT 500",
    "count": "SELECT (COUNT(*) AS ?n) { ?s a cb:EmpiricalClaim }",
    "optional and order": "SELECT ?c ?u { ?c a cb:EmpiricalClaim "
    "OPTIONAL { ?u cb:assertedClaim ?c } } ORDER BY ?c LIMIT 100",
}


class Serving:
    """One run over servers of a graph; the first is what the others are measured against."""

    def __init__(
        self,
        size: int,
        turns: int,
        tell: Tell,
        servers: Sequence[Server],
        claims: Iterator[str],
    ) -> None:
        """`claims` gives look-ups of claims without end."""
        self.left_out: list[str] = []
        self._size = size
        self._turns = turns
        self._tell = tell
        self._servers = servers
        self._claims = claims

    def measured(self, folder: Path) -> list[Measurement]:
        """Return what all servers took; `folder` is a store of the same graph."""
        found = self._raced(f"{LOOK_UPS} look-ups", lambda: self._look_ups(LOOK_UPS), LOOK_UPS)
        for kind, query in _KINDS.items():
            found += self._raced(kind, _numbered(f"{PREFIX}{query}"), 1)
        found += self._kept()
        for clients in (1, 4, 16):
            found += self._many(clients)
        found += self._rows(folder)
        memory = {server.name: [float(server.memory_bytes())] for server in self._servers}
        return found + compared("memory after that", self._size, memory, unit="bytes")

    def beside_heavy(self, server: Server) -> list[Measurement]:
        """Measure single look-ups alone and while four clients send heavy queries; see the p95."""
        seconds: dict[str, list[float]] = {}
        for name in ("alone", "beside heavy queries"):
            self._tell(f"{self._size:,}: look-ups {name}")
            clients = 0 if name == "alone" else 4
            with _heavy(server, clients=clients), server.connected() as line:
                for query in self._look_ups(self._turns * LOOK_UPS):
                    begun = perf_counter()
                    server.ask(line, query)
                    seconds.setdefault(name, []).append(perf_counter() - begun)
        return compared(f"a look-up of {server.name}", self._size, seconds)

    def _look_ups(self, number: int) -> Iterator[str]:
        return itertools.islice(self._claims, number)

    def _able(self, task: str, query: str) -> list[Server]:
        """Return the servers that can answer a query; the others are noted as left out."""
        found: list[Server] = []
        for server in self._servers:
            try:
                with server.connected() as line:
                    status, _, _ = server.ask(line, query)
            except (OSError, http.client.HTTPException) as fault:
                self.left_out.append(f"{server.name}, {task}: {fault!r}")
                continue
            if status == 200:
                found.append(server)
            else:
                self.left_out.append(f"{server.name}, {task}: it answers with status {status}")
        return found

    def _raced(
        self, task: str, queries: Callable[[], Iterable[str]], items: int
    ) -> list[Measurement]:
        """Have servers answer queries one after another, each over one connection."""

        def work(server: Server) -> Callable[[], None]:
            def all_of_them() -> None:
                with server.connected() as line:
                    for query in queries():
                        status, _, _ = server.ask(line, query)
                        assert status == 200, f"{server.name} answers {status}"

            return all_of_them

        able = self._able(task, next(iter(queries())))
        contenders = [Contender(server.name, work(server)) for server in able]
        return race(task, self._size, contenders, turns=self._turns, tell=self._tell, items=items)

    def _kept(self) -> list[Measurement]:
        """Measure the processor time of answers that we keep: sent again, or not sent again.

        Beside them an empty service shows what of it is the HTTP server's.
        """
        query, number = next(self._claims), 5 * LOOK_UPS
        seconds: dict[str, list[float]] = {}
        with empty_serve() as empty:
            for turn in range(self._turns):
                self._tell(f"{self._size:,}: the same again, turn {turn + 1} of {self._turns}")
                for server in (*self._servers, empty):
                    for name, used in _again(server, query, number).items():
                        seconds.setdefault(name, []).append(used)
        return compared("the same again, processor time each", self._size, seconds)

    def _many(self, clients: int) -> list[Measurement]:
        """Measure look-ups by so many clients at once: how long, and the processor time of each."""
        wall: dict[str, list[float]] = {}
        used: dict[str, list[float]] = {}
        number = 5 * LOOK_UPS
        for turn in range(self._turns):
            self._tell(f"{self._size:,}: {clients} clients, turn {turn + 1} of {self._turns}")
            for server in self._servers:
                queries = list(self._look_ups(number))
                before, begun = server.processor_seconds(), perf_counter()
                _at_once(server, queries, clients)
                wall.setdefault(server.name, []).append(perf_counter() - begun)
                spent = server.processor_seconds() - before
                used.setdefault(server.name, []).append(spent / number)
        name = "1 client" if clients == 1 else f"{clients} clients"
        return [
            *compared(f"{number} look-ups, {name}", self._size, wall, items=number),
            *compared(f"a look-up, {name}, processor time", self._size, used),
        ]

    def _rows(self, folder: Path) -> list[Measurement]:
        """Measure many rows over HTTP beside the engine's own serialiser in one process."""
        engine = ox.Store.read_only(str(folder))
        rows = min(ROWS, self._size)
        query = f"SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {rows}"
        numbered = _numbered(query)
        task = f"{rows:,} rows"

        def direct() -> None:
            found = engine.query(query)
            assert isinstance(found, ox.QuerySolutions)
            found.serialize(format=ox.QueryResultsFormat.JSON)

        def over_http(server: Server) -> Callable[[], None]:
            def work() -> None:
                with server.connected() as line:
                    status, _, _ = server.ask(line, numbered()[0])
                assert status == 200, f"{server.name} answers {status}"

            return work

        contenders = [Contender("engine's serialiser", direct)]
        able = self._able(task, numbered()[0])
        contenders += [Contender(server.name, over_http(server)) for server in able]
        return race(task, self._size, contenders, turns=self._turns, tell=self._tell, items=rows)


def _numbered(query: str) -> Callable[[], list[str]]:
    """Return what gives a query a text of its own each time, so that no answer is kept."""
    numbers = itertools.count()
    return lambda: [f"{query} #{next(numbers)}"]


def _again(server: Server, query: str, number: int) -> dict[str, float]:
    """Return the processor time of an answer given again, and of a 304 where there is a tag."""
    found: dict[str, float] = {}
    with server.connected() as line:
        tag = [server.ask(line, query)[2] for _ in range(3)][-1]
        asked: dict[str, dict[str, str]] = {server.name: {}}
        if tag:
            asked[f"{server.name}, 304"] = {"If-None-Match": tag}
        for name, headers in asked.items():
            before = server.processor_seconds()
            for _ in range(number):
                server.ask(line, query, headers)
            found[name] = (server.processor_seconds() - before) / number
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
                server.ask(line, f"{HEAVY} #{number} {turn}")

    threads = [threading.Thread(target=client, args=(i,)) for i in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
