"""The vocabulary as people read it: classes as a tree, properties, code lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from cuibono.publish.annotations import Constraint, Constraints, Mapping, Mappings, local_name
from cuibono.terms import BASE, NS, ONTOLOGY, term

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
    """Names of its superclasses or superproperties, of other vocabularies too."""
    change_notes: tuple[str, ...]
    replaced_by: tuple[str, ...]
    """Names of what to use instead, where it is deprecated."""
    is_deprecated: bool
    constraints: tuple[Constraint, ...]
    mappings: tuple[Mapping, ...]


@dataclass(frozen=True, slots=True)
class Class(Entry):
    """A class, with its subclasses of the vocabulary and the properties that speak of it."""

    children: tuple["Class", ...]
    disjoint_with: tuple[str, ...]
    domain_of: tuple[str, ...]
    range_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Property(Entry):
    """A property, with its ends, its inverse, its traits and the chains that imply it."""

    children: tuple["Property", ...]
    is_data: bool
    """Whether its values are literals."""
    domain: tuple[str, ...]
    range: tuple[str, ...]
    inverse: tuple[str, ...]
    traits: tuple[str, ...]
    chains: tuple[tuple[str, ...], ...]
    """The chains of properties that it follows from."""
    implies: tuple[str, ...]
    """Names of the properties in whose chains it is a step."""


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
    """Reads the vocabulary out of its statements, with what shapes and mappings say of it."""

    def __init__(
        self,
        ontology: Iterable[Quad],
        constraints: Constraints | None = None,
        mappings: Mappings | None = None,
    ) -> None:
        self._graph = ox.Store()
        self._graph.extend(Quad(q.subject, q.predicate, q.object) for q in ontology)
        self._constraints = constraints or {}
        self._mappings = mappings or {}

    def classes(self) -> tuple[Class, ...]:
        """Return the classes without a superclass of ours, each with its subclasses below it."""
        ours = self._ours("owl:Class")
        tops = [node for node in ours if not set(self._nodes(node, "rdfs:subClassOf")) & set(ours)]
        return tuple(self._class(node) for node in tops)

    def properties(self) -> tuple[Property, ...]:
        """Return the properties by name."""
        return tuple(self._property(node) for node in self._all_properties())

    def property_tree(self) -> tuple[Property, ...]:
        """Return the properties without a superproperty of ours; the others are their children."""
        ours = set(self._all_properties())
        return tuple(
            self._property(node)
            for node in sorted(ours, key=_local)
            if not set(self._nodes(node, "rdfs:subPropertyOf")) & ours
        )

    def lists(self) -> tuple[CodeList, ...]:
        """Return the code lists by name, each with its terms by label."""
        schemes = self._subjects("rdf:type", term("skos:ConceptScheme"))
        return tuple(self._list(node) for node in sorted(schemes, key=lambda n: n.value))

    def header(self, prop: str) -> str:
        """Return what the header of the vocabulary says, such as its version; empty if nothing."""
        return self._text(NamedNode(ONTOLOGY), prop)

    def _all_properties(self) -> list[NamedNode]:
        nodes = {node for name in _PROPERTY_CLASSES for node in self._ours(name)}
        return sorted(nodes, key=_local)

    def _class(self, node: NamedNode) -> Class:
        children = [n for n in self._subjects("rdfs:subClassOf", node) if n.value.startswith(NS)]
        return Class(
            **self._entry(node, "rdfs:subClassOf"),
            children=tuple(self._class(child) for child in sorted(children, key=_local)),
            disjoint_with=self._disjoint_with(node),
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
            children=tuple(
                self._property(child)
                for child in sorted(self._subjects("rdfs:subPropertyOf", node), key=_local)
                if child.value.startswith(NS)
            ),
            is_data=term("owl:DatatypeProperty") in types,
            domain=tuple(map(_local, self._nodes(node, "rdfs:domain"))),
            range=tuple(map(_local, self._nodes(node, "rdfs:range"))),
            inverse=tuple(sorted(map(_local, inverses))),
            traits=tuple(words for name, words in _TRAITS.items() if term(name) in types),
            chains=tuple(sorted(tuple(map(_local, self._members(chain))) for chain in chains)),
            implies=self._implied_by(node),
        )

    def _disjoint_with(self, node: NamedNode) -> tuple[str, ...]:
        groups = [
            self._members(quad.object)
            for quad in self._graph.quads_for_pattern(None, term("owl:members"), None)
            if isinstance(quad.object, Node)
        ]
        others = {one for group in groups if node in group for one in group}
        return tuple(sorted(map(_local, others - {node})))

    def _implied_by(self, node: NamedNode) -> tuple[str, ...]:
        found = {
            quad.subject
            for quad in self._graph.quads_for_pattern(None, term("owl:propertyChainAxiom"), None)
            if isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, Node)
            and node in self._members(quad.object)
        }
        return tuple(sorted(map(_local, found - {node})))

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
            "change_notes": self._texts(node, "skos:changeNote"),
            "replaced_by": tuple(map(_local, self._nodes(node, "dcterms:isReplacedBy"))),
            "is_deprecated": bool(self._texts(node, "owl:deprecated")),
            "constraints": self._constraints.get(_local(node), ()),
            "mappings": self._mappings.get(_local(node), ()),
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
    return local_name(node.value)
