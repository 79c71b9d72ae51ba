"""What follows from new statements: rules run from them alone, not over the whole graph.

Semi-naive evaluation (Bancilhon 1986): in each round a rule runs only with a statement of the round
before as one of its premises.
"""

from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import Triple

from cuibono.reasoning.facts import Facts
from cuibono.reasoning.rules import Bindings, Premise, Rules, is_trivial
from cuibono.store import Writer
from cuibono.terms import Graph


def propagate(writer: Writer, rules: Rules, new: Iterable[Triple]) -> set[Triple]:
    """Infer what follows from statements that are in the store; return what was added."""
    return follow_up(writer, Facts(writer), rules, set(new))


def follow_up(
    writer: Writer,
    facts: Facts,
    rules: Rules,
    new: Iterable[Triple],
    first: Iterable[Triple] = (),
) -> set[Triple]:
    """Infer what follows from `new`; `first` are conclusions known already, to be added too."""
    added: set[Triple] = set()
    conclusions: Iterable[Triple] = first
    round_ = list(new)
    while True:
        fresh = _unknown(facts, [*conclusions, *consequences(facts, rules, round_)])
        if not fresh:
            return added
        insert(writer, fresh)
        facts.gone -= fresh
        added |= fresh
        conclusions, round_ = (), list(fresh)


def insert(writer: Writer, statements: Iterable[Triple]) -> None:
    """Add statements to the graph of inferences."""
    lines = "\n".join(f"{statement} ." for statement in statements)
    if lines:
        writer.update(f"INSERT DATA {{ GRAPH {Graph.INFERRED} {{\n{lines}\n}} }}")


def consequences(
    facts: Facts, rules: Rules, statements: Iterable[Triple], *, before: bool = False
) -> Iterator[Triple]:
    """Yield what rules conclude with one of the statements as a premise.

    `before` also takes what is gone for true, and does not look at what rules deny.
    """
    for premise, rows in triggered(rules.reading, statements).items():
        pattern = premise.rule.pattern
        for solution in facts.solutions(pattern, rows, known=premise.atom, before=before):
            head = premise.rule.head.ground(solution)
            if head is not None and not is_trivial(head) and rules.decide(head):
                yield head


def triggered(
    reading: Callable[[Triple], Iterable[Premise]], statements: Iterable[Triple]
) -> dict[Premise, list[Bindings]]:
    """Return, for each atom of a rule, the bindings that make it one of the statements."""
    found: dict[Premise, list[Bindings]] = {}
    for statement in statements:
        for premise in reading(statement):
            bindings = premise.atom.unify(statement)
            if bindings is not None:
                found.setdefault(premise, []).append(bindings)
    return found


def _unknown(facts: Facts, statements: Iterable[Triple]) -> set[Triple]:
    """Return those that do not stand in the store, or are being taken back."""
    wanted = set(statements)
    known = facts.graphs_of(wanted)
    return {one for one in wanted if not known[one] or one in facts.gone}
