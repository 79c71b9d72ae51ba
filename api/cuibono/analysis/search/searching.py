"""Look for words in names.

Each word that tells something ("the" does not) must be in some name of a thing: as it is, by its
stem, or, the last one, as a beginning. Where nothing is found so, typing errors are looked past:
one in words of four letters and more, two in those of eight and more. Where still nothing is found,
things with as many of the words as possible will do.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from tantivy import FieldType, Occur, Query, Schema

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.model import Thing
from cuibono.analysis.search.index import FACETS, SHORT, SearchIndex, stem_of, words_of
from cuibono.analysis.search.model import (
    Facet,
    FacetValue,
    Hit,
    Leniency,
    SearchResults,
    Suggestion,
)
from cuibono.analysis.search.request import SearchFilters, SearchRequest
from cuibono.analysis.wording import class_words
from cuibono.terms import BASE, NS

_BOOSTS: Final = {"name": 4.0, "gloss": 1.0}
_WHOLE_NAME: Final = 20.0
_BEGINNING: Final = 0.5
_MISSPELT: Final = 0.3
_MOST_WORDS: Final = 20
_MOST_VALUES: Final = 50

_NOTES: Final[Mapping[Leniency, str]] = {
    Leniency.TYPING_ERRORS: "Nothing is spelt so; these are spelt much alike.",
    Leniency.SOME_WORDS: "No name has all of these words; these have some.",
}
Clauses = list[tuple[Occur, Query]]


def search(index: SearchIndex, lookup: Lookup, request: SearchRequest) -> SearchResults:
    """Return what the request finds, best first; raises `ParameterError`.

    `lookup` tells what the policies are called that the things found can be narrowed to.
    """
    found = find(index, request)
    named = (_with_labels(facet, lookup) for facet in found.facets)
    return found.model_copy(update={"facets": tuple(named)})


def find(index: SearchIndex, request: SearchRequest) -> SearchResults:
    """Return the same from the index alone; policies in facets go by their IRIs."""
    words = words_of(request.q)[:_MOST_WORDS]
    narrowed = list(_narrowing(index.schema, request))
    tried: list[SearchResults] = []
    for leniency, query in _queries(index.schema, words, narrowed):
        facets = _facets(index, query)
        total = sum(value.count for value in facets[0].values)  # a thing has one kind
        found = SearchResults(
            query=request.q,
            total=total,
            offset=request.offset,
            leniency=leniency,
            hits=tuple(_hits(index, query, request.limit, request.offset)) if total else (),
            facets=facets,
            note=_note(total, leniency, words, narrowed),
        )
        tried.append(found)
        if total:
            break
    return tried[-1]


def suggest(
    index: SearchIndex, typed: str, kinds: Sequence[str] = (), limit: int = 10
) -> tuple[Suggestion, ...]:
    """Return things of these kinds whose names go on from what was typed, best first.

    Raises `ParameterError` for what is no kind.
    """
    words = words_of(typed)[:_MOST_WORDS]
    if not words:
        return ()
    narrowed = list(_narrowing(index.schema, SearchFilters(kind=list(kinds))))
    for leniency, query in _queries(index.schema, words, narrowed):
        if leniency is Leniency.SOME_WORDS:
            break
        if hits := list(_hits(index, query, limit, 0)):
            return tuple(map(_suggestion, hits))
    return ()


def _queries(
    schema: Schema, words: Sequence[str], narrowed: Clauses
) -> Iterator[tuple[Leniency, Query]]:
    """Yield the queries for these words, the strictest first."""
    if not words:
        yield Leniency.AS_WRITTEN, Query.boolean_query([(Occur.Must, Query.all_query()), *narrowed])
        return
    telling = [word for word in words if stem_of(word)] or list(words)
    tried = [(Leniency.AS_WRITTEN, len(telling)), (Leniency.TYPING_ERRORS, len(telling))]
    tried += [(Leniency.SOME_WORDS, few) for few in range(len(telling) - 1, 0, -1)]
    for leniency, needed in tried:
        query = _query(schema, words, telling, needed, leniency)
        yield leniency, Query.boolean_query([(Occur.Must, query), *narrowed])


def _query(
    schema: Schema, words: Sequence[str], telling: Sequence[str], needed: int, leniency: Leniency
) -> Query:
    """Return the query for things with so many of the telling words in their names."""
    forms = {word: _forms(schema, word, word is words[-1], leniency) for word in words}
    named = Query.boolean_query(
        [(Occur.Should, forms[word]) for word in telling], minimum_number_should_match=needed
    )
    if leniency is Leniency.TYPING_ERRORS:  # a space too many or too few is one
        joined = Query.fuzzy_term_query(schema, "whole", "".join(words), _errors("".join(words)))
        named = Query.disjunction_max_query([named, Query.const_score_query(joined, _MISSPELT)])
    whole = Query.term_query(schema, "whole", " ".join(words), "basic")
    return Query.boolean_query(
        [
            (Occur.Must, named),
            *((Occur.Should, forms[word]) for word in set(words).difference(telling)),
            (Occur.Should, Query.const_score_query(whole, _WHOLE_NAME)),
        ]
    )


def _forms(schema: Schema, word: str, continued: bool, leniency: Leniency) -> Query:
    """Return what stands for a word: itself, its stem, its continuations, what is spelt alike."""
    forms: list[Query] = []
    errors = _errors(word)
    for field, boost in _BOOSTS.items():
        forms.append(Query.boost_query(Query.term_query(schema, field, word), boost))
        if continued and len(word) > SHORT:
            beginning = Query.fuzzy_term_query(schema, field, word, 0, prefix=True)
            forms.append(Query.const_score_query(beginning, boost * _BEGINNING))
        if errors and leniency is not Leniency.AS_WRITTEN:
            alike = Query.fuzzy_term_query(schema, field, word, errors, prefix=continued)
            forms.append(Query.const_score_query(alike, boost * _MISSPELT))
    if continued and len(word) <= SHORT:
        beginning = Query.term_query(schema, "beginning", word, "basic")
        forms.append(Query.const_score_query(beginning, _BOOSTS["name"] * _BEGINNING))
    if stem := stem_of(word):
        forms.append(Query.term_query(schema, "stem", stem))
    return Query.disjunction_max_query(forms)


def _errors(word: str) -> int:
    return 2 if len(word) >= 8 else 1 if len(word) >= 4 else 0


def _narrowing(schema: Schema, request: SearchFilters) -> Iterator[tuple[Occur, Query]]:
    for field, values in request.wanted().items():
        yield Occur.Must, Query.term_set_query(schema, field, values)
    if request.year_from is not None or request.year_to is not None:
        first, last = max(request.year_from or 0, 0), max(request.year_to or 9999, 0)
        yield Occur.Must, Query.range_query(schema, "year", FieldType.Unsigned, first, last)


def _hits(index: SearchIndex, query: Query, limit: int, offset: int) -> Iterator[Hit]:
    found = index.searcher.search(
        query, limit, count=False, offset=offset, weight_by_field="brevity"
    )
    for score, address in found.hits:
        yield _hit(score, index.searcher.doc(address).to_dict())


def _hit(score: float, stored: Mapping[str, list[Any]]) -> Hit:
    shown = json.loads(bytes(stored["shown"][0]))
    name = (shown.pop("class") or "").removeprefix(NS) or None
    thing = Thing(iri=shown.pop("iri"), label=shown.pop("label"), type=name)
    return Hit(thing=thing, score=score, **shown)


def _suggestion(hit: Hit) -> Suggestion:
    parts = (class_words(hit.thing.type or hit.thing.kind), *hit.other_names[:1])
    return Suggestion(thing=hit.thing, description=", ".join(parts))


def _facets(index: SearchIndex, query: Query) -> tuple[Facet, ...]:
    asked = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in FACETS}
    counted = cast(
        Mapping[str, Mapping[str, list[dict[str, Any]]]],
        index.searcher.aggregate(query, asked),  # pyright: ignore[reportUnknownMemberType]
    )
    return tuple(
        Facet(
            name=name,
            values=tuple(
                FacetValue(
                    value=str(bucket["key"]),
                    label=str(bucket["key"]).removeprefix(f"{BASE}graph/"),
                    count=bucket["doc_count"],
                )
                for bucket in counted[name]["buckets"]
            ),
        )
        for name in FACETS
    )


def _with_labels(facet: Facet, lookup: Lookup) -> Facet:
    if facet.name != "policy":
        return facet
    values = (
        one.model_copy(update={"label": lookup.thing(one.value).label}) for one in facet.values
    )
    return facet.model_copy(update={"values": tuple(values)})


def _note(total: int, leniency: Leniency, words: Sequence[str], narrowed: Clauses) -> str | None:
    if total:
        return _NOTES.get(leniency)
    if not words and not narrowed:
        return "Nothing is on record."
    return "Nothing is called so." + (" Take a filter away to search more." if narrowed else "")
