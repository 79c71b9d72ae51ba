"""Names of the vocabulary and of statements in words."""

import re
from typing import Final

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.model import Thing
from cuibono.terms import compact

_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def class_words(name: str | None) -> str:
    """Return the local name of a class in words: `EmpiricalClaim` as `empirical claim`."""
    return _HUMP.sub(" ", name or "thing").lower()


def title_of(lookup: Lookup, thing: Thing) -> str:
    """Return what a thing is called: a statement by what it relates, others by their labels.

    What has no label goes by its slug in words.
    """
    ends = lookup.ask("profiles/relation-ends", relation=thing.iri)
    if ends:
        start, end = (lookup.things(ends, name) for name in ("from", "to"))
        return f"{_labels(start)} → {_labels(end)}"
    return thing.slug.replace("-", " ") if thing.label == compact(thing.iri) else thing.label


def _labels(things: tuple[Thing, ...]) -> str:
    return ", ".join(thing.label.rstrip(".") for thing in things)
