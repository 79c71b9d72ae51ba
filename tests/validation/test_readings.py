"""Shapes say what they read, and what they say is enough."""

from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from cuibono.artefacts import Folder, folder
from cuibono.ingest import read_files
from cuibono.store.embedded import EmbeddedWriter
from cuibono.terms import Graph, term
from cuibono.validation import Engine, Gate, Shapes, bundled_shapes, report
from cuibono.validation.plans import Plan
from cuibono.validation.readings import UnknownReadingError
from cuibono.validation.reporting import report_on
from cuibono.validation.triples import as_term
from cuibono.validation.views import view_of

FIXTURES = Path(__file__).parents[1] / "shapes"
TARGETS = {term(f"sh:target{kind}") for kind in ("Class", "Node", "SubjectsOf", "ObjectsOf")}
HEAD = """
@prefix : <urn:x:> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix cb: <https://w3id.org/cuibono/ns#> . @prefix dash: <http://datashapes.org/dash#> .
"""


def constraints() -> dict[str, str]:
    """Return the SPARQL-based constraints of the bundled shapes, each with its shape's name."""
    shapes = bundled_shapes().triples
    return {
        as_term(triple.object).value: str(triple.subject)[1:-1].rpartition("/")[2]
        for triple in shapes
        if triple.predicate == term("sh:sparql")
    }


def test_every_query_declares_what_it_reads() -> None:
    declared = {
        str(triple.subject)[1:-1]
        for triple in bundled_shapes().triples
        if triple.predicate == term("cb:readsPath")
    }
    assert declared == set(constraints())
    assert len(declared) > 5
    assert Gate([]).whole_because is None


@pytest.mark.parametrize("name", sorted(set(constraints().values())))
@pytest.mark.parametrize("outcome", ["pass", "fail"])
def test_what_a_query_declares_is_enough(name: str, outcome: str) -> None:
    """On what its declaration reads, the shape says the same of every node."""
    shape = next(
        t.subject for t in bundled_shapes().triples if str(t.subject).endswith(f"/{name}>")
    )
    every = bundled_shapes().triples
    own = Shapes(t for t in every if t.predicate not in TARGETS or t.subject == shape)
    paths = [FIXTURES / "context.ttl", FIXTURES / name / f"{outcome}.ttl", folder(Folder.ONTOLOGY)]
    data = [quad for file in read_files(paths) for quad in file.quads]
    whole = report(data, own)
    nodes = {as_term(part) for quad in data for part in (quad.subject, quad.object)}
    view = view_of(store_of(data))
    triples = Plan(own).read(view, nodes)
    assert len(triples) < len(data) / 2
    assert report_on(view, nodes, triples, own, Engine.AUTO) == whole
    assert bool(whole.results) == (outcome == "fail")


def store_of(data: list[Quad]) -> EmbeddedWriter:
    engine = Store()
    engine.extend(Quad(q.subject, q.predicate, q.object, Graph.REGISTRY) for q in data)
    return EmbeddedWriter(engine)


@pytest.mark.parametrize(
    ("shapes", "reason"),
    [
        (
            ":S a sh:NodeShape ; sh:targetNode :n ; sh:sparql :c . :c sh:select 'SELECT $this {}'.",
            "urn:x:c does not say what it reads",
        ),
        (
            ":S a sh:NodeShape ; sh:targetNode :n ; sh:property [ sh:path :p ; sh:node :S ] .",
            "urn:x:S refers to itself",
        ),
        (
            ":S a sh:NodeShape ; sh:target [ a :T ] ; sh:targetNode :n ; sh:nodeKind sh:IRI .",
            "urn:x:S uses sh:target",
        ),
        (
            ":C a sh:ConstraintComponent . :S a sh:NodeShape ; sh:targetNode :n .",
            "the shapes define constraint components of their own",
        ),
        (
            ":S a sh:NodeShape ; sh:targetNode :n ; sh:property :P . :P sh:path [ :odd :p ] .",
            "urn:x:P has a path that cannot be read",
        ),
    ],
)
def test_where_the_reading_is_unknown_the_reason_is_told(shapes: str, reason: str) -> None:
    own = Shapes.parse(HEAD + shapes)
    with pytest.raises(UnknownReadingError, match=reason):
        Plan(own)
    assert Gate([], own).whole_because == reason
