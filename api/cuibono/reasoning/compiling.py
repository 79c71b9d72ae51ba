"""The axioms of an ontology as rules and checks over its individuals.

Covers the rules of OWL 2 RL
(https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules) that say
something of individuals, each named as in those tables; `docs/reasoning.md` lists them, and what is
left out with the reason.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from pyoxigraph import NamedNode, Quad

from cuibono.reasoning.axioms import Axioms, Node, is_datatype
from cuibono.reasoning.expressions import (
    Consequence,
    Membership,
    consequences,
    defined_consequences,
    defined_memberships,
    filled,
    fresh_numbers,
    is_consistent,
    memberships,
    pattern_of,
    same,
)
from cuibono.reasoning.rules import SAME_AS, TYPE, Atom, Check, Pattern, Rule, Rules
from cuibono.terms import compact, term

_DIFFERENT = term("owl:differentFrom")
_EXPRESSIONS = {
    "owl:intersectionOf": "cls-int",
    "owl:unionOf": "cls-uni",
    "owl:oneOf": "cls-oo",
    "owl:complementOf": "cls-com",
    "owl:onProperty": "cls-res",
}


def compile_rules(ontology: Iterable[Quad]) -> Rules:
    """Return the rules of an ontology with its checks."""
    axioms = Axioms(ontology)
    made = [
        *_class_axioms(axioms),
        *_ends(axioms),
        *_property_axioms(axioms),
        *_characteristics(axioms),
        *_keys(axioms),
        *_disjointness(axioms),
        *_equality(axioms),
        *_negative_assertions(),
    ]
    return Rules(
        (one for one in made if isinstance(one, Rule)),
        (one for one in made if isinstance(one, Check)),
    )


def _class_axioms(axioms: Axioms) -> Iterator[Rule | Check]:
    for sub, sup in axioms.pairs("rdfs:subClassOf"):
        yield from _inclusion("cax-sco", axioms, sub, sup)
    for one, other in axioms.pairs("owl:equivalentClass"):
        yield from _inclusion("cax-eqc1", axioms, one, other)
        yield from _inclusion("cax-eqc2", axioms, other, one)
    # A class may be an expression itself, without an axiom between the two
    for prop, name in _EXPRESSIONS.items():
        for class_, _ in axioms.pairs(prop):
            if isinstance(class_, NamedNode):
                yield from _definition(name, axioms, class_)


def _inclusion(name: str, axioms: Axioms, sub: Node, sup: Node) -> Iterator[Rule | Check]:
    fresh = fresh_numbers()
    for way in memberships(axioms, sub, "?x", fresh):
        for one in consequences(axioms, sup, "?x", fresh):
            yield from _made(name, one, way, sup)


def _definition(name: str, axioms: Axioms, class_: NamedNode) -> Iterator[Rule | Check]:
    fresh = fresh_numbers()
    for way in defined_memberships(axioms, class_, "?x", fresh):
        yield from _made(name, Consequence(Atom("?x", TYPE, class_)), way, class_)
    for one in defined_consequences(axioms, class_, "?x", fresh):
        yield from _made(name, one, Membership((Atom("?x", TYPE, class_),)), class_)


def _made(
    name: str, found: Consequence, way: Membership, about: Node | None = None
) -> Iterator[Rule | Check]:
    """Yield the rule or check of a consequence, none where it would say nothing or anything."""
    whole = way + found.condition
    pattern = pattern_of(whole, found.distinct)
    if not is_consistent(whole):
        return
    if found.head is None:
        yield Check(_named(name, about), pattern)
        return
    head = filled(found.head, dict(whole.bound))
    if head not in pattern.atoms and set(head.variables) <= set(pattern.variables):
        told = head.object if head.predicate == TYPE else head.predicate
        yield Rule(_named(name, told), head, pattern)


def _ends(axioms: Axioms) -> Iterator[Rule | Check]:
    for name, axiom, end in (("prp-dom", "rdfs:domain", "?x"), ("prp-rng", "rdfs:range", "?y")):
        for prop, class_ in axioms.pairs(axiom):
            if (step := axioms.step(prop, "?x", "?y")) is None:
                continue
            for one in consequences(axioms, class_, end, fresh_numbers()):
                for made in _made(name, one, Membership((step,)), prop):
                    yield _renamed(made, _named(name, prop))


def _property_axioms(axioms: Axioms) -> Iterator[Rule]:
    for name, axiom, is_inverse in (
        ("prp-spo1", "rdfs:subPropertyOf", False),
        ("prp-eqp", "owl:equivalentProperty", False),
        ("prp-inv", "owl:inverseOf", True),
    ):
        for one, other in axioms.pairs(axiom):
            if axiom == "owl:inverseOf" and not isinstance(one, NamedNode):
                continue  # an inverse that is part of another axiom
            ends = ("?y", "?x") if is_inverse else ("?x", "?y")
            first, second = axioms.step(one, "?x", "?y"), axioms.step(other, *ends)
            if first and second and axiom == "rdfs:subPropertyOf":
                yield _step_rule(name, second, first)
            elif first and second:
                yield _step_rule(f"{name}1", second, first)
                yield _step_rule(f"{name}2", first, second)
    for subject, chain in axioms.pairs("owl:propertyChainAxiom"):
        steps = axioms.members(chain)
        atoms = [axioms.step(step, f"?v{i}", f"?v{i + 1}") for i, step in enumerate(steps)]
        head = axioms.step(subject, "?v0", f"?v{len(steps)}")
        body = tuple(atom for atom in atoms if atom)
        if head and body and len(body) == len(steps):
            yield _step_rule("prp-spo2", head, *body)


def _characteristics(axioms: Axioms) -> Iterator[Rule | Check]:
    def steps(class_: str, *ends: tuple[str, str]) -> Iterator[tuple[Node, tuple[Atom, ...]]]:
        for prop in axioms.instances(class_):
            atoms = [axioms.step(prop, *end) for end in ends]
            if all(atoms):
                yield prop, tuple(atom for atom in atoms if atom)

    there, back, on = ("?x", "?y"), ("?y", "?x"), ("?y", "?z")
    for _, (head, *body) in steps("owl:TransitiveProperty", ("?x", "?z"), there, on):
        yield _step_rule("prp-trp", head, *body)
    for _, (head, *body) in steps("owl:SymmetricProperty", back, there):
        yield _step_rule("prp-symp", head, *body)
    for prop, both in steps("owl:FunctionalProperty", there, ("?x", "?z")):
        for one in same("?y", "?z", Membership(both)):
            if one.head is None or not axioms.is_a(prop, "owl:DatatypeProperty"):
                yield from _about("prp-fp", prop, one)
    for prop, both in steps("owl:InverseFunctionalProperty", there, ("?z", "?y")):
        found = Consequence(Atom("?x", SAME_AS, "?z"), Membership(both), (("?x", "?z"),))
        yield from _about("prp-ifp", prop, found)
    for prop, loop in steps("owl:IrreflexiveProperty", ("?x", "?x")):
        yield Check(_named("prp-irp", prop), Pattern(loop))
    for prop, both in steps("owl:AsymmetricProperty", there, back):
        yield Check(_named("prp-asyp", prop), Pattern(both))


def _keys(axioms: Axioms) -> Iterator[Rule | Check]:
    for class_, listed in axioms.pairs("owl:hasKey"):
        fresh = fresh_numbers()
        keys = axioms.members(listed)
        atoms = [
            axioms.step(key, node, f"?k{i}") for i, key in enumerate(keys) for node in ("?x", "?y")
        ]
        shared = Membership(tuple(atom for atom in atoms if atom))
        if not keys or len(shared.atoms) < len(atoms):
            continue
        for one in memberships(axioms, class_, "?x", fresh):
            for other in memberships(axioms, class_, "?y", fresh):
                found = Consequence(Atom("?x", SAME_AS, "?y"), shared, (("?x", "?y"),))
                yield from (_renamed(m, _named("prp-key", class_)) for m in
                            _made("prp-key", found, one + other))  # fmt: skip


def _disjointness(axioms: Axioms) -> Iterator[Check]:
    for one, other in axioms.pairs("owl:disjointWith"):
        yield from _disjoint_classes("cax-dw", axioms, one, other)
    for one, other in axioms.pairs("owl:complementOf"):
        yield from _disjoint_classes("cls-com", axioms, one, other)
    for group in axioms.instances("owl:AllDisjointClasses"):
        members = axioms.members(axioms.node(group, "owl:members"))
        for one, other in combinations(members, 2):
            yield from _disjoint_classes("cax-adc", axioms, one, other)
    for one, other in axioms.pairs("owl:propertyDisjointWith"):
        yield from _disjoint_properties("prp-pdw", axioms, one, other)
    for group in axioms.instances("owl:AllDisjointProperties"):
        members = axioms.members(axioms.node(group, "owl:members"))
        for one, other in combinations(members, 2):
            yield from _disjoint_properties("prp-adp", axioms, one, other)
    nothing = Atom("?x", TYPE, term("owl:Nothing"))
    yield Check("cls-nothing2", Pattern((nothing,)))


def _disjoint_classes(name: str, axioms: Axioms, one: Node, other: Node) -> Iterator[Check]:
    fresh = fresh_numbers()
    for way in memberships(axioms, one, "?x", fresh):
        for second in memberships(axioms, other, "?x", fresh):
            if is_consistent(way + second) and not (is_datatype(one) or is_datatype(other)):
                yield Check(_named(name, one, other), pattern_of(way + second))


def _disjoint_properties(name: str, axioms: Axioms, one: Node, other: Node) -> Iterator[Check]:
    atoms = axioms.step(one, "?x", "?y"), axioms.step(other, "?x", "?y")
    if atoms[0] and atoms[1]:
        yield Check(_named(name, one, other), Pattern((atoms[0], atoms[1])))


def _equality(axioms: Axioms) -> Iterator[Rule | Check]:
    """Yield the rules of `owl:sameAs`; where nothing is the same as another, they find nothing.

    That everything is the same as itself (eq-ref) is left out.
    """
    equal = Atom("?x", SAME_AS, "?y")
    yield _step_rule("eq-sym", Atom("?y", SAME_AS, "?x"), equal)
    both = Pattern((equal, Atom("?y", SAME_AS, "?z")), distinct=(("?x", "?z"),))
    yield Rule("eq-trans owl:sameAs", Atom("?x", SAME_AS, "?z"), both)
    apart = (("?x", "?y"),)
    for name, given, follows in (
        ("eq-rep-s", Atom("?x", "?p", "?o"), Atom("?y", "?p", "?o")),
        ("eq-rep-o", Atom("?s", "?p", "?x"), Atom("?s", "?p", "?y")),
    ):
        yield Rule(f"{name} owl:sameAs", follows, Pattern((equal, given), distinct=apart))
    yield Check("eq-diff1", Pattern((equal, Atom("?x", _DIFFERENT, "?y"))))
    yield Check("eq-diff1", Pattern((Atom("?x", _DIFFERENT, "?x"),)))
    for group in axioms.instances("owl:AllDifferent"):
        for number, prop in ((2, "owl:members"), (3, "owl:distinctMembers")):
            members = axioms.members(axioms.node(group, prop))
            for one, other in combinations(members, 2):
                if isinstance(one, NamedNode) and isinstance(other, NamedNode):
                    yield Check(f"eq-diff{number}", Pattern((Atom(one, SAME_AS, other),)))


def _negative_assertions() -> Iterator[Check]:
    for number, target in ((1, "owl:targetIndividual"), (2, "owl:targetValue")):
        denied = (
            Atom("?n", term("owl:sourceIndividual"), "?x"),
            Atom("?n", term("owl:assertionProperty"), "?p"),
            Atom("?n", term(target), "?y"),
            Atom("?x", "?p", "?y"),
        )
        yield Check(f"prp-npa{number}", Pattern(denied))


def _step_rule(name: str, head: Atom, *body: Atom) -> Rule:
    assert isinstance(head.predicate, NamedNode)
    return Rule(_named(name, head.predicate), head, Pattern(body))


def _about(name: str, prop: Node, found: Consequence) -> Iterator[Rule | Check]:
    return (_renamed(one, _named(name, prop)) for one in _made(name, found, Membership(), prop))


def _renamed(one: Rule | Check, name: str) -> Rule | Check:
    return Rule(name, one.head, one.pattern) if isinstance(one, Rule) else Check(name, one.pattern)


def _named(rule: str, *about: object) -> str:
    names = [compact(one.value) for one in about if isinstance(one, NamedNode)]
    return " ".join([rule, *names])
