"""Benchmarks: generated graphs, and a frame that measures side by side in one run."""

from cuibono.bench.frame import (
    BenchReport,
    Contender,
    Measurement,
    Spread,
    Stopwatch,
    Tell,
    compared,
    is_installed,
    race,
    versions,
)
from cuibono.bench.generator import GeneratedGraph, source_graph
from cuibono.bench.rendering import as_json, as_text

__all__ = [
    "BenchReport",
    "Contender",
    "GeneratedGraph",
    "Measurement",
    "Spread",
    "Stopwatch",
    "Tell",
    "as_json",
    "as_text",
    "compared",
    "is_installed",
    "race",
    "source_graph",
    "versions",
]
