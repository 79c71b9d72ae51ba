"""Why an inferred statement holds: a proof down to statements that are asserted.

Backward from the statement, layer by layer: every instance of every rule whose head is the
statement, then of the rules whose heads are its inferred premises. After each layer, the least
heights of proofs are brought up to date, from asserted statements upwards; statements that support
one another in a circle never get one. The search ends when no lower proof can be left.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuibono.reasoning.rules import Atom, Place, Rule
from cuibono.store import Snapshot, Term
from cuibono.terms import Graph


@dataclass(frozen=True, slots=True)
class Proof:
    """A statement and why it holds: asserted in these graphs, or by a rule from premises."""

    statement: Triple
    graphs: tuple[NamedNode, ...] = ()
    rule: Rule | None = None
    premises: tuple["Proof", ...] = ()

    @property
    def height(self) -> int:
        """The number of rules on its longest path; 0 for what is asserted."""
        return 1 + max((p.height for p in self.premises), default=0) if self.rule else 0


@dataclass(frozen=True, slots=True)
class _Instance:
    """A rule with its variables filled in."""

    rule: Rule
    head: Triple
    premises: tuple[Triple, ...]


class _Search:
    """What is known so far of statements: where they are asserted, how they were proven."""

    def __init__(self) -> None:
        self.graphs: dict[Triple, tuple[NamedNode, ...]] = {}
        self.heights: dict[Triple, int] = {}
        """The least height of a proof found so far; 0 where asserted."""
        self.proven: dict[Triple, _Instance] = {}
        self.instances: list[_Instance] = []


def explain(snapshot: Snapshot, rules: Sequence[Rule], statement: Triple) -> Proof | None:
    """Return a proof of a statement of least height, None where it does not hold."""
    search, layer, depth = _Search(), {statement}, 0
    # A proof of height n has its steps in the first n layers, so then no lower one is left.
    while layer and search.heights.get(statement, depth + 1) > depth:
        depth += 1
        for goal in layer:
            search.graphs[goal] = _graphs(snapshot, goal)
            if search.graphs[goal]:
                search.heights[goal] = 0
        inferred = [goal for goal in layer if not search.graphs[goal]]
        found = [one for goal in inferred for one in _instances(snapshot, rules, goal)]
        search.instances += found
        layer = {premise for one in found for premise in one.premises} - search.graphs.keys()
        _propagate(search)
    return _proof(search, statement) if statement in search.heights else None


def _propagate(search: _Search) -> None:
    """Bring the least heights up to date with the instances found."""
    heights, changed = search.heights, True
    while changed:
        changed = False
        for one in search.instances:
            if all(premise in heights for premise in one.premises):
                height = 1 + max(heights[premise] for premise in one.premises)
                if height < heights.get(one.head, height + 1):
                    heights[one.head] = height
                    search.proven[one.head] = one
                    changed = True


def _proof(search: _Search, statement: Triple) -> Proof:
    if graphs := search.graphs.get(statement):
        return Proof(statement, graphs)
    one = search.proven[statement]
    premises = tuple(_proof(search, premise) for premise in one.premises)
    return Proof(statement, rule=one.rule, premises=premises)


def _graphs(snapshot: Snapshot, statement: Triple) -> tuple[NamedNode, ...]:
    """Return the graphs that a statement is asserted in."""
    rows = snapshot.select(
        f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ {statement} }} "
        f"FILTER(?g != {Graph.INFERRED}) }} ORDER BY ?g"
    )
    return tuple(graph for row in rows if isinstance(graph := row["g"], NamedNode))


def _instances(snapshot: Snapshot, rules: Sequence[Rule], goal: Triple) -> Iterator[_Instance]:
    """Yield the instances of rules whose head is the goal and whose body holds."""
    for rule in rules:
        bound = _unify(rule.head, goal)
        if bound is None:
            continue
        body = [_filled(atom, bound) for atom in rule.body]
        free = sorted({p for atom in body for p in _places(atom) if isinstance(p, str)})
        pattern = " . ".join(map(str, body))
        # Without free variables, `*` gives one empty row where the pattern holds.
        query = f"SELECT DISTINCT {' '.join(free) or '*'} WHERE {{ {pattern} }}"
        for row in snapshot.select(query):
            values = {f"?{name}": value for name, value in row.items()}
            yield _Instance(rule, goal, tuple(_ground(atom, values) for atom in body))


def _unify(head: Atom, goal: Triple) -> dict[str, Place] | None:
    """Return the values of the head's variables that make it the goal, None where none do."""
    bound: dict[str, Place] = {}
    for place, term in zip(_places(head), goal, strict=True):
        if not isinstance(term, NamedNode | Literal):
            return None
        if isinstance(place, str):
            if bound.setdefault(place, term) != term:
                return None
        elif place != term:
            return None
    return bound


def _places(atom: Atom) -> tuple[Place, Place, Place]:
    return atom.subject, atom.predicate, atom.object


def _filled(atom: Atom, values: Mapping[str, Place]) -> Atom:
    def fill(place: Place) -> Place:
        return values.get(place, place) if isinstance(place, str) else place

    return Atom(fill(atom.subject), atom.predicate, fill(atom.object))


def _ground(atom: Atom, values: Mapping[str, Term]) -> Triple:
    def fill(place: Place) -> Term:
        return values[place] if isinstance(place, str) else place

    subject, value = fill(atom.subject), fill(atom.object)
    assert isinstance(subject, NamedNode | BlankNode | Triple)
    return Triple(subject, atom.predicate, value)
