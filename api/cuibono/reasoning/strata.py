"""The order of rules: each after the rules that its body reads, or together with them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from cuibono.errors import DataError
from cuibono.reasoning.rules import ANY, SAME_AS, Atom, Key, Rule, Rules


def may_meet(one: Key, other: Key) -> bool:
    """Whether a statement can have both keys. What speaks of anything is not looked at here."""
    return (
        one[0] is not None
        and one[0] == other[0]
        and (one[1] is None or other[1] is None or one[1] == other[1])
    )


def is_replacement(rule: Rule) -> bool:
    """Whether a rule is about every predicate alike, as those of `owl:sameAs` are."""
    return rule.head.key == ANY


def strata(rules: Iterable[Rule]) -> list[tuple[Rule, ...]]:
    """Return the rules in groups: each group reads only itself and the groups before it.

    The groups are the strongly connected components of what reads what (Tarjan 1972); rules about
    every predicate are left out.
    """
    ordinary = [rule for rule in rules if not is_replacement(rule)]
    producers = _Producers(ordinary)
    groups: list[tuple[Rule, ...]] = []
    index: dict[Rule, int] = {}
    low: dict[Rule, int] = {}
    open_: list[Rule] = []
    for root in ordinary:
        if root in index:
            continue
        # A recursion of its own: chains of rules may be longer than Python's stack
        work: list[tuple[Rule, Iterator[Rule]]] = []
        _enter(root, index, low, open_, work, producers)
        while work:
            rule, rest = work[-1]
            for other in rest:
                if other not in index:
                    _enter(other, index, low, open_, work, producers)
                    break
                if other in open_:
                    low[rule] = min(low[rule], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[rule])
                if low[rule] == index[rule]:
                    cut = open_.index(rule)
                    groups.append(tuple(open_[cut:]))
                    del open_[cut:]
    return groups


def _enter(
    rule: Rule,
    index: dict[Rule, int],
    low: dict[Rule, int],
    open_: list[Rule],
    work: list[tuple[Rule, Iterator[Rule]]],
    producers: "_Producers",
) -> None:
    index[rule] = low[rule] = len(index)
    open_.append(rule)
    atoms = [*rule.body, *(atom for group in rule.pattern.unless for atom in group)]
    work.append((rule, iter(producers.of(atoms))))


def is_recursive(group: Sequence[Rule]) -> bool:
    """Whether a group reads what it concludes."""
    heads = [rule.head.key for rule in group]
    return len(group) > 1 or any(may_meet(atom.key, heads[0]) for atom in group[0].body)


@lru_cache(maxsize=8)
def levels(rules: Rules) -> tuple[Rules, ...]:
    """Return the rules by level: what a rule denies is concluded at lower levels only.

    Rules about every predicate are on each level. Raises `DataError` where a rule denies, directly
    or through others, what it concludes itself: such rules have no one meaning.
    """
    ordinary = [rule for rule in rules if not is_replacement(rule)]
    level = dict.fromkeys(ordinary, 0)
    producers = _Producers(ordinary)
    changed = True
    while changed:
        changed = False
        # What is the same has all in common: nothing is settled before it is known what is
        same = max((n for rule, n in level.items() if rule.head.predicate == SAME_AS), default=0)
        for rule in ordinary:
            below = [level[other] for other in producers.of(rule.body)]
            denied = [
                level[other] + 1 for group in rule.pattern.unless for other in producers.of(group)
            ]
            beside = [level[other] for other in producers.meeting(rule.head.key)]
            # What is denied may also come of things being the same
            wanted = max([same + bool(rule.pattern.unless), *below, *denied, *beside])
            if wanted > len(ordinary):
                raise DataError(
                    f"rule {rule.name} denies what it concludes, directly or through other rules"
                )
            if wanted > level[rule]:
                level[rule], changed = wanted, True
    everywhere = [rule for rule in rules if is_replacement(rule)]
    keys = {rule.head.key: number for rule, number in level.items()}
    return tuple(
        Rules((*(rule for rule in ordinary if level[rule] == number), *everywhere)).deciding(
            frozenset(key for key, other in keys.items() if other != number), rest=number == 0
        )
        for number in range(max(level.values(), default=0) + 1)
    )


class _Producers:
    """Which rules conclude what an atom reads."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_key: dict[Key, list[Rule]] = {}
        self._by_predicate: dict[object, list[Rule]] = {}
        for rule in rules:
            key = rule.head.key
            self._by_key.setdefault(key, []).append(rule)
            self._by_predicate.setdefault(key[0], []).append(rule)

    def of(self, atoms: Iterable[Atom]) -> list[Rule]:
        return [rule for atom in atoms for rule in self.meeting(atom.key)]

    def meeting(self, key: Key) -> list[Rule]:
        """Return the rules whose head may speak of the same."""
        predicate, class_ = key
        if predicate is None:
            return []
        if class_ is None:
            return self._by_predicate.get(predicate, [])
        return [*self._by_key.get(key, ()), *self._by_key.get((predicate, None), ())]
