"""Utterances, promotions, gains and memberships as profiles list them."""

from collections.abc import Sequence

from cuibono.analysis.lookup import Lookup, grouped, iri_in, text_in
from cuibono.analysis.model import Thing
from cuibono.analysis.profile_model import Membership, PolicyUse, Saying, Stake
from cuibono.analysis.trace_model import Gain, Promotion
from cuibono.store import Row


def sayings(
    lookup: Lookup,
    rows: Sequence[Row],
    *,
    speaker: Thing | None = None,
    document: Thing | None = None,
) -> tuple[Saying, ...]:
    """Return the utterances in rows; `speaker` or `document` is what all of them share."""
    return tuple(
        Saying(
            statement=lookup.statement(utterance),
            stance=text_in(members[0], "stance") or "",
            claim=lookup.thing(iri_in(members[0], "claim") or ""),
            speakers=(speaker,) if speaker else lookup.things(members, "speaker"),
            document=document or lookup.first(members, "document"),
            date=text_in(members[0], "date"),
            modality=lookup.first(members, "modality"),
            reported=lookup.things(members, "reported"),
            document_was_read=text_in(members[0], "documentWasRead") == "true",
        )
        for utterance, members in grouped(rows, "utterance").items()
    )


def promotions(
    lookup: Lookup,
    rows: Sequence[Row],
    *,
    actor: Thing | None = None,
    policy: Thing | None = None,
) -> tuple[Promotion, ...]:
    """Return the promotions in rows; `actor` or `policy` is what all of them share."""
    return tuple(
        Promotion(
            statement=lookup.statement(promotion),
            policy=policy or lookup.thing(iri_in(members[0], "policy") or ""),
            actor=promoter,
            role=lookup.first(members, "role"),
            date=text_in(members[0], "date"),
            documents=lookup.things(members, "document"),
            event=lookup.first(members, "event"),
        )
        for promotion, members in grouped(rows, "promotion").items()
        for promoter in ((actor,) if actor else lookup.things(members, "actor"))
    )


def gains(
    lookup: Lookup,
    rows: Sequence[Row],
    *,
    actor: Thing | None = None,
    policy: Thing | None = None,
) -> tuple[Gain, ...]:
    """Return the assessments in rows; `actor` or `policy` is what all of them share."""
    return tuple(
        Gain(
            statement=lookup.statement(iri_in(row, "assessment") or ""),
            policy=policy or lookup.thing(iri_in(row, "item") or ""),
            assessor=lookup.thing(iri_in(row, "assessor") or ""),
            actor=actor or lookup.thing(iri_in(row, "actor") or ""),
            direction=lookup.first([row], "direction"),
            access=lookup.first([row], "access"),
            mechanism=text_in(row, "mechanism"),
        )
        for row in rows
    )


def stakes(
    lookup: Lookup,
    rows: Sequence[Row],
    *,
    actor: Thing | None = None,
    policy: Thing | None = None,
) -> tuple[Stake, ...]:
    """Return the interests in rows; `actor` or `policy` is what all of them share."""
    return tuple(
        Stake(
            statement=lookup.statement(interest),
            actor=actor or lookup.thing(iri_in(members[0], "actor") or ""),
            policy=policy or lookup.thing(iri_in(members[0], "policy") or ""),
            stake=text_in(members[0], "stake"),
        )
        for interest, members in grouped(rows, "interest").items()
    )


def memberships(lookup: Lookup, rows: Sequence[Row]) -> tuple[Membership, ...]:
    """Return the memberships in rows."""
    return tuple(
        Membership(
            statement=lookup.statement(membership),
            other=lookup.thing(iri_in(members[0], "other") or ""),
            roles=lookup.things(members, "role"),
            start=text_in(members[0], "start"),
            end=text_in(members[0], "end"),
        )
        for membership, members in grouped(rows, "membership").items()
    )


def policy_uses(lookup: Lookup, rows: Sequence[Row]) -> tuple[PolicyUse, ...]:
    """Return the uses of claims in rows."""
    return tuple(
        PolicyUse(
            statement=lookup.statement(link),
            claim=lookup.thing(iri_in(members[0], "claim") or ""),
            policy=lookup.thing(iri_in(members[0], "item") or ""),
            used_by=lookup.things(members, "usedBy"),
            drawn_by=lookup.things(members, "drawnBy"),
        )
        for link, members in grouped(rows, "link").items()
    )
