"""Run rules inside a store until nothing new follows; what follows stands in its own graph.

The rules are run level by level and group by group, each after what it reads (`strata`): a rule
that does not read its own conclusions runs once. Everything is SPARQL 1.1 Update, so that it runs
in any store.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cuibono.reasoning.facts import denial, where
from cuibono.reasoning.propagation import propagate
from cuibono.reasoning.rules import SAME_AS, Atom, Rule, Rules
from cuibono.reasoning.strata import is_recursive, levels, may_meet, strata
from cuibono.store import Matching, Writer
from cuibono.terms import Graph


@dataclass(frozen=True, slots=True)
class Materialisation:
    """What a run did: how often a rule was run, and the number of statements now inferred."""

    runs: int
    inferred: int


def materialise(writer: Writer, rules: Rules) -> Materialisation:
    """Recompute the graph of inferences from everything asserted; return what was done.

    It ends because the rules make no new terms.
    """
    writer.update(f"CLEAR SILENT GRAPH {Graph.INFERRED}")
    runs = 0
    for at_level in levels(rules):
        for group in strata(at_level):
            runs += _run_group(writer, group)
        # Seldom is anything the same as another: what follows then is followed up by itself
        propagate(writer, at_level, writer.construct(_WHAT_IS_THE_SAME))
    return Materialisation(runs, _count(writer))


_WHAT_IS_THE_SAME = (
    f"CONSTRUCT {{ ?x {SAME_AS} ?y }} WHERE {{ GRAPH ?g {{ ?x {SAME_AS} ?y }} FILTER(?x != ?y) }}"
)


def _run_group(writer: Writer, group: Sequence[Rule]) -> int:
    """Run rules until none of them has anything new to say; return the number of runs."""
    runs = 0
    pending = [rule for rule in group if not _is_idle(writer, rule)]
    if not is_recursive(group):
        for rule in pending:
            writer.update(_insertion(rule))
        return len(pending)
    while pending:
        rule = pending.pop(0)
        if writer.ask(f"ASK {{ {_new(rule)} }}"):
            runs += 1
            writer.update(_insertion(rule))
            for other in group:
                if other not in pending and _reads(other, rule.head):
                    pending.append(other)
    return runs


def _reads(rule: Rule, head: Atom) -> bool:
    return any(may_meet(atom.key, head.key) for atom in rule.body)


def _is_idle(writer: Writer, rule: Rule) -> bool:
    """Whether an atom of the body has no statement, where that is cheap to know."""
    if not isinstance(writer, Matching):
        return False
    return any(
        next(writer.match(*_constants(atom)), None) is None  # type: ignore[arg-type]
        for atom in rule.body
    )


def _constants(atom: Atom) -> list[object]:
    return [None if isinstance(place, str) else place for place in atom.places]


def _insertion(rule: Rule) -> str:
    return (
        f"{rule.pattern.prologue} INSERT {{ GRAPH {Graph.INFERRED} {{ {rule.head} }} }} "
        f"WHERE {{ {_new(rule)} }}"
    )


def _new(rule: Rule) -> str:
    """Return the pattern of a rule's new conclusions.

    MINUS reads what is known once for all solutions, where NOT EXISTS would ask for each.
    """
    head = rule.head
    operator = "MINUS" if head.variables else "FILTER NOT EXISTS"
    known = f"{operator} {{ GRAPH ?_h {{ {head} }} }}"
    parts = [where(rule.pattern), known, denial(rule.pattern)]
    if isinstance(head.subject, str):
        parts.append(f"FILTER(!isLiteral({head.subject}))")
    return " ".join(part for part in parts if part)


def _count(writer: Writer) -> int:
    query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH {Graph.INFERRED} {{ ?s ?p ?o }} }}"
    return int(str(getattr(writer.select(query)[0]["n"], "value", 0)))
