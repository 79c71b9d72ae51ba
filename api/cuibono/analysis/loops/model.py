"""Loops of interest: each a closed path through statements. They hold no verdict."""

from pydantic import computed_field

from cuibono.analysis.loops.times import Times
from cuibono.analysis.model import Absence, Model, Statement, Thing


class LoopStep(Model):
    """From one thing to the next, through one statement, or several that say the same."""

    source: Thing
    kind: str
    """Reads between the two, such as `was produced by`."""
    target: Thing
    statements: tuple[Statement, ...]
    roles: tuple[Thing, ...] = ()
    """The roles in which they say so, such as leading proponent."""
    said_by: tuple[Thing, ...] = ()
    """Who judges so, where the step is an assessment."""
    times: Times | None = None
    """Of a tie that begins or ends: whether it held when the actor promoted or was judged."""
    inferred_by_reader: bool
    """Whether no statement of the step is drawn by the text."""
    withdrawn: bool
    """Whether every document of every statement of the step has been taken back."""


class Loop(Model):
    """A path from a claim over its evidence, an actor and a policy back to the claim."""

    steps: tuple[LoopStep, ...]
    ties: int
    """How many steps lead from actor to actor; 0 where one actor closes the loop."""
    through_other_policies: bool
    """Whether the actor's policy is another than that which the claim is used for."""
    times: Times

    @computed_field  # type: ignore[prop-decorator]
    @property
    def length(self) -> int:
        """How many steps the loop has; at least four."""
        return len(self.steps)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def inferred_by_reader(self) -> bool:
        """Whether some step is drawn by a reader only."""
        return any(step.inferred_by_reader for step in self.steps)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def withdrawn(self) -> bool:
        """Whether some step stands in retracted documents only."""
        return any(step.withdrawn for step in self.steps)

    @property
    def claim(self) -> Thing:
        return self.steps[0].source


class LoopList(Model):
    """One page of loops, the shortest first."""

    claim: Thing | None
    items: tuple[Loop, ...]
    total: int
    limit: int
    offset: int
    next: str | None = None
    withdrawals: tuple[Statement, ...] = ()
    """Statements by which somebody took back an utterance of the claim."""
    missing: tuple[Absence, ...] = ()
    """What a loop of the claim would need, and is not on record."""
    note: str | None = None
    """Why there is no loop, in words."""
