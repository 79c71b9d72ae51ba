"""The parameters of a discourse network: what each may be, and which go together."""

from datetime import date
from enum import StrEnum
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field

from cuibono.analysis.tables import Value
from cuibono.errors import ParameterError


class Kind(StrEnum):
    """Which network: actors by concepts, or ties of one mode by agreement and disagreement."""

    TWO_MODE = "two-mode"
    CONGRUENCE = "congruence"
    CONFLICT = "conflict"
    SUBTRACT = "subtract"


class ConceptKind(StrEnum):
    """What counts as a concept."""

    CLAIM = "claim"
    POLICY = "policy"
    AGENDA = "agenda"
    BARRIER = "barrier"

    @property
    def of_things(self) -> str:
        """The kind of thing in the graph: an agenda is a policy item."""
        return "policy" if self is ConceptKind.AGENDA else str(self)


class Mode(StrEnum):
    """Which nodes a one-mode network has."""

    ACTORS = "actors"
    CONCEPTS = "concepts"


class Level(StrEnum):
    """Who an actor is: as stated, persons only, or organisations with their members' statements."""

    ACTOR = "actor"
    PERSON = "person"
    ORGANISATION = "organisation"


class Normalisation(StrEnum):
    """What weights are divided by."""

    NONE = "none"
    ACTIVITY = "activity"
    PROMINENCE = "prominence"
    AVERAGE = "average"
    JACCARD = "jaccard"
    COSINE = "cosine"


class Duplicates(StrEnum):
    """Of equal statements by one actor, one is counted in each of these."""

    INCLUDE = "include"
    DOCUMENT = "document"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ACROSS_RANGE = "acrossrange"


class Aggregation(StrEnum):
    """What a two-mode weight makes of agreement; combined: 1 for, 2 against, 3 both."""

    SUBTRACT = "subtract"
    IGNORE = "ignore"
    COMBINE = "combine"


class Dates(StrEnum):
    """Whether an imprecise date must lie within a range or may only overlap it."""

    WITHIN = "within"
    OVERLAP = "overlap"


class Reported(StrEnum):
    """Whether statements count that are known by report only."""

    INCLUDE = "include"
    EXCLUDE = "exclude"


FITTING: Final = {
    Kind.TWO_MODE: (Normalisation.NONE, Normalisation.ACTIVITY, Normalisation.PROMINENCE),
    **dict.fromkeys(
        (Kind.CONGRUENCE, Kind.CONFLICT, Kind.SUBTRACT),
        (
            Normalisation.NONE,
            Normalisation.AVERAGE,
            Normalisation.JACCARD,
            Normalisation.COSINE,
        ),
    ),
}
"""The normalisations of each kind of network (DNA manual, "Normalization")."""


class NetworkOptions(BaseModel):
    """What a network may be asked for in one word or number."""

    model_config = ConfigDict(frozen=True)

    mode: Mode = Field(default=Mode.ACTORS, description="Nodes of a one-mode network.")
    level: Level = Field(
        default=Level.ACTOR,
        description="Actors as stated, persons, or organisations with their members.",
    )
    normalisation: Normalisation = Field(
        default=Normalisation.NONE,
        description="Two-mode: none, activity, prominence; else none, average, jaccard, cosine.",
    )
    aggregation: Aggregation = Field(
        default=Aggregation.SUBTRACT,
        description="Two-mode only: what a weight makes of agreement.",
    )
    duplicates: Duplicates = Field(
        default=Duplicates.INCLUDE,
        description="Equal statements by one actor count once in each of these.",
    )
    dates: Dates = Field(
        default=Dates.WITHIN, description="Whether an imprecise date must lie within the range."
    )
    reported: Reported = Field(
        default=Reported.INCLUDE, description="Whether statements known by report only count."
    )
    min_actor: int = Field(default=1, ge=1, description="Fewest statements of an actor.")
    min_concept: int = Field(default=1, ge=1, description="Fewest statements on a concept.")
    min_weight: float = Field(default=0.0, ge=0, description="Smallest weight, without sign.")
    isolates: bool = Field(default=False, description="Keep nodes without a statement left.")
    backbone: float | None = Field(
        default=None, gt=0, lt=1, description="Level of the disparity filter, between 0 and 1."
    )
    seed: int = Field(default=1, ge=0, lt=2**31, description="Seed of the clustering.")


class NetworkParameters(NetworkOptions):
    """What a network is to be made of; `docs/analyses/networks.md` defines each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind = Field(description="Which network.")
    concept_kind: ConceptKind = Field(
        default=ConceptKind.CLAIM, description="What counts as a concept."
    )
    start: date | None = Field(default=None, description="First day of the range.")
    stop: date | None = Field(default=None, description="Last day of the range.")
    actors: tuple[str, ...] = Field(default=(), description="Only these actors.")
    concepts: tuple[str, ...] = Field(default=(), description="Only these concepts.")
    without_actors: tuple[str, ...] = Field(default=(), description="Not these actors.")
    without_concepts: tuple[str, ...] = Field(default=(), description="Not these concepts.")

    def checked(self) -> Self:
        """Return these parameters; raises `ParameterError` where they contradict one another."""
        fitting = FITTING[self.kind]
        if self.normalisation not in fitting:
            raise wrong(
                "normalisation",
                f"a {self.kind} network is normalised by {', '.join(fitting)}, "
                f"not by {self.normalisation}",
            )
        if self.kind is Kind.TWO_MODE and self.mode is not Mode.ACTORS:
            raise wrong("mode", "a two-mode network has both; mode is for one-mode networks")
        if self.kind is not Kind.TWO_MODE and self.aggregation is not Aggregation.SUBTRACT:
            raise wrong("aggregation", "aggregation is for two-mode networks")
        if self.aggregation is Aggregation.COMBINE and self.normalisation is not Normalisation.NONE:
            raise wrong("normalisation", "codes of a combined network cannot be normalised")
        if self.start and self.stop and self.start > self.stop:
            raise wrong("start", f"start {self.start} is after stop {self.stop}")
        for name, only, without in (
            ("actor", self.actors, self.without_actors),
            ("concept", self.concepts, self.without_concepts),
        ):
            if both := sorted(set(only) & set(without)):
                raise wrong(f"without_{name}", f"{both[0]} is both asked for and left out")
        return self

    def values(self, window: tuple[date, date] | None = None) -> dict[str, Value]:
        """Return the values of the parameters of the SQL, for one window of the range."""
        first, last = window or (None, None)
        return {
            "level": str(self.level),
            "concept_kind": str(self.concept_kind),
            "mode": str(self.mode),
            "reported": str(self.reported),
            "duplicates": str(self.duplicates),
            "dates": str(self.dates),
            "actors": _listed(self.actors),
            "concepts": _listed(self.concepts),
            "without_actors": _listed(self.without_actors),
            "without_concepts": _listed(self.without_concepts),
            "bounded": bool(self.start or self.stop),
            "start": (self.start or date.min).isoformat(),
            "stop": (self.stop or date.max).isoformat(),
            "windowed": window is not None,
            "window_start": (first or date.min).isoformat(),
            "window_stop": (last or date.max).isoformat(),
            "min_actor": self.min_actor,
            "min_concept": self.min_concept,
        }


def _listed(iris: tuple[str, ...]) -> str:
    """Return a list as one text: neither engine takes lists as values in the same way."""
    return f" {' '.join(iris)} " if iris else ""


def wrong(name: str, words: str) -> ParameterError:
    """Return the fault of a parameter, in words."""
    return ParameterError(words, parameter=name)
