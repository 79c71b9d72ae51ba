"""Rules and checks: what follows from what, and what cannot be together.

A rule is safe datalog with, at most, conditions of SPARQL and negation of other rules' conclusions:
its head has no variable that its body lacks, so that no rule makes new terms and every run ends.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuibono.store import Term
from cuibono.terms import term

Place = NamedNode | Literal | str
"""What stands at a place of an atom: a term, or a variable such as `?x`."""

Bindings = Mapping[str, Term]
"""Variables, with their question marks, and their values."""

Key = tuple[NamedNode | None, NamedNode | None]
"""What an atom speaks of: a predicate, or `rdf:type` and a class; None for any."""

ANY: Key = (None, None)
TYPE = term("rdf:type")
SAME_AS = term("owl:sameAs")


@dataclass(frozen=True, slots=True)
class Atom:
    """A triple pattern."""

    subject: Place
    predicate: NamedNode | str
    object: Place

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object}"

    @property
    def places(self) -> tuple[Place, Place, Place]:
        return self.subject, self.predicate, self.object

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p for p in self.places if isinstance(p, str)))

    @property
    def key(self) -> Key:
        if isinstance(self.predicate, str):
            return None, None
        return _key(self.predicate, self.object)

    def unify(self, statement: Triple) -> dict[str, Term] | None:
        """Return the values of the variables that make it the statement, None where none do."""
        bound: dict[str, Term] = {}
        for place, value in zip(self.places, statement, strict=True):
            if isinstance(place, str):
                if bound.setdefault(place, value) != value:
                    return None
            elif place != value:
                return None
        return bound

    def ground(self, bindings: Bindings) -> Triple | None:
        """Return the statement that it is with these values, None where it would be none."""
        subject, predicate, value = (
            bindings[place] if isinstance(place, str) else place for place in self.places
        )
        if not isinstance(subject, NamedNode | BlankNode) or not isinstance(predicate, NamedNode):
            return None
        return Triple(subject, predicate, value)


def key_of(statement: Triple) -> Key:
    """Return what a statement speaks of."""
    return _key(statement.predicate, statement.object)


def _key(predicate: NamedNode, value: object) -> Key:
    return predicate, value if predicate == TYPE and isinstance(value, NamedNode) else None


def is_trivial(statement: Triple) -> bool:
    """Whether it says that something is the same as itself, which is inferred of nothing."""
    return statement.predicate == SAME_AS and statement.subject == statement.object


@dataclass(frozen=True, slots=True)
class Pattern:
    """What must hold together: atoms, none of `unless`, and conditions of SPARQL."""

    atoms: tuple[Atom, ...]
    distinct: tuple[tuple[str, str], ...] = ()
    """Pairs of variables that stand for different terms."""
    unless: tuple[tuple[Atom, ...], ...] = ()
    """Groups of atoms, none of which may hold."""
    conditions: tuple[str, ...] = ()
    """Filters and assignments, as they stand in the rule's file."""
    prologue: str = ""
    """The prefixes that the conditions use."""

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v for atom in self.atoms for v in atom.variables))


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """If the pattern holds, the head does. `name` is the rule of OWL 2 RL and what it is about."""

    name: str
    head: Atom
    pattern: Pattern

    @property
    def body(self) -> tuple[Atom, ...]:
        return self.pattern.atoms


@dataclass(frozen=True, slots=True, eq=False)
class Premise:
    """An atom at its place in a rule."""

    rule: Rule
    atom: Atom


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """If the pattern holds, the graph is inconsistent: a rule of OWL 2 RL whose head is false."""

    name: str
    pattern: Pattern


class Rules:
    """Rules in a stable order, each once, with the checks that belong to them."""

    def __init__(self, rules: Iterable[Rule], checks: Iterable[Check] = ()) -> None:
        once = {(rule.head, rule.pattern): rule for rule in rules}
        self.rules = tuple(sorted(once.values(), key=repr))
        self._elsewhere: frozenset[Key] = frozenset()
        self._rest = True
        self.checks = tuple(sorted({check.pattern: check for check in checks}.values(), key=repr))

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def __add__(self, other: "Rules") -> "Rules":
        return Rules((*self, *other), (*self.checks, *other.checks))

    def deciding(self, elsewhere: frozenset[Key], *, rest: bool) -> "Rules":
        """Return these rules as those of a level: what is concluded elsewhere is not decided here.

        `rest` says that what no rule concludes is.
        """
        self._elsewhere, self._rest = elsewhere, rest
        return self

    def decide(self, statement: Triple) -> bool:
        """Whether it is for these rules to say that a statement holds."""
        keys = keys_of(statement)
        if not keys.isdisjoint(self._elsewhere):
            return False
        return self._rest or any(key in self._by_head for key in keys if key != ANY)

    def concluding(self, statement: Triple) -> Iterator[Rule]:
        """Yield the rules whose head may be the statement."""
        for key in keys_of(statement):
            yield from self._by_head.get(key, ())

    def reading(self, statement: Triple) -> Iterator[Premise]:
        """Yield where the statement may be a premise."""
        for key in keys_of(statement):
            yield from self._by_atom.get(key, ())

    def denying(self, statement: Triple) -> Iterator[Premise]:
        """Yield where a rule holds only if the statement does not."""
        for key in keys_of(statement):
            yield from self._by_unless.get(key, ())

    @cached_property
    def _by_head(self) -> dict[Key, list[Rule]]:
        found: dict[Key, list[Rule]] = {}
        for rule in self:
            found.setdefault(rule.head.key, []).append(rule)
        return found

    @cached_property
    def _by_atom(self) -> dict[Key, list[Premise]]:
        return _by_key(Premise(rule, atom) for rule in self for atom in rule.body)

    @cached_property
    def _by_unless(self) -> dict[Key, list[Premise]]:
        return _by_key(
            Premise(rule, atom) for rule in self for group in rule.pattern.unless for atom in group
        )


def _by_key(premises: Iterable[Premise]) -> dict[Key, list[Premise]]:
    found: dict[Key, list[Premise]] = {}
    for premise in premises:
        found.setdefault(premise.atom.key, []).append(premise)
    return found


def keys_of(statement: Triple) -> set[Key]:
    """Return the keys of the atoms that may fit a statement."""
    return {key_of(statement), (statement.predicate, None), (None, None)}
