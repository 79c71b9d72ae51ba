"""The trace of a claim: from the claim to who is behind it, each step with its statement."""

from __future__ import annotations

from enum import StrEnum

from cuibono.analysis.model import Absence, Model, Statement, Thing


class Direction(StrEnum):
    """How an argument bears on a claim."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"
    QUALIFIES = "qualifies"


class Utterance(Model):
    """One actor (or several together) expressing the claim in one document."""

    statement: Statement
    speakers: tuple[Thing, ...]
    document: Thing | None
    date: str | None
    modality: Thing | None
    attributes: str | None
    """IRI of the utterance that an attribution reports."""
    document_was_read: bool
    """Whether a passage of the document itself is on record, not only of a text citing it."""


class Figure(Model):
    """A stated quantity with what it measures."""

    thing: Thing
    statement: Statement
    value: str | None
    unit: str | None
    written: str
    """The value as people write it: `≤ 0.8 %`, `> 10,000 USD`."""
    bound: Thing | None
    measure: Thing | None
    denominator: Thing | None
    population: str | None
    places: tuple[Thing, ...]
    period: str | None
    compared_with: tuple[Thing, ...]


class Limitation(Model):
    """A stated weakness of a piece of evidence."""

    thing: Thing
    statement: Statement
    kinds: tuple[Thing, ...]
    threshold: Figure | None
    stated_by: tuple[Thing, ...]


class Role(Model):
    """Who stands in a role to a piece of evidence; where nobody is named, why not."""

    role: str
    """`producer`, `data owner` or `funder`."""
    actors: tuple[Backer, ...]
    statement: Statement | None
    absence: Absence | None


class Backer(Model):
    """An actor behind evidence, and its ties to the policies that the claim is used for."""

    actor: Thing
    ties: tuple[Tie, ...]


class Tie(Model):
    """A statement that ties an actor to a policy: promotion, membership, interest or gain."""

    kind: str
    policy: Thing
    through: Thing | None
    """The organisation, for a tie by membership."""
    document: Thing | None
    statement: Statement


class Evidence(Model):
    """A piece of evidence with who stands behind it and where it is weak."""

    thing: Thing
    statement: Statement
    documents: tuple[Thing, ...]
    roles: tuple[Role, ...]
    scope: tuple[ScopeTerm, ...]
    figure: Figure | None
    """Set where the evidence is itself a single figure."""
    figures: tuple[Figure, ...]
    limitations: tuple[Limitation, ...]
    rests_on: tuple[Evidence, ...]
    """The evidence it draws on or is part of, back to the roots."""
    rests_on_elsewhere: tuple[Thing, ...]
    """Those of them that are shown at another place of the trace."""


class ScopeTerm(Model):
    """One dimension of what a claim or a piece of evidence speaks of."""

    dimension: str
    value: str
    thing: Thing | None


class Argument(Model):
    """A link drawn from an argument node to the claim, and what that node rests on in turn."""

    statement: Statement
    direction: Direction
    drawn_by: tuple[Thing, ...]
    directness: Thing | None
    aspect: Thing | None
    strength: float | None
    mismatches: tuple[Thing, ...]
    """Where what the source measures differs from what the claim says (`cb:comparability`)."""
    source: Thing
    evidence: Evidence | None
    """Set where the source is evidence that is shown here."""
    limitation: Limitation | None
    """Set where the source is a limitation that is shown here."""
    said_by: tuple[Utterance, ...]
    """Set where the source is another claim: who says it."""
    arguments: tuple[Argument, ...]
    """Set where the source is another claim: what it rests on, and what stands against it."""
    shown_elsewhere: bool
    """Whether its source is shown in full at another link of the trace, nearer to the claim."""


class Promotion(Model):
    """An actor putting forward a policy."""

    statement: Statement
    policy: Thing
    actor: Thing
    role: Thing | None
    date: str | None
    documents: tuple[Thing, ...]
    event: Thing | None


class Gain(Model):
    """A named assessor's statement that an actor gains, loses, is let in or is shut out."""

    statement: Statement
    policy: Thing
    assessor: Thing
    actor: Thing
    direction: Thing | None
    access: Thing | None
    mechanism: str | None

    @property
    def outcome(self) -> str:
        """Return what is said of the actor, such as `gain, included`."""
        return ", ".join(said.label for said in (self.direction, self.access) if said)


class Use(Model):
    """A policy that the claim is used to justify."""

    statement: Statement
    policy: Thing
    used_by: tuple[Thing, ...]
    drawn_by: tuple[Thing, ...]
    advances: tuple[Advance, ...]
    promotions: tuple[Promotion, ...]
    gains: tuple[Gain, ...]
    gains_absence: Absence | None


class Advance(Model):
    """A wider policy that a policy serves or is part of."""

    statement: Statement
    policy: Thing


class Trace(Model):
    """Everything on record from a claim to the actors behind it. It holds no verdict."""

    claim: Thing
    statement: Statement
    scope: tuple[ScopeTerm, ...]
    about: tuple[Thing, ...]
    utterances: tuple[Utterance, ...]
    arguments: tuple[Argument, ...]
    uses: tuple[Use, ...]
    missing: tuple[Absence, ...]
    snapshot: str
