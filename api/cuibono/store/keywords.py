"""Whether a query or an update has a keyword in it, by the engine's own parser.

A lexer of ours would not do: what it overlooks is evaluated. Every occurrence of the word is spelt
wrongly instead, which leaves names, strings and comments what they are, and makes the keyword a
mistake. A text that the engine reads before and not after has the keyword in it.
"""

import re
from collections.abc import Callable

import pyoxigraph as ox

from cuibono.store.sandbox import can_deny_network
from cuibono.terms import BASE

Read = Callable[[str], object]
"""Reads a text as the engine does; raises `SyntaxError` for one that it cannot read."""


def uses_service(bare: ox.Store, text: str) -> bool:
    """Whether a query has a SERVICE clause; `bare` is an empty store.

    A text that cannot be read has none. Where the platform cannot deny the network, a text that
    can be read neither way is never handed to the engine as it is, and counts as having one.
    """
    return _uses(text, "service", lambda query: bare.query(query, base_iri=BASE))


def reaches_out(update: str) -> str | None:
    """Return the keyword by which an update would read from another address, None for none.

    To be called where there is no network: the engine evaluates an update as it reads it.
    """
    for keyword in ("service", "load"):
        if _uses(update, keyword, lambda text: ox.Store().update(text, base_iri=BASE)):
            return keyword.upper()
    return None


def names_dataset(bare: ox.Store, text: str) -> bool:
    """Whether a query has FROM or FROM NAMED; true also for a text that cannot be read.

    The engine overlooks them where it is told to take the union of all graphs.
    """
    return not _can_read_without(text, "from", lambda query: bare.query(query, base_iri=BASE))


def _uses(text: str, keyword: str, read: Read) -> bool:
    if _can_read_without(text, keyword, read):
        return False
    return not can_deny_network() or _can_read(text, read)


def _can_read_without(text: str, keyword: str, read: Read) -> bool:
    if keyword not in text.lower():
        return True
    return _can_read(re.sub(keyword, f"{keyword[:-1]}x", text, flags=re.IGNORECASE), read)


def _can_read(text: str, read: Read) -> bool:
    try:
        read(text)
    except SyntaxError:
        return False
    except (OSError, RuntimeError, ValueError):
        return True
    return True
