"""The embedded store: pyoxigraph on disk.

    DATA/live/           the engine's own files; one process at a time has them open, to write
    DATA/snapshots/{id}/ hard-linked, immutable copies (`Store.backup`); readers have these open
    DATA/current         the name of the snapshot in force, replaced atomically

`Store.read_only` on the live folder beside a writer is undefined behaviour (it failed in 15 % of
trials), hence the snapshots.
"""

import os
import secrets
import shutil
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, Triple

from cuibono.errors import QueryFailedError, QuerySyntaxError, StoreBusyError, StoreError
from cuibono.store.protocol import Matching, Queryable, Row, Term
from cuibono.store.rows import quads

KEPT_SNAPSHOTS = 2
"""The one in force, and the one before it for readers that still have it open."""


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

    def _query(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        try:
            return self._engine.query(query, use_default_graph_as_union=True)
        except SyntaxError as fault:
            raise QuerySyntaxError(str(fault)) from None
        except (OSError, RuntimeError, ValueError) as fault:
            raise QueryFailedError(f"the engine could not answer: {fault}") from None


def at_hand(source: Queryable) -> Matching:
    """Return a store in which looking up a statement is cheap: the same, or a copy in memory.

    The gate looks up many single statements; asked of a remote store, each is a journey.
    """
    if isinstance(source, Matching):
        return source
    engine = ox.Store()
    everything = "SELECT * { GRAPH ?graph { ?subject ?predicate ?object } }"
    engine.bulk_extend(quads(source.select(everything)))
    return _Engine(engine)


class EmbeddedSnapshot(_Engine):
    """A published state, opened read-only."""

    def __init__(self, folder: Path) -> None:
        try:
            super().__init__(ox.Store.read_only(str(folder)))
        except OSError as fault:
            raise StoreError(f"snapshot {folder} cannot be opened: {fault}") from None
        self.folder = folder

    @property
    def id(self) -> str:
        return self.folder.name


class EmbeddedWriter(_Engine):
    """The live store, opened to write."""

    def __init__(self, engine: ox.Store) -> None:
        super().__init__(engine)
        self.has_written = False

    def replace(self, graphs: Mapping[NamedNode, Iterable[Quad]]) -> None:
        drops = [f"DROP SILENT GRAPH {name}" for name in graphs]
        inserts = [
            f"INSERT DATA {{ GRAPH {name} {{\n{_statements(given)}\n}} }}"
            for name, given in graphs.items()
        ]
        self.update(" ;\n".join(drops + inserts))

    def update(self, update: str) -> None:
        self.has_written = True
        self._engine.update(update)

    def close(self) -> None:
        """Let go of the engine: it unlocks its folder when nothing refers to it any more."""
        del self._engine

    def backup(self, folder: Path) -> None:
        self._engine.flush()
        self._engine.backup(str(folder))


class EmbeddedStore:
    """A store in a folder of its own; see the module for what is in it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._open: EmbeddedSnapshot | None = None

    def describe(self) -> str:
        return str(self.data)

    def is_empty(self) -> bool:
        return not self._pointer.is_file()

    def current(self) -> EmbeddedSnapshot:
        if self.is_empty():
            raise StoreError(
                f"there is no store in {self.data}; `cuibono load` or `cuibono serve` makes one"
            )
        name = self._pointer.read_text(encoding="ascii").strip()
        if self._open is None or self._open.id != name:
            self._open = EmbeddedSnapshot(self._snapshots / name)
        return self._open

    @contextmanager
    def writing(self) -> Generator[EmbeddedWriter]:
        try:
            self._snapshots.mkdir(parents=True, exist_ok=True)
            engine = ox.Store(str(self.data / "live"))
        except OSError as fault:
            if "lock" in str(fault).lower():
                raise StoreBusyError(
                    f"another process is writing to {self.data}; try again when it is done"
                ) from None
            raise StoreError(f"the store in {self.data} cannot be opened: {fault}") from None
        writer = EmbeddedWriter(engine)
        del engine
        try:
            yield writer
            if writer.has_written:
                self._publish(writer)
        finally:
            writer.close()

    @property
    def _pointer(self) -> Path:
        return self.data / "current"

    @property
    def _snapshots(self) -> Path:
        return self.data / "snapshots"

    def _publish(self, writer: EmbeddedWriter) -> None:
        before = sorted(path.name for path in self._snapshots.iterdir())
        number = int(before[-1].partition("-")[0]) + 1 if before else 1
        name = f"{number:08d}-{secrets.token_hex(4)}"
        writer.backup(self._snapshots / name)
        _write_durably(self._pointer, name)
        for old in before[: -(KEPT_SNAPSHOTS - 1)]:
            shutil.rmtree(self._snapshots / old, ignore_errors=True)


def _statements(quads: Iterable[Quad]) -> str:
    return "\n".join(f"{quad.triple} ." for quad in quads)


def _write_durably(path: Path, content: str) -> None:
    """Replace a small file so that after a crash it holds either the old or the new content."""
    draft = path.with_suffix(".new")
    with draft.open("w", encoding="ascii") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
