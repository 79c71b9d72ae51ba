"""What depends on evidence, documents, actors or statements: what would be lost without them."""

from pydantic import BaseModel, Field

from cuibono.analysis.impact.losses import Loss
from cuibono.analysis.impact.setting_aside import Cause
from cuibono.analysis.independence import Piece
from cuibono.analysis.model import Model, Statement, Thing
from cuibono.analysis.networks import ConceptKind, Kind


class ImpactRequest(BaseModel):
    """What is set aside, beside a piece of evidence that is named."""

    without: list[str] = Field(
        default=[],
        description="Evidence, a document, an actor or a statement to set aside: slug or IRI. "
        "May be given several times.",
    )
    withdrawn: bool | None = Field(
        default=None,
        description="Set aside what sources themselves withdraw, retract or replace; "
        "so it is if nothing else is named.",
    )
    networks: bool = Field(default=True, description="Look for ties of networks that vanish.")


class SetAside(Model):
    """Something set aside: asked for, or withdrawn, retracted or replaced by a source."""

    thing: Thing
    reason: str
    statement: Statement | None
    """What takes it back or its place."""


class FallenEvidence(Model):
    """A piece of evidence that falls, and why."""

    evidence: Thing
    cause: Cause
    statement: Statement


class SupportLoss(Model):
    """A claim, policy item or relation that loses support, with the evidence that falls away."""

    node: Thing
    loss: Loss
    sources_before: int
    independent_before: int
    sources_after: int
    independent_after: int
    sources: tuple[Thing, ...]
    """The sources lost."""
    pieces: tuple[Piece, ...]
    """The evidence lost as it was cited, each with the links that led to it."""


class PolicyUse(Model):
    """The use of a claim for a policy, where the claim loses support or the use itself falls."""

    statement: Statement
    claim: Thing
    loss: Loss | None
    """What the claim loses; None where only the use falls."""
    use_falls: bool


class PolicyImpact(Model):
    """A policy item that rests on claims that lose support."""

    policy: Thing
    uses: tuple[PolicyUse, ...]
    supported_before: int
    """How many of the claims used for it had support."""
    supported_after: int


class VanishingTie(Model):
    """A tie of which no pair of statements is left."""

    source: Thing
    target: Thing
    weight: float
    statements: tuple[str, ...]
    """IRIs of the statements that made it."""


class NetworkImpact(Model):
    """The ties of one network that vanish."""

    kind: Kind
    concept: ConceptKind
    ties: tuple[VanishingTie, ...]
    note: str | None
    """Why they are not told, where they are not."""


class Impact(Model):
    """What would be lost. It says what depends on what, not that any of it is wrong."""

    set_aside: tuple[SetAside, ...]
    evidence: tuple[FallenEvidence, ...]
    statements: tuple[str, ...]
    """IRIs of the statements that fall."""
    losses: tuple[SupportLoss, ...]
    without_passage: tuple[str, ...]
    """IRIs of what loses its only passage."""
    unasserted: tuple[Thing, ...]
    """Claims that nobody is on record as asserting any more."""
    policies: tuple[PolicyImpact, ...]
    networks: tuple[NetworkImpact, ...]
    note: str | None
    """Set where nothing is set aside, or nothing depends on it."""
    snapshot: str
