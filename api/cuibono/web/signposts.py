"""Links in headers, by which programs find their way from one representation to the others.

RFC 8288; the relations are those of signposting (https://signposting.org/FAIR/).
"""

from typing import Final

from starlette.requests import Request

from cuibono.publish.dataset import LICENCE
from cuibono.publish.profiles import Profile
from cuibono.store import RDF_FORMATS, Format
from cuibono.terms import iri
from cuibono.web.service import base_path

_TYPES: Final = {
    "claim": "https://schema.org/Claim",
    "document": "https://schema.org/CreativeWork",
    "event": "https://schema.org/Event",
    "evidence": "https://schema.org/CreativeWork",
    "place": "https://schema.org/Place",
}
_ABOUT_PAGE: Final = "https://schema.org/AboutPage"


def signposts(
    request: Request,
    kind: str,
    slug: str,
    chosen: Format | None,
    profile: Profile = Profile.FULL,
    *,
    following: int | None = None,
) -> str:
    """Return the Link header of a document about a thing; `chosen` is None for its page."""
    address = f"{base_path(request)}/doc/{kind}/{slug}"
    links = [
        _link(iri(kind, slug), "cite-as"),
        _link(address, "canonical"),
        _link(LICENCE, "license"),
        _link(_TYPES.get(kind, "https://schema.org/Thing"), "type"),
    ]
    if chosen is None:
        links.append(_link(_ABOUT_PAGE, "type"))
    else:
        links += [_link(address, "describes", "text/html"), _link(profile.iri, "profile")]
    relation = "describedby" if chosen is None else "alternate"
    links += [
        _link(f"{address}.{one.suffix}", relation, one.media_type)
        for one in RDF_FORMATS
        if one is not chosen
    ]
    if chosen is not None:
        links.append(_link(address, "alternate", "text/html"))
    if following is not None:
        links.append(_link(str(request.url.include_query_params(page=following)), "next"))
    return ", ".join(links)


def _link(target: str, relation: str, media_type: str | None = None) -> str:
    typed = f'; type="{media_type}"' if media_type else ""
    return f'<{target}>; rel="{relation}"{typed}'
