"""The two engines behind one function; both answer with a SHACL report graph.

`shacl` (Rust) is the fast path; `pyshacl` the reference, and what is used where `shacl` cannot be
imported. `tests/validation/test_engines.py` holds both to equal results.
"""

import logging
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from importlib import import_module

import pyoxigraph as ox
from pyoxigraph import BlankNode, Triple

from cuibono.errors import CallError
from cuibono.validation.rdflib_graphs import from_rdflib, rdflib_graph
from cuibono.validation.shapes import Shapes
from cuibono.validation.triples import Statement, Triples, ntriples


class Engine(StrEnum):
    """The engines; `auto` is the fast one where it is installed."""

    AUTO = "auto"
    SHACL = "shacl"
    PYSHACL = "pyshacl"


def chosen(engine: Engine) -> Engine:
    """Return the engine that is used; raises `CallError` where the one asked for is missing."""
    is_installed = _has_shacl()
    if engine is Engine.SHACL and not is_installed:
        raise CallError("the engine shacl is not installed here; use pyshacl, or pip install shacl")
    if engine is Engine.AUTO:
        return Engine.SHACL if is_installed else Engine.PYSHACL
    return engine


def _has_shacl() -> bool:
    try:
        import_module("shacl")
    except ImportError:  # also where the wheel does not fit the machine
        return False
    return True


def run(engine: Engine, shapes: Shapes, data: Sequence[Statement]) -> Triples:
    """Return the report graph of the data."""
    use = _run_shacl if chosen(engine) is Engine.SHACL else _run_pyshacl
    return Triples(use(shapes, data))


def _run_shacl(shapes: Shapes, data: Sequence[Statement]) -> Iterable[Triple]:
    report = shapes.fast.validate_text(ntriples(data), "ntriples", allow_warnings=True)
    quads = ox.parse(report.serialize("ntriples"), format=ox.RdfFormat.N_TRIPLES)
    return _with_given_blank_nodes((quad.triple for quad in quads), shapes, data)


def _with_given_blank_nodes(
    report: Iterable[Triple], shapes: Shapes, data: Sequence[Statement]
) -> Iterator[Triple]:
    """Yield a report with the blank nodes of the data under the names they were given.

    `shacl` calls those of the data `0_b…`, numbered as they come, after those of the shapes.
    """
    names: dict[str, BlankNode] | None = None
    for triple in report:
        value = triple.object
        if isinstance(value, BlankNode) and value.value.startswith("0_b"):
            names = names if names is not None else _numbered(shapes, data)
            value = names.get(value.value, value)
        yield Triple(triple.subject, triple.predicate, value)


def _numbered(shapes: Shapes, data: Sequence[Statement]) -> dict[str, BlankNode]:
    terms = (term for one in data for term in (one.subject, one.object))
    nodes = dict.fromkeys(term for term in terms if isinstance(term, BlankNode))
    return {f"0_b{n}": node for n, node in enumerate(nodes, start=shapes.blank_nodes)}


def _run_pyshacl(shapes: Shapes, data: Sequence[Statement]) -> Iterable[Triple]:
    validate = import_module("pyshacl").validate  # not fully typed
    with _quiet("rdflib.term"):
        _, graph, _ = validate(
            rdflib_graph(data),
            shacl_graph=shapes.reference,
            inplace=True,
            allow_infos=True,
            allow_warnings=True,
        )
        return list(from_rdflib(graph))


@contextmanager
def _quiet(name: str) -> Generator[None]:
    """Keep rdflib from logging each ill-typed literal; the shapes report those."""
    logger = logging.getLogger(name)
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before
