"""How long reasoning takes: a full run beside owlrl, one claim more or less, one proof."""

import importlib
import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from cuibono.bench.frame import (
    BenchReport,
    Contender,
    Measurement,
    Stopwatch,
    Tell,
    is_installed,
    race,
    versions,
)
from cuibono.bench.generator import GeneratedGraph
from cuibono.ingest import bundled_rules, read_ontology
from cuibono.reasoning import Rules, explain, materialise, replace
from cuibono.store import EmbeddedWriter
from cuibono.terms import Graph

OWLRL_UP_TO = 20_000
"""Larger graphs take owlrl many minutes."""

CLAIMS = 30
PROOFS = 500
"""How many claims and proofs are measured at each size."""


def bench_reasoning(sizes: Sequence[int], turns: int, tell: Tell) -> BenchReport:
    """Measure, at each size, a full run, one claim added and withdrawn, and one explanation."""
    measured = [one for size in sizes for one in _at(size, turns, tell)]
    left_out = [] if is_installed("owlrl") else ["owlrl: not installed"]
    if any(size > OWLRL_UP_TO for size in sizes):
        left_out.append(f"owlrl above {OWLRL_UP_TO:,} statements: it would take many minutes")
    found = versions("pyoxigraph", "owlrl", "rdflib")
    return BenchReport("Reasoning", tuple(measured), found, tuple(left_out))


def _at(size: int, turns: int, tell: Tell) -> list[Measurement]:
    graph, ontology = GeneratedGraph(size), read_ontology()
    rules = bundled_rules(ontology)
    tell(f"{size:,}: loading")
    with ExitStack() as stack:
        stores: list[EmbeddedWriter] = []

        def load() -> None:
            stack.close()
            stores[:] = [stack.enter_context(loaded([*graph, *_in_its_graph(ontology)]))]

        contenders = [Contender("cuibono", lambda: materialise(stores[0], rules), load)]
        if size <= OWLRL_UP_TO and is_installed("owlrl"):
            contenders.append(_owlrl([*graph, *ontology]))
        return [
            *race("materialise", size, contenders, turns=turns, tell=tell),
            *_one_claim(size, graph, stores[0], rules, tell),
            _one_proof(size, stores[0], rules, tell),
        ]


def _one_claim(
    size: int, graph: GeneratedGraph, writer: EmbeddedWriter, rules: Rules, tell: Tell
) -> Iterator[Measurement]:
    """Measure what a claim with its evidence costs, coming and going."""
    tell(f"{size:,}: one claim, {CLAIMS} times")
    added, withdrawn = Stopwatch(), Stopwatch()
    for number in range(CLAIMS):
        claim: dict[NamedNode, list[Quad]] = {}
        for quad in graph.addition(number):
            assert isinstance(quad.graph_name, NamedNode)
            claim.setdefault(quad.graph_name, []).append(quad)
        added.time(partial(replace, writer, rules, claim))
        withdrawn.time(partial(replace, writer, rules, {name: [] for name in claim}))
    yield added.measurement("one claim added", size, "cuibono")
    yield withdrawn.measurement("one claim withdrawn", size, "cuibono")


def _one_proof(size: int, writer: EmbeddedWriter, rules: Rules, tell: Tell) -> Measurement:
    """Measure proofs of inferred statements drawn from all."""
    tell(f"{size:,}: one proof, {PROOFS} times")
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {Graph.INFERRED} {{ ?s ?p ?o }} }}"
    inferred = sorted(writer.construct(query), key=str)
    watch = Stopwatch()
    for statement in Random(size).sample(inferred, min(PROOFS, len(inferred))):
        watch.time(partial(explain, writer, rules, statement))
    return watch.measurement("one proof", size, "cuibono")


def _in_its_graph(ontology: Iterable[Quad]) -> Iterator[Quad]:
    for quad in ontology:
        yield Quad(quad.subject, quad.predicate, quad.object, Graph.ONTOLOGY)


@contextmanager
def loaded(quads: Iterable[Quad]) -> Generator[EmbeddedWriter]:
    """Give the block a store on disk with these statements."""
    with tempfile.TemporaryDirectory(prefix="cuibono-bench-") as folder:
        engine = ox.Store(str(Path(folder) / "live"))
        engine.bulk_extend(quads)
        writer = EmbeddedWriter(engine)
        del engine
        try:
            yield writer
        finally:
            writer.close()


def _owlrl(quads: Iterable[Quad]) -> Contender:
    # Peers are not what cuibono depends on: imported only where they are measured
    owlrl: Any = importlib.import_module("owlrl")
    rdflib: Any = importlib.import_module("rdflib")
    text = "\n".join(f"{quad.triple} ." for quad in quads)
    graphs: list[Any] = []

    def prepare() -> None:
        graphs.append(rdflib.Graph().parse(data=text, format="nt"))

    return Contender(
        "owlrl",
        lambda: owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graphs.pop()),
        prepare,
    )
