"""The Reconciliation Service API 0.2, as OpenRefine and others speak it."""

import asyncio
import json
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import parse_qs

from fastapi import APIRouter, Query
from markupsafe import Markup
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from cuibono.analysis.lookup import text_in
from cuibono.analysis.search import suggest
from cuibono.errors import (
    BodyTooLongError,
    CallError,
    NotFoundError,
    ParameterError,
    TimeoutOfBodyError,
)
from cuibono.publish.reconciliation import (
    ExtensionQuery,
    QueryBatch,
    Reconciler,
    extend,
    manifest,
)
from cuibono.publish.reconciliation.matching import entity_id, entity_iri
from cuibono.publish.reconciliation.schema import Term, starting_with
from cuibono.web.pages.rendering import environment, page
from cuibono.web.service import Service, public_base, service_of

router = APIRouter(prefix="/api/reconcile", tags=["reconciliation"])

M = TypeVar("M", bound=BaseModel)
LONGEST: Final = 1 << 20
"""Bytes of a batch."""

Prefix = Annotated[str, Query(max_length=200, description="What was typed so far.")]
Id = Annotated[str, Query(max_length=300, description="Id of what to show.")]
Cursor = Annotated[int, Query(ge=0, le=1000, description="How many to skip.")]


@router.get("")
def reconcile_get(
    request: Request,
    queries: Annotated[str | None, Query(description="A batch of queries, in JSON.")] = None,
    extend: Annotated[str | None, Query(description="A data extension query, in JSON.")] = None,
) -> Response:
    """Return the manifest, or the answers to a batch of queries."""
    return _answer(request, queries, extend)


@router.post("")
async def reconcile_post(request: Request) -> Response:
    """Return the answers to a batch of queries in a form."""
    try:
        form = parse_qs((await _body(request)).decode(), max_num_fields=10)
    except ValueError:
        raise CallError("send a form with the field queries or extend") from None
    values = {name: found[0] for name, found in form.items()}
    return await run_in_threadpool(_answer, request, values.get("queries"), values.get("extend"))


@router.get("/suggest/{what}")
def suggestions(
    request: Request, what: str, prefix: Prefix, cursor: Cursor = 0
) -> dict[str, list[dict[str, Any]]]:
    """Return entities, types or properties whose names go on from what was typed."""
    service = service_of(request)
    if what == "entity":
        found = suggest(service.index, prefix, limit=min(cursor + 10, 50))[cursor:]
        return {
            "result": [
                {
                    "id": entity_id(one.thing.iri),
                    "name": one.thing.label,
                    "description": one.description,
                    "notable": [one.thing.type] if one.thing.type else [],
                }
                for one in found
            ]
        }
    terms = starting_with(prefix, _terms(service, what).values())
    return {"result": [term.told() for term in terms[cursor : cursor + 20]]}


@router.get("/flyout/{what}")
def flyout(request: Request, what: str, id: Id) -> dict[str, str]:
    """Return a few words about an entity, type or property, as HTML in JSON."""
    service = service_of(request)
    if what == "entity":
        return {"id": id, "html": _preview(request, id)}
    term = _terms(service, what).get(id)
    if term is None:
        raise NotFoundError(f"there is no {what} {id!r}")
    template = environment().from_string("<p><b>{{ t.name }}</b> {{ t.description }}</p>")
    return {"id": id, "html": template.render(t=term)}


@router.get("/preview", response_class=HTMLResponse)
def preview(request: Request, id: Id) -> HTMLResponse:
    """Return a small page about an entity, to be shown within another."""
    answer = page(request, "preview.html", body=_preview(request, id))
    policy = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors *"
    answer.headers["Content-Security-Policy"] = policy
    return answer


@router.get("/properties")
def properties(
    request: Request,
    type: Annotated[str | None, Query(description="Properties that things of it may have.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Return the properties that can be fetched of entities."""
    schema = service_of(request).schema
    if type is not None and type not in schema.types:
        raise NotFoundError(f"there is no type {type!r}")
    found = [term.told() for term in schema.of_type(type)[:limit]]
    return {"limit": limit, "properties": found, **({"type": type} if type else {})}


def _answer(request: Request, queries: str | None, extension: str | None) -> Response:
    service = service_of(request)
    if queries is not None:
        batch = _read(QueryBatch, queries, "queries")
        reconciler = Reconciler(service.index, service.lookup, service.schema)
        return JSONResponse(reconciler.results(batch))
    if extension is not None:
        asked = _read(ExtensionQuery, extension, "extend")
        return JSONResponse(extend(service.lookup, service.schema, asked))
    if request.method == "POST":
        raise CallError("send a form with the field queries or extend")
    return JSONResponse(manifest(public_base(request), service.schema))


async def _body(request: Request) -> bytes:
    body, seconds = bytearray(), service_of(request).settings.send_seconds
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                body += part
                if len(body) > LONGEST:
                    raise BodyTooLongError(f"a batch has at most {LONGEST:,} bytes; send several")
    except TimeoutError:
        raise TimeoutOfBodyError(f"the batch did not come within {seconds:g} seconds") from None
    return bytes(body)


def _read(model: type[M], text: str, parameter: str) -> M:
    try:
        return model.model_validate(json.loads(text))
    except (ValueError, RecursionError) as fault:
        words = str(fault)
        if isinstance(fault, ValidationError):
            first = fault.errors()[0]
            words = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise ParameterError(f"{parameter}: {words}", parameter=parameter) from None


def _terms(service: Service, what: str) -> "dict[str, Term]":
    match what:
        case "type":
            return dict(service.schema.types)
        case "property":
            return dict(service.schema.properties)
        case _:
            raise NotFoundError(
                f"there are suggestions of entity, type and property, not of {what}"
            )


def _preview(request: Request, name: str) -> Markup:
    service = service_of(request)
    iri = entity_iri(name)
    if iri is None:
        raise NotFoundError(f"there is no entity {name!r}")
    thing = service.lookup.require(iri)
    own = service.schema.types.get(thing.type or "")
    names = service.lookup.ask("profiles/names", thing=iri)
    shown = environment().get_template("preview_body.html")
    return Markup(
        shown.render(
            thing=thing,
            href=f"{public_base(request)}{thing.href}",
            type=own.name if own else thing.kind,
            names=[text_in(row, "name") for row in names],
        )
    )
