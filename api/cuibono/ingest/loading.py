"""Load sources: each passes the gate and is written whole, or nothing of it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from cuibono.errors import DataError
from cuibono.ingest.archive import Archive, graphs_of, source_of
from cuibono.ingest.inferring import ProvenClash
from cuibono.ingest.reading import SourceFile, read_files
from cuibono.ingest.session import Session, Tell, Vocabulary, opened, read_ontology
from cuibono.store import Store
from cuibono.validation import Report

__all__ = ["Ingest", "Loaded", "read_ontology"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one source: written, unchanged, or refused and why: report and clashes."""

    source: str
    files: tuple[SourceFile, ...]
    statements: int
    report: Report
    clashes: tuple[ProvenClash, ...] = ()
    is_unchanged: bool = False

    @property
    def is_refused(self) -> bool:
        return not self.report.conforms or bool(self.clashes)


class Ingest:
    """The way of data into a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._archive = Archive(store.data)
        self._vocabulary = Vocabulary()

    def load(
        self,
        paths: Sequence[Path | Traversable],
        tell: Tell = lambda _: None,
        patience: float = 0.0,
    ) -> list[Loaded]:
        """Load files and folders; return what became of each source, in the order written.

        A folder stands for the whole of the sources in it; a single file takes the place of the
        file of its name in its source. What the store holds already is not written again, so that
        a load that was interrupted goes on where it was. `tell` is given a line at each step;
        `patience` is how many seconds to wait for another write. Raises `DataError` or
        `CallError`, before anything is written, for what cannot be read.
        """
        given = _by_source(read_files(paths))
        whole = all(path.is_dir() for path in paths)
        loaded: list[Loaded] = []
        with opened(self._store, self._archive, self._vocabulary, tell, patience) as session:
            for source, files in given.items():
                loaded.append(self._load_source(session, source, files, whole=whole, tell=tell))
        return loaded

    def recover(self, tell: Tell = lambda _: None, patience: float = 0.0) -> bool:
        """Write what is kept and not in the store, and publish; return whether anything is kept."""
        if not self._archive.is_begun:
            return False
        self._archive.unpublished()
        with opened(self._store, self._archive, self._vocabulary, tell, patience):
            return True

    def _load_source(
        self,
        session: Session,
        source: str,
        given: Sequence[SourceFile],
        *,
        whole: bool,
        tell: Tell,
    ) -> Loaded:
        files = self._archive.merged(source, given, whole=whole)
        incoming = graphs_of(source, files)
        count = sum(map(len, incoming.values()))
        if session.has(source, files):
            return Loaded(source, tuple(files), count, Report.of(()), is_unchanged=True)
        tell(f"checking {source}")
        report = session.check(incoming)
        if not report.conforms:
            return Loaded(source, tuple(files), count, report)
        tell(f"writing {source}: {count:,} statements")
        clashes = session.keep({source: files})
        return Loaded(source, tuple(files), count, report, tuple(clashes))


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
