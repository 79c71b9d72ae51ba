"""The page of a thing: one shape a kind, and one for all kinds that have none of their own."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from cuibono.analysis.description import describe_thing
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.passages import passage_profile
from cuibono.analysis.profiles import (
    actor_profile,
    evidence_profile,
    policy_profile,
    source_profile,
)
from cuibono.terms import iri as thing_iri
from cuibono.web.pages.claims import render_claim
from cuibono.web.pages.rendering import page
from cuibono.web.service import Service, service_of


def _actor(service: Service, lookup: Lookup, iri: str) -> Mapping[str, Any]:
    profile = actor_profile(lookup, iri)
    return {"profile": profile, "thing": profile.actor}


def _policy(service: Service, lookup: Lookup, iri: str) -> Mapping[str, Any]:
    profile = policy_profile(lookup, iri)
    return {"profile": profile, "thing": profile.policy}


def _evidence(service: Service, lookup: Lookup, iri: str) -> Mapping[str, Any]:
    profile = evidence_profile(lookup, iri)
    return {"profile": profile, "thing": profile.evidence.thing}


def _source(service: Service, lookup: Lookup, iri: str) -> Mapping[str, Any]:
    profile = source_profile(lookup, service.texts, iri)
    return {"profile": profile, "thing": profile.document}


def _passage(service: Service, lookup: Lookup, iri: str) -> Mapping[str, Any]:
    profile = passage_profile(lookup, service.texts, iri)
    return {"profile": profile, "thing": lookup.thing(iri)}


def _any(service: Service, lookup: Lookup, iri: str) -> Mapping[str, Any]:
    described = describe_thing(lookup, iri)
    return {"described": described, "thing": described.thing}


_Build = Callable[[Service, Lookup, str], Mapping[str, Any]]
_PAGES: Final[Mapping[str, tuple[str, _Build]]] = {
    "actor": ("actor.html", _actor),
    "policy": ("policy.html", _policy),
    "evidence": ("evidence.html", _evidence),
    "document": ("source.html", _source),
    "passage": ("passage.html", _passage),
}


def render_thing(request: Request, kind: str, slug: str) -> HTMLResponse:
    """Return the page of a thing of a kind; raises `NotFoundError`."""
    iri = thing_iri(kind, slug)
    if kind == "claim":
        return render_claim(request, iri)
    service = service_of(request)
    lookup = service.lookup
    template, build = _PAGES.get(kind, ("description.html", _any))
    context = build(service, lookup, iri)
    thing = context["thing"]
    return page(
        request,
        template,
        **context,
        snapshot=lookup.snapshot.id,
        alternates=(
            ("Turtle", f"{thing.href}.ttl", "text/turtle"),
            ("JSON-LD", f"{thing.href}.jsonld", "application/ld+json"),
        ),
        citation=f"{thing.label}. In the cuibono graph, snapshot {lookup.snapshot.id}. {thing.iri}",
    )
