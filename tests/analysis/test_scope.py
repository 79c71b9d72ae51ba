"""Scope gap: periods, thresholds, places within places, and what holds of every comparison."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.world import claim, evidence, link, world

from cuibono.analysis.argument import ArgumentGraph
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.scope import (
    Containment,
    Dimension,
    Relation,
    ScopeBook,
    Span,
    Threshold,
    compared,
    merged,
    read_period,
    scope_gap,
    scope_tree,
)
from cuibono.analysis.tables import DuckTables
from cuibono.errors import NotFoundError
from cuibono.store import EmbeddedStore
from cuibono.terms import expand, iri

LAW = settings(max_examples=60, deadline=None)
SWAPPED = {Relation.WIDER: Relation.NARROWER, Relation.NARROWER: Relation.WIDER}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2005", (2005, 1, 1), (2005, 12, 31)),
        ("2005Z", (2005, 1, 1), (2005, 12, 31)),
        ("2004-02", (2004, 2, 1), (2004, 2, 29)),
        ("2004-02-03", (2004, 2, 3), (2004, 2, 3)),
        ("2004-02-03+01:00", (2004, 2, 3), (2004, 2, 3)),
        ("2004-02-03T10:00:00Z", (2004, 2, 3), (2004, 2, 3)),
        ("2010/2012", (2010, 1, 1), (2012, 12, 31)),
        ("2010-03/2010-05-02", (2010, 3, 1), (2010, 5, 2)),
        ("2010/P2Y", (2010, 1, 1), (2011, 12, 31)),
        ("2010-05/P1Y6M", (2010, 5, 1), (2011, 10, 31)),
        ("2010-01-31/P7D", (2010, 1, 31), (2010, 2, 6)),
        ("P1M/2012-02", (2012, 2, 1), (2012, 2, 29)),
        ("P1Y/2012", (2012, 1, 1), (2012, 12, 31)),
        (" 2010 / 2012 ", (2010, 1, 1), (2012, 12, 31)),
    ],
)
def test_periods_are_read(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert read_period(text) == Span(date(*first), date(*last))


def test_open_ends_reach_as_far_as_there_are_days() -> None:
    assert read_period("2010/..") == Span(date(2010, 1, 1), date.max)
    assert read_period("../2010") == Span(date.min, date(2010, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        *("", "the nineties", "2012/2010", "2010/P0D", "2010/", "/2010", "P2Y", "P2Y/..", "../P2Y"),
        *("2010-13", "2010-02-30", "20", "9999/P1Y", "2010/2011/2012", "2010/P2X", "-0044"),
        "P/2010",
    ],
)
def test_what_does_not_say_which_days_is_not_read(text: str) -> None:
    assert read_period(text) is None


def test_periods_that_meet_are_one() -> None:
    spans = [Span(date(2012, 1, 1), date(2012, 12, 31)), Span(date(2010, 1, 1), date(2011, 12, 31))]
    assert merged(spans) == (Span(date(2010, 1, 1), date(2012, 12, 31)),)
    assert len(merged([spans[0], Span(date(2010, 1, 1), date(2010, 12, 31))])) == 2


def at(value: float, bound: str | None = None, **other: str | None) -> Threshold:
    unit, measure = other.get("unit", "USD"), other.get("measure", "sales")
    return Threshold.of(value, unit, bound and f"list/bound/{bound}", measure)


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        (at(10_000), at(1_000), True),
        (at(1_000), at(10_000), False),
        (at(10, "more-than"), at(10, "at-least"), True),
        (at(10, "at-least"), at(10, "more-than"), False),
        (at(11, "at-least"), at(10, "more-than"), True),
        (at(10, "at-most"), at(20, "less-than"), True),
        (at(20, "less-than"), at(20, "at-most"), True),
        (at(10, "at-most"), at(10, "at-least"), False),
        (at(10, "exact"), at(10), True),
        (at(10, unit="EUR"), at(1), False),
        (at(10, measure="employees"), at(1), False),
    ],
)
def test_a_higher_floor_lets_fewer_in(inner: Threshold, outer: Threshold, expected: bool) -> None:
    assert inner.within(outer) is expected


def test_several_thresholds_hold_together() -> None:
    sales, staff = at(10), at(5, measure="employees")
    both = [sales, staff]
    assert compared([sales], both, Threshold.within, joint=True) is Relation.WIDER
    assert compared(both, [staff, at(9)], Threshold.within, joint=True) is Relation.NARROWER
    assert compared([sales], [staff], Threshold.within, joint=True) is Relation.DIFFERENT
    assert compared([], [sales], Threshold.within, joint=True) is Relation.WIDER
    assert compared(None, [sales], Threshold.within, joint=True) is Relation.UNKNOWN


# What holds of every comparison

PLACES = st.sampled_from("abcdef")
SIDES = st.one_of(st.none(), st.lists(PLACES, min_size=1, max_size=4))
CONTAINED = st.lists(st.tuples(PLACES, PLACES), max_size=8)


def book(contained: list[tuple[str, str]]) -> ScopeBook:
    return ScopeBook(
        values={},
        containments=tuple(Containment(*pair) for pair in contained),
        thresholds={},
        unlimited=frozenset(),
        argument=ArgumentGraph.of((), ()),
    )


def places(made: ScopeBook, one: list[str] | None, other: list[str] | None) -> Relation:
    return compared(one, other, lambda inner, outer: made.steps(inner, outer) is not None)


@given(CONTAINED, SIDES, SIDES)
@LAW
def test_the_other_way_round_wider_is_narrower(
    contained: list[tuple[str, str]], one: list[str] | None, other: list[str] | None
) -> None:
    made = book(contained)
    relation = places(made, one, other)
    assert places(made, other, one) is SWAPPED.get(relation, relation)


@given(CONTAINED, SIDES)
@LAW
def test_everything_is_equal_to_itself(
    contained: list[tuple[str, str]], side: list[str] | None
) -> None:
    expected = Relation.EQUAL if side else Relation.UNKNOWN
    assert places(book(contained), side, side) is expected


@given(CONTAINED, SIDES, SIDES, SIDES)
@LAW
def test_wider_than_the_wider_is_wider(
    contained: list[tuple[str, str]],
    one: list[str] | None,
    two: list[str] | None,
    three: list[str] | None,
) -> None:
    made, holds = book(contained), {Relation.WIDER, Relation.EQUAL}
    first, second = places(made, one, two), places(made, two, three)
    if {first, second} <= holds:
        expected = Relation.EQUAL if first is second is Relation.EQUAL else Relation.WIDER
        assert places(made, one, three) is expected


@given(CONTAINED, SIDES, SIDES, st.randoms(use_true_random=False))
@LAW
def test_the_order_of_values_does_not_matter(
    contained: list[tuple[str, str]], one: list[str] | None, other: list[str] | None, order: Any
) -> None:
    relation = places(book(contained), one, other)
    for some in (contained, one or [], other or []):
        order.shuffle(some)
    assert places(book(contained), one, other) is relation


DAYS = st.dates(date(2000, 1, 1), date(2000, 3, 1))
SPANS = st.lists(st.builds(lambda a, b: Span(min(a, b), max(a, b)), DAYS, DAYS), min_size=1)


@given(SPANS, SPANS)
@LAW
def test_periods_compare_as_the_sets_of_their_days(one: list[Span], other: list[Span]) -> None:
    def days(spans: list[Span]) -> set[int]:
        return {day for s in spans for day in range(s.first.toordinal(), s.last.toordinal() + 1)}

    ours, theirs = days(one), days(other)
    expected = (
        Relation.EQUAL
        if ours == theirs
        else Relation.WIDER
        if ours > theirs
        else Relation.NARROWER
        if ours < theirs
        else Relation.DIFFERENT
    )
    assert compared(merged(one), merged(other), Span.within) is expected


# From a store

SMALL = (
    claim(
        "c",
        "; cb:population category:shop ; cb:atPlace place:land ; cb:measure measure:number-of-firms"
        " ; cb:denominator denominator:firms ; cb:referencePeriod '2010/2012'"
        " ; cb:platformScope platform:market",
    ),
    claim("d", "; cb:atPlace place:town ; cb:inclusionThreshold evidence:low"),
    claim("bare"),
    evidence(
        "part",
        "; cb:directPartOf evidence:whole ; cb:atPlace place:town"
        " ; cb:referencePeriod '2011'^^xsd:gYear ; cb:measure measure:number-of-firms",
        kind="Figure",
    ),
    evidence(
        "whole",
        "; cb:reportedIn document:d ; cb:population category:stall"
        " ; cb:inclusionThreshold evidence:high ; cb:denominator denominator:sellers",
    ),
    evidence("odd", "; cb:reportedIn document:d ; cb:referencePeriod 'lately'"
                    " ; cb:platformScope platform:market"),
    evidence("high", "; cb:value 100 ; cb:unit unit:NUM ; cb:bound bound:at-least", kind="Figure"),
    evidence("low", "; cb:value 10 ; cb:unit unit:NUM ; cb:bound bound:at-least", kind="Figure"),
    "place:town a cb:Place ; cb:locatedIn place:county . place:county cb:locatedIn place:land ."
    "place:land a cb:Country ; cb:locatedIn place:county . platform:market cb:atPlace place:town .",
    "link:narrow a cb:Categorisation ; cb:categorised category:stall ; "
    "cb:referenceCategory category:shop ; cb:fit fit:narrower ; cb:atPassage passage:p ;"
    "cb:basis basis:inferred .",
    link("pc", "evidence:part", "support", "c"),
    link("oc", "evidence:odd", "dispute", "c"),
    link("wd", "evidence:whole", "support", "d"),
    link("dc", "claim:d", "support", "c"),
    "search:s a cb:NegativeSearch ; cb:searchedNode claim:c ; "
    "cb:searchedProperty cb:inclusionThreshold ; cb:searchedIn text:t ; "
    "cb:absence absence:stated-none ; cb:date '2020'^^xsd:gYear .",
)  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[DuckTables, Lookup]:
    return world(tmp_path_factory.mktemp("small"), *SMALL)


def relations(found: Any, slug: str) -> dict[str, str]:
    (one,) = (e for e in found.evidence if e.evidence.slug == slug)
    return {str(c.dimension): str(c.relation) for c in one.comparisons}


def test_each_dimension_of_a_part_and_its_whole(small: tuple[DuckTables, Lookup]) -> None:
    found = scope_gap(*small, iri("claim", "c"))
    assert [e.evidence.slug for e in found.evidence] == ["part", "whole", "odd"]
    assert relations(found, "part") == {
        "population": "wider",
        "inclusion threshold": "wider",
        "place": "wider",
        "period": "wider",
        "measure": "equal",
        "denominator": "different",
        "platform": "unknown",
    }
    assert relations(found, "odd")["period"] == "unknown"
    assert relations(found, "odd")["place"] == "wider", "the place of its platform"
    direct = scope_gap(*small, iri("claim", "c"), direct=True)
    assert [e.evidence.slug for e in direct.evidence] == ["part", "odd"]
    assert (
        relations(scope_gap(*small, iri("claim", "d")), "whole")["inclusion threshold"] == "wider"
    )


def test_both_statements_and_what_lies_between_are_told(small: tuple[DuckTables, Lookup]) -> None:
    found = scope_gap(*small, iri("claim", "c")).evidence[0].comparisons[0]
    assert [(v.value, v.of.slug, v.statement.type) for v in found.claim] == [
        ("category:shop", "c", "EmpiricalClaim")
    ]
    assert [(v.of.slug, v.statement.type) for v in found.evidence] == [("whole", "Study")]
    assert [s.iri for s in found.through] == [iri("link", "narrow")]
    assert all(v.statement.passages for v in (*found.claim, *found.evidence))


def test_what_a_reader_infers_can_be_left_out(small: tuple[DuckTables, Lookup]) -> None:
    found = scope_gap(*small, iri("claim", "c"), inferred=False)
    assert relations(found, "part")["population"] == "different"


def test_places_that_lie_in_one_another_are_equal(small: tuple[DuckTables, Lookup]) -> None:
    made = small[0].once(ScopeBook.read)
    for one, other in (("land", "county"), ("county", "land")):
        assert made.steps(iri("place", one), iri("place", other)) == ()
    assert made.steps(iri("place", "land"), iri("place", "town")) is None


def test_the_tree_has_both_sides_and_says_what_is_lacking(
    small: tuple[DuckTables, Lookup],
) -> None:
    from rich.console import Console

    console = Console(width=200)
    with console.capture() as captured:
        console.print(scope_tree(scope_gap(*small, iri("claim", "c"))))
        console.print(scope_tree(scope_gap(*small, iri("claim", "bare"))))
    printed = captured.get()
    assert "inclusion threshold: wider. The claim speaks of more than the evidence." in printed
    assert "evidence: ≥ 100" in printed
    assert "period: unknown. What is on record as period cannot be compared" in printed
    assert "by narrow (a reader's inference)  [1: 3-9]" in printed
    assert "No evidence for or against it is on record." in printed


@pytest.mark.parametrize("name", ["claim:nothing", "evidence:part"])
def test_what_is_no_claim_on_record_is_told(small: tuple[DuckTables, Lookup], name: str) -> None:
    with pytest.raises(NotFoundError, match="claim"):
        scope_gap(*small, expand(name))


def test_the_counts_of_the_first_graph(graph_data: Path) -> None:
    """Of evidence that bears on a claim itself: `docs/analyses/scope-gap.md` tells the numbers."""
    tables = DuckTables(EmbeddedStore(graph_data).current())
    made = tables.once(ScopeBook.read)
    pairs = {
        (line.target, line.source)
        for line in made.argument.lines
        if line.source in made.argument.evidence
        and line.direction in ("supports", "disputes")
        and "/claim/" in line.target
    }
    counts = {
        dimension: [
            sum(made.compare(*pair, dimension) is relation for pair in pairs)
            for relation in Relation
        ]
        for dimension in Dimension
    }
    assert len(pairs) == 116
    assert counts == {
        Dimension.POPULATION: [0, 30, 0, 22, 64],
        Dimension.THRESHOLD: [0, 3, 0, 0, 113],
        Dimension.PLACE: [7, 42, 0, 4, 63],
        Dimension.PERIOD: [0, 8, 0, 0, 108],
        Dimension.MEASURE: [0, 28, 0, 0, 88],
        Dimension.DENOMINATOR: [0, 23, 0, 0, 93],
        Dimension.PLATFORM: [0, 20, 0, 0, 96],
    }
