"""How long validation takes, beside pyshacl."""

from collections.abc import Sequence

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
from cuibono.validation import Engine, report

PYSHACL_UP_TO = 200_000
"""Larger graphs take pyshacl many minutes."""


def bench_validation(sizes: Sequence[int], turns: int, tell: Tell) -> BenchReport:
    """Measure the whole report at each size, beside pyshacl at the smaller ones."""
    measured = [one for size in sizes for one in _whole(size, turns, tell)]
    left_out = [] if is_installed("shacl") else ["shacl: not installed"]
    if any(size > PYSHACL_UP_TO for size in sizes):
        left_out.append(f"pyshacl above {PYSHACL_UP_TO:,} statements: it would take many minutes")
    found = versions("shacl", "pyshacl", "rdflib")
    return BenchReport("Validation", tuple(measured), found, tuple(left_out))


def _whole(size: int, turns: int, tell: Tell) -> list[Measurement]:
    tell(f"{size:,}: generating")
    quads = [*read_ontology(), *GeneratedGraph(size)]
    contenders: list[Contender] = []
    if is_installed("shacl"):
        contenders.append(Contender("shacl", lambda: report(quads, engine=Engine.SHACL)))
    if size <= PYSHACL_UP_TO:
        contenders.append(Contender("pyshacl", lambda: report(quads, engine=Engine.PYSHACL)))
    return race("whole report", size, contenders, turns=turns, tell=tell)
