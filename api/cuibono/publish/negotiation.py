"""Content negotiation (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence
from typing import Final, cast

import mimeparse  # pyright: ignore[reportMissingTypeStubs]

from cuibono.errors import NotAcceptableError
from cuibono.store import Format
from cuibono.store.formats import format_named

HTML: Final = "text/html"
JSON: Final = "application/json"


def negotiate(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer that an Accept header prefers, None where it takes none of them.

    Of offers that it likes equally, the first wins; without a header, the first offer does.
    """
    if accept is None or not accept.strip():
        return offers[0]
    try:
        # It has no types, and minds capitals; of equal offers it takes the last.
        best = cast(str, mimeparse.best_match(list(reversed(offers)), accept.lower()))  # pyright: ignore[reportUnknownMemberType]
    except mimeparse.MimeTypeParseException:
        return None
    return best or None


def require_format(
    accept: str | None, formats: Sequence[Format], name: str | None = None
) -> Format:
    """Return the format that is named (`?format=`, a suffix) or else negotiated.

    Raises `NotAcceptableError`, saying what there is to choose from.
    """
    if name is not None:
        chosen = format_named(name, tuple(formats))
    else:
        # Aliases come last: a wildcard such as text/* is met by a media type of its own first.
        offers = {f.media_type: f for f in formats}
        offers |= {alias: f for f in formats for alias in f.aliases if alias not in offers}
        best = negotiate(accept, list(offers))
        chosen = offers[best] if best else None
    if chosen is None:
        raise unacceptable(name or accept or "", [f.media_type for f in formats])
    return chosen


def unacceptable(asked: str, offers: Sequence[str]) -> NotAcceptableError:
    """Return the error for a request that no offer satisfies."""
    return NotAcceptableError(
        f"{asked!r} is not available here; available are {', '.join(offers)}",
        available=list(offers),
    )
