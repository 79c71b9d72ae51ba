"""Look-ups in the triples of an ontology."""

from collections.abc import Iterable

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from cuibono.reasoning.rules import TYPE, Atom, Place
from cuibono.terms import term

Node = NamedNode | BlankNode
Value = NamedNode | Literal

_XSD = "http://www.w3.org/2001/XMLSchema#"
_DATATYPES = frozenset({term("rdfs:Literal"), term("rdf:langString"), term("rdf:PlainLiteral")})


class Axioms:
    """The triples of an ontology, by what they say."""

    def __init__(self, ontology: Iterable[Quad]) -> None:
        self._store = ox.Store()
        self._store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in ontology)

    def pairs(self, prop: str) -> list[tuple[Node, Node]]:
        """Return the resources that a property relates."""
        found = self._store.quads_for_pattern(None, term(prop), None)
        return [
            (quad.subject, quad.object)
            for quad in found
            if isinstance(quad.subject, Node) and isinstance(quad.object, Node)
        ]

    def instances(self, class_: str) -> list[Node]:
        """Return the resources that are stated to be of a class."""
        found = self._store.quads_for_pattern(None, TYPE, term(class_))
        return [quad.subject for quad in found if isinstance(quad.subject, Node)]

    def is_a(self, node: Node, class_: str) -> bool:
        return ox.Quad(node, TYPE, term(class_)) in self._store

    def value(self, node: Node, prop: str) -> object:
        """Return a value of a property, None where there is none."""
        found = self._store.quads_for_pattern(node, term(prop), None)
        return next((quad.object for quad in found), None)

    def node(self, node: Node, prop: str) -> Node | None:
        value = self.value(node, prop)
        return value if isinstance(value, Node) else None

    def lists(self, node: Node, prop: str) -> list[list[Node]]:
        """Return the members of each list that a property gives."""
        found = self._store.quads_for_pattern(node, term(prop), None)
        return [self.members(quad.object) for quad in found if isinstance(quad.object, Node)]

    def number(self, node: Node, *props: str) -> int | None:
        """Return the number that one of the properties gives."""
        for prop in props:
            value = self.value(node, prop)
            if isinstance(value, Literal) and value.value.isdecimal():
                return int(value.value)
        return None

    def members(self, node: Node | None) -> list[Node]:
        """Return the members of an RDF list that are resources; a list that bites itself ends."""
        members: list[Node] = []
        seen: set[Node] = set()
        while node is not None and node != term("rdf:nil") and node not in seen:
            seen.add(node)
            first = self.value(node, "rdf:first")
            if isinstance(first, Node):
                members.append(first)
            node = self.node(node, "rdf:rest")
        return members

    def property_of(self, node: Node | None) -> tuple[NamedNode, bool] | None:
        """Return the property that an expression is of, and whether it is its inverse."""
        if isinstance(node, NamedNode):
            return node, False
        inverse = self.node(node, "owl:inverseOf") if node is not None else None
        return (inverse, True) if isinstance(inverse, NamedNode) else None

    def step(self, node: Node | None, start: Place, end: Place) -> Atom | None:
        """Return the atom that a property, or the inverse of one, relates start to end."""
        found = self.property_of(node)
        if found is None:
            return None
        prop, is_inverse = found
        return Atom(end, prop, start) if is_inverse else Atom(start, prop, end)


def is_datatype(node: Node) -> bool:
    """Whether it is a type of literals."""
    return isinstance(node, NamedNode) and (node.value.startswith(_XSD) or node in _DATATYPES)
