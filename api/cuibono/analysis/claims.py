"""Claims on record, listed and one by one."""

from collections.abc import Mapping
from enum import StrEnum

from cuibono.analysis.evidence import EvidenceTrace
from cuibono.analysis.lookup import Lookup, iri_in, text_in
from cuibono.analysis.model import Model, Statement, Thing
from cuibono.analysis.trace import utterances_of
from cuibono.analysis.trace_model import ScopeTerm, Utterance
from cuibono.questions import Catalogue
from cuibono.store import Row, Snapshot
from cuibono.terms import NS


class ClaimOrder(StrEnum):
    """The orders that claims can be listed in."""

    LABEL = "label"
    LABEL_REVERSED = "-label"
    UTTERANCES = "utterances"
    UTTERANCES_REVERSED = "-utterances"
    SUPPORTS = "supports"
    SUPPORTS_REVERSED = "-supports"
    DISPUTES = "disputes"
    DISPUTES_REVERSED = "-disputes"


class ClaimSummary(Thing):
    """A claim in a list, with how many statements there are of each sort."""

    utterances: int
    supports: int
    disputes: int
    uses: int


class ClaimList(Model):
    """One page of claims."""

    items: tuple[ClaimSummary, ...]
    total: int
    limit: int
    offset: int
    next: str | None


class ClaimRecord(Model):
    """One claim: what it says, of what it speaks, who utters it."""

    claim: Thing
    statement: Statement
    scope: tuple[ScopeTerm, ...]
    about: tuple[Thing, ...]
    utterances: tuple[Utterance, ...]
    trace: str
    """Where its trace is."""


def list_claims(
    snapshot: Snapshot, catalogue: Catalogue, filters: Mapping[str, str], order: ClaimOrder
) -> list[ClaimSummary]:
    """Return the claims that fit the filters of the question `things/claims`, in an order."""
    rows = snapshot.select(catalogue.get("things/claims").bind(filters))
    key = order.value.lstrip("-")
    return sorted(
        map(_summary, rows),
        key=lambda claim: getattr(claim, key),
        reverse=order.value.startswith("-"),
    )


def claim_record(lookup: Lookup, claim: str) -> ClaimRecord:
    """Return one claim by its IRI; raises `NotFoundError`."""
    thing = lookup.require(claim)
    return ClaimRecord(
        claim=thing,
        statement=lookup.statement(claim),
        scope=EvidenceTrace(lookup, ()).scope(claim),
        about=lookup.things(lookup.ask("trace/about", node=claim), "about"),
        utterances=utterances_of(lookup, claim),
        trace=f"/api/claims/{thing.slug}/trace",
    )


def _summary(row: Row) -> ClaimSummary:
    counts = {
        name: int(text_in(row, name) or 0)
        for name in ("utterances", "supports", "disputes", "uses")
    }
    return ClaimSummary(
        iri=iri_in(row, "claim") or "",
        label=text_in(row, "gloss") or "",
        type=(iri_in(row, "type") or "").removeprefix(NS),
        **counts,
    )
