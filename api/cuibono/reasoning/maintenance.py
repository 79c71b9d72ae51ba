"""Keep the graph of inferences in step with what sources say, at the cost of the change.

What a change takes away: each conclusion that rested on it is proven anew, backward, from what is
still asserted. What can be proven stays and nothing behind it is looked at; what cannot goes, and
what rested on it is looked at in turn (the backward and forward search of Motik, Nenov, Piro and
Horrocks 2015, https://doi.org/10.1609/aaai.v29i1.9409). What a change adds is followed up forward.
Rules that deny something come after those that conclude it, level by level.

The result is that of `materialise` (held by `tests/reasoning/test_maintenance.py`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from cuibono.reasoning.explanation import Prover
from cuibono.reasoning.facts import Facts
from cuibono.reasoning.materialisation import materialise
from cuibono.reasoning.propagation import consequences, follow_up, insert, triggered
from cuibono.reasoning.rules import Rules
from cuibono.reasoning.strata import levels
from cuibono.store import Writer
from cuibono.terms import Graph

LARGE = 1_000
FULL_RUN_PAYS = 10
"""A statement costs this many times as much to follow up by itself as in a full run (measured)."""


@dataclass(frozen=True, slots=True)
class Change:
    """What came to hold and what no longer holds, asserted or inferred."""

    added: frozenset[Triple]
    removed: frozenset[Triple]


def replace(writer: Writer, rules: Rules, graphs: Mapping[NamedNode, Iterable[Quad]]) -> Change:
    """Replace graphs of sources and bring the inferences up to date; return what changed.

    The inferences must have been up to date, with the same rules. Everything is inferred anew where
    that is less work, and with blank nodes, which have no names to follow them by.
    """
    new = {name: _normalised(quads) for name, quads in graphs.items()}
    old = {name: _stored(writer, name) for name in graphs}
    touched = [one for said in (*new.values(), *old.values()) for one in said]
    if any(map(_has_blank_node, touched)) or _is_most(writer, len(touched)):
        return _replace_and_recompute(writer, rules, graphs)
    came = {name: new[name] - old[name] for name in graphs}
    facts = Facts(writer)
    before = facts.graphs_of(one for name in graphs for one in came[name] | old[name] - new[name])
    gained = {one for said in came.values() for one in said if not before[one]}
    lost = {
        one
        for name in graphs
        for one in old[name] - new[name]
        if before[one] and not _is_still_said(one, before[one], new)
    }
    facts.unasserted |= lost
    _insert_asserted(writer, came)
    _remove_inferred(writer, {one for said in came.values() for one in said})
    added, removed = _settle(writer, facts, rules, gained, lost)
    writer.replace(graphs)
    _remove_inferred(writer, removed)
    return Change(frozenset(added), frozenset(removed))


def _settle(
    writer: Writer, facts: Facts, rules: Rules, gained: set[Triple], lost: set[Triple]
) -> tuple[set[Triple], set[Triple]]:
    """Bring the inferences up to date, level by level; return what came to hold and what went."""
    added, removed = set(gained), set[Triple]()
    for at_level in levels(rules):
        suspects = [
            *filter(at_level.decide, lost),
            *consequences(facts, at_level, removed, before=True),
            *_denied(facts, at_level, added, before=True),
        ]
        removed |= _take_back(writer, facts, rules, at_level, suspects)
        reborn = _denied(facts, at_level, removed)
        came = follow_up(writer, facts, at_level, added, reborn)
        added |= came - removed
        removed -= came
    return added, removed


def _take_back(
    writer: Writer, facts: Facts, rules: Rules, at_level: Rules, suspects: list[Triple]
) -> set[Triple]:
    """Prove anew what may no longer hold, and what rests on what cannot be; return what went."""
    prover = Prover(facts, rules)
    decided: set[Triple] = set()
    kept: list[Triple] = []
    while suspects:
        one = suspects.pop()
        if one in decided or one in facts.gone:
            continue
        decided.add(one)
        graphs = facts.graphs_of([one])[one]
        if not graphs or facts.asserted_in(one):
            continue
        if prover.holds(one):
            kept += [one] if Graph.INFERRED not in graphs else []
        else:
            facts.gone.add(one)
            suspects += consequences(facts, at_level, [one], before=True)
    insert(writer, kept)
    return decided & facts.gone


def _denied(
    facts: Facts, rules: Rules, changed: Iterable[Triple], *, before: bool = False
) -> Iterator[Triple]:
    """Yield what rules conclude where one of the statements matters to what they deny."""
    for premise, rows in triggered(rules.denying, changed).items():
        pattern = premise.rule.pattern
        known = [{v: row[v] for v in row if v in pattern.variables} for row in rows]
        for solution in facts.solutions(pattern, known, before=before):
            if (head := premise.rule.head.ground(solution)) is not None:
                yield head


def _replace_and_recompute(
    writer: Writer, rules: Rules, graphs: Mapping[NamedNode, Iterable[Quad]]
) -> Change:
    held = _everything(writer)
    writer.replace(graphs)
    materialise(writer, rules)
    holds = _everything(writer)
    return Change(frozenset(holds - held), frozenset(held - holds))


def _is_most(writer: Writer, number: int) -> bool:
    """Whether a change is so large that a full run is cheaper; small ones are not counted."""
    if number <= LARGE:
        return False
    row = writer.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")[0]
    return number * FULL_RUN_PAYS > int(getattr(row["n"], "value", 0))


def _everything(writer: Writer) -> set[Triple]:
    return set(writer.construct("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"))


def _stored(writer: Writer, graph: NamedNode) -> set[Triple]:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
    return set(writer.construct(query))


def _normalised(quads: Iterable[Quad]) -> set[Triple]:
    """Return statements as an engine gives them back: numbers and dates in one form each."""
    engine = ox.Store()
    engine.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return {quad.triple for quad in engine}


def _is_still_said(
    statement: Triple, graphs: tuple[NamedNode, ...], new: Mapping[NamedNode, set[Triple]]
) -> bool:
    """Whether a source that is not replaced, or what replaces one, asserts the statement."""
    return any(graph != Graph.INFERRED and graph not in new for graph in graphs) or any(
        statement in said for said in new.values()
    )


def _has_blank_node(statement: Triple) -> bool:
    return isinstance(statement.subject, BlankNode) or isinstance(statement.object, BlankNode)


def _insert_asserted(writer: Writer, came: Mapping[NamedNode, set[Triple]]) -> None:
    said = [f"GRAPH {name} {{ {_lines(ones)} }}" for name, ones in came.items() if ones]
    if said:
        writer.update(f"INSERT DATA {{ {' '.join(said)} }}")


def _remove_inferred(writer: Writer, statements: set[Triple]) -> None:
    if statements:
        writer.update(f"DELETE DATA {{ GRAPH {Graph.INFERRED} {{ {_lines(statements)} }} }}")


def _lines(statements: Iterable[Triple]) -> str:
    return "\n".join(f"{statement} ." for statement in statements)
