"""What a search returns."""

from enum import StrEnum

from cuibono.analysis.model import Model, Thing


class Leniency(StrEnum):
    """How far a search went to find something; the next is tried where one finds nothing."""

    AS_WRITTEN = "as-written"
    TYPING_ERRORS = "typing-errors"
    SOME_WORDS = "some-words"


class Hit(Model):
    """A thing that was found, with what tells it from others."""

    thing: Thing
    score: float
    other_names: tuple[str, ...]
    gloss: str | None
    """What it is in the curator's words, where those are not its label."""
    sources: tuple[str, ...]
    """IRIs of the source graphs that say something of it."""
    policies: tuple[str, ...]
    """IRIs of the policies that a statement ties it to."""
    years: tuple[int, ...]


class FacetValue(Model):
    """A value that the things found can be narrowed to."""

    value: str
    label: str
    count: int


class Facet(Model):
    """The values of one facet among all that was found, the most frequent first."""

    name: str
    values: tuple[FacetValue, ...]


class SearchResults(Model):
    """One page of what was found, and the facets of all of it."""

    query: str
    total: int
    offset: int
    leniency: Leniency
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    note: str | None
    """In words, where it was not found as written, or not at all."""


class Suggestion(Model):
    """A thing whose name continues what was typed."""

    thing: Thing
    description: str
    """Its class in words, and its first other name."""


class Suggestions(Model):
    """What goes on from what was typed, best first."""

    query: str
    suggestions: tuple[Suggestion, ...]
