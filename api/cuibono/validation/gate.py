"""The gate: what a write may not bring into the graph.

A write puts new statements in place of the graphs that it names. The gate validates the graph as
it will stand, and lets through what is as it was:

- a result about a node counts where the write adds or removes a statement with that node as its
  subject;
- a result about any other node counts where it was not there before the write.

So faults that were there already and are not touched block nobody, and a change that breaks a node
elsewhere is caught.
"""

from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode, Quad, Triple

from cuibono.validation.engines import Engine
from cuibono.validation.reporting import report
from cuibono.validation.results import Report, name_of
from cuibono.validation.shapes import Shapes


class Gate:
    """Checks writes against the shapes; see the module for what counts."""

    def __init__(
        self,
        ontology: Iterable[Quad],
        shapes: Shapes | None = None,
        engine: Engine = Engine.AUTO,
    ) -> None:
        self._ontology = tuple(ontology)
        self._shapes = shapes
        self._engine = engine

    def check(
        self, incoming: Mapping[NamedNode, Iterable[Quad]], existing: Iterable[Quad]
    ) -> Report:
        """Return what a write of `incoming`, graph by graph, would bring into `existing`."""
        before = list(existing)
        kept = [quad for quad in before if quad.graph_name not in incoming]
        added = [
            Quad(quad.subject, quad.predicate, quad.object, graph)
            for graph, quads in incoming.items()
            for quad in quads
        ]
        return self.compare(before, [*kept, *added])

    def compare(self, before: Iterable[Quad], after: Iterable[Quad]) -> Report:
        """Return what a change from `before` to `after` would bring."""
        old, new = set(before), set(after)
        touched = {_subject(quad) for quad in old ^ new}
        found = self._report(new)
        elsewhere = [result for result in found.results if result.focus not in touched]
        known = {result.key for result in self._report(old).results} if elsewhere else set[object]()
        return Report.of(
            result for result in found.results if result.focus in touched or result.key not in known
        )

    def _report(self, quads: Iterable[Quad]) -> Report:
        ordered: list[Quad | Triple] = [*self._ontology, *quads]
        return report(ordered, self._shapes, self._engine)


def _subject(quad: Quad) -> str:
    assert not isinstance(quad.subject, Triple)
    return name_of(quad.subject)
