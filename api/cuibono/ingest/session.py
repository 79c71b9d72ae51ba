"""One opening of the store to write: what was interrupted, then what is new, then inferences."""

import hashlib
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Final

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from cuibono import __version__
from cuibono.artefacts import Folder, documents
from cuibono.ingest.archive import Archive, graphs_of
from cuibono.ingest.inferring import Inferences, ProvenClash, bundled_rules
from cuibono.ingest.reading import SourceFile
from cuibono.store import DurableWriter, Store
from cuibono.validation import Gate, Report

Tell = Callable[[str], None]

DURABLE_SECONDS: Final = 1.0
"""How often what was written is made durable and said to be committed."""


def read_ontology() -> list[Quad]:
    """Return the statements of the vocabulary and its code lists."""
    return [
        quad
        for file in documents(Folder.ONTOLOGY, ".ttl")
        for quad in ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE)
    ]


class Vocabulary:
    """The vocabulary, and what is made of it; the same for all sessions of a process."""

    @cached_property
    def ontology(self) -> list[Quad]:
        """The statements of the vocabulary and its code lists."""
        return read_ontology()

    @cached_property
    def gate(self) -> Gate:
        """The gate."""
        return Gate(self.ontology)

    @cached_property
    def digest(self) -> str:
        """The name of these rules: others have another."""
        found = hashlib.sha256(__version__.encode())
        for folder in (Folder.ONTOLOGY, Folder.SHAPES):
            for file in documents(folder, ".ttl"):
                found.update(file.read_bytes())
        for rule in bundled_rules(self.ontology):
            found.update(repr(rule).encode())
        return found.hexdigest()


class Session:
    """Writes sources so that each is whole after a crash at any point.

    A source is first said to be uncommitted; then the store is written, and the source's files are
    kept; once the store is durable it is committed. `recover` writes again from the kept files what
    was not: the state before, where the crash came first, and else the state after.
    """

    def __init__(
        self, writer: DurableWriter, archive: Archive, vocabulary: Vocabulary, tell: Tell
    ) -> None:
        self.writer = writer
        self._archive = archive
        self._vocabulary = vocabulary
        self._tell = tell
        self._inferences = Inferences(writer, vocabulary.ontology, tell)
        self._stamp = f"{writer.identity} {vocabulary.digest}"
        self._written: dict[str, str] = {}
        self._since = time.monotonic()
        self.has_news = not archive.is_published
        """Whether there is something to publish, if only what a crash kept from being published."""
        writer.has_written |= self.has_news

    def recover(self) -> None:
        """Write again what an interruption has left half done, or all, where the store is new."""
        sources = self._archive.uncommitted(self.writer.identity)
        stamps = {source: self._stamped(self._archive.rules_of(source)) for source in sources}
        for source in sources:
            self._tell(f"recovering {source}")
            self._archive.begin(source)
            self.writer.replace(self._graphs(source, self._archive.files(source)))
        if sources:
            self._inferences.remake()
            self._committable(stamps)
            self.has_news = True
        elif self.has_news:  # what is to be published is in step, and says so
            self._inferences.begin()

    def complete(self, rules: Mapping[str, str]) -> None:
        """Say that the store was filled with sources; `rules` are those that checked each last."""
        self._inferences.begin()
        self._committable({source: self._stamped(rules[source]) for source in rules})
        self.has_news = True

    def clashes(self) -> list[ProvenClash]:
        """Return all that contradicts the axioms: what was accepted once is in the store."""
        return self._inferences.clashes()

    def has(self, source: str, files: Sequence[SourceFile]) -> bool:
        """Whether the store holds a source as these files say, checked by the rules in force."""
        return self._archive.is_committed(source, self._stamp) and self._archive.is_same(
            source, files
        )

    def check(self, incoming: Mapping[NamedNode, Iterable[Quad]]) -> Report:
        """Return what the gate says to a write of these graphs."""
        return self._vocabulary.gate.check(incoming, self.writer.at_hand())

    def keep(
        self,
        sources: Mapping[str, Sequence[SourceFile]],
        gone: Mapping[str, Sequence[NamedNode]] | None = None,
    ) -> list[ProvenClash]:
        """Write sources that have passed the gate; of graphs that are `gone` nothing is left.

        Where that contradicts the axioms, nothing is written, and the clashes are returned.
        """
        gone = gone or {}
        graphs: dict[NamedNode, Sequence[Quad]] = {}
        for source, files in sources.items():
            graphs |= {name: [] for name in gone.get(source, ())}
            graphs |= self._graphs(source, files)
            self._archive.begin(source, gone.get(source, ()))
        clashes = self._inferences.replace(graphs)
        if not clashes:
            for source, files in sources.items():
                self._archive.keep(source, files)
        self._committable(dict.fromkeys(sources, self._stamp))
        self.has_news |= not clashes
        return clashes

    def finish(self) -> None:
        """Commit, and say that the inferences are in step; publishing is the store's."""
        self._inferences.finish()
        self._commit()

    def _graphs(
        self, source: str, files: Sequence[SourceFile]
    ) -> Mapping[NamedNode, Sequence[Quad]]:
        """Return the graphs of a source, those that it had and has no more as empty ones."""
        gone: dict[NamedNode, list[Quad]] = {name: [] for name in self._archive.gone(source)}
        return gone | graphs_of(source, files)

    def _stamped(self, rules: str) -> str:
        """Return the stamp of a source that other rules may have checked; none are the present."""
        return f"{self.writer.identity} {rules}" if rules else self._stamp

    def _committable(self, stamps: Mapping[str, str]) -> None:
        """Have sources committed with the next ones, once the store is durable."""
        self._written |= stamps
        if time.monotonic() - self._since > DURABLE_SECONDS:
            self._commit()

    def _commit(self) -> None:
        if self._written:
            self.writer.make_durable()
        for source, stamp in self._written.items():
            self._archive.commit(source, stamp)
        self._written.clear()
        self._since = time.monotonic()


@contextmanager
def opened(
    store: Store, archive: Archive, vocabulary: Vocabulary, tell: Tell, patience: float
) -> Generator[Session]:
    """Open a store to write; what an interruption left is mended first, the new is published."""
    with store.writing(patience) as writer:
        session = Session(writer, archive, vocabulary, tell)
        session.recover()
        yield session
        session.finish()
        if not session.has_news:
            writer.has_written = False  # all that was written was put back
    archive.published()
