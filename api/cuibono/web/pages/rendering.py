"""From a template and its data to a response."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cuibono import __version__
from cuibono.analysis.wording import class_words
from cuibono.publish.jsonld import in_schema_org
from cuibono.store import quads
from cuibono.terms import BASE, iri, kind_and_slug
from cuibono.web.pages import words
from cuibono.web.pages.assets import find_assets
from cuibono.web.pages.evidence import behind, results
from cuibono.web.service import base_path, service_of

_GRAPHS: Final = f"{BASE}graph/"
_SEARCHED: Final = frozenset(("actor", "claim", "document", "event", "evidence", "place"))


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """Return a page: the template filled with the context and what every page has."""
    prefix = base_path(request)

    def link(href: str) -> str:
        return prefix + href if href.startswith("/") else href

    def ask(name: str, **values: str) -> str:
        return prefix + question_address(name, **values)

    shared: dict[str, Any] = {
        "assets": find_assets(),
        "version": __version__,
        "here": request.url.path.removeprefix(prefix),
        "link": link,
        "ask": ask,
        "schema_org": _schema_org(request),
    }
    html = environment().get_template(template).render(shared | context)
    return HTMLResponse(html, status, {"Vary": "Accept", **(headers or {})})


def _schema_org(request: Request) -> Markup | None:
    """Return what search engines read of the thing that a page is about, if it is about one."""
    path = request.url.path.removeprefix(base_path(request)).split("/")
    if len(path) != 4 or path[1] != "doc" or path[2] not in _SEARCHED:
        return None
    lookup, subject = service_of(request).lookup, iri(path[2], path[3])
    if lookup.snapshot.misreads:  # see `Question.is_plain`
        return None
    found = quads(lookup.ask("publish/schema-org", thing=subject))
    if not found:
        return None
    # In a script nothing is escaped as HTML is: what could end it is written otherwise.
    return Markup(in_schema_org(found, subject).decode().replace("<", "\\u003c"))


def question_address(name: str, **values: str) -> str:
    """Return the path of a question's answer for these values."""
    path = f"/queries/{quote(name)}"
    return f"{path}?{urlencode(values, safe=':')}" if values else path


def _graph_name(iri: str) -> str:
    return iri.removeprefix(_GRAPHS)


def _is_own(iri: str) -> bool:
    return kind_and_slug(iri) is not None


def _is_external(iri: str) -> bool:
    return iri.startswith(("http://", "https://")) and not iri.startswith(BASE)


def _is_graph(iri: str) -> bool:
    return iri.startswith(_GRAPHS)


_FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "absence_words": words.absence_words,
    "behind": behind,
    "by_claim": words.by_claim,
    "class_words": class_words,
    "counted": words.counted,
    "digits": words.digits,
    "graph_name": _graph_name,
    "iri_name": words.iri_name,
    "joined": words.joined,
    "labels": words.labels,
    "own_path": words.own_path,
    "results": results,
    "step_id": words.step_id,
    "upper_first": words.upper_first,
}
_TESTS: Final[dict[str, Callable[..., bool]]] = {
    "external": _is_external,
    "graph_of_ours": _is_graph,
    "own": _is_own,
}


@cache
def environment() -> Environment:
    """Return the templates' environment; everything is escaped unless marked."""
    made = Environment(
        loader=PackageLoader("cuibono.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters.update(_FILTERS)  # pyright: ignore[reportUnknownMemberType]
    made.tests.update(_TESTS)  # pyright: ignore[reportUnknownMemberType]
    return made
