"""The echo of a claim: documents that repeat it, when and after whom, and who saw the evidence.

Defined in `docs/analyses/echo.md`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cuibono.analysis.echo.bearing import EvidenceOf, evidence_of, looks_at
from cuibono.analysis.echo.model import (
    Bearing,
    Echo,
    EchoCounts,
    EchoDocument,
    EchoUtterance,
    FirstSpeaker,
    Look,
    Opposing,
    Origin,
    Report,
    Way,
)
from cuibono.analysis.echo.sayings import Said, Sayings, When, by_document, earliest
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.model import Thing
from cuibono.analysis.networks import Inferred
from cuibono.analysis.tables import Tables
from cuibono.errors import NotFoundError
from cuibono.terms import kind_and_slug

NOBODY: Final = "Nobody is on record as saying this claim or passing it on."


def echo_of(
    tables: Tables, lookup: Lookup, claim: str, inferred: Inferred = Inferred.INCLUDE
) -> Echo:
    """Return the echo of the claim with this IRI; raises `NotFoundError`."""
    found = kind_and_slug(claim)
    if found is None or found[0] != "claim":
        raise NotFoundError(f"<{claim}> is no claim; only claims have an echo")
    lookup.require(claim)
    sayings = Sayings.of(tables, claim, inferred)
    return _Echo(lookup, claim, sayings, evidence_of(tables, claim, inferred)).echo(tables)


class _Echo:
    def __init__(self, lookup: Lookup, claim: str, sayings: Sayings, evidence: EvidenceOf) -> None:
        self._lookup = lookup
        self._claim = claim
        self._sayings = sayings
        self._evidence = evidence
        self._circles = sayings.circles()
        self._in_circle = {iri for circle in self._circles for iri in circle}
        self._repeating = {iri: one for iri, one in sayings.all.items() if sayings.repeats(one)}

    def echo(self, tables: Tables) -> Echo:
        lookup = self._lookup
        documents = self._documents(tables)
        dated = [one for one in documents if one.date_first]
        undated = [one for one in documents if not one.date_first]
        dates = {d.document.iri: When(d.date, d.date_first, d.date_last) for d in dated}
        evidence = tuple(
            Bearing(
                evidence=lookup.thing(iri),
                directions=tuple(sorted(directions)),
                by_reader=iri in self._evidence.by_reader,
            )
            for iri, directions in sorted(self._evidence.directions.items())
        )
        return Echo(
            claim=lookup.thing(self._claim),
            statement=lookup.statement(self._claim),
            counts=_counts(dated, undated, len(evidence)),
            earliest=tuple(map(lookup.thing, earliest(dates))),
            first_speakers=self._first_speakers(),
            documents=tuple(dated),
            undated=tuple(undated),
            without_document=tuple(
                self._utterance(one, None)
                for _, one in sorted(self._repeating.items())
                if not one.documents
            ),
            against=self._against(),
            circles=tuple(self._circles),
            evidence=evidence,
            evidence_absence=None
            if evidence
            else lookup.absence(self._claim, "supportedBy", what="evidence"),
            note=None if self._repeating else NOBODY,
            snapshot=lookup.snapshot.id,
        )

    def _documents(self, tables: Tables) -> list[EchoDocument]:
        """Return the documents that repeat the claim, in order of time, the undated last."""
        looks: dict[str, list[Look]] = defaultdict(list)
        repeating = by_document(self._repeating.values())
        for row in looks_at(tables, self._evidence):
            if row["document"] in repeating:
                looks[str(row["document"])].append(
                    self._look(row["way"], str(row["evidence"]), str(row["statement"]))
                )
        found = [self._document(iri, said, looks[iri]) for iri, said in repeating.items()]
        return sorted(found, key=_place)

    def _document(self, iri: str, sayings: Sequence[Said], looks: Sequence[Look]) -> EchoDocument:
        when = sayings[0].documents[iri]
        utterances = tuple(self._utterance(said, iri) for said in sayings)
        after = [
            document
            for utterance in utterances
            for report in utterance.reports
            for document in report.documents
            if document.iri != iri
        ]
        return EchoDocument(
            document=self._lookup.thing(iri),
            date=when.date,
            date_first=when.first,
            date_last=when.last,
            was_read=any(iri in said.read_in for said in sayings),
            asserts=any(said.stance == "asserted" for said in sayings),
            utterances=utterances,
            after=tuple(dict.fromkeys(after)),
            looks=tuple(looks),
        )

    def _utterance(self, said: Said, document: str | None) -> EchoUtterance:
        """Return an utterance as it stands in a document, or as such."""
        when = said.documents[document] if document else said.when
        return EchoUtterance(
            statement=self._lookup.statement(said.iri),
            speakers=self._things(said.speakers),
            stance=said.stance,
            date=when.date,
            was_read=document in said.read_in if document else bool(said.read_in),
            reports=tuple(self._report(said, when, iri) for iri in said.attributes),
            origins=tuple(
                self._origin(end.utterance, end.steps) for end in self._sayings.ends(said.iri)
            ),
            circular=said.iri in self._in_circle,
        )

    def _report(self, said: Said, when: When, reported: str) -> Report:
        other = self._sayings.all.get(reported)
        return Report(
            statement=self._lookup.statement(said.iri),
            reported=reported,
            speakers=self._things(other.speakers if other else ()),
            documents=self._things(other.documents if other else ()),
            stance=other.stance if other else None,
            was_read=bool(said.read_in),
            reported_was_read=bool(other and other.read_in),
            order=when.order(other.when if other else When()),
        )

    def _origin(self, iri: str, steps: int) -> Origin:
        said = self._sayings.all.get(iri)
        return Origin(
            utterance=iri,
            speakers=self._things(said.speakers if said else ()),
            documents=self._things(said.documents if said else ()),
            stance=said.stance if said else None,
            was_read=bool(said and said.read_in),
            steps=steps,
        )

    def _first_speakers(self) -> tuple[FirstSpeaker, ...]:
        """Return the assertions that report no other: in order of time, the undated last."""
        repeated: dict[str, dict[str, None]] = defaultdict(dict)
        for iri, said in self._repeating.items():
            for end in self._sayings.ends(iri):
                repeated[end.utterance].update(dict.fromkeys(said.documents))
        first = [
            said
            for said in self._repeating.values()
            if said.stance == "asserted" and not said.attributes
        ]
        return tuple(
            FirstSpeaker(
                statement=self._lookup.statement(said.iri),
                speakers=self._things(said.speakers),
                documents=self._things(said.documents),
                date=said.when.date,
                was_read=bool(said.read_in),
                repeated_in=self._things(repeated[said.iri]),
            )
            for said in sorted(first, key=lambda one: (one.when.place, one.iri))
        )

    def _against(self) -> tuple[Opposing, ...]:
        against = [one for iri, one in self._sayings.all.items() if iri not in self._repeating]
        return tuple(
            Opposing(
                document=self._lookup.thing(document) if document else None,
                utterance=self._utterance(said, document),
            )
            for said in sorted(against, key=lambda one: (one.when.place, one.iri))
            for document in (said.documents or (None,))
        )

    def _look(self, way: str, evidence: str, statement: str) -> Look:
        return Look(
            way=Way(way),
            evidence=self._lookup.thing(evidence),
            directions=tuple(sorted(self._evidence.directions[evidence])),
            statement=self._lookup.statement(statement),
            by_reader=evidence in self._evidence.by_reader,
        )

    def _things(self, iris: Iterable[str] | Mapping[str, object]) -> tuple[Thing, ...]:
        return tuple(map(self._lookup.thing, iris))


def _place(one: EchoDocument) -> tuple[object, ...]:
    when = When(one.date, one.date_first, one.date_last)
    return (when.place, one.document.label.casefold(), one.document.iri)


def _counts(
    dated: Sequence[EchoDocument], undated: Sequence[EchoDocument], evidence: int
) -> EchoCounts:
    documents = [*dated, *undated]

    def looked_at(*directions: str) -> int:
        return sum(
            any(set(look.directions) & set(directions) for look in one.looks) for one in documents
        )

    asserting = sum(one.asserts for one in documents)
    return EchoCounts(
        documents=len(documents),
        dated=len(dated),
        undated=len(undated),
        read=sum(one.was_read for one in documents),
        asserting=asserting,
        only_passing_on=len(documents) - asserting,
        reporting=sum(any(u.reports for u in one.utterances) for one in documents),
        looked=sum(bool(one.looks) for one in documents),
        looked_for=looked_at("supports"),
        looked_against=looked_at("disputes", "qualifies"),
        evidence=evidence,
    )
