"""The axioms of an ontology as rules over its individuals.

Covers the rules of OWL 2 RL (https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules)
whose axioms the vocabulary uses, named in each rule's `name` as in those tables: class and
property hierarchies, equivalences, inverses, domains, ranges, chains, transitive and symmetric
properties, and class expressions on the sub side (some-values, has-value, intersection, union) and
the super side (all-values, has-value, intersection).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Quad

from cuibono.terms import compact, term

Node = NamedNode | BlankNode
Place = NamedNode | ox.Literal | str
"""What stands at a place of an atom: a term, or a variable such as `?x`."""

_TYPE = term("rdf:type")
_THING = term("owl:Thing")


@dataclass(frozen=True, slots=True)
class Atom:
    """A triple pattern."""

    subject: Place
    predicate: NamedNode
    object: Place

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object}"


@dataclass(frozen=True, slots=True)
class Rule:
    """If the body holds, the head does. `name` is the rule of OWL 2 RL and what it is about."""

    name: str
    head: Atom
    body: tuple[Atom, ...]


def compile_rules(ontology: Iterable[Quad]) -> tuple[Rule, ...]:
    """Return the rules of an ontology, each once, in a stable order."""
    axioms = _Axioms(ontology)
    rules = {(rule.head, rule.body): rule for rule in _rules(axioms)}
    return tuple(
        sorted(rules.values(), key=lambda rule: (rule.name, str(rule.head), str(rule.body)))
    )


def _rules(axioms: "_Axioms") -> Iterator[Rule]:
    yield from _class_rules(axioms)
    yield from _property_rules(axioms)
    yield from _characteristic_rules(axioms)


def _class_rules(axioms: "_Axioms") -> Iterator[Rule]:
    for sub, sup in axioms.pairs("rdfs:subClassOf"):
        yield from _inclusion("cax-sco", axioms, sub, sup)
    for one, other in axioms.pairs("owl:equivalentClass"):
        yield from _inclusion("cax-eqc1", axioms, one, other)
        yield from _inclusion("cax-eqc2", axioms, other, one)


def _property_rules(axioms: "_Axioms") -> Iterator[Rule]:
    direct, inverse = ("?x", "?y"), ("?y", "?x")
    for name, axiom, ends in (
        ("prp-spo1", "rdfs:subPropertyOf", direct),
        ("prp-eqp1", "owl:equivalentProperty", direct),
        ("prp-inv1", "owl:inverseOf", inverse),
    ):
        for one, other in axioms.named_pairs(axiom):
            yield _from_property(name, one, other, ends)
            if axiom != "rdfs:subPropertyOf":
                yield _from_property(name[:-1] + "2", other, one, ends)
    for prop, class_ in axioms.named_pairs("rdfs:domain"):
        condition = (Atom("?x", prop, "?y"),)
        yield Rule(_name("prp-dom", prop), Atom("?x", _TYPE, class_), condition)
    for prop, class_ in axioms.named_pairs("rdfs:range"):
        condition = (Atom("?x", prop, "?y"),)
        if axioms.is_class(class_):
            yield Rule(_name("prp-rng", prop), Atom("?y", _TYPE, class_), condition)


def _characteristic_rules(axioms: "_Axioms") -> Iterator[Rule]:
    for prop in axioms.instances("owl:TransitiveProperty"):
        steps_twice = (Atom("?x", prop, "?y"), Atom("?y", prop, "?z"))
        yield Rule(_name("prp-trp", prop), Atom("?x", prop, "?z"), steps_twice)
    for prop in axioms.instances("owl:SymmetricProperty"):
        yield _from_property("prp-symp", prop, prop, ("?y", "?x"))
    for subject, chain in axioms.pairs("owl:propertyChainAxiom"):
        if isinstance(subject, NamedNode):
            yield _chain_rule(axioms, subject, axioms.members(chain))


def _chain_rule(axioms: "_Axioms", prop: NamedNode, steps: list[Node]) -> Rule:
    body = tuple(axioms.step(step, f"?v{i}", f"?v{i + 1}") for i, step in enumerate(steps))
    return Rule(_name("prp-spo2", prop), Atom("?v0", prop, f"?v{len(steps)}"), body)


def _from_property(name: str, body: NamedNode, head: NamedNode, ends: tuple[str, str]) -> Rule:
    return Rule(_name(name, head), Atom(ends[0], head, ends[1]), (Atom("?x", body, "?y"),))


def _inclusion(name: str, axioms: "_Axioms", sub: Node, sup: Node) -> Iterator[Rule]:
    for body in axioms.membership(sub, "?x"):
        for head, condition in axioms.consequences(sup, "?x"):
            about = head.object if isinstance(head.object, NamedNode) else head.predicate
            yield Rule(_name(name, about), head, (*body, *condition))


def _name(rule: str, about: NamedNode) -> str:
    return f"{rule} {compact(about.value)}"


class _Axioms:
    """Look-ups in the triples of an ontology."""

    def __init__(self, ontology: Iterable[Quad]) -> None:
        self._store = ox.Store()
        self._store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in ontology)

    def pairs(self, prop: str) -> list[tuple[Node, Node]]:
        found = self._store.quads_for_pattern(None, term(prop), None)
        return [
            (quad.subject, quad.object)
            for quad in found
            if isinstance(quad.subject, Node) and isinstance(quad.object, Node)
        ]

    def named_pairs(self, prop: str) -> list[tuple[NamedNode, NamedNode]]:
        return [
            (one, other)
            for one, other in self.pairs(prop)
            if isinstance(one, NamedNode) and isinstance(other, NamedNode)
        ]

    def instances(self, class_: str) -> list[NamedNode]:
        found = self._store.quads_for_pattern(None, _TYPE, term(class_))
        return [quad.subject for quad in found if isinstance(quad.subject, NamedNode)]

    def is_class(self, node: NamedNode) -> bool:
        """Whether it may be a value's type; datatypes are none."""
        return not node.value.startswith("http://www.w3.org/2001/XMLSchema#") and (
            node not in (term("rdfs:Literal"), term("rdf:langString"))
        )

    def members(self, node: Node | None) -> list[Node]:
        """Return the members of an RDF list."""
        members: list[Node] = []
        while node is not None and node != term("rdf:nil"):
            first = self._value(node, "rdf:first")
            if isinstance(first, Node):
                members.append(first)
            rest = self._value(node, "rdf:rest")
            node = rest if isinstance(rest, Node) else None
        return members

    def step(self, prop: Node, start: str, end: str) -> Atom:
        """Return the atom of one step of a chain; the step may be an inverse."""
        if isinstance(prop, NamedNode):
            return Atom(start, prop, end)
        inverse = self._value(prop, "owl:inverseOf")
        assert isinstance(inverse, NamedNode), "a chain's step is a property or its inverse"
        return Atom(end, inverse, start)

    def membership(self, class_: Node, variable: str) -> list[tuple[Atom, ...]]:
        """Return the alternative conditions under which a node is in a class of the sub side.

        Empty where the class expression is not one that OWL 2 RL allows there.
        """
        if class_ == _THING:
            return [()]
        if isinstance(class_, NamedNode):
            return [(Atom(variable, _TYPE, class_),)]
        if union := self.members(self._node(class_, "owl:unionOf")):
            return [body for part in union for body in self.membership(part, variable)]
        if parts := self.members(self._node(class_, "owl:intersectionOf")):
            return self._conjunction(parts, variable)
        prop = self._node(class_, "owl:onProperty")
        if not isinstance(prop, NamedNode):
            return []
        value = self._value(class_, "owl:hasValue")
        if isinstance(value, NamedNode | ox.Literal):
            return [(Atom(variable, prop, value),)]
        filler, inner = self._node(class_, "owl:someValuesFrom"), f"{variable}v"
        return (
            [(Atom(variable, prop, inner), *body) for body in self.membership(filler, inner)]
            if filler
            else []
        )

    def consequences(self, class_: Node, variable: str) -> Iterator[tuple[Atom, tuple[Atom, ...]]]:
        """Yield what follows from membership in a class of the super side, with conditions."""
        if isinstance(class_, NamedNode):
            if class_ != _THING:
                yield Atom(variable, _TYPE, class_), ()
            return
        for part in self.members(self._node(class_, "owl:intersectionOf")):
            yield from self.consequences(part, variable)
        prop = self._node(class_, "owl:onProperty")
        if not isinstance(prop, NamedNode):
            return
        value = self._value(class_, "owl:hasValue")
        if isinstance(value, NamedNode | ox.Literal):
            yield Atom(variable, prop, value), ()
        filler = self._node(class_, "owl:allValuesFrom")
        if isinstance(filler, NamedNode):
            yield Atom("?w", _TYPE, filler), (Atom(variable, prop, "?w"),)

    def _conjunction(self, parts: list[Node], variable: str) -> list[tuple[Atom, ...]]:
        bodies: list[tuple[Atom, ...]] = [()]
        for i, part in enumerate(parts):
            named = [
                tuple(_renamed(atom, variable, str(i)) for atom in body)
                for body in self.membership(part, variable)
            ]
            bodies = [(*body, *more) for body in bodies for more in named]
        return bodies

    def _value(self, node: Node, prop: str) -> object:
        found = self._store.quads_for_pattern(node, term(prop), None)
        return next((quad.object for quad in found), None)

    def _node(self, node: Node, prop: str) -> Node | None:
        value = self._value(node, prop)
        return value if isinstance(value, Node) else None


def _renamed(atom: Atom, kept: str, suffix: str) -> Atom:
    """Return the atom with its inner variables made this part's own."""

    def place(value: Place) -> Place:
        return value + suffix if isinstance(value, str) and value != kept else value

    return Atom(place(atom.subject), atom.predicate, place(atom.object))
