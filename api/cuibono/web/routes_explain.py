"""Why a statement holds: JSON, or PROV-O in the formats of RDF."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cuibono.analysis.proofs import ProofStep, dressed, proof_as_prov, prove, read_statement
from cuibono.ingest import bundled_rules, read_ontology
from cuibono.publish import JSON, encode, require_format
from cuibono.publish.negotiation import negotiate
from cuibono.reasoning import Rules
from cuibono.store import RDF_FORMATS
from cuibono.web.service import service_of

router = APIRouter(prefix="/api/explain", tags=["reasoning"])

_EXAMPLES = ("actor:jack-ma", "cb:promotesAgenda", "policy:cross-border-e-trade-rules")


@router.get("", response_model=ProofStep)
def explanation(
    request: Request,
    subject: Annotated[str, Query(description=f"Prefixed name or IRI, such as {_EXAMPLES[0]}.")],
    predicate: Annotated[str, Query(description=f"Such as {_EXAMPLES[1]}.")],
    object: Annotated[str, Query(description=f"Such as {_EXAMPLES[2]}, or a literal of Turtle.")],
) -> ProofStep | Response:
    """Prove a statement, down to what sources assert; 404 where it does not hold."""
    service = service_of(request)
    snapshot = service.store.current()
    proof = prove(snapshot, _rules(), read_statement(subject, predicate, object))
    accept = request.headers.get("accept")
    offers = [JSON, *(form.media_type for form in RDF_FORMATS)]
    if negotiate(accept, offers) in (JSON, None):
        return dressed(proof, service.lookup)
    chosen = require_format(accept, RDF_FORMATS)
    content = encode(proof_as_prov(proof, service.lookup), chosen)
    return Response(content, headers={"Vary": "Accept"}, media_type=chosen.content_type)


@cache
def _rules() -> Rules:
    return bundled_rules(read_ontology())
