"""What is on record about one thing: actor, policy, evidence, document, passage or any other."""

from __future__ import annotations

from cuibono.analysis.model import Absence, Model, Passage, Statement, Thing
from cuibono.analysis.trace_model import Advance, Evidence, Gain, Promotion
from cuibono.texts import State


class Saying(Model):
    """One utterance, seen from its speaker or its document."""

    statement: Statement
    stance: str
    """`says`, `denies`, `passes on` or `withdraws`."""
    claim: Thing
    speakers: tuple[Thing, ...]
    document: Thing | None
    date: str | None
    modality: Thing | None
    reported: tuple[Thing, ...]
    """Whose utterance is passed on."""
    document_was_read: bool


class Membership(Model):
    """A tie between an actor and an organisation: that it belongs to it, or supports it."""

    statement: Statement
    other: Thing
    roles: tuple[Thing, ...]
    start: str | None
    end: str | None


class Backing(Model):
    """A piece of evidence that an actor produced, owns the data of or paid for."""

    statement: Statement
    role: str
    evidence: Thing


class Stake(Model):
    """What an actor has at stake in a policy item; whether it gains, assessments say."""

    statement: Statement
    actor: Thing
    policy: Thing
    stake: str | None


class DatedDocument(Model):
    """A document with its date as far as known."""

    document: Thing
    date: str | None


class ActorProfile(Model):
    """What an actor says, promotes, belongs to, stands behind and is said to gain."""

    actor: Thing
    statement: Statement
    names: tuple[str, ...]
    sayings: tuple[Saying, ...]
    promotions: tuple[Promotion, ...]
    belongs_to: tuple[Membership, ...]
    members: tuple[Membership, ...]
    supports: tuple[Membership, ...]
    supporters: tuple[Membership, ...]
    evidence: tuple[Backing, ...]
    gains: tuple[Gain, ...]
    stakes: tuple[Stake, ...]
    documents: tuple[DatedDocument, ...]
    about: tuple[Thing, ...]


class Part(Model):
    """A policy item that is part of another, or a means to it."""

    statement: Statement
    relation: str
    """`part` or `means`."""
    policy: Thing
    drawn_by: tuple[Thing, ...]


class Targeting(Model):
    """A barrier that a policy item is meant to lower."""

    statement: Statement
    barrier: Thing
    drawn_by: tuple[Thing, ...]
    affected: tuple[Thing, ...]


class PolicyUse(Model):
    """A claim used to justify a policy item, or one that serves it."""

    statement: Statement
    claim: Thing
    policy: Thing
    """What the claim is used for: the policy itself, or what is part of it or serves it."""
    used_by: tuple[Thing, ...]
    drawn_by: tuple[Thing, ...]


class PolicyArgument(Model):
    """What is set for or against a policy item, or against the use of a claim for it."""

    statement: Statement
    direction: str
    source: Thing
    policy: Thing
    used_claim: Thing | None
    """The claim whose use for the item is meant; none where the item itself is."""
    drawn_by: tuple[Thing, ...]


class PolicyProfile(Model):
    """Who promotes a policy, what it consists of and serves, and which claims are used for it."""

    policy: Thing
    statement: Statement
    names: tuple[str, ...]
    promotions: tuple[Promotion, ...]
    advances: tuple[Advance, ...]
    parts: tuple[Part, ...]
    barriers: tuple[Targeting, ...]
    uses: tuple[PolicyUse, ...]
    arguments: tuple[PolicyArgument, ...]
    gains: tuple[Gain, ...]
    gains_absence: Absence | None
    stakes: tuple[Stake, ...]
    about: tuple[Thing, ...]


class EvidenceArgument(Model):
    """A claim that a piece of evidence, or a figure of it, is set for or against."""

    statement: Statement
    direction: str
    claim: Thing
    source: Thing
    """The evidence itself, or the figure that is part of it."""
    drawn_by: tuple[Thing, ...]


class EvidenceProfile(Model):
    """A piece of evidence: what it says, who stands behind it, what it is used for."""

    evidence: Evidence
    arguments: tuple[EvidenceArgument, ...]


class SourcePassage(Model):
    """A passage in the list of a document's passages."""

    passage: Thing
    start: int
    end: int
    statements: int
    words: str | None
    """How it begins, where a copy of the text is at hand."""


class Section(Model):
    """The passages of one section of a document, in the order of the text."""

    title: str | None
    passages: tuple[SourcePassage, ...]


class Text(Model):
    """The version of a document's text that passages are counted on."""

    thing: Thing
    digest: str
    length: int | None
    is_at_hand: bool
    """Whether this deployment has a copy of exactly this version."""


class SourceProfile(Model):
    """A document: who wrote it, what is said in it, what it reports, its passages."""

    document: Thing
    statement: Statement
    authors: tuple[Thing, ...]
    date: str | None
    cited_as: tuple[str, ...]
    texts: tuple[Text, ...]
    sayings: tuple[Saying, ...]
    evidence: tuple[Thing, ...]
    sections: tuple[Section, ...]

    @property
    def was_read(self) -> bool:
        """Whether passages of the document itself are on record."""
        return bool(self.texts)


class Context(Model):
    """The words of a passage with some of what stands before and after it in the text."""

    before: str
    words: str
    after: str


class Resting(Model):
    """Something that has a passage as its source."""

    thing: Thing
    title: str
    statement: Statement


class PassageProfile(Model):
    """A place in a text: where it is, whether it still holds, and what rests on it."""

    passage: Passage
    text: Thing
    text_digest: str
    normalised_length: int | None
    state: State | None
    """Its state against the copy of the text at hand; None where there is none."""
    context: Context | None
    """Set only where the copy holds the passage exactly."""
    resting: tuple[Resting, ...]


class Property(Model):
    """The values of one property of a thing, in one direction."""

    iri: str
    name: str
    is_inverse: bool
    values: tuple[Value, ...]


class Value(Model):
    """One value: a thing, or a literal as written, and whether it was derived by rule."""

    thing: Thing | None
    text: str
    note: str | None
    """Language or datatype of a literal that says more than its text."""
    is_derived: bool


class Description(Model):
    """Everything said of a thing, for kinds without a page of their own shape."""

    thing: Thing
    title: str
    statement: Statement
    properties: tuple[Property, ...]
    graphs: tuple[str, ...]
    is_cut: bool
    """Whether there is more on record than is shown."""
