"""Whether an ontology is within OWL 2 RL, by the grammar of the profile.

Follows https://www.w3.org/TR/owl2-profiles/#OWL_2_RL_2 (the grammar) and, since an OWL 2 RL
ontology is an OWL 2 DL ontology, the global restrictions of
https://www.w3.org/TR/owl2-syntax/#Global_Restrictions_on_Axioms_in_OWL_2_DL: declared terms,
simple properties, a regular property hierarchy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from graphlib import CycleError, TopologicalSorter
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from cuibono.reasoning.ontology_graph import Node, OntologyGraph
from cuibono.terms import PREFIXES, compact, term

_THING: Final = term("owl:Thing")

DATATYPES: Final = (
    frozenset(
        term(f"xsd:{name}")
        for name in [
            "decimal",
            "integer",
            "nonNegativeInteger",
            "nonPositiveInteger",
            "positiveInteger",
            "negativeInteger",
            "long",
            "int",
            "short",
            "byte",
            "unsignedLong",
            "unsignedInt",
            "unsignedShort",
            "unsignedByte",
            "float",
            "double",
            "string",
            "normalizedString",
            "token",
            "language",
            "Name",
            "NCName",
            "NMTOKEN",
            "boolean",
            "hexBinary",
            "base64Binary",
            "anyURI",
            "dateTime",
            "dateTimeStamp",
        ]
    )
    | {term(f"rdf:{name}") for name in ("PlainLiteral", "XMLLiteral")}
    | {term("rdfs:Literal")}
)
"""The datatypes of OWL 2 RL: those of OWL 2 but for owl:real and owl:rational."""


@dataclass(frozen=True, slots=True)
class ProfileFault:
    """What stands where the profile has no place for it; `node` is the term spoken of, if named."""

    node: str
    problem: str


class _Side(Enum):
    """The places of a class expression, with what the grammar has there."""

    SUB = "on the subclass side"
    SUPER = "on the superclass side"
    EQUIVALENT = "in an equivalence"


_ALLOWED: Final = {
    "owl:intersectionOf": frozenset(_Side),
    "owl:unionOf": frozenset({_Side.SUB}),
    "owl:oneOf": frozenset({_Side.SUB}),
    "owl:complementOf": frozenset({_Side.SUPER}),
    "owl:someValuesFrom": frozenset({_Side.SUB}),
    "owl:allValuesFrom": frozenset({_Side.SUPER}),
    "owl:hasValue": frozenset(_Side),
    "owl:maxCardinality": frozenset({_Side.SUPER}),
    "owl:maxQualifiedCardinality": frozenset({_Side.SUPER}),
    "owl:minCardinality": frozenset[_Side](),
    "owl:minQualifiedCardinality": frozenset[_Side](),
    "owl:cardinality": frozenset[_Side](),
    "owl:qualifiedCardinality": frozenset[_Side](),
    "owl:hasSelf": frozenset[_Side](),
    "owl:onProperties": frozenset[_Side](),
}
"""Where each construct may stand; further conditions are in `_expression`."""

_DATA_RANGES: Final = (
    "owl:oneOf",
    "owl:unionOf",
    "owl:datatypeComplementOf",
    "owl:onDatatype",
)


def check_profile(ontology: Iterable[Quad | Triple]) -> list[ProfileFault]:
    """Return what puts an ontology outside of OWL 2 RL, each fault once; none if it is within."""
    found = _Profile(OntologyGraph(ontology)).faults()
    return list(dict.fromkeys(found))


class _Profile:
    """Walks the axioms of one ontology."""

    def __init__(self, graph: OntologyGraph) -> None:
        self._graph = graph
        self._data = set(graph.instances("owl:DatatypeProperty"))
        self._datatypes = set(graph.instances("rdfs:Datatype"))

    def faults(self) -> Iterator[ProfileFault]:
        yield from self._class_axioms()
        yield from self._property_axioms()
        yield from self._assertions()
        yield from self._declarations()
        yield from self._simple()
        yield from self._regular()

    def _class_axioms(self) -> Iterator[ProfileFault]:
        for sub, sup in self._graph.pairs("rdfs:subClassOf"):
            about = sub if isinstance(sub, NamedNode) else sup
            yield from self._expression(about, sub, _Side.SUB)
            yield from self._expression(about, sup, _Side.SUPER)
        for one, other in self._graph.pairs("owl:equivalentClass"):
            if one in self._datatypes:
                yield from self._data_range(one, other)
                continue
            about = one if isinstance(one, NamedNode) else other
            yield from self._expression(about, one, _Side.EQUIVALENT)
            yield from self._expression(about, other, _Side.EQUIVALENT)
        for construct in ("owl:intersectionOf", "owl:unionOf", "owl:complementOf", "owl:oneOf"):
            for node, _ in self._graph.pairs(construct):
                if isinstance(node, NamedNode) and node not in self._datatypes:
                    yield from self._construct(node, node, construct, _Side.EQUIVALENT)
        for one, other in self._graph.pairs("owl:disjointWith"):
            yield from self._expression(one, one, _Side.SUB)
            yield from self._expression(one, other, _Side.SUB)
        for axiom in self._graph.instances("owl:AllDisjointClasses"):
            for member in self._graph.members(self._graph.value(axiom, "owl:members")):
                yield from self._expression(member, member, _Side.SUB)
        for class_, _ in self._graph.pairs("owl:disjointUnionOf"):
            yield _fault(class_, "owl:disjointUnionOf, an axiom that OWL 2 RL does not have")
        for class_, _ in self._graph.pairs("owl:hasKey"):
            yield from self._expression(class_, class_, _Side.SUB)

    def _property_axioms(self) -> Iterator[ProfileFault]:
        for property_ in self._graph.instances("owl:ReflexiveProperty"):
            yield _fault(
                property_, "is an owl:ReflexiveProperty, an axiom that OWL 2 RL does not have"
            )
        for property_, class_ in self._graph.pairs("rdfs:domain"):
            if not self._is_annotation(property_):
                yield from self._expression(property_, class_, _Side.SUPER)
        for property_, value in self._graph.pairs("rdfs:range"):
            if property_ in self._data:
                yield from self._data_range(property_, value)
            elif not self._is_annotation(property_):
                yield from self._expression(property_, value, _Side.SUPER)
        for property_, chain in self._graph.pairs("owl:propertyChainAxiom"):
            if len(self._graph.members(chain)) < 2:
                yield _fault(property_, "an owl:propertyChainAxiom of fewer than two properties")

    def _assertions(self) -> Iterator[ProfileFault]:
        for node, class_ in self._graph.pairs("rdf:type"):
            if isinstance(class_, BlankNode):
                yield from self._expression(node, class_, _Side.SUPER)

    def _expression(self, about: Node, node: Node, side: _Side) -> Iterator[ProfileFault]:
        """Yield the faults of a class expression on one side of an axiom."""
        if node == _THING:
            yield _fault(about, f"owl:Thing {side.value}, where OWL 2 RL does not have it")
        if isinstance(node, NamedNode):
            return
        constructs = [name for name in _ALLOWED if self._graph.value(node, name) is not None]
        if not constructs:
            yield _fault(about, "a class without name that is no class expression of OWL 2")
        for construct in constructs:
            yield from self._construct(about, node, construct, side)

    def _construct(
        self, about: Node, node: Node, construct: str, side: _Side
    ) -> Iterator[ProfileFault]:
        if side not in _ALLOWED[construct]:
            yield _fault(about, f"{construct} {side.value}, where OWL 2 RL does not have it")
            return
        value = self._graph.value(node, construct)
        match construct:
            case "owl:intersectionOf" | "owl:unionOf":
                for member in self._graph.members(value):
                    yield from self._expression(about, member, side)
            case "owl:complementOf":
                yield from self._filler(about, value, _Side.SUB)
            case "owl:hasValue" if isinstance(value, Literal):
                yield from self._literal(about, value)
            case "owl:someValuesFrom" | "owl:allValuesFrom":
                yield from self._values(about, node, value, side)
            case "owl:maxCardinality" | "owl:maxQualifiedCardinality":
                yield from self._cardinality(about, node, value)
            case _:
                pass

    def _values(
        self, about: Node, node: Node, filler: object, side: _Side
    ) -> Iterator[ProfileFault]:
        if self._graph.value(node, "owl:onProperty") in self._data:
            yield from self._data_range(about, filler)
        elif side is _Side.SUPER or filler != _THING:
            yield from self._filler(about, filler, side)

    def _cardinality(self, about: Node, node: Node, count: object) -> Iterator[ProfileFault]:
        if not isinstance(count, Literal) or count.value.lstrip("+") not in ("0", "1"):
            yield _fault(about, "a maximum cardinality other than 0 and 1")
        filler = self._graph.value(node, "owl:onClass")
        if filler is not None and filler != _THING:
            yield from self._filler(about, filler, _Side.SUB)
        if (data := self._graph.value(node, "owl:onDataRange")) is not None:
            yield from self._data_range(about, data)

    def _filler(self, about: Node, filler: object, side: _Side) -> Iterator[ProfileFault]:
        if isinstance(filler, Node):
            yield from self._expression(about, filler, side)

    def _data_range(self, about: Node, value: object) -> Iterator[ProfileFault]:
        """Yield the faults of a data range: a datatype, or an intersection of data ranges."""
        if isinstance(value, NamedNode):
            if value not in DATATYPES and value not in self._datatypes:
                yield _fault(about, f"{compact(value.value)}, a datatype that OWL 2 RL lacks")
        elif isinstance(value, BlankNode):
            for construct in _DATA_RANGES:
                if self._graph.value(value, construct) is not None:
                    yield _fault(about, f"{construct} as a data range, which OWL 2 RL lacks")
            for member in self._graph.members(self._graph.value(value, "owl:intersectionOf")):
                yield from self._data_range(about, member)

    def _literal(self, about: Node, value: Literal) -> Iterator[ProfileFault]:
        if value.language is None:
            yield from self._data_range(about, value.datatype)

    def _is_annotation(self, property_: Node) -> bool:
        return property_ in set(self._graph.instances("owl:AnnotationProperty"))

    def _declarations(self) -> Iterator[ProfileFault]:
        """Yield terms of ours without a declaration, and those declared as two kinds."""
        kinds = {
            name: set(self._graph.instances(f"owl:{name}"))
            for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Class")
        }
        for one, other in (
            ("ObjectProperty", "DatatypeProperty"),
            ("ObjectProperty", "AnnotationProperty"),
            ("DatatypeProperty", "AnnotationProperty"),
        ):
            for node in kinds[one] & kinds[other]:
                yield _fault(node, f"is both an owl:{one} and an owl:{other}")
        for node in kinds["Class"] & self._datatypes:
            yield _fault(node, "is both an owl:Class and an rdfs:Datatype")
        declared: set[Node] = {*self._datatypes, *DATATYPES}.union(*kinds.values())
        for node in self._graph.used_in_axioms():
            if node not in declared and not _is_built_in(node):
                yield _fault(node, "is used in an axiom and not declared as class or property")

    def _simple(self) -> Iterator[ProfileFault]:
        """Yield non-simple properties with a characteristic that only simple ones can have."""
        composite = self._graph.composite_properties()
        for characteristic in (
            "FunctionalProperty",
            "InverseFunctionalProperty",
            "IrreflexiveProperty",
            "AsymmetricProperty",
        ):
            for property_ in self._graph.instances(f"owl:{characteristic}"):
                if property_ in composite:
                    yield _fault(
                        property_,
                        f"is an owl:{characteristic} and not simple: it, its inverse or a property "
                        "below it is transitive or has a chain",
                    )
        counts = [name for name in _ALLOWED if "ardinality" in name or name == "owl:hasSelf"]
        for node, property_ in self._graph.pairs("owl:onProperty"):
            is_counted = any(self._graph.value(node, name) is not None for name in counts)
            if is_counted and property_ in composite:
                yield _fault(property_, "is not simple, and is counted in a class expression")
        for pair in self._graph.pairs("owl:propertyDisjointWith"):
            for property_ in pair:
                if property_ in composite:
                    yield _fault(property_, "is not simple, and is declared disjoint")

    def _regular(self) -> Iterator[ProfileFault]:
        """Yield a cycle of chains: a strict order of the properties must exist (clause 11.2)."""
        try:
            TopologicalSorter(self._graph.chain_order()).prepare()
        except CycleError as fault:
            cycle = [node for node in fault.args[1] if isinstance(node, NamedNode)]
            names = " < ".join(compact(node.value) for node in cycle)
            yield _fault(cycle[0], f"its chains go round: {names}")


def _is_built_in(node: NamedNode) -> bool:
    return node.value.startswith(tuple(PREFIXES[name] for name in ("owl", "rdf", "rdfs", "xsd")))


def _fault(node: Node | object, problem: str) -> ProfileFault:
    return ProfileFault(node.value if isinstance(node, NamedNode) else "", problem)
