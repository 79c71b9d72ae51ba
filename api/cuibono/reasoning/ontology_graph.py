"""The axioms of an ontology as its RDF graph gives them, to look up and to order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from cuibono.terms import term

Node = NamedNode | BlankNode

_NIL: Final = term("rdf:nil")
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


class OntologyGraph:
    """Looks things up in the triples of an ontology, whatever graphs they stand in."""

    def __init__(self, triples: Iterable[Quad | Triple]) -> None:
        self._values: dict[tuple[object, NamedNode], list[object]] = defaultdict(list)
        self._pairs: dict[NamedNode, list[tuple[Node, object]]] = defaultdict(list)
        for one in dict.fromkeys((t.subject, t.predicate, t.object) for t in triples):
            subject, predicate, value = one
            if isinstance(subject, Node):
                self._values[subject, predicate].append(value)
                self._pairs[predicate].append((subject, value))

    def pairs(self, predicate: str) -> Iterator[tuple[Node, Node]]:
        """Yield subject and object of the triples of a predicate whose object is no literal."""
        for subject, value in self._pairs[term(predicate)]:
            if isinstance(value, Node):
                yield subject, value

    def instances(self, class_: str) -> Iterator[Node]:
        """Yield the nodes of a type."""
        wanted = term(class_)
        return (node for node, value in self._pairs[term("rdf:type")] if value == wanted)

    def value(self, node: object, predicate: str) -> Node | Literal | None:
        """Return the value of a property, the first where there are several."""
        found = self._values.get((node, term(predicate)), [])
        return next((one for one in found if isinstance(one, Node | Literal)), None)

    def members(self, head: object) -> list[Node]:
        """Return the members of an RDF list; a list that goes round ends where it does."""
        members: list[Node] = []
        seen: set[object] = set()
        while head is not None and head != _NIL and head not in seen:
            seen.add(head)
            first = self.value(head, "rdf:first")
            members += [first] if isinstance(first, Node) else []
            head = self.value(head, "rdf:rest")
        return members

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
