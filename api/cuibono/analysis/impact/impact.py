"""Impact: what loses its support, its passage or its ties when something is set aside."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from cuibono.analysis.argument import ArgumentGraph
from cuibono.analysis.impact.losses import Loss, Lost, losses
from cuibono.analysis.impact.model import (
    FallenEvidence,
    Impact,
    NetworkImpact,
    PolicyImpact,
    PolicyUse,
    SetAside,
    SupportLoss,
    VanishingTie,
)
from cuibono.analysis.impact.setting_aside import Fallen, superseded, uses, what_falls
from cuibono.analysis.impact.ties import NETWORKS, vanishing_ties
from cuibono.analysis.independence import Piece
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.networks import NetworkParameters
from cuibono.analysis.tables import Tables
from cuibono.analysis.trace_model import Direction
from cuibono.errors import ParameterError
from cuibono.terms import STATEMENTS, kind_and_slug

KINDS: Final = ("evidence", "document", "actor", *sorted(STATEMENTS))
"""The kinds of things that can be set aside."""


def impact(
    tables: Tables,
    lookup: Lookup,
    without: Iterable[str] = (),
    *,
    withdrawn: bool | None = None,
    networks: bool = True,
) -> Impact:
    """Return what depends on the things with these IRIs; `docs/analyses/impact.md` defines it.

    `withdrawn` sets aside what sources take back or replace, too; left open, where nothing else is
    asked for. With `networks` the statement table has to be there (`define_statements`). Raises
    `NotFoundError` for what is not on record, `ParameterError` for what cannot be set aside.
    """
    asked = list(dict.fromkeys(without))
    aside = [_asked(lookup, iri) for iri in asked]
    if withdrawn or (withdrawn is None and not asked):
        aside += _superseded(tables, lookup)
    graph = tables.once(ArgumentGraph.read)
    names = {one.thing.iri for one in aside}
    fallen = what_falls(tables, graph, names)
    lost = losses(graph, fallen.nodes)
    policies = _policies(tables, lookup, graph, fallen, lost)
    wanted = NETWORKS if networks and names else ()
    ties = tuple(_network(tables, lookup, one, fallen, names) for one in wanted)
    depends = lost or policies or fallen.without_passage or fallen.unasserted
    return Impact(
        set_aside=tuple(aside),
        evidence=tuple(
            FallenEvidence(
                evidence=lookup.thing(piece), cause=cause, statement=lookup.statement(piece)
            )
            for piece, cause in fallen.evidence.items()
        ),
        statements=tuple(iri for iri in fallen.others if _kind(iri) in STATEMENTS),
        losses=tuple(_loss(lookup, one) for one in lost),
        without_passage=tuple(sorted(fallen.without_passage)),
        unasserted=tuple(map(lookup.thing, fallen.unasserted)),
        policies=policies,
        networks=ties,
        note=_note(aside, depends or any(one.ties for one in ties)),
        snapshot=lookup.snapshot.id,
    )


def _kind(iri: str) -> str:
    return (kind_and_slug(iri) or ("", ""))[0]


def _asked(lookup: Lookup, iri: str) -> SetAside:
    if _kind(iri) not in KINDS:
        raise ParameterError(
            f"<{iri}> cannot be set aside; evidence, documents, actors and statements can",
            parameter="without",
        )
    return SetAside(thing=lookup.require(iri), reason="asked", statement=None)


def _superseded(tables: Tables, lookup: Lookup) -> list[SetAside]:
    return [
        SetAside(
            thing=lookup.thing(row["node"]),
            reason=row["reason"],
            statement=lookup.statement(row["stated_by"]),
        )
        for row in superseded(tables)
        if _kind(row["node"]) in KINDS
    ]


def _loss(lookup: Lookup, lost: Lost) -> SupportLoss:
    gone = sorted(lost.before.pieces.keys() - lost.after.pieces.keys())
    return SupportLoss(
        node=lookup.thing(lost.node),
        loss=lost.loss,
        sources_before=lost.before.number,
        independent_before=lost.before.independent,
        sources_after=lost.after.number,
        independent_after=lost.after.independent,
        sources=tuple(
            map(lookup.thing, sorted(lost.before.cited_by.keys() - lost.after.cited_by.keys()))
        ),
        pieces=tuple(
            Piece(
                evidence=lookup.thing(piece),
                path=tuple(lookup.statement(line.link) for line in lost.before.pieces[piece]),
            )
            for piece in gone
        ),
    )


def _policies(
    tables: Tables, lookup: Lookup, graph: ArgumentGraph, fallen: Fallen, lost: Sequence[Lost]
) -> tuple[PolicyImpact, ...]:
    """Return the policies for which a claim is used that loses its support, or whose use falls."""
    loss = {one.node: one.loss for one in lost if one.loss is not Loss.SOME}
    by_policy: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in uses(tables):
        by_policy[row["policy"]].append((row["claim"], row["link"]))
    left = graph.without(fallen.nodes)
    found: list[PolicyImpact] = []
    for policy, pairs in by_policy.items():
        hit = [(claim, link) for claim, link in pairs if claim in loss or link in fallen.others]
        stays = {claim for claim, link in pairs if link not in fallen.others}
        if hit:
            found.append(
                PolicyImpact(
                    policy=lookup.thing(policy),
                    uses=tuple(
                        PolicyUse(
                            statement=lookup.statement(link),
                            claim=lookup.thing(claim),
                            loss=loss.get(claim),
                            use_falls=link in fallen.others,
                        )
                        for claim, link in hit
                    ),
                    supported_before=_supported(graph, {claim for claim, _ in pairs}),
                    supported_after=_supported(left, stays),
                )
            )
    return tuple(found)


def _supported(graph: ArgumentGraph, claims: Iterable[str]) -> int:
    return sum(bool(graph.grounds(claim, Direction.SUPPORTS)) for claim in claims)


def _network(
    tables: Tables,
    lookup: Lookup,
    parameters: NetworkParameters,
    fallen: Fallen,
    aside: set[str],
) -> NetworkImpact:
    note = None
    try:
        ties = vanishing_ties(tables, parameters, fallen.nodes, aside)
    except ParameterError as fault:
        ties, note = (), fault.detail
    return NetworkImpact(
        kind=parameters.kind,
        concept=parameters.concept_kind,
        ties=tuple(
            VanishingTie(
                source=lookup.thing(tie.source),
                target=lookup.thing(tie.target),
                weight=tie.weight,
                statements=tuple(
                    dict.fromkeys(
                        statement
                        for ground in tie.grounds
                        for statement in (*ground.source_statements, *ground.target_statements)
                    )
                ),
            )
            for tie in ties
        ),
        note=note,
    )


def _note(aside: Sequence[SetAside], depends: object) -> str | None:
    if not aside:
        return "Nothing is on record as withdrawn, retracted or replaced; name what to set aside."
    return None if depends else "Nothing on record depends on what is set aside."
