"""The echo of a claim: who repeats it, when, after whom, and who looked at the evidence."""

from datetime import date as Day
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from cuibono.analysis.model import Absence, Model, Statement, Thing
from cuibono.analysis.networks import Inferred


class EchoRequest(BaseModel):
    """What the command and the route take."""

    model_config = ConfigDict(frozen=True)

    inferred: Inferred = Field(
        default=Inferred.INCLUDE,
        description="Whether utterances and links count that only a reader infers.",
    )


class Order(StrEnum):
    """How a report stands to what it reports, by their dates."""

    AFTER = "after"
    BEFORE = "before"
    UNKNOWN = "unknown"


class Way(StrEnum):
    """How a document is known to have looked at evidence."""

    REPORTS = "reports"
    """The evidence is reported in it."""
    ARGUES = "argues"
    """A link from the evidence, or from a limitation of it, is drawn in it."""
    DESCRIBES = "describes"
    """Its own text, which was read, speaks of the evidence or of a limitation of it."""


class Look(Model):
    """A document looked at a piece of evidence that bears on the claim."""

    way: Way
    evidence: Thing
    directions: tuple[str, ...] = Field(
        description="How the evidence bears on the claim: supports, disputes, qualifies."
    )
    statement: Statement = Field(
        description="What says so: the link; or the evidence or limitation itself."
    )
    by_reader: bool = Field(
        description="Whether only a link that a reader infers ties the evidence to the claim."
    )


class Origin(Model):
    """Where a chain of reports ends: an utterance that reports no other."""

    utterance: str
    speakers: tuple[Thing, ...] = Field(description="Nobody where it is not on record itself.")
    documents: tuple[Thing, ...]
    stance: str | None
    was_read: bool
    steps: int = Field(description="Reports between; 1 where it is reported directly.")


class Report(Model):
    """A link of a chain: an attribution, and the utterance that it reports."""

    statement: Statement
    reported: str = Field(description="IRI of the utterance reported.")
    speakers: tuple[Thing, ...]
    documents: tuple[Thing, ...] = Field(description="Where the one reported spoke.")
    stance: str | None
    was_read: bool = Field(description="Whether the document of the report was itself read.")
    reported_was_read: bool = Field(
        description="Whether a document of what is reported was itself read."
    )
    order: Order = Field(description="Whether the report is later than what it reports.")


class EchoUtterance(Model):
    """The claim uttered once: by whom, how, and after whom."""

    statement: Statement
    speakers: tuple[Thing, ...]
    stance: str = Field(description="asserted, attributed, denied or withdrawn.")
    date: str | None
    was_read: bool
    reports: tuple[Report, ...] = Field(description="What it passes on, of an attribution.")
    origins: tuple[Origin, ...] = Field(description="Where its chains of reports end.")
    circular: bool = Field(description="Whether its chain of reports comes back to itself.")


class EchoDocument(Model):
    """A document that repeats the claim."""

    document: Thing
    date: str | None = Field(description="When it says so, as the source gives it.")
    date_first: Day | None
    date_last: Day | None
    was_read: bool = Field(description="Whether a passage of it stands behind an utterance.")
    asserts: bool = Field(description="Whether it makes the claim its own, or only passes it on.")
    utterances: tuple[EchoUtterance, ...]
    after: tuple[Thing, ...] = Field(description="Documents whose utterances it reports.")
    looks: tuple[Look, ...] = Field(description="Evidence that it is known to have looked at.")


class FirstSpeaker(Model):
    """An assertion that reports no other, and the documents whose reports lead back to it."""

    statement: Statement
    speakers: tuple[Thing, ...]
    documents: tuple[Thing, ...]
    date: str | None
    was_read: bool
    repeated_in: tuple[Thing, ...]


class Opposing(Model):
    """A document in which the claim is denied or taken back, or such an utterance passed on."""

    document: Thing | None
    utterance: EchoUtterance


class Bearing(Model):
    """A piece of evidence that bears on the claim, at first hand or through other claims."""

    evidence: Thing
    directions: tuple[str, ...]
    by_reader: bool = Field(
        description="Whether only a link that a reader infers ties it to the claim."
    )


class EchoCounts(Model):
    """How many documents, of each sort; they are not added up."""

    documents: int = Field(description="That repeat the claim.")
    dated: int
    undated: int
    read: int = Field(description="That were themselves read.")
    asserting: int = Field(description="That make the claim their own.")
    only_passing_on: int
    reporting: int = Field(description="That report somebody else's utterance of it.")
    looked: int = Field(description="That are known to have looked at evidence.")
    looked_for: int = Field(description="Of these, at evidence that supports the claim.")
    looked_against: int = Field(description="Of these, at evidence that disputes or qualifies it.")
    evidence: int = Field(description="Pieces of evidence that bear on the claim.")


class Echo(Model):
    """The echo of a claim. It counts documents on record, and judges none."""

    claim: Thing
    statement: Statement
    counts: EchoCounts
    earliest: tuple[Thing, ...] = Field(
        description="Dated documents than which no other is certainly earlier."
    )
    first_speakers: tuple[FirstSpeaker, ...]
    documents: tuple[EchoDocument, ...] = Field(description="The dated ones, in order of time.")
    undated: tuple[EchoDocument, ...]
    without_document: tuple[EchoUtterance, ...] = Field(
        description="Utterances whose document is not on record."
    )
    against: tuple[Opposing, ...]
    circles: tuple[tuple[str, ...], ...] = Field(
        description="Utterances that report one another in a circle."
    )
    evidence: tuple[Bearing, ...]
    evidence_absence: Absence | None = Field(
        description="Of a claim without evidence, what is known of why."
    )
    note: str | None = Field(description="Why nobody repeats it, where nobody does.")
    snapshot: str
