"""Whether a query calls another address, by the engine's own parser.

A lexer of ours would not do: what it overlooks is evaluated. Every `service` in the text is spelt
wrongly instead, which leaves names, strings and comments what they are, and makes the keyword a
mistake. A text that the engine reads before and not after has the keyword in it.
"""

import re

import pyoxigraph as ox

from cuibono.store.sandbox import can_deny_network

_KEYWORD = re.compile("service", re.IGNORECASE)
_WRONG = "servicx"


def uses_service(bare: ox.Store, text: str) -> bool:
    """Whether a query has a SERVICE clause; `bare` is an empty store.

    A text that cannot be read has none. Where the platform cannot deny the network, a text that
    can be read neither way is never handed to the engine as it is, and counts as having one.
    """
    if not _KEYWORD.search(text) or _can_read(bare, _KEYWORD.sub(_WRONG, text)):
        return False
    return not can_deny_network() or _can_read(bare, text)


def _can_read(bare: ox.Store, text: str) -> bool:
    try:
        bare.query(text)
    except SyntaxError:
        return False
    except (OSError, RuntimeError, ValueError):
        return True
    return True
