"""Load sources: each passes the gate and is written whole, or nothing of it is."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from cuibono.artefacts import Folder, documents
from cuibono.errors import DataError
from cuibono.ingest.archive import Archive, source_of
from cuibono.ingest.inferring import Inferences, ProvenClash
from cuibono.ingest.reading import SourceFile, read_files
from cuibono.store import Store, Writer, at_hand
from cuibono.terms import BASE
from cuibono.validation import Gate, Report

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one source: written, or refused with the report and the clashes why."""

    source: str
    files: tuple[SourceFile, ...]
    statements: int
    report: Report
    clashes: tuple[ProvenClash, ...] = ()

    @property
    def is_refused(self) -> bool:
        return not self.report.conforms or bool(self.clashes)


class Ingest:
    """The way of data into a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._archive = Archive(store.data)

    def load(
        self, paths: Sequence[Path | Traversable], tell: Tell = lambda _: None
    ) -> list[Loaded]:
        """Load files and folders; return what became of each source, in the order written.

        A folder stands for the whole of the sources in it; a single file takes the place of the
        file of its name in its source. `tell` is given a line at each step. Raises `DataError` or
        `CallError`, before anything is written, for what cannot be read.
        """
        given = _by_source(read_files(paths))
        whole = all(path.is_dir() for path in paths)
        ontology = read_ontology()
        loaded: list[Loaded] = []
        with suppress(_NothingNew), self._store.writing() as writer:
            gate, inferences = Gate(ontology), Inferences(writer, ontology, tell)
            for source, files in given.items():
                write = partial(self._write, writer, gate, inferences, tell)
                loaded.append(write(source, files, whole=whole))
            inferences.finish()
            if all(one.is_refused for one in loaded):
                raise _NothingNew
        return loaded

    def _write(
        self,
        writer: Writer,
        gate: Gate,
        inferences: Inferences,
        tell: Tell,
        source: str,
        given: Sequence[SourceFile],
        *,
        whole: bool,
    ) -> Loaded:
        files = self._archive.merged(source, given, whole=whole)
        incoming = _graphs(source, files)
        tell(f"checking {source}")
        report = gate.check(incoming, at_hand(writer))
        clashes: list[ProvenClash] = []
        count = sum(map(len, incoming.values()))
        if report.conforms:
            tell(f"writing {source}: {count:,} statements")
            clashes = inferences.replace(incoming)
        loaded = Loaded(source, tuple(files), count, report, tuple(clashes))
        if not loaded.is_refused:
            self._archive.keep(source, files)
        return loaded


class _NothingNew(Exception):
    """Leaves the store without publishing: all that was written was put back."""


def read_ontology() -> list[Quad]:
    """Return the statements of the vocabulary and its code lists."""
    return [
        quad
        for file in documents(Folder.ONTOLOGY, ".ttl")
        for quad in ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE)
    ]


def _by_source(files: Iterable[SourceFile]) -> dict[str, list[SourceFile]]:
    """Group files by source, the registry first, since the others refer to it."""
    grouped: dict[str, list[SourceFile]] = {}
    for file in files:
        grouped.setdefault(source_of(file), []).append(file)
    for source, members in grouped.items():
        names = [file.name for file in members]
        if twice := {name for name in names if names.count(name) > 1}:
            raise DataError(
                f"source {source} has two files named {', '.join(sorted(twice))}; "
                "the files of a source are told apart by their names"
            )
    return dict(sorted(grouped.items(), key=lambda item: (item[0] != "registry", item[0])))


def _graphs(source: str, files: Iterable[SourceFile]) -> dict[NamedNode, list[Quad]]:
    """Return the quads of a source by graph, both graphs present even where empty."""
    name = f"{BASE}graph/{source}"
    graphs: dict[NamedNode, list[Quad]] = {NamedNode(name): []}
    if source != "registry":
        graphs[NamedNode(f"{name}/provenance")] = []
    for file in files:
        for quad in file.quads:
            assert isinstance(quad.graph_name, NamedNode)
            graphs.setdefault(quad.graph_name, []).append(quad)
    return graphs
