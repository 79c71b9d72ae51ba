"""Profiles: what is on record about one actor, policy, piece of evidence or document.

Each is composed of questions of the catalogue (`queries/profiles/`, and those of the trace that
fit); nothing is computed that a reader could not ask.
"""

from textwrap import shorten
from typing import Final

from cuibono.analysis.evidence import EvidenceTrace
from cuibono.analysis.lookup import Lookup, grouped, iri_in, text_in
from cuibono.analysis.model import Thing
from cuibono.analysis.profile_model import (
    ActorProfile,
    Backing,
    DatedDocument,
    EvidenceArgument,
    EvidenceProfile,
    Part,
    PolicyArgument,
    PolicyProfile,
    Saying,
    Section,
    SourcePassage,
    SourceProfile,
    Targeting,
    Text,
)
from cuibono.analysis.sayings import (
    gains,
    memberships,
    policy_uses,
    promotions,
    sayings,
    stakes,
)
from cuibono.analysis.trace_model import Advance
from cuibono.store import Row
from cuibono.terms import compact
from cuibono.texts import SourceText, TextLibrary, normalise

BEGINNING: Final = 90
"""Characters of a passage that a list of passages shows."""


def actor_profile(lookup: Lookup, iri: str) -> ActorProfile:
    """Return the profile of an actor; raises `NotFoundError`."""
    actor = lookup.require(iri)
    ask = lookup.ask
    sides = grouped(ask("profiles/actor-memberships", actor=iri), "side")
    return ActorProfile(
        actor=actor,
        statement=lookup.statement(iri),
        names=_names(lookup, iri),
        sayings=sayings(lookup, ask("profiles/actor-sayings", actor=iri), speaker=actor),
        promotions=promotions(lookup, ask("profiles/actor-promotions", actor=iri), actor=actor),
        belongs_to=memberships(lookup, sides["belongs to"]),
        members=memberships(lookup, sides["has as member"]),
        supports=memberships(lookup, sides["supports"]),
        supporters=memberships(lookup, sides["has as supporter"]),
        evidence=tuple(
            Backing(
                statement=lookup.statement(iri_in(row, "statement") or ""),
                role=text_in(row, "role") or "",
                evidence=lookup.thing(iri_in(row, "evidence") or ""),
            )
            for row in ask("profiles/actor-evidence", actor=iri)
        ),
        gains=gains(lookup, ask("profiles/actor-gains", actor=iri), actor=actor),
        stakes=stakes(lookup, ask("profiles/actor-interests", actor=iri), actor=actor),
        documents=tuple(
            DatedDocument(document=lookup.thing(document), date=text_in(members[0], "date"))
            for document, members in grouped(
                ask("profiles/actor-documents", actor=iri), "document"
            ).items()
        ),
        about=lookup.things(ask("profiles/claims-about", thing=iri), "claim"),
    )


def policy_profile(lookup: Lookup, iri: str) -> PolicyProfile:
    """Return the profile of a policy item; raises `NotFoundError`."""
    policy = lookup.require(iri)
    ask = lookup.ask
    found = gains(lookup, ask("trace/gains", policy=iri), policy=policy)
    absence = lookup.absence(iri, "assessedItem", what="gain or loss")
    return PolicyProfile(
        policy=policy,
        statement=lookup.statement(iri),
        names=_names(lookup, iri),
        promotions=promotions(lookup, ask("trace/promotions", policy=iri), policy=policy),
        advances=tuple(
            Advance(
                statement=lookup.statement(iri_in(row, "link") or ""),
                policy=lookup.thing(iri_in(row, "wider") or ""),
            )
            for row in ask("trace/advances", policy=iri)
        ),
        parts=_parts(lookup, iri),
        barriers=_barriers(lookup, iri),
        uses=policy_uses(lookup, ask("profiles/policy-uses", policy=iri)),
        arguments=_policy_arguments(lookup, iri),
        gains=found,
        gains_absence=None if found else absence,
        stakes=stakes(lookup, ask("profiles/policy-interests", policy=iri), policy=policy),
        about=lookup.things(ask("profiles/claims-about", thing=iri), "claim"),
    )


def evidence_profile(lookup: Lookup, iri: str) -> EvidenceProfile:
    """Return the profile of a piece of evidence; raises `NotFoundError`.

    The ties of who stands behind it are those to the policies that its claims are used for.
    """
    lookup.require(iri)
    arguments = tuple(
        EvidenceArgument(
            statement=lookup.statement(link),
            direction=text_in(members[0], "direction") or "",
            claim=lookup.thing(iri_in(members[0], "claim") or ""),
            source=lookup.thing(iri_in(members[0], "source") or ""),
            drawn_by=lookup.things(members, "drawnBy"),
        )
        for link, members in grouped(
            lookup.ask("profiles/evidence-arguments", evidence=iri), "link"
        ).items()
    )
    policies = dict.fromkeys(
        policy
        for argument in arguments
        for row in lookup.ask("trace/uses", claim=argument.claim.iri)
        if (policy := iri_in(row, "policy"))
    )
    evidence = EvidenceTrace(lookup, tuple(policies)).evidence(iri)
    return EvidenceProfile(evidence=evidence, arguments=arguments)


def source_profile(lookup: Lookup, texts: TextLibrary, iri: str) -> SourceProfile:
    """Return the profile of a document; raises `NotFoundError`."""
    document = lookup.require(iri)
    rows = lookup.ask("profiles/source", document=iri)
    said = lookup.ask("profiles/source-sayings", document=iri)
    return SourceProfile(
        document=document,
        statement=lookup.statement(iri),
        authors=lookup.things(rows, "author"),
        date=next((date for row in rows if (date := text_in(row, "date"))), None),
        cited_as=tuple(dict.fromkeys(key for row in rows if (key := text_in(row, "citedAs")))),
        texts=tuple(
            Text(
                thing=lookup.thing(text),
                digest=text_in(members[0], "textDigest") or "",
                length=int(text_in(members[0], "length") or 0) or None,
                is_at_hand=texts.get(text_in(members[0], "textDigest") or "") is not None,
            )
            for text, members in grouped(rows, "text").items()
            if text
        ),
        sayings=tuple(sorted(sayings(lookup, said, document=document), key=_place)),
        evidence=lookup.things(lookup.ask("profiles/source-evidence", document=iri), "evidence"),
        sections=_sections(lookup, texts, iri),
    )


def _place(saying: Saying) -> tuple[str, int]:
    """Return where an utterance comes: by stance, then in the order of the text."""
    starts = [passage.start for passage in saying.statement.passages]
    return saying.stance, min(starts, default=0)


def _names(lookup: Lookup, iri: str) -> tuple[str, ...]:
    rows = lookup.ask("profiles/names", thing=iri)
    return tuple(name for row in rows if (name := text_in(row, "name")))


def _parts(lookup: Lookup, iri: str) -> tuple[Part, ...]:
    rows = lookup.ask("profiles/policy-parts", policy=iri)
    return tuple(
        Part(
            statement=lookup.statement(link),
            relation=text_in(members[0], "relation") or "",
            policy=lookup.thing(iri_in(members[0], "part") or ""),
            drawn_by=lookup.things(members, "drawnBy"),
        )
        for link, members in grouped(rows, "link").items()
    )


def _policy_arguments(lookup: Lookup, iri: str) -> tuple[PolicyArgument, ...]:
    rows = lookup.ask("policies/arguments", policy=iri)
    return tuple(
        PolicyArgument(
            statement=lookup.statement(link),
            direction=text_in(members[0], "stance") or "",
            source=lookup.thing(iri_in(members[0], "source") or ""),
            policy=lookup.thing(iri_in(members[0], "item") or ""),
            used_claim=lookup.first(members, "usedClaim"),
            drawn_by=lookup.things(members, "actor"),
        )
        for link, members in grouped(rows, "statement").items()
    )


def _barriers(lookup: Lookup, iri: str) -> tuple[Targeting, ...]:
    rows = lookup.ask("profiles/policy-barriers", policy=iri)
    return tuple(
        Targeting(
            statement=lookup.statement(link),
            barrier=lookup.thing(iri_in(members[0], "barrier") or ""),
            drawn_by=lookup.things(members, "drawnBy"),
            affected=lookup.things(members, "affected"),
        )
        for link, members in grouped(rows, "link").items()
    )


def _sections(lookup: Lookup, texts: TextLibrary, iri: str) -> tuple[Section, ...]:
    rows = lookup.ask("profiles/source-passages", document=iri)
    return tuple(
        Section(
            title=title or None,
            passages=tuple(
                _source_passage(texts.get(text_in(row, "textDigest") or ""), row) for row in members
            ),
        )
        for title, members in grouped(rows, "section").items()
    )


def _source_passage(copy: SourceText | None, row: Row) -> SourcePassage:
    start, end = int(text_in(row, "start") or 0), int(text_in(row, "end") or 0)
    iri = iri_in(row, "passage") or ""
    words = normalise(copy.content[start:end]) if copy else None
    return SourcePassage(
        passage=Thing(iri=iri, label=compact(iri), type="Passage"),
        start=start,
        end=end,
        statements=int(text_in(row, "statements") or 0),
        words=shorten(words, BEGINNING, placeholder=" …") if words else None,
    )
