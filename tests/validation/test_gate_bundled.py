"""The gate on real data: writes that plant faults in the bundled and in a generated graph."""

from collections.abc import Callable, Mapping
from functools import cache
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from cuibono.artefacts import Folder, folder
from cuibono.bench import GeneratedGraph
from cuibono.ingest import read_files, read_ontology
from cuibono.store.embedded import EmbeddedWriter
from cuibono.terms import term
from cuibono.validation import Engine, Gate
from cuibono.validation.triples import as_term

Graphs = dict[NamedNode, list[Quad]]
TYPE, SUPPORTS = term("rdf:type"), term("cb:supportTarget")


@cache
def bundled() -> list[Quad]:
    return [quad for file in read_files([folder(Folder.GRAPH)]) for quad in file.quads]


@cache
def generated() -> list[Quad]:
    return list(GeneratedGraph(6_000))


@cache
def gate(engine: Engine) -> Gate:
    return Gate(read_ontology(), engine=engine)


def by_graph(quads: list[Quad]) -> Graphs:
    graphs: Graphs = {}
    for quad in quads:
        assert isinstance(quad.graph_name, NamedNode)
        graphs.setdefault(quad.graph_name, []).append(quad)
    return graphs


def dropped(quads: list[Quad], random: Random) -> list[Quad]:
    """Leave out a few statements."""
    gone = set(random.sample(range(len(quads)), min(len(quads), random.randint(1, 8))))
    return [quad for number, quad in enumerate(quads) if number not in gone]


def forgotten(quads: list[Quad], random: Random) -> list[Quad]:
    """Leave out all about a node, to which others may refer."""
    node = random.choice(quads).subject
    return [quad for quad in quads if quad.subject != node]


def redirected(quads: list[Quad], random: Random) -> list[Quad]:
    """Let a statement have the value of another."""
    number, other = random.randrange(len(quads)), random.choice(quads)
    quad = quads[number]
    changed = Quad(quad.subject, quad.predicate, other.object, quad.graph_name)
    return [*quads[:number], changed, *quads[number + 1 :]]


def retyped(quads: list[Quad], random: Random) -> list[Quad]:
    """Let a node have another class."""
    types = [quad for quad in quads if quad.predicate == TYPE]
    if not types:
        return quads
    quad, other = random.choice(types), random.choice(types)
    kept = [one for one in quads if one != quad]
    return [*kept, Quad(quad.subject, TYPE, other.object, quad.graph_name)]


def repeated(quads: list[Quad], random: Random) -> list[Quad]:
    """Say of a node what is said of another."""
    one, other = random.choice(quads), random.choice(quads)
    return [*quads, Quad(one.subject, other.predicate, other.object, one.graph_name)]


def circled(quads: list[Quad], random: Random) -> list[Quad]:
    """Let what is supported support, and what is part have itself as part."""
    pairs = ("cb:drawsOn", "cb:directPartOf", "cb:attributes", "cb:locatedIn")
    chosen = term(random.choice(pairs))
    links = [quad for quad in quads if quad.predicate == chosen]
    if not links:
        return quads
    quad = random.choice(links)
    subject, value = as_term(quad.subject), as_term(quad.object)
    assert not isinstance(value, Literal)
    return [*quads, Quad(value, chosen, subject, quad.graph_name)]


def emptied(quads: list[Quad], random: Random) -> list[Quad]:
    return [] if random.random() < 0.5 else quads


FAULTS: list[Callable[[list[Quad], Random], list[Quad]]] = [
    dropped,
    forgotten,
    redirected,
    retyped,
    repeated,
    circled,
    emptied,
]


def check(existing: list[Quad], incoming: Mapping[NamedNode, list[Quad]], engine: Engine) -> int:
    """Compare the gate with its definition; return how many results there are."""
    kept = [quad for quad in existing if quad.graph_name not in incoming]
    added = [quad for quads in incoming.values() for quad in quads]
    expected = gate(engine).compare(existing, [*kept, *added])
    store = ox.Store()
    store.bulk_extend(existing)
    assert gate(engine).check(incoming, EmbeddedWriter(store)) == expected
    return len(expected.results)


def planted(existing: list[Quad], seed: int) -> Graphs:
    """Return one or two graphs of the data with some faults planted."""
    random = Random(seed)
    graphs = by_graph(existing)
    names = random.sample(sorted(graphs, key=str), random.randint(1, 2))
    faulty: Graphs = {}
    for name in names:
        quads = graphs[name]
        for _ in range(random.randint(1, 4)):
            quads = random.choice(FAULTS)(quads, random) if quads else quads
        faulty[name] = quads
    return faulty


@given(st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_writes_over_the_bundled_graph(seed: int) -> None:
    check(bundled(), planted(bundled(), seed), Engine.SHACL)


@given(st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_writes_over_a_generated_graph(seed: int) -> None:
    check(generated(), planted(generated(), seed), Engine.SHACL)


@pytest.mark.parametrize("number", range(2))
def test_a_source_is_withdrawn(number: int) -> None:
    graphs = by_graph(generated())
    names = [name for name in graphs if name.value.endswith(f"source-{number}")]
    assert check(generated(), {name: list[Quad]() for name in names}, Engine.SHACL)


def test_the_registry_is_withdrawn() -> None:
    """All that refers to it is at fault, wherever it stands."""
    registry = next(name for name in by_graph(bundled()) if name.value.endswith("/registry"))
    assert check(bundled(), {registry: []}, Engine.SHACL) > 100


def test_every_source_comes_into_what_is_there() -> None:
    graphs = by_graph(bundled())
    for name, quads in graphs.items():
        others = [quad for quad in bundled() if quad.graph_name != name]
        check(others, {name: quads}, Engine.SHACL)


def test_the_reference_engine_finds_the_same() -> None:
    check(generated()[:3_000], planted(generated()[:3_000], 7), Engine.PYSHACL)
