"""One opening of the store to write: what was interrupted, then what is new, then inferences."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from cuibono import __version__
from cuibono.artefacts import Folder, documents
from cuibono.ingest.archive import Archive, graphs_of
from cuibono.ingest.reading import SourceFile
from cuibono.reasoning import compile_rules, materialise
from cuibono.store import Writer, quads
from cuibono.terms import Graph
from cuibono.validation import Gate, Report

Tell = Callable[[str], None]

DURABLE_SECONDS: Final = 1.0
"""How often what was written is made durable and said to be committed."""

_ASSERTED = f"""
SELECT ?subject ?predicate ?object ?graph WHERE {{
  GRAPH ?graph {{ ?subject ?predicate ?object }}
  FILTER(?graph NOT IN ({Graph.INFERRED}, {Graph.ONTOLOGY}))
}}
"""


def read_ontology() -> list[Quad]:
    """Return the statements of the vocabulary and its code lists."""
    return [
        quad
        for file in documents(Folder.ONTOLOGY, ".ttl")
        for quad in ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE)
    ]


class Rules:
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
        return found.hexdigest()


class Session:
    """Writes sources so that each is whole after a crash at any point.

    A source's files are kept first, then the store is written, and once that is durable the source
    is said to be committed. `recover` writes again what was kept and not committed.
    """

    def __init__(self, writer: Writer, archive: Archive, rules: Rules, tell: Tell) -> None:
        self._writer = writer
        self._archive = archive
        self._rules = rules
        self._tell = tell
        self._stamp = f"{writer.identity} {rules.digest}"
        self._written: list[str] = []
        self._since = time.monotonic()

    def recover(self) -> None:
        """Write again what an interruption has left half done."""
        for source in self._archive.uncommitted(self._writer.identity):
            self._tell(f"recovering {source}")
            self._archive.unpublished()
            self._write(source, self._graphs(source, self._archive.files(source)))

    def has(self, source: str, files: Sequence[SourceFile]) -> bool:
        """Whether the store holds a source as these files say, checked by the rules in force."""
        return self._archive.is_committed(source, self._stamp) and self._archive.is_same(
            source, files
        )

    def check(self, incoming: Mapping[NamedNode, Iterable[Quad]]) -> Report:
        """Return what the gate says to a write of these graphs."""
        return self._rules.gate.check(incoming, quads(self._writer.select(_ASSERTED)))

    def keep(
        self, source: str, files: Sequence[SourceFile], gone: Iterable[NamedNode] = ()
    ) -> None:
        """Write a source that has passed the gate; of graphs that are `gone` nothing is left."""
        self._archive.keep(source, files, gone)
        self._write(source, self._graphs(source, files))

    def finish(self) -> None:
        """Commit, and draw the inferences from what is new; publishing is the store's."""
        self._commit()
        if self._archive.is_published:
            return
        self._writer.replace({Graph.ONTOLOGY: self._rules.ontology})
        self._tell("reasoning")
        done = materialise(self._writer, compile_rules(self._rules.ontology))
        self._tell(f"{done.inferred:,} statements inferred")

    def _graphs(
        self, source: str, files: Sequence[SourceFile]
    ) -> Mapping[NamedNode, Sequence[Quad]]:
        """Return the graphs of a source, those that it had and has no more as empty ones."""
        gone: dict[NamedNode, list[Quad]] = {name: [] for name in self._archive.gone(source)}
        return gone | graphs_of(source, files)

    def _write(self, source: str, graphs: Mapping[NamedNode, Sequence[Quad]]) -> None:
        self._writer.replace(graphs)
        self._written.append(source)
        if time.monotonic() - self._since > DURABLE_SECONDS:
            self._commit()

    def _commit(self) -> None:
        if self._written:
            self._writer.make_durable()
        for source in self._written:
            self._archive.commit(source, self._stamp)
        self._written.clear()
        self._since = time.monotonic()
