"""What is checked, and what a check says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from cuibono.ingest import SourceFile
from cuibono.terms import BASE, Graph, compact
from cuibono.validation import Locator

SHAPES: Final = NamedNode(f"{BASE}graph/shapes")
"""The graph in which the checks see the shapes; no store has it."""

_GIVEN: Final = NamedNode(f"{BASE}graph/given")
"""The graph in which the checks see what a file says outside of any graph."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the thing or term it is about, where it stands, and what is wrong with it."""

    node: str
    detail: str
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found; `skipped` says why it could not run."""

    name: str
    title: str
    why: str
    remedy: str
    findings: tuple[Finding, ...] = ()
    skipped: str | None = None

    @property
    def is_fine(self) -> bool:
        """Whether the check ran, or was left out, and found nothing."""
        return not self.findings


@dataclass(frozen=True)
class Subject:
    """The files that are checked: the ontology, the shapes, and the graph."""

    ontology: Sequence[SourceFile]
    shapes: Sequence[SourceFile]
    graph: Sequence[SourceFile]

    @cached_property
    def store(self) -> Store:
        """All of it, ontology and shapes in graphs of their own."""
        store = Store()
        store.bulk_extend(_in(Graph.ONTOLOGY, self.ontology))
        store.bulk_extend(_in(SHAPES, self.shapes))
        store.bulk_extend(_placed(quad) for file in self.graph for quad in file.quads)
        return store

    @cached_property
    def locator(self) -> Locator:
        """Finds a node in the files."""
        return Locator([*self.graph, *self.ontology, *self.shapes])

    def finding(self, node: str, detail: str, predicate: str | None = None) -> Finding:
        """Return a finding with its place in the files."""
        place = self.locator.locate(node, predicate)
        return Finding(node, detail, place.file if place else None, place.line if place else None)


def told(values: Mapping[str, str]) -> str:
    """Return what a row of a check says beside the node at fault."""
    return ", ".join(f"{name} {compact(value)}" for name, value in values.items())


def _in(graph: NamedNode, files: Iterable[SourceFile]) -> Iterable[Quad]:
    return (
        Quad(quad.subject, quad.predicate, quad.object, graph)
        for file in files
        for quad in file.quads
    )


def _placed(quad: Quad) -> Quad:
    if isinstance(quad.graph_name, DefaultGraph):
        return Quad(quad.subject, quad.predicate, quad.object, _GIVEN)
    return quad
