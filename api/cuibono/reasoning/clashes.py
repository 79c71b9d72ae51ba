"""What cannot all be true: statements that together break an axiom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Triple

from cuibono.reasoning.facts import Facts
from cuibono.reasoning.rules import Atom, Bindings, Check, Key, Rules, keys_of
from cuibono.store import Queryable

LARGEST = 1_000
"""How many clashes are looked for at most."""

MANY = 2_000
"""Of so many new statements the clashes are looked for in the whole graph."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A check of OWL 2 RL that a graph does not stand, and the statements that clash."""

    check: Check
    statements: tuple[Triple, ...]


def find_clashes(
    source: Queryable, rules: Rules, among: Iterable[Triple] | None = None
) -> list[Clash]:
    """Return the clashes in a graph whose inferences are up to date, `LARGEST` at most.

    With `among`, only those that one of these statements has a part in, at the cost of these.
    """
    facts = Facts(source)
    wanted = None if among is None else set(among)
    # Many are looked for by looking for all
    given = _by_key(wanted) if wanted is not None and len(wanted) <= MANY else None
    found: dict[frozenset[Triple], Clash] = {}
    for check in rules.checks:
        for known, rows in _starts(check, given):
            for solution in facts.solutions(check.pattern, rows, known=known):
                clash = _clash(check, solution)
                if wanted is not None and wanted.isdisjoint(clash.statements):
                    continue
                found.setdefault(frozenset(clash.statements), clash)
                if len(found) >= LARGEST:
                    return list(found.values())
    return list(found.values())


def _starts(
    check: Check, among: Mapping[Key, Sequence[Triple]] | None
) -> Iterator[tuple[Atom | None, list[Bindings]]]:
    """Yield the bindings to start from: none, or those that make an atom one of the statements."""
    if among is None:
        yield None, [{}]
        return
    for atom in check.pattern.atoms:
        rows = [row for row in map(atom.unify, among.get(atom.key, ())) if row is not None]
        if rows:
            yield atom, list(rows)


def _by_key(statements: Iterable[Triple]) -> dict[Key, list[Triple]]:
    found: dict[Key, list[Triple]] = {}
    for statement in statements:
        for key in keys_of(statement):
            found.setdefault(key, []).append(statement)
    return found


def _clash(check: Check, solution: Bindings) -> Clash:
    statements = [atom.ground(solution) for atom in check.pattern.atoms]
    return Clash(check, tuple(one for one in dict.fromkeys(statements) if one is not None))
