"""A remote store: any service with SPARQL 1.1 Query and Update.

An engine has no snapshots. In their place stands the *state*, a resource in a graph of its own: an
identifier that is new after every write of ours, and whether a write is under way (or was broken
off). While it is, every look counts as another state, so that nothing seen half written is kept by
a cache. `docs/engines.md` says what each engine guarantees.
"""

import fcntl
import logging
import os
import secrets
import time
import weakref
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final, TextIO

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, Triple

from cuibono.errors import StoreBusyError, StoreError
from cuibono.store.dataset import Dataset
from cuibono.store.embedded import in_memory
from cuibono.store.endpoint import Endpoint, Parameters, Remote
from cuibono.store.protocol import Matching, Row
from cuibono.store.snapshots import hold, remove_unread
from cuibono.store.state import State, read_state, tell_state
from cuibono.store.wire import Allowance

FRESH_SECONDS: Final = 0.2
"""How long the state that was read last is taken to be in force."""

_log = logging.getLogger(__name__)


class _Reading:
    """Our own queries, on the union of all graphs."""

    def __init__(self, endpoint: Endpoint, dataset: Dataset) -> None:
        self._endpoint = endpoint
        self._dataset = dataset
        self._parameters: dict[bool, Parameters] = {}

    def select(self, query: str) -> list[Row]:
        return self._endpoint.rows(query, self.dataset())

    def ask(self, query: str) -> bool:
        return self._endpoint.ask(query, self.dataset())

    def construct(self, query: str) -> list[Triple]:
        return self._endpoint.triples(query, self.dataset())

    def quads(self, allowance: Allowance | None = None) -> Iterator[Quad]:
        """Yield every statement, graph by graph: N-Triples are quicker to write than results."""
        for name in map(NamedNode, self._dataset.graphs()):
            query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}"
            for triple in self._endpoint.triples(query, (), allowance):
                yield Quad(triple.subject, triple.predicate, triple.object, name)

    def dataset(self, *, inferred: bool = True) -> Parameters:
        """Return the parameters that make the default graph of a query the union of all graphs.

        It is that of all but the inferences where these are not wanted.
        """
        if inferred not in self._parameters:
            parameters = self._dataset.parameters if inferred else self._dataset.asserted
            self._parameters[inferred] = parameters()
        return self._parameters[inferred]


class RemoteSnapshot(_Reading):
    """The engine as it is now, under the name of the state that it is in.

    Unlike that of the embedded store it follows what is written after it was taken.
    """

    def __init__(
        self, endpoint: Endpoint, dataset: Dataset, data: Path, state: State, name: str
    ) -> None:
        super().__init__(endpoint, dataset)
        self._data, self._state, self._id = data, state, name
        self.seen = time.time()
        self._folder: Path | None = None

    @property
    def id(self) -> str:
        return self._id

    @property
    def misreads(self) -> str:
        """What the engine cannot be asked, and why."""
        return self._endpoint.engine.misreads

    @property
    def folder(self) -> Path:
        """A folder for what is made of this state; those of others go when nobody uses them."""
        if self._folder is None:
            states = self._data / "states"
            # What an engine says is no name of a file: it could be one of somewhere else.
            self._folder = states / sha256(self._id.encode()).hexdigest()[:16]
            self._folder.mkdir(parents=True, exist_ok=True)
            weakref.finalize(self, os.close, hold(self._folder))
            for other in states.iterdir():
                if other != self._folder:
                    remove_unread(other)
        return self._folder

    def save_csv(self, query: str, file: Path) -> None:
        """Write the solutions of a SELECT query as SPARQL 1.1 CSV; raises what `check` does."""
        self._endpoint.save_csv(query, file, self.dataset())
        self.check()

    def check(self) -> None:
        """Raise `StoreBusyError` where what was read may not be of one state, for a write since."""
        if read_state(self._endpoint) != self._state:
            raise StoreBusyError(
                f"{self._endpoint.url} was written to while it was read; ask again"
            )


class RemoteWriter(_Reading):
    """The engine while it is written to; readers see each source as soon as it is written."""

    def __init__(self, endpoint: Endpoint, dataset: Dataset, identity: str) -> None:
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

    def at_hand(self) -> Matching:
        return in_memory(self.quads())

    def copy(self, folder: Path) -> None:
        store = ox.Store(str(folder))
        store.bulk_extend(self.quads())
        store.flush()

    def finish(self) -> None:
        """Say that what was written is whole."""
        tell_state(self._endpoint, self.identity, is_done=True)

    def _begin(self) -> None:
        if not self.is_begun:
            tell_state(self._endpoint, self.identity, is_done=False)
        self.is_begun = self.has_written = True
        self._parameters.clear()


class RemoteStore:
    """A store behind an address; `data` is the folder that the sources' files are kept in."""

    def __init__(self, remote: Remote, data: Path) -> None:
        self.data = data
        self.endpoint = Endpoint(remote)
        self._dataset = Dataset(self.endpoint)
        self._seen: tuple[float, RemoteSnapshot] | None = None
        self._has_warned = False

    def describe(self) -> str:
        engine = self.endpoint.engine.name
        if self._dataset.parameters() and self.endpoint.engine.union is None:
            engine += "; its default graph is not the union of all, so each query names all graphs"
        return f"{self.endpoint.url} ({engine})"

    def is_empty(self) -> bool:
        return read_state(self.endpoint) is None

    def current_name(self) -> str:
        return self.current().id

    def published(self) -> float:
        """Return when the state was first seen from here, in seconds since 1970.

        When it was published is not on record in an engine; it was not later.
        """
        return self.current().seen

    def current(self) -> RemoteSnapshot:
        now = time.monotonic()
        if self._seen and now - self._seen[0] < FRESH_SECONDS:
            return self._seen[1]
        state = read_state(self.endpoint)
        if state is None:
            raise StoreError(
                f"{self.endpoint.url} holds no graph of cuibono; `cuibono load` puts one there"
            )
        if state.is_done and self._seen and self._seen[1].id == state.identifier:
            snapshot = self._seen[1]
        else:
            snapshot = RemoteSnapshot(
                self.endpoint, self._dataset, self.data, state, self._name(state)
            )
        self._seen = (now, snapshot)
        return snapshot

    def look_again(self) -> None:
        """Forget which state was seen last, as it was written to."""
        self._seen = None

    @contextmanager
    def writing(self, patience: float = 0.0) -> Generator[RemoteWriter]:
        with _alone(self.data, time.monotonic() + patience):
            state = read_state(self.endpoint)
            identity = (state and state.store) or secrets.token_hex(8)
            writer = RemoteWriter(self.endpoint, self._dataset, identity)
            try:
                yield writer
                if writer.has_written or writer.is_begun:
                    writer.finish()
            finally:
                self.look_again()

    def close(self) -> None:
        """Do nothing: each request has a connection of its own."""

    def _name(self, state: State) -> str:
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
