"""Whether a query has a keyword in it, by the engine's own parser.

A lexer of ours would not do: what it overlooks is evaluated. Every occurrence of the word is spelt
wrongly instead, which leaves names, strings and comments what they are, and makes the keyword a
mistake. A text that the engine reads before and not after has the keyword in it.
"""

import re

import pyoxigraph as ox

from cuibono.store.sandbox import can_deny_network


def uses_service(bare: ox.Store, text: str) -> bool:
    """Whether a query has a SERVICE clause; `bare` is an empty store.

    A text that cannot be read has none. Where the platform cannot deny the network, a text that
    can be read neither way is never handed to the engine as it is, and counts as having one.
    """
    if _can_read_without(bare, text, "service"):
        return False
    return not can_deny_network() or _can_read(bare, text)


def names_dataset(bare: ox.Store, text: str) -> bool:
    """Whether a query has FROM or FROM NAMED; true also for a text that cannot be read.

    The engine overlooks them where it is told to take the union of all graphs.
    """
    return not _can_read_without(bare, text, "from")


def _can_read_without(bare: ox.Store, text: str, keyword: str) -> bool:
    if keyword not in text.lower():
        return True
    return _can_read(bare, re.sub(keyword, f"{keyword[:-1]}x", text, flags=re.IGNORECASE))


def _can_read(bare: ox.Store, text: str) -> bool:
    try:
        bare.query(text)
    except SyntaxError:
        return False
    except (OSError, RuntimeError, ValueError):
        return True
    return True
