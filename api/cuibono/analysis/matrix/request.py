"""A matrix as a caller asks for it: which actors, policies and statements, in which order."""

from enum import StrEnum
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field

from cuibono.analysis.tables import Tables, Value, known_iris, known_things

TOPICS: Final = ("actor", "barrier", "category", "platform", "policy")


class Part(StrEnum):
    """The three columns; they never merge."""

    SAYS = "says"
    PAYS = "pays"
    GAINS = "gains"


class Kind(StrEnum):
    """How a statement ties an actor to a policy."""

    PROMOTES = "promotes"
    OPPOSES = "opposes"
    USES = "uses"
    ASSERTS = "asserts"
    DENIES = "denies"
    ARGUES = "argues"
    PAYS_FOR_EVIDENCE = "pays-for-evidence"
    PAYS_FOR_EVENT = "pays-for-event"
    PAYS_FOR_DOCUMENT = "pays-for-document"
    PAYS_FOR_ORGANISATION = "pays-for-organisation"
    PRODUCES_EVIDENCE = "produces-evidence"
    GIVES_DATA = "gives-data"
    BELONGS = "belongs"
    GAINS = "gains"
    LOSES = "loses"
    IS_INCLUDED = "is-included"
    IS_EXCLUDED = "is-excluded"

    @property
    def part(self) -> Part:
        """The column that it stands in."""
        if self in (Kind.PROMOTES, Kind.OPPOSES, Kind.USES, Kind.ASSERTS, Kind.DENIES, Kind.ARGUES):
            return Part.SAYS
        assessed = (Kind.GAINS, Kind.LOSES, Kind.IS_INCLUDED, Kind.IS_EXCLUDED)
        return Part.GAINS if self in assessed else Part.PAYS


class Inferred(StrEnum):
    """Whether statements that a reader infers count."""

    INCLUDE = "include"
    EXCLUDE = "exclude"


class Order(StrEnum):
    """The orders of the rows; a minus sign reverses one."""

    ACTOR = "actor"
    ACTOR_REVERSED = "-actor"
    POLICY = "policy"
    POLICY_REVERSED = "-policy"
    SAYS = "says"
    SAYS_REVERSED = "-says"
    PAYS = "pays"
    PAYS_REVERSED = "-pays"
    GAINS = "gains"
    GAINS_REVERSED = "-gains"


class MatrixRequest(BaseModel):
    """What the command and the route take."""

    model_config = ConfigDict(frozen=True)

    actor: list[str] = Field(
        default=[], description="Only these actors; slug or IRI, given again for more."
    )
    policy: list[str] = Field(
        default=[], description="Only these policies; slug or IRI, given again for more."
    )
    wider: list[str] = Field(
        default=[], description="Only policies that are, advance or are part of these."
    )
    topic: list[str] = Field(
        default=[],
        description="Only policies about, meant to lower, or argued for with claims about these.",
    )
    part: list[Part] = Field(default=[], description="Only statements of these columns.")
    kind: list[Kind] = Field(default=[], description="Only statements of these kinds.")
    inferred: Inferred = Field(
        default=Inferred.INCLUDE, description="Whether statements that a reader infers count."
    )
    empty: bool = Field(
        default=False, description="Show pairs of an actor and a policy that nothing joins, too."
    )
    sort: Order = Field(default=Order.ACTOR, description="Order of the rows; minus reverses.")
    limit: int = Field(default=50, ge=1, le=1000, description="Most rows in one answer.")
    offset: int = Field(default=0, ge=0, description="How many rows come before.")

    def known(self, tables: Tables) -> Self:
        """Return the same with things as IRIs; raises `NotFoundError` for one that is not there."""
        return self.model_copy(
            update={
                "actor": list(known_iris(tables, "actor", self.actor, "actor")),
                "policy": list(known_iris(tables, "policy", self.policy, "policy")),
                "wider": list(known_iris(tables, "policy", self.wider, "wider")),
                "topic": list(known_things(tables, TOPICS, self.topic, "topic")),
            }
        )

    def values(self) -> dict[str, Value]:
        """Return the values of the parameters of the SQL; an empty text stands for all."""
        lists: dict[str, list[str]] = {
            "actors": self.actor,
            "policies": self.policy,
            "wider": self.wider,
            "topics": self.topic,
            "parts": list(map(str, self.part)),
            "kinds": list(map(str, self.kind)),
        }
        texts = {name: f" {' '.join(values)} " if values else "" for name, values in lists.items()}
        return {**texts, "inferred": str(self.inferred)}
