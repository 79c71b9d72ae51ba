"""Graphs of any size in cuibono's own vocabulary, shaped like the bundled one.

A generated graph has the registry of identities and one source after another, each a paper with
the works it cites, coded as `docs/coding-guideline.md` says: passages, claims, utterances,
evidence, links, promotions, and what was searched for and not found. Nothing in it is about
anybody real. It conforms to the shapes, and the axioms find no clash in it (held by
`tests/bench/test_generator.py`).

The same size and seed give the same statements in the same order. A source is made of its own
number alone, so that a graph of any size streams through the memory of one source.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import BinaryIO

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from cuibono.bench.coding import Coding
from cuibono.bench.identities import Described, Identities
from cuibono.terms import BASE, Graph, term

STATEMENTS_A_SOURCE = 1360
"""What one source comes to on average, with its share of the registry."""


@dataclass(frozen=True, slots=True)
class GeneratedGraph:
    """A graph of about `size` statements; any two with the same fields are the same."""

    size: int
    seed: int = 1

    @property
    def sources(self) -> int:
        """The number of sources besides the registry."""
        return max(1, round(self.size / STATEMENTS_A_SOURCE))

    def __iter__(self) -> Iterator[Quad]:
        """Yield the statements: the registry first, then source by source."""
        yield from self.registry()
        for number in range(self.sources):
            yield from self.source(number)

    def registry(self) -> Iterator[Quad]:
        """Yield the statements of the registry."""
        return _quads(Graph.REGISTRY, Identities(self.sources).described())

    def source(self, number: int) -> Iterator[Quad]:
        """Yield the statements of one source, its provenance last."""
        coding = self._coding(number, f"source-{number}")
        coding.code_paper()
        return _coded(coding)

    def addition(self, number: int) -> Iterator[Quad]:
        """Yield a small source beside the others: one new claim with its evidence."""
        coding = self._coding(number % self.sources, f"addition-{number}")
        coding.code_claim_with_evidence()
        return _coded(coding)

    def write(self, sink: BinaryIO) -> None:
        """Write the graph as N-Quads."""
        ox.serialize(self, sink, format=ox.RdfFormat.N_QUADS)

    def _coding(self, paper: int, name: str) -> Coding:
        return Coding(name, paper, Identities(self.sources), Random(f"{self.seed}/{name}"))


def source_graph(name: str) -> NamedNode:
    """Return the graph of a generated source, such as `source-0`."""
    return NamedNode(f"{BASE}graph/{name}")


def _coded(coding: Coding) -> Iterator[Quad]:
    name = source_graph(coding.name)
    yield from _quads(name, coding.said)
    yield from _quads(NamedNode(f"{name.value}/provenance"), coding.provenance(name))


def _quads(graph: NamedNode, described: Iterator[Described] | list[Described]) -> Iterator[Quad]:
    for node, properties in described:
        for prop, values in properties.items():
            for value in values if isinstance(values, tuple) else (values,):
                yield Quad(node, _property(prop), value, graph)


@cache
def _property(name: str) -> NamedNode:
    return term("rdf:type") if name == "a" else term(name)
