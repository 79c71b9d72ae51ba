"""The rules: SHACL shapes, read once, compiled once for each engine."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from cuibono.artefacts import Folder, documents
from cuibono.errors import StoreError
from cuibono.terms import term
from cuibono.validation.paths import CLASSES, write_path
from cuibono.validation.rdflib_graphs import rdflib_graph
from cuibono.validation.triples import Node, Term, Triples, as_term, ntriples

if TYPE_CHECKING:
    import rdflib
    import shacl

_PART_OF_SHAPE = (term("sh:property"), term("sh:sparql"))
_TARGETS = tuple(
    term(f"sh:{name}")
    for name in ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")
)
_CLASS = term("sh:class")
_LOGICAL = tuple(
    term(f"sh:{name}") for name in ("and", "or", "xone", "not", "node", "qualifiedValueShape")
)
_SHAPE_TYPES = (term("sh:NodeShape"), term("sh:PropertyShape"))
_TYPE = term("rdf:type")
_STAND_IN = "urn:x-cuibono-shape:"


class Shapes:
    """A set of shapes.

    A shape without an IRI gets one that stands in for it, so that both engines name it alike;
    `named` leads from there to the nearest shape around it that has its own.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = tuple(_with_stand_ins(list(dict.fromkeys(triples))))
        self.lookup = Triples(self.triples)

    @classmethod
    def parse(cls, *texts: bytes | str) -> "Shapes":
        """Return the shapes of some Turtle."""
        return cls(triple for text in texts for triple in _parse(text))

    @cached_property
    def fast(self) -> "shacl.Shapes":
        """The shapes as the package `shacl` compiles them."""
        import shacl

        return shacl.Shapes.from_text(ntriples(self._compiled), "ntriples")

    @cached_property
    def blank_nodes(self) -> int:
        """How many blank nodes there are in the shapes that `shacl` compiles."""
        terms = (part for triple in self._compiled for part in (triple.subject, triple.object))
        return len({part for part in terms if isinstance(part, BlankNode)})

    @cached_property
    def _compiled(self) -> list[Triple]:
        return list(self._with_paths_for_classes())

    @cached_property
    def reference(self) -> "rdflib.Graph":
        """The shapes as pyshacl takes them."""
        return rdflib_graph(self.triples)

    def _with_paths_for_classes(self) -> Iterator[Triple]:
        """Yield the shapes as `shacl` checks them fast: it took 4 of 5 s at a million statements.

        It tests `sh:class` in a shape inside another in time that grows with the whole data. There
        a value of the path to the classes says the same, as shapes inside report nothing
        themselves (`test_engines.py`).
        """
        inside = {
            member
            for triple in self.triples
            if triple.predicate in _LOGICAL
            for member in (as_term(triple.object), *self.lookup.members(as_term(triple.object)))
        }
        path, written = write_path(CLASSES, lambda: BlankNode())
        yield from written
        for triple in self.triples:
            shape = triple.subject
            if triple.predicate == _CLASS and isinstance(shape, BlankNode) and shape in inside:
                part = BlankNode()
                yield Triple(shape, term("sh:property"), part)
                yield Triple(part, term("sh:path"), path)
                yield Triple(part, term("sh:hasValue"), triple.object)
            else:
                yield triple

    def named(self, shape: Term) -> Term:
        """Return the shape itself, or the nearest shape around it that has an IRI of its own."""
        seen: set[Term] = set()
        while not _is_named(shape) and shape not in seen:
            seen.add(shape)
            around = self.around(shape)
            shape = around if around is not None else shape
        return shape

    def around(self, shape: Term) -> Node | None:
        """Return the shape that has this one as its part, if any."""
        owners = (o for part in _PART_OF_SHAPE for o in self.lookup.subjects(part, shape))
        return next(owners, None)


@cache
def bundled_shapes() -> Shapes:
    """Return the shapes of the `shapes/` folder."""
    texts = [file.read_bytes() for file in documents(Folder.SHAPES, ".ttl")]
    if not texts:
        raise StoreError("the shapes/ folder of this installation is empty; install cuibono anew")
    return Shapes.parse(*texts)


def _parse(text: bytes | str) -> Iterator[Triple]:
    content = text.encode() if isinstance(text, str) else text
    for quad in ox.parse(content, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
        yield Quad(quad.subject, quad.predicate, quad.object).triple


def _is_named(shape: Term) -> bool:
    return isinstance(shape, NamedNode) and not shape.value.startswith(_STAND_IN)


def _with_stand_ins(triples: Sequence[Triple]) -> Iterator[Triple]:
    names: dict[BlankNode, NamedNode] = {}
    for triple in triples:
        node = _nameless_shape(triple)
        if node is not None and node not in names:
            names[node] = NamedNode(f"{_STAND_IN}{len(names) + 1}")
    for triple in triples:
        subject, value = triple.subject, triple.object
        yield Triple(
            names.get(subject, subject) if isinstance(subject, BlankNode) else subject,
            triple.predicate,
            names.get(value, value) if isinstance(value, BlankNode) else value,
        )


def _nameless_shape(triple: Triple) -> BlankNode | None:
    """Return the shape without an IRI that a triple shows, if it shows one."""
    shape: object = None
    if triple.predicate in _PART_OF_SHAPE:
        shape = triple.object
    elif triple.predicate in _TARGETS or triple.object in _SHAPE_TYPES:
        shape = triple.subject
    return shape if isinstance(shape, BlankNode) else None
