"""What is on record, counted and listed by kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cuibono.analysis.lookup import iri_in, text_in
from cuibono.analysis.model import Thing
from cuibono.questions import Catalogue
from cuibono.store import Row, Snapshot
from cuibono.terms import NS

COUNTED: Final = (
    "claims",
    "actors",
    "documents",
    "policies",
    "evidence",
    "figures",
    "barriers",
    "passages",
    "statements",
)


@dataclass(frozen=True, slots=True)
class Listing:
    """How a question of the catalogue lists things: its variables, and its filter by class."""

    question: str
    subject: str
    label: str
    class_parameter: str
    numbers: tuple[str, ...]


LISTINGS: Final[Mapping[str, Listing]] = {
    "claims": Listing(
        "things/claims", "claim", "gloss", "type", ("utterances", "supports", "disputes", "uses")
    ),
    "actors": Listing(
        "profiles/actors",
        "actor",
        "label",
        "class",
        ("claims", "policies", "evidences", "assessments"),
    ),
    "policies": Listing(
        "profiles/policies",
        "policy",
        "label",
        "class",
        ("promoters", "claims", "parts", "assessments"),
    ),
    "evidence": Listing(
        "profiles/evidence", "evidence", "label", "class", ("supports", "disputes", "limitations")
    ),
    "sources": Listing(
        "profiles/sources", "document", "label", "class", ("claims", "evidences", "texts")
    ),
}


class ListedThing(Thing):
    """A thing in a list with its numbers."""

    numbers: Mapping[str, int]
    date: str | None = None
    note: str | None = None
    """What else tells it apart, such as the producer of evidence."""


def count(snapshot: Snapshot, catalogue: Catalogue) -> dict[str, int]:
    """Return how many things of each counted sort there are, zeros included."""
    rows = snapshot.select(catalogue.get("profiles/counts").bind({}))
    found = {text_in(row, "what"): int(text_in(row, "number") or 0) for row in rows}
    return {what: found.get(what, 0) for what in COUNTED}


def list_things(
    snapshot: Snapshot,
    catalogue: Catalogue,
    listing: Listing,
    *,
    words: str | None = None,
    class_name: str | None = None,
) -> list[ListedThing]:
    """Return the things of a listing whose name holds the words and that are of the class.

    `class_name` is the local name of a class of the vocabulary. Each thing comes once, in the
    order of the labels.
    """
    values = {"words": words, listing.class_parameter: f"cb:{class_name}" if class_name else None}
    given = {name: value for name, value in values.items() if value}
    rows = snapshot.select(catalogue.get(listing.question).bind(given))
    listed: dict[str, ListedThing] = {}
    for row in rows:
        thing = _listed(row, listing)
        listed.setdefault(thing.iri, thing)
    return sorted(listed.values(), key=lambda thing: (thing.label.casefold(), thing.iri))


def _listed(row: Row, listing: Listing) -> ListedThing:
    return ListedThing(
        iri=iri_in(row, listing.subject) or "",
        label=text_in(row, listing.label) or "",
        type=(iri_in(row, "type") or "").removeprefix(NS),
        numbers={name: int(text_in(row, name) or 0) for name in listing.numbers},
        date=text_in(row, "date"),
        note=text_in(row, "producers"),
    )
