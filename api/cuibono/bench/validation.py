"""How long validation takes: the whole report beside pyshacl, and the gate for one new claim."""

from collections.abc import Sequence
from functools import partial
from itertools import count

from pyoxigraph import NamedNode, Quad

from cuibono.bench.frame import (
    BenchReport,
    Contender,
    Measurement,
    Tell,
    is_installed,
    race,
    versions,
)
from cuibono.bench.generator import GeneratedGraph
from cuibono.bench.reasoning import loaded
from cuibono.ingest import read_ontology
from cuibono.terms import term
from cuibono.validation import Engine, Gate, Shapes, bundled_shapes, report

PYSHACL_UP_TO = 200_000
"""Larger graphs take pyshacl many minutes."""

CLAIMS = 100
"""How many new claims go through the gate, one after another."""


def bench_validation(
    sizes: Sequence[int], turns: int, tell: Tell, pyshacl_up_to: int = PYSHACL_UP_TO
) -> BenchReport:
    """Measure the gate and the whole report at each size, beside pyshacl at the smaller ones."""
    measured: list[Measurement] = []
    for size in sizes:
        tell(f"{size:,}: generating")
        graph = GeneratedGraph(size)
        measured += _gate(graph, tell)
        quads = [*read_ontology(), *graph]
        with_peer = size <= pyshacl_up_to
        for task, shapes in (
            ("whole report", bundled_shapes()),
            ("core rules only", _core(bundled_shapes())),
        ):
            contenders = _contenders(quads, shapes, with_peer=with_peer)
            measured += race(task, size, contenders, turns=turns, tell=tell)
    left_out = [] if is_installed("shacl") else ["shacl: not installed"]
    if any(size > pyshacl_up_to for size in sizes):
        left_out.append(f"pyshacl above {pyshacl_up_to:,} statements: it would take many minutes")
    found = versions("shacl", "pyshacl", "pyoxigraph", "rdflib")
    return BenchReport("Validation", tuple(measured), found, tuple(left_out))


def _contenders(quads: Sequence[Quad], shapes: Shapes, *, with_peer: bool) -> list[Contender]:
    engines = [engine for engine in (Engine.SHACL,) if is_installed(engine)]
    engines += [Engine.PYSHACL] if with_peer else []
    return [Contender(engine, partial(report, quads, shapes, engine)) for engine in engines]


def _core(shapes: Shapes) -> Shapes:
    """Return shapes without the rules that are queries."""
    return Shapes(triple for triple in shapes.triples if triple.predicate != term("sh:sparql"))


def _gate(graph: GeneratedGraph, tell: Tell) -> list[Measurement]:
    """Measure the gate for a new claim with its evidence, each time another one."""
    gate, numbers = Gate(read_ontology()), count()
    incoming: dict[NamedNode, list[Quad]] = {}

    def code_another() -> None:
        incoming.clear()
        for quad in graph.addition(next(numbers)):
            assert isinstance(quad.graph_name, NamedNode)
            incoming.setdefault(quad.graph_name, []).append(quad)

    with loaded(graph) as store:
        gate.check({}, store)  # compiles the shapes
        tell(f"{graph.size:,}: gate, {CLAIMS} claims")
        contender = Contender("gate", lambda: gate.check(incoming, store), code_another)
        return race("one new claim", graph.size, [contender], turns=CLAIMS, tell=lambda _: None)
