"""A claim with its trace, arranged for reading."""

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from cuibono.analysis.trace import trace_claim
from cuibono.analysis.trace_model import Direction, Utterance
from cuibono.publish.traces import MEDIA_TYPES, TraceFormat
from cuibono.web.pages.figures import Opened, figure_rows
from cuibono.web.pages.rendering import page
from cuibono.web.service import service_of

STANCES: Final = {
    "Assertion": "says",
    "Denial": "denies",
    "Attribution": "passes on",
    "Withdrawal": "withdraws",
}
"""By class of utterance: what its speaker does."""

_TRACES: Final = {
    TraceFormat.SVG: "drawn",
    TraceFormat.GRAPHML: "as GraphML",
    TraceFormat.JSONLD: "on PROV-O",
    TraceFormat.TREE: "as text",
}


def render_claim(request: Request, iri: str) -> HTMLResponse:
    """Return the page of a claim; raises `NotFoundError`."""
    service = service_of(request)
    trace = trace_claim(service.lookup, iri)
    opened = Opened(trace)
    address = f"/api/claims/{trace.claim.slug}/trace"
    by_direction = {
        direction: [a for a in trace.arguments if a.direction is direction]
        for direction in Direction
    }
    return page(
        request,
        "claim.html",
        trace=trace,
        claim=trace.claim,
        stances=by_stance(trace.utterances),
        by_direction=by_direction,
        figures=figure_rows(trace, opened),
        opened=opened,
        alternates=(
            ("Trace as JSON", address, "application/json"),
            *(
                (name, f"{address}?format={form}", MEDIA_TYPES[form])
                for form, name in _TRACES.items()
            ),
            ("Turtle", f"{trace.claim.href}.ttl", "text/turtle"),
            ("JSON-LD", f"{trace.claim.href}.jsonld", "application/ld+json"),
        ),
        citation=f"“{trace.claim.label}” Claim in the cuibono graph, "
        f"snapshot {trace.snapshot}. {trace.claim.iri}",
    )


def by_stance(utterances: Sequence[Utterance]) -> dict[str, list[Utterance]]:
    """Return utterances by what their speakers do, in the order in which the page tells it."""
    found: dict[str, list[Utterance]] = {stance: [] for stance in STANCES.values()}
    for utterance in utterances:
        kind = utterance.statement.type
        found.setdefault(STANCES.get(kind, kind.lower()), []).append(utterance)
    return {stance: members for stance, members in found.items() if members}
