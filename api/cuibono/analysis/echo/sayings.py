"""Who utters a claim, and whom each reports, down to the first speaker; circles end."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from typing import Final

from cuibono.analysis.circles import circles
from cuibono.analysis.echo.model import Order
from cuibono.analysis.networks import Inferred
from cuibono.analysis.tables import Row, Tables, sql_text

_PACKAGE: Final = "cuibono.analysis.echo"
_NEVER: Final = (Day.max, Day.max)


@dataclass(frozen=True, slots=True)
class When:
    """A date as given, with the first and last day that it can mean."""

    date: str | None = None
    first: Day | None = None
    last: Day | None = None

    @property
    def place(self) -> tuple[Day, Day]:
        """Where it comes in a line of dates; the undated come last."""
        return (self.first, self.last) if self.first and self.last else _NEVER

    def order(self, other: "When") -> Order:
        """Return whether this is certainly after another, or before it."""
        if not (self.first and self.last and other.first and other.last):
            return Order.UNKNOWN
        if self.first > other.last:
            return Order.AFTER
        return Order.BEFORE if self.last < other.first else Order.UNKNOWN


@dataclass(slots=True)
class Said:
    """One utterance of the claim."""

    iri: str
    stance: str
    speakers: list[str] = field(default_factory=list[str])
    attributes: list[str] = field(default_factory=list[str])
    documents: dict[str, When] = field(default_factory=dict[str, When])
    read_in: set[str] = field(default_factory=set[str])
    without_document: When = When()

    @property
    def when(self) -> When:
        """Its date; in several documents, that of the earliest."""
        dates = [*self.documents.values(), self.without_document]
        return min(dates, key=lambda one: one.place)


@dataclass(frozen=True, slots=True)
class End:
    """The end of a chain of reports, and how many reports lead to it."""

    utterance: str
    steps: int


class Sayings:
    """All utterances of one claim."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.all: dict[str, Said] = {}
        for row in rows:
            self._add(row)

    @classmethod
    def of(cls, tables: Tables, claim: str, inferred: Inferred) -> "Sayings":
        """Return the utterances of a claim that the tables have."""
        rows = tables.rows(sql_text(_PACKAGE, "utterances"), {"claim": claim})
        return cls(row for row in rows if inferred is Inferred.INCLUDE or not row["inferred"])

    def _add(self, row: Row) -> None:
        iri = str(row["utterance"])
        said = self.all.setdefault(iri, Said(iri, str(row["stance"])))
        if row["speaker"] not in said.speakers:
            said.speakers.append(str(row["speaker"]))
        if row["attributes"] and row["attributes"] not in said.attributes:
            said.attributes.append(str(row["attributes"]))
        when = When(row["date"], row["date_first"], row["date_last"])
        if row["document"] is None:
            said.without_document = when
            return
        document = str(row["document"])
        said.documents[document] = when
        if row["was_read"]:
            said.read_in.add(document)

    def ends(self, iri: str) -> list[End]:
        """Return where the reports that start with an utterance end, nearest first.

        None for one that reports nobody, or only itself. An utterance that is not on record is an
        end too.
        """
        level, seen, steps = [iri], {iri}, 0
        found: list[End] = []
        while level:
            steps += 1
            reported = dict.fromkeys(one for said in level for one in self._reported(said))
            level = [one for one in reported if one not in seen]
            seen |= set(level)
            found += [End(one, steps) for one in level if not self._reported(one)]
        return found

    def repeats(self, said: Said) -> bool:
        """Whether an utterance says the claim or passes on that it was said.

        What passes on a denial or a withdrawal, and nothing else, does not. A chain without an end
        on record passes on the claim.
        """
        if said.stance != "attributed":
            return said.stance == "asserted"
        stances = {
            self.all[end.utterance].stance
            for end in self.ends(said.iri)
            if end.utterance in self.all
        }
        return not stances or bool(stances & {"asserted", "attributed"})

    def circles(self) -> list[tuple[str, ...]]:
        """Return the utterances that report one another in a circle, circle by circle."""
        return circles((iri, one) for iri, said in self.all.items() for one in said.attributes)

    def _reported(self, iri: str) -> list[str]:
        said = self.all.get(iri)
        return said.attributes if said else []


def by_document(sayings: Iterable[Said]) -> Mapping[str, list[Said]]:
    """Return utterances by the documents in which they stand, in order of time within each."""
    found: dict[str, list[Said]] = defaultdict(list)
    for said in sayings:
        for document in said.documents:
            found[document].append(said)
    return {
        document: sorted(members, key=lambda one: (one.documents[document].place, one.iri))
        for document, members in found.items()
    }


def earliest(dates: Mapping[str, When]) -> Iterator[str]:
    """Yield what no other is certainly earlier than, among what is dated."""
    dated = {name: when for name, when in dates.items() if when.first and when.last}
    first_end = min((when.last for when in dated.values() if when.last), default=None)
    for name, when in dated.items():
        if first_end and when.first and when.first <= first_end:
            yield name
