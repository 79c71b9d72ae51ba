"""Class expressions: when a node is in a class, and what follows where it is.

The positions are those of OWL 2 RL (https://www.w3.org/TR/owl2-profiles/#Class_Expressions_3): what
it allows on the sub side gives conditions, what it allows on the super side gives consequences.
Other expressions give neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, product

from pyoxigraph import NamedNode

from cuibono.reasoning.axioms import Axioms, Node, Value, is_datatype
from cuibono.reasoning.rules import SAME_AS, TYPE, Atom, Pattern, Place
from cuibono.terms import term

THING, NOTHING = term("owl:Thing"), term("owl:Nothing")
Fresh = Iterator[int]
"""Numbers for variables of their own."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One way for a node to be in a class; `bound` says which individuals variables stand for."""

    atoms: tuple[Atom, ...] = ()
    bound: tuple[tuple[str, NamedNode], ...] = ()
    conditions: tuple[str, ...] = ()

    def __add__(self, other: "Membership") -> "Membership":
        return Membership(
            self.atoms + other.atoms,
            self.bound + other.bound,
            self.conditions + other.conditions,
        )


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows where a node is in a class and the condition holds; None is a contradiction."""

    head: Atom | None
    condition: Membership = Membership()
    distinct: tuple[tuple[str, str], ...] = ()


def memberships(axioms: Axioms, class_: Node, node: str, fresh: Fresh) -> Iterator[Membership]:
    """Yield the ways for a node to be in a class of the sub side."""
    if class_ == THING:
        yield Membership()
    elif isinstance(class_, NamedNode):
        yield Membership((Atom(node, TYPE, class_),))
    else:
        yield from defined_memberships(axioms, class_, node, fresh)


def defined_memberships(
    axioms: Axioms, class_: Node, node: str, fresh: Fresh
) -> Iterator[Membership]:
    """Yield the ways to be in a class by what it is an expression of."""
    for parts in axioms.lists(class_, "owl:unionOf"):
        for part in parts:
            yield from memberships(axioms, part, node, fresh)
    for parts in axioms.lists(class_, "owl:intersectionOf"):
        ways = [list(memberships(axioms, part, node, fresh)) for part in parts]
        for chosen in product(*ways):
            yield sum(chosen, Membership())
    for ones in axioms.lists(class_, "owl:oneOf"):
        for one in ones:
            if isinstance(one, NamedNode):
                yield Membership(bound=((node, one),))
    prop = axioms.node(class_, "owl:onProperty")
    value = axioms.value(class_, "owl:hasValue")
    if isinstance(value, Value) and (atom := axioms.step(prop, node, value)):
        yield Membership((atom,))
    filler, inner = axioms.node(class_, "owl:someValuesFrom"), f"?v{next(fresh)}"
    if filler and (atom := axioms.step(prop, node, inner)):
        for way in fillers(axioms, filler, inner, fresh):
            yield Membership((atom,)) + way


def fillers(axioms: Axioms, class_: Node, node: str, fresh: Fresh) -> Iterator[Membership]:
    """Yield the ways for a value to be of a class or datatype."""
    if class_ == term("rdfs:Literal"):
        yield Membership(conditions=(f"FILTER(isLiteral({node}))",))
    elif is_datatype(class_):
        yield Membership(conditions=(f"FILTER(isLiteral({node}) && DATATYPE({node}) = {class_})",))
    else:
        yield from memberships(axioms, class_, node, fresh)


def consequences(axioms: Axioms, class_: Node, node: str, fresh: Fresh) -> Iterator[Consequence]:
    """Yield what follows where a node is in a class of the super side."""
    if class_ == NOTHING:
        yield Consequence(None)
    elif not isinstance(class_, NamedNode):
        yield from defined_consequences(axioms, class_, node, fresh)
    elif class_ != THING and not is_datatype(class_):
        yield Consequence(Atom(node, TYPE, class_))


def defined_consequences(
    axioms: Axioms, class_: Node, node: str, fresh: Fresh
) -> Iterator[Consequence]:
    """Yield what follows from a class by what it is an expression of."""
    for parts in axioms.lists(class_, "owl:intersectionOf"):
        for part in parts:
            yield from consequences(axioms, part, node, fresh)
    if denied := axioms.node(class_, "owl:complementOf"):
        for way in memberships(axioms, denied, node, fresh):
            yield Consequence(None, way)
    prop = axioms.node(class_, "owl:onProperty")
    value = axioms.value(class_, "owl:hasValue")
    if isinstance(value, Value) and (atom := axioms.step(prop, node, value)):
        yield Consequence(atom)
    filler, inner = axioms.node(class_, "owl:allValuesFrom"), f"?v{next(fresh)}"
    if filler and (atom := axioms.step(prop, node, inner)):
        for one in consequences(axioms, filler, inner, fresh):
            yield replace(one, condition=Membership((atom,)) + one.condition)
    yield from _at_most(axioms, class_, node, fresh)


def _at_most(axioms: Axioms, class_: Node, node: str, fresh: Fresh) -> Iterator[Consequence]:
    """Yield what follows from a largest number of values, 0 or 1 (cls-maxc, cls-maxqc)."""
    limit = axioms.number(class_, "owl:maxCardinality", "owl:maxQualifiedCardinality")
    if limit not in (0, 1):
        return
    prop = axioms.node(class_, "owl:onProperty")
    filler = axioms.node(class_, "owl:onClass") or axioms.node(class_, "owl:onDataRange") or THING
    names = [f"?v{next(fresh)}" for _ in range(limit + 1)]
    atoms = [axioms.step(prop, node, name) for name in names]
    ways = [list(fillers(axioms, filler, name, fresh)) for name in names]
    for chosen in product(*ways):
        condition = sum(chosen, Membership(tuple(atom for atom in atoms if atom)))
        if None not in atoms:
            if limit:
                yield from same(names[0], names[1], condition)
            else:
                yield Consequence(None, condition)


def same(one: str, other: str, condition: Membership) -> Iterator[Consequence]:
    """Yield that two values are the same: for two different literals, a contradiction.

    The values of literals are compared (dt-diff and eq-diff1): 1 and 01 are the same.
    """
    yield Consequence(Atom(one, SAME_AS, other), condition, ((one, other),))
    both = f"FILTER(isLiteral({one}) && isLiteral({other}) && {one} != {other})"
    yield Consequence(None, condition + Membership(conditions=(both,)))


def pattern_of(way: Membership, distinct: tuple[tuple[str, str], ...] = ()) -> Pattern:
    """Return the pattern of a way to be in a class, individuals put in for their variables."""
    bound = dict(way.bound)
    atoms = tuple(dict.fromkeys(filled(atom, bound) for atom in way.atoms))
    return Pattern(atoms, distinct, conditions=way.conditions)


def filled(atom: Atom, bound: dict[str, NamedNode]) -> Atom:
    """Return the atom with individuals in place of variables."""

    def fill(place: Place) -> Place:
        return bound.get(place, place) if isinstance(place, str) else place

    return Atom(fill(atom.subject), atom.predicate, fill(atom.object))


def is_consistent(way: Membership) -> bool:
    """Whether no variable stands for two individuals."""
    return len(dict(way.bound)) == len(set(way.bound))


def fresh_numbers() -> Fresh:
    return count(1)
