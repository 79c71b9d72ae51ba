"""What a search finds, in which order, and how far it goes to find it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuibono.analysis.search import (
    Leniency,
    SearchFilters,
    SearchIndex,
    SearchRequest,
    find,
    suggest,
)
from cuibono.analysis.search.index import write_index
from cuibono.analysis.search.request import SEARCHED
from cuibono.analysis.tables import DuckTables
from cuibono.errors import ParameterError
from cuibono.store import EmbeddedStore
from cuibono.terms import BASE, iri

Make = Callable[..., SearchIndex]


def entry(kind: str, slug: str, *labels: str, **more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("aliases", "glosses", "classes", "sources", "policies", "years"))
    return {"thing": iri(kind, slug), "kind": kind, "labels": list(labels), **empty, **more}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    def make(*entries: dict[str, Any]) -> SearchIndex:
        folder = tmp_path_factory.mktemp("index")
        write_index(folder, entries)
        return SearchIndex(folder)

    return make


@pytest.fixture(scope="module")
def index(made: Make) -> SearchIndex:
    return made(
        entry("actor", "ebay", "eBay", years=[2013]),
        entry("platform", "ebay", "eBay (platform)", aliases=["the marketplace of eBay"]),
        entry("document", "ebay-2013", "A report on sellers by eBay", years=[2013, 2014]),
        entry("actor", "edf", "Électricité de France", sources=[f"{BASE}graph/one"]),
        entry("place", "aland", "Åland"),
        entry("policy", "de-minimis", "higher de minimis levels", policies=[iri("policy", "x")]),
        entry("claim", "firms-export", glosses=["Nearly every firm on a platform sells abroad."]),
        entry("claim", "small-firms-export", glosses=["Small businesses export their wares."]),
        entry("category", "micro-multinational", "micro-multinational"),
    )


def slugs(found: Iterable[Any]) -> list[str]:
    return [f"{one.thing.kind}:{one.thing.slug}" for one in found]


def found(index: SearchIndex, q: str, **more: Any) -> list[str]:
    return slugs(find(index, SearchRequest(q=q, **more)).hits)


def test_a_whole_name_comes_first_then_shorter_names(index: SearchIndex) -> None:
    assert found(index, "ebay") == ["actor:ebay", "platform:ebay", "document:ebay-2013"]
    assert found(index, "EBAY (Platform)")[0] == "platform:ebay"


@pytest.mark.parametrize("typed", ["electricite", "Électricité", "ELECTRICITÉ de", "électr"])
def test_accents_and_case_do_not_matter(typed: str, index: SearchIndex) -> None:
    assert found(index, typed) == ["actor:edf"]
    assert found(index, "aland") == ["place:aland"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("multinatonal", "category:micro-multinational"),
        ("micro multinatoinal", "category:micro-multinational"),
        ("electricte", "actor:edf"),
        ("minmis levles", "policy:de-minimis"),
        ("Frnace", "actor:edf"),
        ("micromultinational", "category:micro-multinational"),
        ("e bay", "actor:ebay"),
    ],
)
def test_typing_errors_are_looked_past(typed: str, meant: str, index: SearchIndex) -> None:
    results = find(index, SearchRequest(q=typed))
    assert slugs(results.hits)[0] == meant
    assert results.leniency is Leniency.TYPING_ERRORS
    assert results.note


def test_what_is_spelt_right_is_not_taken_for_an_error(index: SearchIndex) -> None:
    results = find(index, SearchRequest(q="export"))
    assert results.leniency is Leniency.AS_WRITTEN
    assert set(slugs(results.hits)) == {"claim:firms-export", "claim:small-firms-export"}


def test_words_are_found_by_their_stem_and_by_the_slug(index: SearchIndex) -> None:
    assert found(index, "small business exports") == ["claim:small-firms-export"]


def test_a_word_that_tells_nothing_need_not_be_there(index: SearchIndex) -> None:
    assert found(index, "the levels of the de minimis") == ["policy:de-minimis"]


def test_some_of_the_words_will_do_as_many_as_possible(index: SearchIndex) -> None:
    results = find(index, SearchRequest(q="nearly all small firms on platforms export"))
    assert slugs(results.hits)[0] == "claim:firms-export"
    assert results.leniency is Leniency.SOME_WORDS
    assert results.note is not None
    assert "some" in results.note


def test_nothing_found_is_said(index: SearchIndex) -> None:
    results = find(index, SearchRequest(q="zzzz"))
    assert (results.total, results.hits) == (0, ())
    assert results.note == "Nothing is called so."
    narrowed = find(index, SearchRequest(q="ebay", kind=["event"]))
    assert narrowed.note is not None
    assert "filter" in narrowed.note


def test_a_claim_is_called_by_its_gloss(index: SearchIndex) -> None:
    hit = find(index, SearchRequest(q="sells abroad")).hits[0]
    assert hit.thing.label == "Nearly every firm on a platform sells abroad."
    assert hit.gloss is None


def test_facets_count_all_that_is_found_and_narrow_it(index: SearchIndex) -> None:
    results = find(index, SearchRequest(q="ebay", limit=1))
    facets = {facet.name: {v.value: v.count for v in facet.values} for facet in results.facets}
    assert results.total == 3
    assert len(results.hits) == 1
    assert facets["kind"] == {"actor": 1, "platform": 1, "document": 1}
    assert facets["year"] == {"2013": 2, "2014": 1}
    assert found(index, "ebay", kind=["actor"]) == ["actor:ebay"]
    assert found(index, "ebay", kind=["actor", "platform"]) == ["actor:ebay", "platform:ebay"]
    assert found(index, "ebay", year_from=2014) == ["document:ebay-2013"]
    assert found(index, "ebay", year_to=2012) == []
    assert found(index, "", source=["one"]) == ["actor:edf"]
    assert found(index, "", policy=["x"]) == ["policy:de-minimis"]


def test_pages_follow_one_another(index: SearchIndex) -> None:
    whole = found(index, "")
    pages = [found(index, "", limit=2, offset=offset) for offset in range(0, 10, 2)]
    assert [slug for page in pages for slug in page] == whole
    assert len(set(whole)) == 9


@pytest.mark.parametrize(
    "wrong",
    [{"kind": ["foo"]}, {"source": ["No Slug"]}, {"policy": ["?"]}, {"year_from": 2, "year_to": 1}],
)
def test_what_cannot_be_asked_is_said(wrong: dict[str, Any], index: SearchIndex) -> None:
    with pytest.raises(ParameterError) as fault:
        find(index, SearchRequest(**wrong))
    assert fault.value.members["parameter"] == next(iter(wrong))


@pytest.mark.parametrize(
    ("typed", "first"),
    [("e", "actor:ebay"), ("eb", "actor:ebay"), ("ebay p", "platform:ebay"), ("multin", None)],
)
def test_suggestions_go_on_from_what_was_typed(
    typed: str, first: str | None, index: SearchIndex
) -> None:
    names = slugs(suggest(index, typed))
    assert names[0] == (first or "category:micro-multinational")
    assert slugs(suggest(index, typed, limit=1)) == names[:1]


def test_suggestions_of_a_kind_and_of_nothing(index: SearchIndex) -> None:
    assert slugs(suggest(index, "ebay", ["platform"])) == ["platform:ebay"]
    assert suggest(index, "  ") == ()
    assert suggest(index, "zzzz") == ()


@given(typed=st.text(max_size=80))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_looked_for(typed: str, index: SearchIndex) -> None:
    results = find(index, SearchRequest(q=typed))
    assert len(results.hits) == min(results.total, 20)
    suggest(index, typed)


@given(order=st.permutations(range(6)))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_order_of_the_entries_does_not_matter(order: list[int], made: Make) -> None:
    names = ["one", "one two", "one two three", "two", "two three", "three"]
    entries = [entry("actor", f"a-{n}", name) for n, name in enumerate(names)]
    index = made(*(entries[place] for place in order))
    assert found(index, "one") == ["actor:a-0", "actor:a-1", "actor:a-2"]
    assert set(found(index, "two three")) == {"actor:a-2", "actor:a-4"}


def test_every_kind_that_is_searched_can_be_found(made: Make) -> None:
    index = made(*(entry(kind, "x", "same name") for kind in (*SEARCHED, "passage")))
    assert len(found(index, "same name")) == len(SEARCHED)
    for kind in SEARCHED:
        assert found(index, "same", kind=[kind]) == [f"{kind}:x"]
    SearchFilters(kind=list(SEARCHED)).wanted()


def test_the_bundled_graph_is_found_by_the_words_of_a_reader(graph_data: Path) -> None:
    index = SearchIndex.of(DuckTables(EmbeddedStore(graph_data).current()))
    asked = "nearly all small firms on platforms export"
    assert found(index, asked)[0] == "claim:all-or-close-to-all-firms-on-platform-export"
    assert found(index, "mercado libre", kind=["platform"]) or found(index, "mercadolibre")
    again = SearchIndex.of(DuckTables(EmbeddedStore(graph_data).current()))
    assert again.searcher.num_docs == index.searcher.num_docs > 800
