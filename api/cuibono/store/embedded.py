"""The embedded store: pyoxigraph on disk.

    DATA/live/      the engine's own files; one process at a time has them open, to write
    DATA/snapshots/ and DATA/current: see `cuibono.store.snapshots`

`Store.read_only` on the live folder beside a writer is undefined behaviour (it failed in 15 % of
trials), hence the snapshots.
"""

import os
import shutil
import time
import weakref
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, Triple

from cuibono.errors import QueryFailedError, QuerySyntaxError, StoreBusyError, StoreError
from cuibono.store.protocol import Matching, Row, Term
from cuibono.store.snapshots import Snapshots, hold

BULK: Final = 20_000
"""Statements from which on a write goes in bulk, which is twice as fast."""
PATIENCE: Final = 30.0
"""Seconds that a write waits for the one before it."""


class _Engine:
    """Our own queries on an open pyoxigraph store."""

    def __init__(self, engine: ox.Store) -> None:
        self._engine = engine

    def select(self, query: str) -> list[Row]:
        solutions = cast(ox.QuerySolutions, self._query(query))
        names = [variable.value for variable in solutions.variables]
        return [
            {name: value for name, value in zip(names, solution, strict=True) if value is not None}
            for solution in solutions
        ]

    def ask(self, query: str) -> bool:
        return bool(self._query(query))

    def construct(self, query: str) -> list[Triple]:
        return list(dict.fromkeys(cast(ox.QueryTriples, self._query(query))))

    def match(
        self,
        subject: Term | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
    ) -> Iterator[Quad]:
        if isinstance(subject, Literal):
            return iter(())
        return self._engine.quads_for_pattern(subject, predicate, value)

    def save_csv(self, query: str, file: Path) -> None:
        solutions = cast(ox.QuerySolutions, self._query(query))
        solutions.serialize(str(file), format=ox.QueryResultsFormat.CSV)

    def _query(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        try:
            return self._engine.query(query, use_default_graph_as_union=True)
        except SyntaxError as fault:
            raise QuerySyntaxError(str(fault)) from None
        except (OSError, RuntimeError, ValueError) as fault:
            raise QueryFailedError(f"the engine could not answer: {fault}") from None


def in_memory(statements: Iterable[Quad]) -> Matching:
    """Return a store of these statements that goes with this process."""
    engine = ox.Store()
    engine.bulk_extend(statements)
    return _Engine(engine)


class EmbeddedSnapshot(_Engine):
    """A published state, opened read-only."""

    misreads = ""

    def __init__(self, folder: Path) -> None:
        self._lease = hold(folder)
        weakref.finalize(self, os.close, self._lease)
        try:
            super().__init__(ox.Store.read_only(str(folder)))
        except (OSError, RuntimeError) as fault:
            raise StoreError(
                f"snapshot {folder} cannot be opened: {fault}; `cuibono rebuild` makes it anew"
            ) from None
        self.folder = folder

    @property
    def id(self) -> str:
        return self.folder.name


class EmbeddedWriter(_Engine):
    """The live store, opened to write."""

    def __init__(self, engine: ox.Store, identity: str = "in memory") -> None:
        super().__init__(engine)
        self.identity = identity
        self.has_written = False
        self._bulk = 0

    def replace(self, graphs: Mapping[NamedNode, Iterable[Quad]]) -> None:
        """Replace the named graphs by these quads.

        In one transaction, unless there are very many: then in bulk, where a crash may leave them
        in part. Nothing of that is published, and `ingest` writes such a source again.
        """
        given = {name: list(found) for name, found in graphs.items()}
        count = sum(map(len, given.values()))
        drops = [f"DROP SILENT GRAPH {name}" for name in given]
        if count < BULK:
            inserts = [
                f"INSERT DATA {{ GRAPH {name} {{\n{_statements(found)}\n}} }}"
                for name, found in given.items()
            ]
            self.update(" ;\n".join(drops + inserts))
            return
        self.update(" ;\n".join(drops))
        for name, found in given.items():
            self._engine.bulk_extend(
                Quad(quad.subject, quad.predicate, quad.object, name) for quad in found
            )
        self._bulk += count

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads in bulk; a crash may leave them in part."""
        self.has_written = True
        self._engine.bulk_extend(quads)
        self._bulk += BULK

    def load_file(self, path: Path, form: ox.RdfFormat) -> None:
        """Add the quads of a file in bulk; a crash may leave them in part."""
        self.has_written = True
        self._engine.bulk_load(path=str(path), format=form)
        self._bulk += BULK

    def update(self, update: str) -> None:
        self.has_written = True
        self._engine.update(update)

    def make_durable(self) -> None:
        self._engine.flush()

    def at_hand(self) -> Matching:
        return self

    def close(self) -> None:
        """Let go of the engine: it unlocks its folder when nothing refers to it any more."""
        del self._engine

    def copy(self, folder: Path) -> None:
        """Make a copy in a folder that does not exist yet, to try something on."""
        self._engine.backup(str(folder))

    def backup(self, folder: Path) -> None:
        """Make a snapshot in a folder that does not exist yet."""
        if self._bulk:  # reading a store as bulk loading leaves it is up to ten times slower
            self._engine.optimize()
            self._bulk = 0
        self._engine.flush()
        self._engine.backup(str(folder))


class EmbeddedStore:
    """A store in a folder of its own; see the module for what is in it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.snapshots = Snapshots(data)
        self._open: EmbeddedSnapshot | None = None

    def describe(self) -> str:
        return str(self.data)

    def is_empty(self) -> bool:
        return self.snapshots.current() is None

    def current_name(self) -> str:
        """Return the name of the newest published state; raises `StoreError` for none."""
        name = self.snapshots.current()
        if name is None:
            raise StoreError(
                f"there is no store in {self.data}; `cuibono load` or `cuibono serve` makes one"
            )
        return name

    def current(self) -> EmbeddedSnapshot:
        name = self.current_name()
        if self._open is None or self._open.id != name:
            self._open = self._opened(name)
        return self._open

    def _opened(self, name: str) -> EmbeddedSnapshot:
        try:
            return EmbeddedSnapshot(self.snapshots.folder / name)
        except StoreError:
            if name == (newer := self.current_name()):
                raise
            return self._opened(newer)  # replaced and swept away meanwhile

    @contextmanager
    def writing(self, patience: float = 0.0) -> Generator[EmbeddedWriter]:
        """Open the store for writing; wait so many seconds for another process that writes."""
        writer = self._writer(time.monotonic() + patience)
        try:
            yield writer
            if writer.has_written:
                self._publish(writer)
        finally:
            writer.close()

    @contextmanager
    def renewing(self, patience: float = 0.0) -> Generator[None]:
        """Keep others from writing, and at the end take the live files away, damaged or not.

        Who writes next begins with an empty store of another identity. Nothing is taken away when
        the block raises.
        """
        live, gone = self.data / "live", self.data / ".live.gone"
        writer: EmbeddedWriter | None = None
        try:
            writer = self._writer(time.monotonic() + patience)
        except StoreBusyError:
            raise
        except StoreError:
            pass  # too damaged for anybody to write to
        try:
            yield
            shutil.rmtree(gone, ignore_errors=True)
            live.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)
        finally:
            if writer:
                writer.close()

    def _writer(self, deadline: float) -> EmbeddedWriter:
        folder = self.data / "live"
        while True:
            try:
                self.data.mkdir(parents=True, exist_ok=True)
                engine = ox.Store(str(folder))
                return EmbeddedWriter(engine, (folder / "IDENTITY").read_text("ascii").strip())
            except (OSError, RuntimeError) as fault:  # damaged files are a `RuntimeError`
                if "lock" not in str(fault).lower():
                    raise StoreError(
                        f"the store in {self.data} cannot be opened: {fault}; "
                        "`cuibono rebuild` makes it anew from its sources"
                    ) from None
                if time.monotonic() > deadline:
                    raise StoreBusyError(
                        f"another process is writing to {self.data}; try again when it is done"
                    ) from None
            time.sleep(0.05)

    def _publish(self, writer: EmbeddedWriter) -> None:
        snapshot = self.snapshots.new()
        writer.backup(snapshot)
        self.snapshots.publish(snapshot)
        self.snapshots.sweep()


def _statements(found: Iterable[Quad]) -> str:
    return "\n".join(f"{quad.triple} ." for quad in found)
