"""What a discourse network is, as an answer."""

from datetime import date as Day
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cuibono.analysis.networks.parameters import NetworkParameters


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class StatementRecord(_Model):
    """A row of the statement table: an actor takes a stance on a concept in a statement."""

    statement: str = Field(description="IRI of the utterance, promotion or opposition.")
    actor: str
    actor_label: str | None
    is_person: bool = False
    concept: str
    concept_label: str | None
    concept_kind: str
    agreement: bool = Field(description="True for assertion and promotion, false for the opposite.")
    via: str | None = Field(
        default=None, description="Link that leads from the statement to the concept."
    )
    membership: str | None = Field(
        default=None, description="Membership through which it counts for the organisation."
    )
    document: str | None = None
    document_label: str | None = None
    date: str | None = Field(default=None, description="As the source gives it.")
    date_precision: str | None = None
    date_first: Day | None = None
    date_last: Day | None = None
    modality: str | None = None
    role: str | None = None
    event: str | None = None
    basis: str | None = Field(
        default=None,
        description="Inferred where no source makes the statement, draws the link or states the "
        "membership through which it counts, but a reader infers it.",
    )
    confidence: float | None = None
    was_read: bool = Field(description="Whether the document it was made in was itself read.")
    passage: str | None = None
    passages: int | None = Field(default=None, description="Number of passages.")
    graph: str | None = None
    left_out: str | None = Field(default=None, description="Why it does not count, if it does not.")


class NetworkNode(_Model):
    """An actor or a concept."""

    iri: str
    label: str
    mode: Literal["actor", "concept"]
    statements: int = Field(description="Statements that count.")
    cluster: int | None = Field(default=None, description="Number of its cluster, by size from 1.")


class Ground(_Model):
    """What a tie rests on: the statements of both ends on one concept, or by one actor.

    Each statement of the one end with each of the other makes one pair. In a two-mode network the
    statements are those of the actor on the concept, and there are none of the other end.
    """

    over: str | None = Field(
        default=None, description="IRI of the concept or actor that they share."
    )
    agree: bool = Field(description="Whether the pairs agree; two-mode, whether the actor does.")
    source_statements: tuple[str, ...]
    target_statements: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """The pairs, or in a two-mode network the statements."""
        ends = len(self.source_statements), len(self.target_statements)
        return ends[0] * ends[1] if self.over else ends[0]


class NetworkTie(_Model):
    """A tie, its weight, and the counts that this was made from."""

    source: str
    target: str
    weight: float
    agreeing: int = Field(description="Pairs that agree; two-mode, statements for the concept.")
    disagreeing: int = Field(
        description="Pairs that disagree; two-mode, statements against the concept."
    )
    divisor: float = Field(
        description="What the normalisation divides by: the pairs or statements that count, "
        "divided by it, are the weight."
    )
    grounds: tuple[Ground, ...] = ()


class Network(_Model):
    """A discourse network with the statements behind each tie."""

    parameters: NetworkParameters
    start: Day | None = Field(description="First day that a statement that counts can mean.")
    stop: Day | None = Field(description="Last day that a statement that counts can mean.")
    nodes: tuple[NetworkNode, ...]
    ties: tuple[NetworkTie, ...]
    statements: tuple[StatementRecord, ...]
    left_out: dict[str, int] = Field(
        description="Statements that do not count: undated, outside and partly in the range, "
        "duplicate, infrequent."
    )
    cancelled: int = Field(description="Pairs of nodes whose agreement equals their disagreement.")
    clusters: int | None = Field(
        default=None, description="Number of clusters; none where not looked for."
    )
    modularity: float | None = Field(default=None, description="Modularity of the clusters.")
    agreement_within: float | None = Field(
        default=None, description="Share of agreeing pairs that lie within clusters."
    )
    disagreement_between: float | None = Field(
        default=None, description="Share of disagreeing pairs that lie between clusters."
    )
    note: str | None = Field(default=None, description="Why the network is empty, where it is.")


class NetworkWindow(_Model):
    """A network in one window of time, and what was measured of it."""

    start: Day
    stop: Day
    statements: int
    nodes: int
    ties: int
    weight: float = Field(description="Sum of the weights, without their signs.")
    clusters: int | None
    modularity: float | None = Field(
        description="Modularity of the clusters of agreement: how far it falls into camps."
    )
    agreement_within: float | None = Field(
        default=None, description="Share of agreeing pairs that lie within clusters."
    )
    disagreement_between: float | None = Field(
        default=None, description="Share of disagreeing pairs that lie between clusters."
    )


class NetworkSeries(_Model):
    """A network over moving windows of time."""

    parameters: NetworkParameters
    unit: str
    size: int
    step: int
    windows: tuple[NetworkWindow, ...]
    note: str | None = None
