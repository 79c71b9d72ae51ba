"""Run rules inside a store until nothing new follows; what follows stands in its own graph.

The rules are run level by level and group by group, each after what it reads (`strata`), all rules
of one head in one update; what does not read its own conclusions runs once. Everything is SPARQL
1.1 Update, so that it runs in any store.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from cuibono.reasoning.facts import denial, where
from cuibono.reasoning.propagation import propagate
from cuibono.reasoning.rules import SAME_AS, Atom, Rule, Rules
from cuibono.reasoning.strata import is_recursive, levels, may_meet, strata
from cuibono.store import Matching, Writer
from cuibono.terms import Graph


@dataclass(frozen=True, slots=True)
class Materialisation:
    """What a run did: the number of updates, and of statements now inferred."""

    runs: int
    inferred: int


def materialise(writer: Writer, rules: Rules) -> Materialisation:
    """Recompute the graph of inferences from everything asserted; return what was done.

    It ends because the rules make no new terms.
    """
    writer.update(f"CLEAR SILENT GRAPH {Graph.INFERRED}")
    runs, present = 0, _Present(writer)
    for at_level in levels(rules):
        for group in strata(at_level):
            runs += _run_group(writer, group, present)
        # Seldom is anything the same as another: what follows then is followed up by itself
        propagate(writer, at_level, writer.construct(_WHAT_IS_THE_SAME))
    return Materialisation(runs, _count(writer))


_WHAT_IS_THE_SAME = (
    f"CONSTRUCT {{ ?x {SAME_AS} ?y }} WHERE {{ GRAPH ?g {{ ?x {SAME_AS} ?y }} FILTER(?x != ?y) }}"
)


def _run_group(writer: Writer, group: Sequence[Rule], present: "_Present") -> int:
    """Run rules until none of them has anything new to say; return the number of updates."""
    active = [rule for rule in group if present.may_all(rule.body)]
    if not is_recursive(group):
        by_head = _by_head(active)
        for rules in by_head.values():
            writer.update(_insertion(rules))
        return len(by_head)
    runs, by_head, pending = 0, _by_head(group), list(_by_head(active))
    while pending:
        head = pending.pop(0)
        if writer.ask(f"{_prologue(by_head[head])} ASK {{ {_new(by_head[head])} }}"):
            runs += 1
            writer.update(_insertion(by_head[head]))
            for other, rules in by_head.items():
                if other not in pending and any(_reads(rule, head) for rule in rules):
                    pending.append(other)
    return runs


def _by_head(rules: Iterable[Rule]) -> dict[Atom, list[Rule]]:
    found: dict[Atom, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.head, []).append(rule)
    return found


def _reads(rule: Rule, head: Atom) -> bool:
    return any(may_meet(atom.key, head.key) for atom in rule.body)


class _Present:
    """Which atoms have statements, where that is cheap to know: what there is once, stays."""

    def __init__(self, writer: Writer) -> None:
        self._matcher = writer if isinstance(writer, Matching) else None
        self._seen: set[tuple[object, ...]] = set()

    def may_all(self, atoms: Iterable[Atom]) -> bool:
        """Whether each atom has a statement; True where it is not known."""
        return self._matcher is None or all(map(self._has, atoms))

    def _has(self, atom: Atom) -> bool:
        assert self._matcher
        known = tuple(None if isinstance(place, str) else place for place in atom.places)
        subject, predicate, value = known
        assert isinstance(predicate, NamedNode | None)
        if known not in self._seen and next(self._matcher.match(subject, predicate, value), None):
            self._seen.add(known)
        return known in self._seen


def _insertion(rules: Sequence[Rule]) -> str:
    return (
        f"{_prologue(rules)} INSERT {{ GRAPH {Graph.INFERRED} {{ {rules[0].head} }} }} "
        f"WHERE {{ {_new(rules)} }}"
    )


def _new(rules: Sequence[Rule]) -> str:
    """Return the pattern of the new conclusions of rules that have the same head.

    MINUS reads what is known once for all solutions, where NOT EXISTS would ask for each; DISTINCT,
    since writing a conclusion costs more than finding it.
    """
    head = rules[0].head
    bodies = [f"{{ {where(rule.pattern)} {denial(rule.pattern)} }}" for rule in rules]
    found = (
        f"SELECT DISTINCT {' '.join(head.variables) or '*'} WHERE {{ {' UNION '.join(bodies)} }}"
    )
    operator = "MINUS" if head.variables else "FILTER NOT EXISTS"
    known = f"{operator} {{ GRAPH ?_h {{ {head} }} }}"
    is_literal = f"FILTER(!isLiteral({head.subject}))" if isinstance(head.subject, str) else ""
    return " ".join([f"{{ {found} }}", known, is_literal])


def _prologue(rules: Iterable[Rule]) -> str:
    return " ".join(dict.fromkeys(rule.pattern.prologue for rule in rules))


def _count(writer: Writer) -> int:
    query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH {Graph.INFERRED} {{ ?s ?p ?o }} }}"
    return int(str(getattr(writer.select(query)[0]["n"], "value", 0)))
