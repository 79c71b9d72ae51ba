"""The terms and the property hierarchy of an ontology, as its profile restricts them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from pyoxigraph import NamedNode

from cuibono.reasoning.axioms import Axioms, Node

_AXIOMS: Final = (
    "rdfs:subClassOf",
    "rdfs:subPropertyOf",
    "rdfs:domain",
    "rdfs:range",
    "owl:equivalentClass",
    "owl:equivalentProperty",
    "owl:disjointWith",
    "owl:inverseOf",
    "owl:onProperty",
    "owl:someValuesFrom",
    "owl:allValuesFrom",
    "owl:onClass",
)
_LISTS: Final = ("owl:members", "owl:intersectionOf", "owl:unionOf", "owl:propertyChainAxiom")


class OntologyGraph(Axioms):
    """The triples of an ontology, with what clause 11 of OWL 2's specification speaks of."""

    def used_in_axioms(self) -> Iterator[NamedNode]:
        """Yield the named terms that axioms speak of."""
        for axiom in _AXIOMS:
            for pair in self.pairs(axiom):
                yield from (node for node in pair if isinstance(node, NamedNode))
        for axiom in _LISTS:
            for _, head in self.pairs(axiom):
                yield from (node for node in self.members(head) if isinstance(node, NamedNode))

    def composite_properties(self) -> set[Node]:
        """Return the properties that are not simple (clause 11.1 of the structural specification).

        Those that are transitive or have a chain, their inverses, and all above them.
        """
        found = {*self.instances("owl:TransitiveProperty")}
        found |= {property_ for property_, _ in self.pairs("owl:propertyChainAxiom")}
        above: dict[Node, set[Node]] = defaultdict(set)
        for sub, sup in self.pairs("rdfs:subPropertyOf"):
            above[sub].add(sup)
        for axiom in ("owl:inverseOf", "owl:equivalentProperty"):
            for one, other in self.pairs(axiom):
                above[one].add(other)
                above[other].add(one)
        pending = list(found)
        while pending:
            new = above[pending.pop()] - found
            found |= new
            pending += new
        return found

    def chain_order(self) -> Mapping[Node, set[Node]]:
        """Return for each property those that must come before it in a regular hierarchy.

        Clause 11.2: a property, its inverse and its equals count as one; the head of a chain may
        stand at one end of it.
        """
        main = self._same_properties()
        before: dict[Node, set[Node]] = defaultdict(set)
        for head, chain in self.pairs("owl:propertyChainAxiom"):
            steps = [main.get(step, step) for step in self.members(chain)]
            top = main.get(head, head)
            if steps == [top, top]:
                continue  # transitivity
            if steps and steps[0] == top:
                steps = steps[1:]
            elif steps and steps[-1] == top:
                steps = steps[:-1]
            before[top].update(steps)
        for sub, sup in self.pairs("rdfs:subPropertyOf"):
            if main.get(sub, sub) != main.get(sup, sup):
                before[main.get(sup, sup)].add(main.get(sub, sub))
        return before

    def _same_properties(self) -> Mapping[Node, Node]:
        """Return one property for each set of inverses, equals and mutual subproperties."""
        same: dict[Node, Node] = {}
        below = set(self.pairs("rdfs:subPropertyOf"))
        mutual = ((sub, sup) for sub, sup in below if (sup, sub) in below)
        pairs = (*self.pairs("owl:inverseOf"), *self.pairs("owl:equivalentProperty"), *mutual)
        for one, other in pairs:
            first, second = same.get(one, one), same.get(other, other)
            for node in {one, other, *(n for n, top in same.items() if top == second)}:
                same[node] = first
        return same
