"""Why an inferred statement holds: a proof down to statements that are asserted.

Backward from the statement, layer by layer: the instances of the rules whose head is the statement,
then of the rules whose heads are its inferred premises. After each layer the heights of proofs are
brought up to date, from asserted statements upwards; statements that support one another in a
circle never get one. The search ends when no lower proof can be left, or nothing to look at.

A statement may follow in very many ways. So few instances of each rule are looked at first, which
finds the lowest proof of all but the most connected statements; only where that finds none, or too
many statements come into sight (as in long transitive chains), others are. The last search looks at
all, so that what follows is always proven.
"""

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from pyoxigraph import NamedNode, Triple

from cuibono.reasoning.facts import Facts
from cuibono.reasoning.rules import Rule, Rules, is_trivial
from cuibono.store import Queryable

_ATTEMPTS: tuple[tuple[int | None, int | None], ...] = (
    (12, 400),
    (1, None),
    (64, None),
    (None, None),
)
"""How many instances of a rule are looked at, and how many statements at most."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A statement and why it holds: asserted in these graphs, or by a rule from premises.

    A statement that is needed twice has one proof, which both share.
    """

    statement: Triple
    graphs: tuple[NamedNode, ...] = ()
    rule: Rule | None = None
    premises: tuple["Proof", ...] = ()
    height: int = 0
    """The number of rules on its longest path; 0 for what is asserted."""


@dataclass(frozen=True, slots=True)
class _Instance:
    """A rule with its variables filled in."""

    rule: Rule
    head: Triple
    premises: tuple[Triple, ...]


def explain(source: Queryable, rules: Rules, statement: Triple) -> Proof | None:
    """Return a proof of a statement, None where it does not hold."""
    return Prover(Facts(source), rules).prove(statement)


class Prover:
    """Proves statements; what it has learnt of one it uses for the next."""

    def __init__(self, facts: Facts, rules: Rules) -> None:
        self._facts = facts
        self._rules = rules
        self._graphs: dict[Triple, tuple[NamedNode, ...]] = {}
        self._heights: dict[Triple, int] = {}
        self._proven: dict[Triple, _Instance] = {}

    def prove(self, statement: Triple) -> Proof | None:
        """Return a proof, None where there is none."""
        return self._proof(statement) if self.holds(statement) else None

    def holds(self, statement: Triple) -> bool:
        """Whether there is a proof."""
        if self._is_asserted(statement):
            return True
        for width, budget in _ATTEMPTS:
            is_whole = self._search(statement, width, budget)
            if statement in self._heights or is_whole:
                break
        return statement in self._heights

    def _search(self, statement: Triple, width: int | None, budget: int | None) -> bool:
        """Look for a proof; return whether everything was looked at."""
        waiting: dict[Triple, list[_Instance]] = {}
        seen, layer, is_whole, depth = {statement}, [statement], True, 0
        # A proof of height n has its steps in the first n layers, so then no lower one is left
        while layer and self._heights.get(statement, depth + 1) > depth:
            depth += 1
            if budget is not None and len(seen) > budget:
                return False
            found: list[_Instance] = []
            for goal in layer:
                some, is_all = self._instances(goal, width)
                is_whole &= is_all
                found += some
            layer = list[Triple]()
            for one in found:
                for premise in one.premises:
                    waiting.setdefault(premise, []).append(one)
                    if premise not in seen and not self._is_asserted(premise):
                        seen.add(premise)
                        if premise not in self._heights:
                            layer.append(premise)
            self._settle(found, waiting)
        return is_whole

    def _settle(self, found: list[_Instance], waiting: dict[Triple, list[_Instance]]) -> None:
        """Bring the heights up to date with the instances found, the lowest first (Knuth 1977)."""
        order = count()
        ready: list[tuple[int, int, _Instance]] = []

        def offer(instance: _Instance) -> None:
            heights = [self._heights.get(premise) for premise in instance.premises]
            if None not in heights:
                height = 1 + max((one for one in heights if one is not None), default=0)
                heappush(ready, (height, next(order), instance))

        for one in found:
            offer(one)
        while ready:
            height, _, one = heappop(ready)
            if height < self._heights.get(one.head, height + 1):
                self._heights[one.head] = height
                self._proven[one.head] = one
                for other in waiting.get(one.head, ()):
                    offer(other)

    def _instances(self, goal: Triple, width: int | None) -> tuple[list[_Instance], bool]:
        """Return instances of rules whose head is the goal, and whether those are all.

        One whose premises are all asserted is enough: there is no lower proof.
        """
        found: list[_Instance] = []
        is_all = True
        for rule in () if is_trivial(goal) else self._rules.concluding(goal):
            bound = rule.head.unify(goal)
            if bound is None:
                continue
            solutions = self._facts.solutions(rule.pattern, [bound])
            for number, solution in enumerate(solutions):
                if number == width:
                    is_all = False
                    break
                premises = tuple(atom.ground(solution) for atom in rule.body)
                one = _Instance(rule, goal, tuple(p for p in premises if p is not None))
                if all(map(self._is_asserted, one.premises)):
                    return [one], True
                if goal not in one.premises:
                    found.append(one)
        return found, is_all

    def _is_asserted(self, statement: Triple) -> bool:
        if statement not in self._graphs:
            self._graphs[statement] = self._facts.asserted_in(statement)
            if self._graphs[statement]:
                self._heights[statement] = 0
        return bool(self._graphs[statement])

    def _proof(self, statement: Triple) -> Proof:
        """Return the proof that the search has found: premises first, each once."""
        made: dict[Triple, Proof] = {}
        pending = [statement]
        while pending:
            goal = pending[-1]
            one = self._proven.get(goal)
            missing = [p for p in one.premises if p not in made] if one else []
            if missing:
                pending += missing
                continue
            pending.pop()
            if one:
                premises = tuple(made[premise] for premise in one.premises)
                height = 1 + max((proof.height for proof in premises), default=0)
                made[goal] = Proof(goal, rule=one.rule, premises=premises, height=height)
            else:
                made[goal] = Proof(goal, self._graphs[goal])
        return made[statement]
