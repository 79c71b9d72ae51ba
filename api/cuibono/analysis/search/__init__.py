"""Find things by their names: ranked, past typing errors and accents, narrowed by facets."""

from cuibono.analysis.search.index import SearchIndex, words_of
from cuibono.analysis.search.model import (
    Facet,
    FacetValue,
    Hit,
    Leniency,
    SearchResults,
    Suggestion,
    Suggestions,
)
from cuibono.analysis.search.request import SearchFilters, SearchRequest
from cuibono.analysis.search.searching import find, search, suggest

__all__ = [
    "Facet",
    "FacetValue",
    "Hit",
    "Leniency",
    "SearchFilters",
    "SearchIndex",
    "SearchRequest",
    "SearchResults",
    "Suggestion",
    "Suggestions",
    "find",
    "search",
    "suggest",
    "words_of",
]
