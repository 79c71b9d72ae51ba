"""Trace a claim: who says it, what it rests on, who is behind that, and what it is used for.

Defined in `docs/analyses/trace.md`. Computed from the graph alone; each step carries its
statement, and what is missing is named, with the reason on record.
"""

from collections.abc import Iterable, Mapping, Sequence

from cuibono.analysis.evidence import EvidenceTrace
from cuibono.analysis.lookup import Lookup, grouped, iri_in, iris_in, text_in
from cuibono.analysis.model import Absence, Thing
from cuibono.analysis.sayings import advances, gains, promotions
from cuibono.analysis.trace_model import (
    Argument,
    Chain,
    ChainEnd,
    Direction,
    Trace,
    Use,
    Utterance,
)
from cuibono.analysis.trace_reading import gather_trace
from cuibono.errors import NotFoundError
from cuibono.store import Row
from cuibono.terms import kind_and_slug


def trace_claim(lookup: Lookup, claim: str) -> Trace:
    """Return the trace of the claim with this IRI; raises `NotFoundError`."""
    found = kind_and_slug(claim)
    if found is None or found[0] != "claim":
        raise NotFoundError(f"<{claim}> is no claim; only claims have traces")
    gather_trace(lookup, claim)
    return _ClaimTrace(lookup, lookup.require(claim)).trace()


def utterances_of(lookup: Lookup, claim: str) -> tuple[Utterance, ...]:
    """Return who says, denies or passes on a claim: in order of time, the undated last."""
    rows = grouped(lookup.ask("trace/utterances", claim=claim), "utterance")
    found = [_utterance(lookup, utterance, rows) for utterance in rows]
    return tuple(sorted(found, key=lambda one: (one.date is None, one.date or "")))


def _utterance(lookup: Lookup, iri: str, of_claim: Mapping[str, list[Row]]) -> Utterance:
    rows, statement = of_claim[iri], lookup.statement(iri)
    document, reported = lookup.first(rows, "document"), iri_in(rows[0], "attributes")
    return Utterance(
        statement=statement,
        speakers=lookup.things(rows, "speaker"),
        document=document,
        date=text_in(rows[0], "date") or text_in(rows[0], "documentDate"),
        modality=lookup.first(rows, "modality"),
        attributes=reported,
        reported=lookup.things(of_claim.get(reported, ()), "speaker") if reported else (),
        document_was_read=document is not None
        and any(passage.document.iri == document.iri for passage in statement.passages),
        missing=lookup.missing(iri, {} if document else {"inDocument": "document"}),
    )


def chains_of(utterances: Sequence[Utterance]) -> tuple[Chain, ...]:
    """Return the chains of attribution, each from an utterance that no other reports."""
    by_iri = {utterance.statement.iri: utterance for utterance in utterances}
    reports = {iri: one.attributes for iri, one in by_iri.items() if one.attributes}
    starts = [iri for iri in reports if iri not in reports.values()]
    walked = {iri for start in starts for iri in _walk(start, reports)}
    for iri in reports:
        if iri not in walked:  # a circle has no start of its own
            starts.append(iri)
            walked.update(_walk(iri, reports))
    return tuple(_chain(_walk(start, reports), by_iri) for start in starts)


def _walk(start: str, reports: Mapping[str, str]) -> list[str]:
    """Return a chain from its start; its last comes a second time where it is a circle."""
    chain = [start]
    while following := reports.get(chain[-1]):
        chain.append(following)
        if following in chain[:-1]:
            break
    return chain


def _chain(iris: Sequence[str], by_iri: Mapping[str, Utterance]) -> Chain:
    links = tuple(by_iri[iri] for iri in dict.fromkeys(iris) if iri in by_iri)
    if len(set(iris)) < len(iris):
        end = ChainEnd.CIRCLE
    else:
        end = ChainEnd.FIRST if iris[-1] in by_iri else ChainEnd.UNKNOWN
    return Chain(links=links, end=end)


class _ClaimTrace:
    def __init__(self, lookup: Lookup, thing: Thing) -> None:
        claim = thing.iri
        self._lookup = lookup
        self._thing = thing
        self._claim = claim
        self._policies = self._policies_with_wider(
            iris_in(lookup.ask("trace/uses", claim=claim), "policy")
        )
        self._supported: dict[str, tuple[str, ...]] = {}
        self._opened_by = self._nearest_links()
        self._evidence = EvidenceTrace(lookup, self._policies, self._supported)

    def trace(self) -> Trace:
        lookup = self._lookup
        utterances = utterances_of(lookup, self._claim)
        arguments = self._arguments(self._claim)
        uses = self._uses()
        return Trace(
            claim=self._thing,
            statement=lookup.statement(self._claim),
            scope=self._evidence.scope(self._claim),
            about=lookup.things(lookup.ask("trace/about", node=self._claim), "about"),
            utterances=utterances,
            chains=chains_of(utterances),
            arguments=arguments,
            uses=uses,
            missing=self._missing(utterances, arguments, uses),
            snapshot=lookup.snapshot.id,
        )

    def _nearest_links(self) -> Mapping[str, str]:
        """Return, for each node that bears on the claim, the link through which it is nearest.

        There it is shown in full, so that each is shown once, and circles end.
        """
        opened_by = {self._claim: ""}
        for claim in (queue := [self._claim]):
            for row in self._lookup.ask("trace/arguments", claim=claim):
                source = iri_in(row, "source") or ""
                if text_in(row, "direction") == Direction.SUPPORTS:
                    self._supported[source] = (*self._supported.get(source, ()), claim)
                if source not in opened_by:
                    opened_by[source] = iri_in(row, "link") or ""
                    if self._lookup.thing(source).kind == "claim":
                        queue.append(source)
        return opened_by

    def _arguments(self, claim: str) -> tuple[Argument, ...]:
        """Return the arguments about a claim, those that the text draws first."""
        rows = self._lookup.ask("trace/arguments", claim=claim)
        found = [self._argument(link, members) for link, members in grouped(rows, "link").items()]
        return tuple(sorted(found, key=lambda one: one.statement.inferred_by_reader))

    def _argument(self, link: str, rows: list[Row]) -> Argument:
        lookup, first = self._lookup, rows[0]
        source = lookup.thing(iri_in(first, "source") or "")
        strength = text_in(first, "strength")
        kind = source.kind if self._opened_by[source.iri] == link else None
        return Argument(
            statement=lookup.statement(link),
            direction=Direction(text_in(first, "direction") or ""),
            drawn_by=lookup.things(rows, "drawnBy"),
            directness=lookup.first(rows, "directness"),
            aspect=lookup.first(rows, "aspect"),
            strength=float(strength) if strength else None,
            mismatches=lookup.things(rows, "mismatch"),
            source=source,
            evidence=self._evidence.evidence(source.iri) if kind == "evidence" else None,
            limitation=self._evidence.limitation(source.iri) if kind == "limitation" else None,
            said_by=utterances_of(lookup, source.iri) if kind == "claim" else (),
            arguments=self._arguments(source.iri) if kind == "claim" else (),
            shown_elsewhere=kind is None,
        )

    def _uses(self) -> tuple[Use, ...]:
        rows = self._lookup.ask("trace/uses", claim=self._claim)
        return tuple(self._use(link, members) for link, members in grouped(rows, "link").items())

    def _use(self, link: str, rows: list[Row]) -> Use:
        lookup = self._lookup
        policy = lookup.thing(iri_in(rows[0], "policy") or "")
        reached = tuple(map(lookup.thing, self._policies_with_wider((policy.iri,))))
        promoted = tuple(
            promotion
            for item in reached
            for promotion in promotions(
                lookup, lookup.ask("trace/promotions", policy=item.iri), policy=item
            )
        )
        gained = tuple(
            gain
            for item in reached
            for gain in gains(lookup, lookup.ask("trace/gains", policy=item.iri), policy=item)
        )
        used_by = lookup.things(rows, "usedBy")
        return Use(
            statement=lookup.statement(link),
            policy=policy,
            used_by=used_by,
            drawn_by=lookup.things(rows, "drawnBy"),
            advances=tuple(
                advance
                for item in reached
                for advance in advances(
                    lookup, lookup.ask("trace/advances", policy=item.iri), item=item
                )
            ),
            promotions=promoted,
            promotions_absence=None
            if promoted
            else lookup.absence(policy.iri, "promotedBy", what="promoter"),
            gains=gained,
            gains_absence=None
            if gained
            else lookup.absence(policy.iri, "assessedItem", what="gain or loss"),
            missing=lookup.missing(link, {} if used_by else {"usedBy": "user"}),
        )

    def _policies_with_wider(self, policies: Iterable[str]) -> tuple[str, ...]:
        """Return the policies and all that they advance or are part of, nearest first."""
        reached = list(dict.fromkeys(policies))
        for policy in reached:  # grows while it is walked; a cycle adds nothing new
            for row in self._lookup.ask("trace/advances", policy=policy):
                wider = iri_in(row, "wider")
                if wider and wider not in reached:
                    reached.append(wider)
        return tuple(reached)

    def _missing(
        self,
        utterances: tuple[Utterance, ...],
        arguments: tuple[Argument, ...],
        uses: tuple[Use, ...],
    ) -> tuple[Absence, ...]:
        stances = {argument.direction for argument in arguments}
        wanted = {
            ("utteredClaim", "speaker"): bool(utterances),
            ("supportedBy", "support"): Direction.SUPPORTS in stances,
            ("disputedBy", "dispute"): Direction.DISPUTES in stances,
            ("serves", "use for a policy"): bool(uses),
        }
        lacking = {prop: what for (prop, what), is_there in wanted.items() if not is_there}
        return self._lookup.missing(self._claim, lacking, besides=[prop for prop, _ in wanted])
