"""A remote store: any service with SPARQL 1.1 Query and Update.

An engine has no snapshots. In their place stands the *state*, a resource in a graph of its own: an
identifier that is new after every write of ours, and whether a write is under way (or was broken
off). While it is, every look counts as another state, so that nothing seen half written is kept by
a cache. `docs/engines.md` says what each engine guarantees.
"""

import fcntl
import logging
import secrets
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, Triple

from cuibono.errors import StoreBusyError, StoreError
from cuibono.store.endpoint import Endpoint, Parameters, Remote
from cuibono.store.engines import STATE_GRAPH
from cuibono.store.protocol import Row
from cuibono.store.rows import quads
from cuibono.terms import BASE, Graph, term

STATE: Final = NamedNode(STATE_GRAPH)
FRESH_SECONDS: Final = 0.2
"""How long the state that was read last is taken to be in force."""

_IDENTIFIER, _STATUS = term("schema:identifier"), term("schema:actionStatus")
_STORE = term("schema:serialNumber")
_ACTIVE = term("schema:ActiveActionStatus")
_DONE = term("schema:CompletedActionStatus")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _State:
    """What the engine says of itself; the identifier is empty where cuibono never wrote there."""

    identifier: str
    is_done: bool
    store: str


class _Reading:
    """Our own queries, on the union of all graphs."""

    def __init__(self, endpoint: Endpoint, dataset: "_Dataset") -> None:
        self._endpoint = endpoint
        self._dataset = dataset
        self._parameters: Parameters | None = None

    def select(self, query: str) -> list[Row]:
        return self._endpoint.rows(query, self.dataset())

    def ask(self, query: str) -> bool:
        return self._endpoint.ask(query, self.dataset())

    def construct(self, query: str) -> list[Triple]:
        return self._endpoint.triples(query, self.dataset())

    def dataset(self) -> Parameters:
        """Return the parameters that make the default graph of a query the union of all graphs."""
        if self._parameters is None:
            self._parameters = self._dataset.parameters()
        return self._parameters


class RemoteSnapshot(_Reading):
    """The engine as it is now, under the name of the state that it is in.

    Unlike that of the embedded store it follows what is written after it was taken.
    """

    def __init__(self, endpoint: Endpoint, dataset: "_Dataset", identifier: str) -> None:
        super().__init__(endpoint, dataset)
        self._id = identifier

    @property
    def id(self) -> str:
        return self._id


class RemoteWriter(_Reading):
    """The engine while it is written to; readers see each source as soon as it is written."""

    def __init__(self, endpoint: Endpoint, dataset: "_Dataset", identity: str) -> None:
        super().__init__(endpoint, dataset)
        self.identity = identity
        self.has_written = False
        self.is_begun = False
        """Whether the engine was told that a write is under way."""

    def replace(self, graphs: Mapping[NamedNode, Iterable[Quad]]) -> None:
        self._begin()
        if self._endpoint.engine.is_atomic:
            self._endpoint.update(_replacement(graphs))
            return
        # Virtuoso does the operations of a request one by one, and takes few statements in one.
        for name, given in graphs.items():
            self._endpoint.put(name, [quad.triple for quad in given])

    def update(self, update: str) -> None:
        self._begin()
        self._endpoint.update(update)

    def make_durable(self) -> None:
        """Do nothing: an engine has answered when it has made a write as durable as it does."""

    def copy(self, folder: Path) -> None:
        store = ox.Store(str(folder))
        store.bulk_extend(
            quads(self.select("SELECT * { GRAPH ?graph { ?subject ?predicate ?object } }"))
        )
        store.flush()

    def finish(self) -> None:
        """Say that what was written is whole."""
        _tell(self._endpoint, _DONE, self.identity)

    def _begin(self) -> None:
        if not self.is_begun:
            _tell(self._endpoint, _ACTIVE, self.identity)
        self.is_begun = self.has_written = True
        self._parameters = None


class RemoteStore:
    """A store behind an address; `data` is the folder that the sources' files are kept in."""

    def __init__(self, remote: Remote, data: Path) -> None:
        self.data = data
        self.endpoint = Endpoint(remote)
        self._dataset = _Dataset(self.endpoint)
        self._seen: tuple[float, RemoteSnapshot] | None = None
        self._has_warned = False

    def describe(self) -> str:
        engine = self.endpoint.engine.name
        if self._dataset.parameters() and self.endpoint.engine.union is None:
            engine += "; its default graph is not the union of all, so each query names all graphs"
        return f"{self.endpoint.url} ({engine})"

    def is_empty(self) -> bool:
        return self._state() is None

    def current_name(self) -> str:
        return self.current().id

    def current(self) -> RemoteSnapshot:
        now = time.monotonic()
        if self._seen and now - self._seen[0] < FRESH_SECONDS:
            return self._seen[1]
        state = self._state()
        if state is None:
            raise StoreError(
                f"{self.endpoint.url} holds no graph of cuibono; `cuibono load` puts one there"
            )
        if state.is_done and self._seen and self._seen[1].id == state.identifier:
            snapshot = self._seen[1]
        else:
            snapshot = RemoteSnapshot(self.endpoint, self._dataset, self._name(state))
        self._seen = (now, snapshot)
        return snapshot

    @contextmanager
    def writing(self, patience: float = 0.0) -> Generator[RemoteWriter]:
        with _alone(self.data, time.monotonic() + patience):
            state = self._state()
            identity = (state and state.store) or secrets.token_hex(8)
            writer = RemoteWriter(self.endpoint, self._dataset, identity)
            try:
                yield writer
                if writer.has_written or writer.is_begun:
                    writer.finish()
            finally:
                self._seen = None

    def asserted(self) -> Parameters:
        """Return the parameters that leave the inferences out of the default graph."""
        return self._dataset.asserted()

    def close(self) -> None:
        """Do nothing: each request has a connection of its own."""

    def _name(self, state: _State) -> str:
        """Return the name of a state; of one that is not to be relied on, a new one each time."""
        if state.is_done:
            return state.identifier
        if state.identifier and not self._has_warned:
            self._has_warned = True
            _log.warning(
                "%s is being written to, or the last write was broken off; if so, "
                "`cuibono load` what was loaded then once more",
                self.endpoint.url,
            )
        return f"{state.identifier or 'foreign'}-{secrets.token_hex(4)}"

    def _state(self) -> _State | None:
        rows = self.endpoint.rows(
            f"SELECT ?identifier ?status ?store {{ GRAPH {STATE} {{ {STATE} "
            f"{_IDENTIFIER} ?identifier ; {_STATUS} ?status ; {_STORE} ?store }} }}"
        )
        if rows:
            identifier, store = rows[0]["identifier"], rows[0]["store"]
            assert isinstance(identifier, Literal)
            assert isinstance(store, Literal)
            return _State(identifier.value, rows[0]["status"] == _DONE, store.value)
        ours = f'FILTER(STRSTARTS(STR(?graph), "{BASE}graph/"))'
        has_graphs = self.endpoint.ask(f"ASK {{ GRAPH ?graph {{ ?s ?p ?o }} {ours} }}")
        return _State("", is_done=False, store="") if has_graphs else None


class _Dataset:
    """How the default graph of a query comes to be the union of all graphs."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._is_union: bool | None = None

    def parameters(self) -> Parameters:
        """Return the parameters that each query needs, in the state that the engine is in."""
        if self._endpoint.engine.union is not None:
            return tuple(self._endpoint.engine.union.items())
        if self._is_union:
            return ()
        graphs = self._graphs()
        if not graphs or self.is_union():
            return ()
        return _each(("default-graph-uri", "named-graph-uri"), graphs)

    def asserted(self) -> Parameters:
        """Return the parameters that make it the union of all but the inferences."""
        graphs = self._graphs()
        asserted = [graph for graph in graphs if graph != Graph.INFERRED.value]
        return (*_each(("default-graph-uri",), asserted), *_each(("named-graph-uri",), graphs))

    def _graphs(self) -> list[str]:
        rows = self._endpoint.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        return sorted(g.value for row in rows if isinstance(g := row["g"], NamedNode))

    def is_union(self) -> bool:
        """Whether the engine's own default graph holds what its named graphs hold."""
        if self._is_union is None:
            self._is_union = self._endpoint.ask("ASK { ?s ?p ?o . GRAPH ?g { ?s ?p ?o } }")
        return self._is_union


def _each(names: Iterable[str], graphs: Iterable[str]) -> Parameters:
    return tuple((name, graph) for graph in graphs for name in names)


def _replacement(graphs: Mapping[NamedNode, Iterable[Quad]]) -> str:
    """Return the update that replaces graphs; in one INSERT, so that they share blank nodes."""
    drops = "".join(f"DROP SILENT GRAPH {name} ;\n" for name in graphs)
    blocks: list[str] = []
    for name, given in graphs.items():
        statements = "\n".join(f"{quad.triple} ." for quad in given)
        blocks.append(f"GRAPH {name} {{\n{statements}\n}}\n")
    return f"{drops}INSERT DATA {{\n{''.join(blocks)}}}"


@contextmanager
def _alone(data: Path, deadline: float) -> Generator[None]:
    """Keep other processes with the same data folder from writing; raises `StoreBusyError`."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "writing.lock").open("w") as file:
        while not _is_locked(file):
            if time.monotonic() > deadline:
                raise StoreBusyError(
                    f"another process is writing to {data}; try again when it is done"
                )
            time.sleep(0.05)
        yield


def _is_locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _tell(endpoint: Endpoint, status: NamedNode, store: str) -> None:
    """Give the state a new identifier; `store` is the name of the store for good."""
    identifier = Literal(secrets.token_hex(8))
    endpoint.update(
        f"DROP SILENT GRAPH {STATE} ; INSERT DATA {{ GRAPH {STATE} {{ "
        f"{STATE} {_IDENTIFIER} {identifier} ; {_STATUS} {status} ; {_STORE} {Literal(store)} }} }}"
    )
