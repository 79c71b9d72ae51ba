"""Walks along many property paths at once.

The paths are compiled into one automaton (Thompson, 1968, without empty moves), so that what many
paths share is walked once, repetition ends on cycles, and every round of a walk asks for all of its
statements together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Final, NamedTuple, Protocol, cast

from pyoxigraph import NamedNode, Triple

from cuibono.validation.paths import ANY, Path, inverse
from cuibono.validation.triples import Term

END: Final = -1
"""The state in which a path is at its end; only paths that ask for it have one."""


class Lookup(NamedTuple):
    """What is asked for: the statements with a node as subject, or as object where `is_inverse`.

    Without a predicate, all of them. With a `limit`, so many of them are enough.
    """

    node: Term
    predicate: NamedNode | None
    is_inverse: bool = False
    limit: int | None = None


class View(Protocol):
    """A state of the data in which single nodes can be looked up."""

    def read(self, lookups: Iterable[Lookup]) -> Mapping[Lookup, Sequence[Triple]]:
        """Return the statements that were asked for, each once."""
        ...

    def whole(self, node: Term, *, is_inverse: bool) -> Mapping[NamedNode, Sequence[Triple]] | None:
        """Return all statements about a node, or with it as object, by predicate.

        None where they are many, or not at hand: then they are better asked for one by one.
        """
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One predicate of a path, followed in one direction; None is any predicate."""

    predicate: NamedNode | None
    is_inverse: bool = False
    limit: int | None = None

    def forward(self, node: Term) -> Lookup:
        """Return what is to be read to take this step from a node."""
        return Lookup(node, self.predicate, self.is_inverse, self.limit)

    def backward(self, node: Term) -> Lookup:
        """Return what is to be read to see from where this step leads to a node."""
        return Lookup(node, self.predicate, not self.is_inverse)


States = frozenset[int]
Position = tuple[int, Term]
"""A state at a node: the step of that number is about to be taken from there."""


class Walks:
    """Paths, compiled; a path is known by the states in which it starts."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._follow: list[States] = []
        self._loops: dict[int, States] = {}
        self._added: dict[tuple[Path, States, int | None], States] = {}

    def add(self, path: Path, then: States = frozenset(), limit: int | None = None) -> States:
        """Return the states in which a path starts that goes on with the states `then`.

        `limit` says how many of the statements of its last step need be read, where that is few.
        """
        key = (path, then, limit)
        if key not in self._added:
            self._added[key] = self._add(path, then, limit)
        return self._added[key]

    def _add(self, path: Path, then: States, limit: int | None) -> States:
        if isinstance(path, NamedNode) or path == ANY:
            return self._state(path, then, limit, is_inverse=False)
        match path.operator, path.parts:
            case "^", (NamedNode() as predicate,):
                return self._state(predicate, then, limit, is_inverse=True)
            case "^", (part,):
                return self.add(inverse(part), then, limit)
            case "/", (*parts, last):
                then = self.add(last, then, limit)
                for part in reversed(parts):
                    then = self.add(part, then)
                return then
            case "|", parts:
                return States().union(*(self.add(part, then, limit) for part in parts))
            case "?", (part,):
                return self.add(part, then, limit) | then
            case "*", (part,):
                return self._repeat(part, then) | then
            case "+", (part,):
                return self._repeat(part, then)
            case _:
                raise AssertionError(f"no path: {path}")

    def _state(self, path: Path, then: States, limit: int | None, *, is_inverse: bool) -> States:
        predicate = path if isinstance(path, NamedNode) else None
        self.steps.append(Step(predicate, is_inverse, limit))
        self._follow.append(then)
        return frozenset((len(self.steps) - 1,))

    def _repeat(self, part: Path, then: States) -> States:
        loop = END - 1 - len(self._loops)
        self._loops[loop] = frozenset()
        first = self.add(part, then | {loop})
        self._loops[loop] = first
        return first

    def resolved(self, states: States) -> States:
        """Return states with every loop among them put in place."""
        found, open_ = set[int](), set(states)
        while open_:
            state = open_.pop()
            more = self._loops.get(state, frozenset())
            open_ |= more - found
            found.add(state)
        return frozenset(found - self._loops.keys())

    def following(self) -> list[States]:
        """Return for each state those that follow."""
        return [self.resolved(states) for states in self._follow]


class Walker:
    """Walks along paths that are all added."""

    def __init__(self, walks: Walks) -> None:
        self.steps = walks.steps
        self._following = walks.following()
        self._preceding: dict[tuple[int, bool], dict[NamedNode | None, list[int]]] = {}
        self._reading: dict[tuple[bool, NamedNode | None], list[int]] = defaultdict(list)
        for state, following in enumerate(self._following):
            step = self.steps[state]
            self._reading[step.is_inverse, step.predicate].append(state)
            for follower in following:
                before = self._preceding.setdefault((follower, step.is_inverse), {})
                before.setdefault(step.predicate, []).append(state)

    def forward(
        self, view: View, starts: Iterable[Position]
    ) -> tuple[set[Position], dict[Triple, None]]:
        """Return the positions that are reached, and the statements that are read on the way."""
        reached, read = set(starts), dict[Triple, None]()
        frontier = reached.copy()
        while frontier := {position for position in frontier if position[0] != END}:
            asked = [(state, self.steps[state].forward(node)) for state, node in frontier]
            answers = view.read({lookup for _, lookup in asked})
            found = set[Position]()
            for state, lookup in asked:
                triples = answers[lookup]
                read.update(dict.fromkeys(triples))
                nodes = [_end(triple, is_inverse=lookup.is_inverse) for triple in triples]
                found |= {(after, node) for after in self._following[state] for node in nodes}
            frontier = found - reached
            reached |= frontier
        return reached, read

    def backward(self, view: View, ends: Iterable[Position]) -> set[Position]:
        """Return the positions from which one of these is reached, these included."""
        reached = set(ends)
        frontier = reached.copy()
        while frontier:
            found, asked = set[Position](), set[tuple[int, Lookup]]()
            for (follower, node), is_inverse in product(frontier, (False, True)):
                before = self._preceding.get((follower, is_inverse))
                if before is None:
                    continue
                whole = view.whole(node, is_inverse=not is_inverse)
                if whole is None:
                    for state in chain(*before.values()):
                        asked.add((state, self.steps[state].backward(node)))
                    continue
                for predicate, triples in whole.items():
                    states = (*before.get(predicate, ()), *before.get(None, ()))
                    nodes = [_end(triple, is_inverse=not is_inverse) for triple in triples]
                    found |= set(product(states, nodes))
            answers = view.read({lookup for _, lookup in asked})
            for state, lookup in asked:
                for triple in answers[lookup]:
                    found.add((state, _end(triple, is_inverse=lookup.is_inverse)))
            frontier = found - reached
            reached |= frontier
        return reached

    def reading(self, triple: Triple) -> Iterator[Position]:
        """Yield the positions in which a statement is read."""
        for is_inverse, predicate in product((False, True), (triple.predicate, None)):
            for state in self._reading.get((is_inverse, predicate), ()):
                yield state, _end(triple, is_inverse=not is_inverse)


def _end(triple: Triple, *, is_inverse: bool) -> Term:
    """Return where a statement leads."""
    return cast(Term, triple.subject if is_inverse else triple.object)
