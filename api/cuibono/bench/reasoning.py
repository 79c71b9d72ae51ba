"""How long reasoning takes, beside owlrl."""

import importlib
import tempfile
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyoxigraph import Quad

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
from cuibono.ingest import read_ontology
from cuibono.reasoning import compile_rules, materialise
from cuibono.store import EmbeddedWriter

OWLRL_UP_TO = 20_000
"""Larger graphs take owlrl many minutes."""


def bench_reasoning(sizes: Sequence[int], turns: int, tell: Tell) -> BenchReport:
    """Measure materialisation at each size, beside owlrl at the small ones."""
    measured = [one for size in sizes for one in _closure(size, turns, tell)]
    left_out = [] if is_installed("owlrl") else ["owlrl: not installed"]
    if any(size > OWLRL_UP_TO for size in sizes):
        left_out.append(f"owlrl above {OWLRL_UP_TO:,} statements: it would take many minutes")
    found = versions("pyoxigraph", "owlrl", "rdflib")
    return BenchReport("Reasoning", tuple(measured), found, tuple(left_out))


def _closure(size: int, turns: int, tell: Tell) -> list[Measurement]:
    graph, ontology = GeneratedGraph(size), read_ontology()
    rules = compile_rules(ontology)
    tell(f"{size:,}: loading")
    with loaded(graph) as writer:
        contenders = [Contender("cuibono", lambda: materialise(writer, rules))]
        if size <= OWLRL_UP_TO and is_installed("owlrl"):
            contenders.append(_owlrl([*graph, *ontology]))
        return race("materialise", size, contenders, turns=turns, tell=tell)


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
    prepare: Callable[[], object] = lambda: graphs.append(  # noqa: E731
        rdflib.Graph().parse(data=text, format="nt")
    )
    return Contender(
        "owlrl",
        lambda: owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graphs.pop()),
        prepare,
    )
