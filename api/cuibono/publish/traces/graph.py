"""A trace as nodes and edges: what drawings and network files show."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from cuibono.analysis.model import Statement, Thing
from cuibono.analysis.trace_model import (
    Argument,
    Evidence,
    Limitation,
    Role,
    Tie,
    Trace,
    Use,
    Utterance,
)

_STANCES: Final = {
    "Assertion": "asserts",
    "Denial": "denies",
    "Attribution": "passes on",
    "Withdrawal": "takes back",
}
_ROLES: Final = {"producer": "produced", "data owner": "owns the data of", "funder": "paid for"}


@dataclass(frozen=True, slots=True)
class Edge:
    """What one statement says of two things: `source kind target` reads as a sentence."""

    source: str
    target: str
    kind: str
    statement: Statement
    says: str = ""
    """Who says so, where it is an assessment or an argument."""
    document: str = ""


@dataclass(slots=True)
class TraceGraph:
    """The things of a trace, nearest to the claim first, and the statements between them."""

    nodes: dict[str, Thing] = field(default_factory=dict[str, Thing])
    edges: dict[tuple[str, str, str, str], Edge] = field(
        default_factory=dict[tuple[str, str, str, str], Edge]
    )

    def add(
        self,
        source: Thing,
        kind: str,
        target: Thing,
        statement: Statement,
        *,
        says: Iterable[Thing] = (),
        document: Thing | None = None,
    ) -> None:
        """Add a statement with its two ends."""
        self.nodes.setdefault(target.iri, target)
        self.nodes.setdefault(source.iri, source)
        key = (source.iri, target.iri, kind, statement.iri)
        said = ", ".join(thing.label for thing in says)
        where = document.label if document else ""
        self.edges.setdefault(key, Edge(source.iri, target.iri, kind, statement, said, where))


def trace_graph(trace: Trace, depth: int = sys.maxsize) -> TraceGraph:
    """Return the graph of a trace, so many arguments deep."""
    graph = TraceGraph({trace.claim.iri: trace.claim})
    _add_utterances(graph, trace.claim, trace.utterances)
    _add_arguments(graph, trace.claim, trace.arguments, depth)
    for use in trace.uses:
        _add_use(graph, trace.claim, use)
    return graph


def _add_utterances(graph: TraceGraph, claim: Thing, utterances: tuple[Utterance, ...]) -> None:
    for one in utterances:
        kind = _STANCES.get(one.statement.type, one.statement.type)
        for speaker in one.speakers:
            graph.add(speaker, kind, claim, one.statement, document=one.document)
            for reported in one.reported:
                graph.add(speaker, "passes on from", reported, one.statement)


def _add_arguments(
    graph: TraceGraph, claim: Thing, arguments: tuple[Argument, ...], depth: int
) -> None:
    if not depth:
        return
    for one in arguments:
        graph.add(one.source, str(one.direction), claim, one.statement, says=one.drawn_by)
        _add_utterances(graph, one.source, one.said_by)
        if one.evidence:
            _add_evidence(graph, one.evidence)
        if one.limitation:
            _add_limitation(graph, one.limitation)
    for one in arguments:
        _add_arguments(graph, one.source, one.arguments, depth - 1)


def _add_evidence(graph: TraceGraph, evidence: Evidence) -> None:
    for role in evidence.roles:
        _add_role(graph, evidence.thing, role)
    for document in evidence.documents:
        graph.add(evidence.thing, "is reported in", document, evidence.statement)
    for limitation in evidence.limitations:
        graph.add(limitation.thing, "limits", evidence.thing, limitation.statement)
        _add_limitation(graph, limitation)
    for figure in evidence.figures:
        graph.add(figure.thing, "is part of", evidence.thing, figure.statement)
    for root in evidence.rests_on:
        graph.add(evidence.thing, "rests on", root.thing, evidence.statement)
        _add_evidence(graph, root)
    for thing in evidence.rests_on_elsewhere:
        graph.add(evidence.thing, "rests on", thing, evidence.statement)


def _add_limitation(graph: TraceGraph, limitation: Limitation) -> None:
    for actor in limitation.stated_by:
        graph.add(actor, "states", limitation.thing, limitation.statement)


def _add_role(graph: TraceGraph, evidence: Thing, role: Role) -> None:
    for backer in role.actors:
        graph.add(backer.actor, _ROLES[role.role], evidence, backer.statement)
        for tie in backer.ties:
            _add_tie(graph, backer.actor, tie)


def _add_tie(graph: TraceGraph, actor: Thing, tie: Tie) -> None:
    if tie.through and tie.further:
        belongs = tie.kind.partition(" a promoter")[0]
        graph.add(actor, belongs, tie.through, tie.statement)
        graph.add(tie.through, "promotes", tie.policy, tie.further, document=tie.document)
        return
    kind = tie.kind + {"has an interest": " in"}.get(tie.kind, " from" if tie.assessor else "")
    says = (tie.assessor,) if tie.assessor else ()
    graph.add(actor, kind, tie.policy, tie.statement, says=says, document=tie.document)


def _add_use(graph: TraceGraph, claim: Thing, use: Use) -> None:
    graph.add(claim, "is used for", use.policy, use.statement, says=use.used_by)
    for advance in use.advances:
        kind = "is part of" if advance.statement.type == "Composition" else "serves"
        graph.add(advance.item, kind, advance.policy, advance.statement)
    for promotion in use.promotions:
        document = next(iter(promotion.documents), None)
        graph.add(
            promotion.actor, "promotes", promotion.policy, promotion.statement, document=document
        )
    for gain in use.gains:
        kind = f"is said to {gain.verb} from"
        graph.add(gain.actor, kind, gain.policy, gain.statement, says=(gain.assessor,))
