"""Loops of interest: who is behind evidence for a claim and stands to a policy it is used for.

Defined in `docs/analyses/loops.md`.
"""

from collections.abc import Iterator
from typing import Final

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.loops.edges import Edge
from cuibono.analysis.loops.model import Loop, LoopList, LoopStep
from cuibono.analysis.loops.request import LoopRequest, Role
from cuibono.analysis.loops.search import ROLE_KINDS, Found, LoopSearch, spans
from cuibono.analysis.loops.times import agreement
from cuibono.analysis.model import Absence, Thing
from cuibono.analysis.tables import Tables, known_iris

_PROPERTIES: Final = {
    Role.PRODUCER: "producedBy",
    Role.FUNDER: "fundedBy",
    Role.DATA_OWNER: "dataOwner",
}


def loops_of_interest(
    tables: Tables, lookup: Lookup, asked: LoopRequest, claim: str | None = None
) -> LoopList:
    """Return the loops of a claim, given as slug or IRI, or of all claims.

    Raises `NotFoundError` for a claim, an actor or a policy that is not there, and `ParameterError`
    where there are too many loops.
    """
    asked = asked.known(tables)
    subject = known_iris(tables, "claim", [claim], "claim")[0] if claim else None
    search = LoopSearch(tables, asked, subject)
    found = search.loops()
    page = found[asked.offset : asked.offset + asked.limit]
    return LoopList(
        claim=lookup.thing(subject) if subject else None,
        items=tuple(_loop(lookup, one) for one in page),
        total=len(found),
        limit=asked.limit,
        offset=asked.offset,
        withdrawals=tuple(map(lookup.statement, _withdrawals(tables, subject))) if subject else (),
        missing=tuple(_missing(lookup, search, subject)) if subject else (),
        note=None if found else _why_none(search, asked, subject),
    )


def _loop(lookup: Lookup, found: Found) -> Loop:
    return Loop(
        steps=tuple(_step(lookup, edge, found) for edge in found.path),
        ties=len(found.ties),
        through_other_policies=len(found.policies) > 1,
        times=found.times,
    )


def _step(lookup: Lookup, edge: Edge, loop: Found) -> LoopStep:
    return LoopStep(
        source=lookup.thing(edge.source),
        kind=edge.kind,
        target=lookup.thing(edge.target),
        statements=tuple(lookup.statement(row["statement"]) for row in edge.rows),
        roles=_things(lookup, edge, "role"),
        said_by=_things(lookup, edge, "said_by"),
        times=agreement([spans(edge)], loop.acts) if edge in loop.lasting else None,
        inferred_by_reader=all(row["inferred"] for row in edge.rows),
        withdrawn=all(row["withdrawn"] for row in edge.rows),
    )


def _things(lookup: Lookup, edge: Edge, column: str) -> tuple[Thing, ...]:
    named = dict.fromkeys(row[column] for row in edge.rows if row[column])
    return tuple(map(lookup.thing, named))


def _withdrawals(tables: Tables, claim: str) -> list[str]:
    rows = tables.rows(
        "SELECT DISTINCT utterance FROM utterances "
        "WHERE claim = :claim AND stance = 'withdrawn' ORDER BY utterance",
        {"claim": claim},
    )
    return [row["utterance"] for row in rows]


def _missing(lookup: Lookup, search: LoopSearch, claim: str) -> Iterator[Absence]:
    """Yield what a loop would need and is not on record, each with what is known of that."""
    if not search.evidence:
        yield lookup.absence(claim, "supportedBy", what="evidence that supports the claim")
    if not search.uses:
        yield lookup.absence(claim, "serves", what="use of the claim for a policy")
    for evidence in map(lookup.thing, sorted(search.evidence)):
        named = {edge.kind for edge in search.edges.of("behind", evidence.iri)}
        for role, prop in _PROPERTIES.items():
            if ROLE_KINDS[role] not in named and evidence.type != "Figure":
                what = f"{role.replace('-', ' ')} of {evidence.label}"
                yield lookup.absence(evidence.iri, prop, what=what)
    for policy in map(lookup.thing, sorted(search.uses)):
        if not lookup.ask("trace/promotions", policy=policy.iri):
            yield lookup.absence(policy.iri, "promotedBy", what=f"promoter of {policy.label}")
        if not lookup.ask("trace/gains", policy=policy.iri):
            yield lookup.absence(policy.iri, "assessedItem", what=f"gain from {policy.label}")


def _why_none(search: LoopSearch, asked: LoopRequest, claim: str | None) -> str:
    conditions = asked.model_dump(exclude_defaults=True, exclude={"limit", "offset", "steps"})
    under = f" under these conditions ({', '.join(sorted(conditions))})" if conditions else ""
    if claim is None:
        return f"No claim has a loop of interest on record{under}."
    if not search.evidence:
        return f"No evidence on record supports the claim{under}, so no loop can start."
    if not search.uses:
        return f"The claim is used for no policy on record{under}, so no loop can close."
    if not search.actors:
        return f"Nobody is named behind the evidence for the claim{under}."
    return (
        f"Nobody behind the evidence for the claim, or tied to them by at most {asked.steps} "
        f"{'tie' if asked.steps == 1 else 'ties'}, is on record as promoting, gaining from or "
        f"having an interest in a policy that the claim is used for{under}."
    )
