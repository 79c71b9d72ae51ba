"""Claims and their traces as typed JSON."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cuibono.analysis.claims import ClaimList, ClaimOrder, ClaimRecord, claim_record, list_claims
from cuibono.analysis.independence import Independence, IndependenceRequest, independence
from cuibono.analysis.model import Statement, Thing
from cuibono.analysis.scope import ScopeGap, ScopeRequest, scope_gap
from cuibono.analysis.trace import trace_claim
from cuibono.analysis.trace_model import Trace
from cuibono.publish import known, negotiate
from cuibono.publish.negotiation import unacceptable
from cuibono.publish.traces import DEPTH, MEDIA_TYPES, TraceFormat, traced
from cuibono.web.service import base_path, service_of

router = APIRouter(prefix="/api/claims", tags=["claims"])


class ClaimType(StrEnum):
    """The classes of claim."""

    EMPIRICAL = "EmpiricalClaim"
    NORMATIVE = "NormativeClaim"
    DEFINITIONAL = "DefinitionalClaim"


@router.get("")
def claims(
    request: Request,
    q: Annotated[str | None, Query(description="Words that the gloss holds.")] = None,
    type: Annotated[ClaimType | None, Query(description="Class of claim.")] = None,
    actor: Annotated[str | None, Query(description="Slug or IRI of who utters it.")] = None,
    policy: Annotated[
        str | None, Query(description="Slug or IRI of a policy it is used for.")
    ] = None,
    sort: Annotated[
        ClaimOrder, Query(description="Order; a minus sign reverses it.")
    ] = ClaimOrder.LABEL,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> ClaimList:
    """List the claims on record."""
    service = service_of(request)
    filters = {"words": q, "type": f"cb:{type}" if type else None, "actor": actor, "policy": policy}
    given = {name: value for name, value in filters.items() if value}
    found = list_claims(service.store.current(), service.catalogue, given, sort)
    page = found[offset : offset + limit]
    following = offset + limit
    return ClaimList(
        items=tuple(page),
        total=len(found),
        limit=limit,
        offset=offset,
        next=str(request.url.include_query_params(offset=following).replace(scheme="", netloc=""))
        if following < len(found)
        else None,
    )


@router.get("/{slug}")
def claim(request: Request, slug: str) -> ClaimRecord:
    """Return one claim: its gloss, scope, utterances and counts."""
    service = service_of(request)
    return claim_record(service.lookup, known(service.store.current(), "claim", slug))


@router.get(
    "/{slug}/trace",
    response_model=Trace,
    responses={200: {"content": {kind.partition(";")[0]: {} for kind in MEDIA_TYPES.values()}}},
)
def trace(
    request: Request,
    slug: str,
    format: Annotated[
        TraceFormat | None, Query(description="The format; negotiated if not given.")
    ] = None,
    depth: Annotated[
        int, Query(ge=1, description="How many arguments deep tree and drawing go.")
    ] = DEPTH,
) -> Response:
    """Return the trace of a claim, down to who is behind its evidence and what it is used for."""
    service = service_of(request)
    chosen = format or _negotiated(request.headers.get("accept"))
    found = trace_claim(service.lookup, known(service.store.current(), "claim", slug))
    base = base_path(request)

    def local(one: Thing | Statement) -> str:
        return base + one.href if one.href.startswith("/") else one.href

    return Response(
        traced(found, chosen, local, depth),
        headers={"Vary": "Accept"},
        media_type=MEDIA_TYPES[chosen],
    )


def _negotiated(accept: str | None) -> TraceFormat:
    offers = {media.partition(";")[0]: form for form, media in MEDIA_TYPES.items()}
    best = negotiate(accept, list(offers))
    if best is None:
        raise unacceptable(accept or "", list(offers))
    return offers[best]


@router.get("/{slug}/independence")
def sources(
    request: Request, slug: str, asked: Annotated[IndependenceRequest, Query()]
) -> Independence:
    """Return the sources for and against a claim, and how many of them are independent."""
    service = service_of(request)
    claim = known(service.store.current(), "claim", slug)
    return independence(service.tables, service.lookup, claim, **asked.model_dump())


@router.get("/{slug}/scope-gap")
def scope(request: Request, slug: str, asked: Annotated[ScopeRequest, Query()]) -> ScopeGap:
    """Return a claim beside each piece of its evidence: population, place, period and so on."""
    service = service_of(request)
    claim = known(service.store.current(), "claim", slug)
    return scope_gap(service.tables, service.lookup, claim, **asked.model_dump())
