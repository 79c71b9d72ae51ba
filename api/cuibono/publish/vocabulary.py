"""The vocabulary as people read it: classes as a tree, properties, code lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from cuibono.terms import BASE, NS, compact, term

Node = NamedNode | BlankNode

_PROPERTY_CLASSES: Final = (
    "owl:ObjectProperty",
    "owl:DatatypeProperty",
    "owl:AnnotationProperty",
)
_TRAITS: Final = {
    "owl:FunctionalProperty": "functional",
    "owl:TransitiveProperty": "transitive",
    "owl:SymmetricProperty": "symmetric",
    "owl:AsymmetricProperty": "asymmetric",
    "owl:IrreflexiveProperty": "irreflexive",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One term: what it is, how to use it, and the terms that it is related to, by name."""

    name: str
    """Local name, which is also its anchor: `Claim`."""
    label: str
    definition: str
    scope_notes: tuple[str, ...]
    examples: tuple[str, ...]
    broader: tuple[str, ...]
    """Names of its superclasses or superproperties."""


@dataclass(frozen=True, slots=True)
class Class(Entry):
    """A class, with its subclasses of the vocabulary and the properties that speak of it."""

    children: tuple["Class", ...]
    domain_of: tuple[str, ...]
    range_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Property(Entry):
    """A property, with its ends, its inverse, its traits and the chains that imply it."""

    domain: tuple[str, ...]
    range: tuple[str, ...]
    inverse: tuple[str, ...]
    traits: tuple[str, ...]
    chains: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A term of a code list."""

    iri: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list with its terms."""

    name: str
    label: str
    definition: str
    codes: tuple[Code, ...]


class Vocabulary:
    """Reads the vocabulary out of its statements."""

    def __init__(self, ontology: Iterable[Quad]) -> None:
        self._graph = ox.Store()
        self._graph.extend(Quad(q.subject, q.predicate, q.object) for q in ontology)

    def classes(self) -> tuple[Class, ...]:
        """Return the classes without a superclass of ours, each with its subclasses below it."""
        ours = self._ours("owl:Class")
        tops = [node for node in ours if not set(self._nodes(node, "rdfs:subClassOf")) & set(ours)]
        return tuple(self._class(node) for node in tops)

    def properties(self) -> tuple[Property, ...]:
        """Return the properties by name."""
        nodes = {node for name in _PROPERTY_CLASSES for node in self._ours(name)}
        return tuple(self._property(node) for node in sorted(nodes, key=_local))

    def lists(self) -> tuple[CodeList, ...]:
        """Return the code lists by name, each with its terms by label."""
        schemes = self._subjects("rdf:type", term("skos:ConceptScheme"))
        return tuple(self._list(node) for node in sorted(schemes, key=lambda n: n.value))

    def _class(self, node: NamedNode) -> Class:
        children = [n for n in self._subjects("rdfs:subClassOf", node) if n.value.startswith(NS)]
        return Class(
            **self._entry(node, "rdfs:subClassOf"),
            children=tuple(self._class(child) for child in sorted(children, key=_local)),
            domain_of=tuple(sorted(map(_local, self._subjects("rdfs:domain", node)))),
            range_of=tuple(sorted(map(_local, self._subjects("rdfs:range", node)))),
        )

    def _property(self, node: NamedNode) -> Property:
        inverses = {*self._nodes(node, "owl:inverseOf"), *self._subjects("owl:inverseOf", node)}
        types = set(self._nodes(node, "rdf:type"))
        chains = [
            value
            for quad in self._graph.quads_for_pattern(node, term("owl:propertyChainAxiom"), None)
            if isinstance(value := quad.object, Node)
        ]
        return Property(
            **self._entry(node, "rdfs:subPropertyOf"),
            domain=tuple(map(_local, self._nodes(node, "rdfs:domain"))),
            range=tuple(map(_local, self._nodes(node, "rdfs:range"))),
            inverse=tuple(sorted(map(_local, inverses))),
            traits=tuple(words for name, words in _TRAITS.items() if term(name) in types),
            chains=tuple(sorted(tuple(map(_local, self._members(chain))) for chain in chains)),
        )

    def _list(self, scheme: NamedNode) -> CodeList:
        codes = [
            Code(
                code.value, self._text(code, "skos:prefLabel"), self._text(code, "skos:definition")
            )
            for code in self._subjects("skos:inScheme", scheme)
        ]
        return CodeList(
            name=scheme.value.removeprefix(f"{BASE}list/"),
            label=self._text(scheme, "skos:prefLabel") or self._text(scheme, "dcterms:title"),
            definition=self._text(scheme, "skos:definition")
            or self._text(scheme, "dcterms:description"),
            codes=tuple(sorted(codes, key=lambda code: code.label)),
        )

    def _entry(self, node: NamedNode, broader: str) -> dict[str, Any]:
        return {
            "name": _local(node),
            "label": self._text(node, "rdfs:label"),
            "definition": self._text(node, "skos:definition"),
            "scope_notes": self._texts(node, "skos:scopeNote"),
            "examples": self._texts(node, "skos:example"),
            "broader": tuple(map(_local, self._nodes(node, broader))),
        }

    def _ours(self, class_: str) -> list[NamedNode]:
        found = self._subjects("rdf:type", term(class_))
        return sorted((node for node in found if node.value.startswith(NS)), key=_local)

    def _subjects(self, prop: str, value: NamedNode) -> list[NamedNode]:
        found = self._graph.quads_for_pattern(None, term(prop), value)
        return [quad.subject for quad in found if isinstance(quad.subject, NamedNode)]

    def _nodes(self, node: NamedNode, prop: str) -> list[NamedNode]:
        found = self._graph.quads_for_pattern(node, term(prop), None)
        nodes = [quad.object for quad in found if isinstance(quad.object, NamedNode)]
        return sorted(nodes, key=lambda one: one.value)

    def _members(self, chain: Node) -> list[NamedNode]:
        members: list[NamedNode] = []
        node: object = chain
        while isinstance(node, Node) and node != term("rdf:nil"):
            pair = {q.predicate: q.object for q in self._graph.quads_for_pattern(node, None, None)}
            first = pair.get(term("rdf:first"))
            members += [first] if isinstance(first, NamedNode) else []
            node = pair.get(term("rdf:rest"))
        return members

    def _text(self, node: NamedNode, prop: str) -> str:
        return next(iter(self._texts(node, prop)), "")

    def _texts(self, node: NamedNode, prop: str) -> tuple[str, ...]:
        found = self._graph.quads_for_pattern(node, term(prop), None)
        return tuple(sorted(q.object.value for q in found if isinstance(q.object, Literal)))


def _local(node: NamedNode) -> str:
    """Return the local name of a term of ours, the prefixed name of another's."""
    return node.value.removeprefix(NS) if node.value.startswith(NS) else compact(node.value)
