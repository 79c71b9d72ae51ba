"""Run rules inside a store until nothing new follows; what follows stands in its own graph."""

from collections.abc import Sequence
from dataclasses import dataclass

from cuibono.reasoning.rules import Atom, Rule
from cuibono.store import Writer
from cuibono.terms import Graph


@dataclass(frozen=True, slots=True)
class Materialisation:
    """What a run did: its rounds, and the number of statements now inferred."""

    rounds: int
    inferred: int


def materialise(writer: Writer, rules: Sequence[Rule]) -> Materialisation:
    """Recompute the graph of inferences from everything asserted; return what was done.

    A rule runs again only when a rule before it has added statements that its body reads. It ends
    because the rules make no new terms.
    """
    writer.update(f"CLEAR SILENT GRAPH {Graph.INFERRED}")
    pending = list(rules)
    rounds = 0
    while pending:
        rounds += 1
        added = {rule.head.predicate for rule in pending if _apply(writer, rule)}
        pending = [rule for rule in rules if any(atom.predicate in added for atom in rule.body)]
    return Materialisation(rounds, _count(writer))


def _apply(writer: Writer, rule: Rule) -> bool:
    """Add what follows from one rule; return whether anything new did."""
    where = _where(rule)
    if not writer.ask(f"ASK {{ {where} }}"):
        return False
    writer.update(f"INSERT {{ GRAPH {Graph.INFERRED} {{ {rule.head} }} }} WHERE {{ {where} }}")
    return True


def _where(rule: Rule) -> str:
    """Return the pattern of a rule's new conclusions.

    Each atom may hold in any named graph; this is spelt out, since stores differ in what their
    default graph is.
    """
    body = " ".join(f"GRAPH ?g{i} {{ {atom} }}" for i, atom in enumerate(rule.body))
    known = f"FILTER NOT EXISTS {{ GRAPH ?h {{ {rule.head} }} }}"
    return f"{body} {known} {_no_literal_subject(rule.head)}"


def _no_literal_subject(head: Atom) -> str:
    return f"FILTER(!isLiteral({head.subject}))" if isinstance(head.subject, str) else ""


def _count(writer: Writer) -> int:
    query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH {Graph.INFERRED} {{ ?s ?p ?o }} }}"
    return int(str(getattr(writer.select(query)[0]["n"], "value", 0)))
