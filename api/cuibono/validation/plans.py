"""Which nodes shapes look at, what they read to do so, and whom a change affects."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from typing import Final

from pyoxigraph import NamedNode, Triple

from cuibono.terms import term
from cuibono.validation.paths import CLASSES, inverse
from cuibono.validation.readings import Readings
from cuibono.validation.shapes import Shapes
from cuibono.validation.triples import Node, Term, as_term
from cuibono.validation.walks import END, Lookup, View, Walker

_TYPE, _SUPERCLASS = term("rdf:type"), term("rdfs:subClassOf")
_SHAPE_TYPES: Final = (term("sh:NodeShape"), term("sh:PropertyShape"))
_CLASS, _NODE = term("sh:targetClass"), term("sh:targetNode")
_SUBJECTS, _OBJECTS = term("sh:targetSubjectsOf"), term("sh:targetObjectsOf")

_Looks = set[tuple[Node, Term]]
"""Shapes, each with a node that it looks at."""


class Plan:
    """What a set of shapes looks at and reads.

    Raises `UnknownReadingError` where that cannot be told from the shapes.
    """

    def __init__(self, shapes: Shapes) -> None:
        self._targets = _Targets(shapes)
        readings = Readings(shapes)
        starts = {shape: readings.of(shape) for shape in self._targets.shapes}
        inside = {shape: readings.inside(shape) for shape in self._targets.shapes}
        for shape, predicate, is_object in self._targets.of_predicates:
            path = inverse(predicate) if is_object else predicate
            starts[shape] |= readings.walks.add(path, limit=1)
        classes = readings.walks.add(CLASSES)
        self._starts = {
            shape: readings.walks.resolved(states | classes) for shape, states in starts.items()
        }
        self._inside = {
            s: readings.inner.resolved(states) for s, states in inside.items() if states
        }
        self._walker, self._inner = Walker(readings.walks), Walker(readings.inner)
        self._started = _inverted(self._starts)

    def read(self, view: View, nodes: Iterable[Term]) -> list[Triple]:
        """Return all that the shapes read to say what they say about these nodes."""
        wanted = set(nodes)
        looks = self._targets.looks(view, wanted | self._around(view, wanted))
        starts = {(state, node) for shape, node in looks for state in self._starts[shape]}
        return list(self._walker.forward(view, starts)[1])

    def affected(self, view: View, changed: Iterable[Triple]) -> set[Term]:
        """Return the nodes about which the shapes may say something else after a change.

        `view` is the data after the change, `changed` what was added and removed. Where a shape
        reads something else than before, the way to the first difference is the same in both, so
        it is enough to walk back from the change in one of them.
        """
        ends = {position for triple in changed for position in self._walker.reading(triple)}
        reached = self._walker.backward(view, ends)
        found = {node for state, node in reached if state in self._started}
        looks = {
            (shape, node)
            for state, node in (reached if self._inside else ())
            for shape in self._started.get(state, ())
        }
        return found | self._within(view, looks)

    def _within(self, view: View, looks: _Looks) -> set[Term]:
        """Return the values inside that shapes report about when they look at these nodes."""
        starts = {(state, node) for shape, node in looks for state in self._inside.get(shape, ())}
        reached, _ = self._inner.forward(view, starts)
        return {node for state, node in reached if state == END}

    def _around(self, view: View, nodes: Iterable[Term]) -> set[Term]:
        """Return the nodes of which shapes look at when they report about these inside."""
        if not self._inside:
            return set()
        starts = frozenset[int]().union(*self._inside.values())
        reached = self._inner.backward(view, {(END, node) for node in nodes})
        return {node for state, node in reached if state in starts}


class _Targets:
    """The targets of shapes (https://www.w3.org/TR/shacl/#targets)."""

    def __init__(self, shapes: Shapes) -> None:
        self._by_class: dict[Term, set[Node]] = defaultdict(set)
        self._by_node: dict[Term, set[Node]] = defaultdict(set)
        self._by_subject: dict[NamedNode, set[Node]] = defaultdict(set)
        self._by_object: dict[NamedNode, set[Node]] = defaultdict(set)
        for kind in _SHAPE_TYPES:
            for shape in shapes.lookup.subjects(_TYPE, kind):
                # Implicit class targets; a shape that is no class has no instances.
                self._by_class[shape].add(shape)
        for triple in shapes.triples:
            self._note(triple)

    def _note(self, triple: Triple) -> None:
        shape, value = triple.subject, as_term(triple.object)
        assert not isinstance(shape, Triple)
        if triple.predicate == _CLASS:
            self._by_class[value].add(shape)
        elif triple.predicate == _NODE:
            self._by_node[value].add(shape)
        elif triple.predicate == _SUBJECTS and isinstance(value, NamedNode):
            self._by_subject[value].add(shape)
        elif triple.predicate == _OBJECTS and isinstance(value, NamedNode):
            self._by_object[value].add(shape)

    @property
    def shapes(self) -> set[Node]:
        """The shapes that look at nodes by themselves."""
        by = (self._by_class, self._by_node, self._by_subject, self._by_object)
        return set[Node]().union(*(shapes for one in by for shapes in one.values()))

    @property
    def of_predicates(self) -> list[tuple[Node, NamedNode, bool]]:
        """The shapes that look at subjects, or objects, of a predicate."""
        return [
            (shape, predicate, is_object)
            for by, is_object in ((self._by_subject, False), (self._by_object, True))
            for predicate, shapes in by.items()
            for shape in shapes
        ]

    def looks(self, view: View, nodes: set[Term]) -> _Looks:
        """Return these nodes, each with the shapes that look at it."""
        found = {(shape, node) for node in nodes for shape in self._by_node.get(node, ())}
        for node, classes in _classes(view, nodes).items():
            found |= {(shape, node) for kind in classes for shape in self._by_class.get(kind, ())}
        for by, is_object in ((self._by_subject, False), (self._by_object, True)):
            for node, predicate in _having(view, nodes, by.keys(), is_object=is_object):
                found |= {(shape, node) for shape in by[predicate]}
        return found


def _having(
    view: View, nodes: Iterable[Term], predicates: Set[NamedNode], *, is_object: bool
) -> Iterator[tuple[Term, NamedNode]]:
    """Yield the nodes with those of the predicates of which they are subjects, or objects."""
    asked: list[Lookup] = []
    for node in nodes:
        whole = view.whole(node, is_inverse=is_object)
        if whole is None:
            asked += [Lookup(node, predicate, is_object, 1) for predicate in predicates]
        else:
            yield from ((node, predicate) for predicate in whole.keys() & predicates)
    for lookup, triples in view.read(asked).items():
        if triples and lookup.predicate is not None:
            yield lookup.node, lookup.predicate


def _classes(view: View, nodes: Iterable[Term]) -> dict[Term, set[Term]]:
    """Return the classes of each node, with their superclasses."""
    types = _objects(view, nodes, _TYPE)
    above: dict[Term, set[Term]] = {}
    open_ = set[Term]().union(*types.values())
    while open_:
        above |= _objects(view, open_, _SUPERCLASS)
        open_ = set[Term]().union(*above.values()) - above.keys()
    return {node: _closure(own, above) for node, own in types.items()}


def _objects(view: View, nodes: Iterable[Term], predicate: NamedNode) -> dict[Term, set[Term]]:
    answers = view.read({Lookup(node, predicate) for node in nodes})
    return {
        lookup.node: {as_term(t.object) for t in triples} for lookup, triples in answers.items()
    }


def _closure(starts: set[Term], above: dict[Term, set[Term]]) -> set[Term]:
    reached, open_ = set(starts), list(starts)
    while open_:
        more = above[open_.pop()] - reached
        reached |= more
        open_ += more
    return reached


def _inverted(states: dict[Node, frozenset[int]]) -> dict[int, list[Node]]:
    found: dict[int, list[Node]] = defaultdict(list)
    for shape, numbers in states.items():
        for number in numbers:
            found[number].append(shape)
    return found
