"""Stores that can less, or tell more, than the embedded one."""

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, Triple

from cuibono.store import EmbeddedWriter, Row, Term


class InSparqlOnly:
    """A store that, as one in another process, can do nothing but SPARQL."""

    def __init__(self, store: EmbeddedWriter) -> None:
        self._store = store

    def select(self, query: str) -> list[Row]:
        return self._store.select(query)

    def ask(self, query: str) -> bool:
        return self._store.ask(query)

    def construct(self, query: str) -> list[Triple]:
        return self._store.construct(query)

    def update(self, update: str) -> None:
        self._store.update(update)

    def replace(self, graphs: Mapping[NamedNode, Iterable[Quad]]) -> None:
        self._store.replace(graphs)


class Counting(EmbeddedWriter):
    """A store in memory that counts the statements that are looked at."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        engine = ox.Store()
        engine.extend(quads)
        super().__init__(engine)
        self.looked_at = 0

    def match(
        self,
        subject: Term | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
    ) -> Iterator[Quad]:
        for quad in super().match(subject, predicate, value):
            self.looked_at += 1
            yield quad
