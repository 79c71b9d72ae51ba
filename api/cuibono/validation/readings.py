"""What a shape reads: the property paths it follows from a focus node.

SHACL Core says of every constraint what it reads (https://www.w3.org/TR/shacl/#core-components).
The query of a `sh:sparql` constraint does not, so the constraint declares it: `cb:readsPath` is a
path from `$this`, written as `sh:path` is.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from cuibono.terms import PREFIXES, compact, term
from cuibono.validation.paths import ANY, CLASSES, Path, read_path
from cuibono.validation.results import name_of
from cuibono.validation.shapes import Shapes
from cuibono.validation.triples import Node, Term
from cuibono.validation.walks import END, States, Walks

_NOTHING: Final[States] = frozenset()
_PATH, _PROPERTY, _SPARQL = term("sh:path"), term("sh:property"), term("sh:sparql")
_QUALIFIED, _READS = term("sh:qualifiedValueShape"), term("cb:readsPath")
_CLASS, _CLOSED = term("sh:class"), term("sh:closed")
_DISJOINT_SIBLINGS = term("sh:qualifiedValueShapesDisjoint")


def _names(names: str) -> frozenset[NamedNode]:
    return frozenset(term(f"sh:{name}") for name in names.split())


_NESTED: Final = _names("node property not qualifiedValueShape")
_LISTED: Final = _names("and or xone")
_COMPARED: Final = _names("equals disjoint lessThan lessThanOrEquals")
_COUNTED: Final = _names("minCount maxCount")
_OF_VALUES: Final = _names(
    "class closed ignoredProperties sparql datatype nodeKind minExclusive minInclusive maxExclusive"
    " maxInclusive minLength maxLength pattern flags languageIn uniqueLang in hasValue"
    " qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint"
)
_CONSTRAINING: Final = _NESTED | _LISTED | _COMPARED | _COUNTED | _OF_VALUES
_KNOWN: Final = _CONSTRAINING | _names(
    "path targetClass targetNode targetSubjectsOf targetObjectsOf severity message deactivated"
    " name description order group defaultValue"
)


class UnknownReadingError(Exception):
    """What a shape reads cannot be told from it; the message says why."""


class Readings:
    """Compiles shapes to paths: `walks` to all that they read, `inner` to nodes inside.

    Inside a property shape a property shape reports about the values of the outer one
    (https://www.w3.org/TR/shacl/#PropertyConstraintComponent); these are the nodes inside.
    """

    def __init__(self, shapes: Shapes) -> None:
        self._lookup = shapes.lookup
        self.walks, self.inner = Walks(), Walks()
        self._compiled: dict[Term, States] = {}
        self._open: list[Term] = []
        if self._lookup.subjects(term("rdf:type"), term("sh:ConstraintComponent")):
            raise UnknownReadingError("the shapes define constraint components of their own")

    def of(self, shape: Term) -> States:
        """Return the states of `walks` in which the shape starts at a focus node.

        Raises `UnknownReadingError`.
        """
        if shape in self._open:
            raise UnknownReadingError(f"{_name(shape)} refers to itself")
        if shape not in self._compiled:
            self._open.append(shape)
            self._compiled[shape] = self._of(shape)
            self._open.pop()
        return self._compiled[shape]

    def _of(self, shape: Term) -> States:
        used = self._predicates(shape)
        at_values = _union(self._at_values(shape))
        path = self._path(shape)
        limit = None if used - _COUNTED else self._enough(shape)
        at_focus = at_values if path is None else self.walks.add(path, at_values, limit)
        beside = (
            self.walks.add(other)
            for predicate in _COMPARED
            for other in self._lookup.values(shape, predicate)
            if isinstance(other, NamedNode)
        )
        if self._lookup.value(shape, _CLOSED) is not None:
            # On a property shape the engine shacl closes the focus node, not the values.
            at_focus |= self.walks.add(ANY)
        return at_focus | _union(beside) | self._declared(shape)

    def inside(self, shape: Term) -> States:
        """Return the states of `inner` in which the paths to the nodes inside start."""
        path = self._path(shape)
        parts = self._lookup.values(shape, _PROPERTY)
        states = _union(map(self.inside, parts))
        if path is None or not parts:
            return states
        return self.inner.add(path, states | {END})

    def _predicates(self, shape: Term) -> set[NamedNode]:
        """Return the constraints that a shape uses, by their parameters."""
        used = {predicate for predicate in self._lookup.predicates(shape)}
        ours = {predicate for predicate in used if predicate.value.startswith(PREFIXES["sh"])}
        if unknown := sorted(compact(predicate.value) for predicate in ours - _KNOWN):
            raise UnknownReadingError(f"{_name(shape)} uses {', '.join(unknown)}")
        return ours & _CONSTRAINING

    def _path(self, shape: Term) -> Path | None:
        node = self._lookup.value(shape, _PATH)
        return None if node is None else self._read(node, shape)

    def _read(self, node: Term, shape: Term) -> Path:
        path = read_path(self._lookup, node)
        if path is None:
            raise UnknownReadingError(f"{_name(shape)} has a path that cannot be read")
        return path

    def _enough(self, shape: Term) -> int:
        """Return how many values tell whether there are too few or too many."""
        counts = [
            (int(count.value), predicate == term("sh:maxCount"))
            for predicate in _COUNTED
            for count in self._lookup.values(shape, predicate)
            if isinstance(count, Literal) and count.value.isdecimal()
        ]
        return max((count + is_most for count, is_most in counts), default=0)

    def _at_values(self, shape: Term) -> Iterator[States]:
        if self._lookup.value(shape, _CLASS) is not None:
            yield self.walks.add(CLASSES)
        if self._lookup.value(shape, _CLOSED) is not None:
            yield self.walks.add(ANY)
        yield from map(self.of, self._nested(shape))

    def _nested(self, shape: Term) -> Iterator[Term]:
        values = self._lookup.values
        for predicate in _NESTED:
            yield from values(shape, predicate)
        for predicate in _LISTED:
            for members in values(shape, predicate):
                yield from self._lookup.members(members)
        if values(shape, _DISJOINT_SIBLINGS) and isinstance(shape, Node):
            for parent in self._lookup.subjects(_PROPERTY, shape):
                for sibling in values(parent, _PROPERTY):
                    yield from values(sibling, _QUALIFIED)

    def _declared(self, shape: Term) -> States:
        states = _NOTHING
        for constraint in self._lookup.values(shape, _SPARQL):
            paths = self._lookup.values(constraint, _READS)
            if not paths:
                raise UnknownReadingError(f"{_name(constraint)} does not say what it reads")
            states |= _union(self.walks.add(self._read(path, constraint)) for path in paths)
        return states


def _name(shape: Term) -> str:
    return compact(name_of(shape))


def _union(states: Iterable[States]) -> States:
    return _NOTHING.union(*states)
