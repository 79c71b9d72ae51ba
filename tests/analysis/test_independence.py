"""Independent sources: what makes several one, on small graphs, and what holds of any graph."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.world import claim, evidence, link, world

from cuibono.analysis.argument import ArgumentGraph, Backer, Line
from cuibono.analysis.independence import (
    Reason,
    SourceCount,
    collapsed,
    count_sources,
    independence,
    independence_tree,
    independent_sources,
)
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.model import AbsenceKind
from cuibono.analysis.tables import DuckTables
from cuibono.analysis.trace_model import Direction
from cuibono.errors import NotFoundError
from cuibono.store import EmbeddedStore
from cuibono.terms import iri

SUPPORTS, DISPUTES = Direction.SUPPORTS, Direction.DISPUTES
Origin = tuple[str, str, str | None]


def graph(
    *links: str, origins: Iterable[Origin] = (), backers: Iterable[tuple[str, str, str]] = ()
) -> ArgumentGraph:
    """Return a graph of links such as `a+c` (a supports c) and `a-c`; `a` to `f` are evidence."""
    return ArgumentGraph.of(
        [
            Line(text, "supports" if text[1] == "+" else "disputes", text[0], text[2])
            for text in links
        ],
        [*((piece, "reported in", None) for piece in "abcdef"), *origins],
        [(piece, Backer(actor, role, piece)) for piece, role, actor in backers],
    )


def counts(found: SourceCount) -> tuple[int, int]:
    return found.number, found.independent


def test_three_reports_on_one_data_set_are_one() -> None:
    drawn: list[Origin] = [(report, "draws on", "d") for report in "abc"]
    found = count_sources(graph("a+X", "b+X", "c+X", origins=drawn), "X", SUPPORTS)
    assert counts(found) == (3, 1)
    (group,) = found.groups
    (sharing,) = group.sharings
    assert (sharing.reason, sharing.shared, sharing.sources) == (
        Reason.EVIDENCE,
        "d",
        ("a", "b", "c"),
    )
    assert sharing.stated_by == ("a", "b", "c")


@pytest.mark.parametrize("role", ["producer", "funder", "data owner", "author"])
def test_who_stands_behind_both_makes_them_one(role: str) -> None:
    behind = [("a", role, "firm"), ("b", role, "firm"), ("c", role, "other")]
    found = count_sources(graph("a+X", "b+X", "c+X", backers=behind), "X", SUPPORTS)
    assert counts(found) == (3, 2)
    (sharing,) = found.groups[0].sharings
    assert (sharing.reason, sharing.roles) == (Reason.ACTOR, (role,))


def test_an_actor_in_two_roles_is_one_actor() -> None:
    behind = [("a", "producer", "firm"), ("b", "funder", "firm")]
    found = count_sources(graph("a+X", "b+X", backers=behind), "X", SUPPORTS)
    assert counts(found) == (2, 1)
    assert found.groups[0].sharings[0].roles == ("funder", "producer")


def test_the_same_document_has_the_same_authors() -> None:
    reported: list[Origin] = [("a", "reported in", "D"), ("b", "reported in", "D")]
    found = count_sources(graph("a+X", "b+X", origins=reported), "X", SUPPORTS)
    assert counts(found) == (2, 1)
    assert found.groups[0].sharings[0].reason is Reason.DOCUMENT


def test_what_draws_only_on_one_another_is_one() -> None:
    circle: list[Origin] = [("a", "draws on", "b"), ("b", "draws on", "a")]
    found = count_sources(graph("a+X", "b+X", "c+X", origins=circle), "X", SUPPORTS)
    assert counts(found) == (3, 2)
    assert {one.reason for one in found.groups[0].sharings} == {Reason.CIRCLE}
    assert count_sources(graph("a+X", origins=circle), "X", SUPPORTS).number == 1


def test_sharing_leads_on_through_others() -> None:
    behind = [("a", "producer", "p"), ("b", "producer", "p"), ("b", "funder", "f")]
    behind.append(("c", "funder", "f"))
    found = count_sources(graph("a+X", "b+X", "c+X", backers=behind), "X", SUPPORTS)
    assert counts(found) == (3, 1)


def test_what_is_behind_a_root_is_behind_what_draws_on_it() -> None:
    drawn: list[Origin] = [("a", "draws on", "d"), ("b", "draws on", "e")]
    owned = [("d", "data owner", "firm"), ("e", "data owner", "firm")]
    found = count_sources(graph("a+X", "b+X", origins=drawn, backers=owned), "X", SUPPORTS)
    assert counts(found) == (2, 1)


def test_figures_count_as_their_study() -> None:
    parts: list[Origin] = [("a", "part of", "e"), ("b", "part of", "e")]
    parts += [("a", "is a figure", None), ("b", "is a figure", None)]
    found = count_sources(graph("a+X", "b+X", origins=parts), "X", SUPPORTS)
    assert counts(found) == (1, 1)
    assert found.cited_by == {"e": ("a", "b")}


def test_a_review_counts_as_what_it_reviews() -> None:
    drawn: list[Origin] = [("a", "draws on", "d"), ("a", "draws on", "e")]
    assert counts(count_sources(graph("a+X", origins=drawn), "X", SUPPORTS)) == (2, 2)
    found = count_sources(graph("a+X", "d+X", "e+X", origins=drawn), "X", SUPPORTS)
    assert counts(found) == (2, 2)
    assert found.cited_by == {"d": ("a", "d"), "e": ("a", "e")}


def test_evidence_of_what_supports_counts_and_circles_of_claims_end() -> None:
    found = count_sources(graph("Y+X", "Z+Y", "X+Z", "a+Y", "b+Z", "c+X"), "X", SUPPORTS)
    assert counts(found) == (3, 3)
    assert [line.link for line in found.pieces["b"]] == ["Y+X", "Z+Y", "b+Z"]


def test_the_sides_are_told_apart() -> None:
    made = graph("a+X", "Y-X", "b+Y", "c-Y", "X+Y")
    assert count_sources(made, "X", SUPPORTS).pieces.keys() == {"a"}
    assert count_sources(made, "X", DISPUTES).pieces.keys() == {"b"}


def test_links_of_a_reader_can_be_left_out() -> None:
    lines = [Line("l", "supports", "a", "X", inferred=True), Line("m", "supports", "b", "X")]
    made = ArgumentGraph.of(lines, [("a", "reported in", None), ("b", "reported in", None)])
    assert count_sources(made, "X", SUPPORTS).number == 2
    assert count_sources(made, "X", SUPPORTS, inferred=False).number == 1


# What holds of any graph

LINKS = st.lists(
    st.builds(
        lambda source, sign, target: f"{source}{sign}{target}",
        st.sampled_from("abcdefXYZ"),
        st.sampled_from("+-"),
        st.sampled_from("XYZ"),
    ),
    max_size=14,
)
ORIGINS: Any = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from(["draws on", "part of", "reported in", "is a figure"]),
        st.sampled_from("abcdef"),
    ),
    max_size=8,
)
BACKERS = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from(["producer", "funder", "data owner", "author"]),
        st.sampled_from(["p", "q", "r"]),
    ),
    max_size=6,
)
LAW = settings(max_examples=60, deadline=None)


@given(LINKS, ORIGINS, BACKERS, st.sampled_from([SUPPORTS, DISPUTES]))
@LAW
def test_an_unrelated_source_is_one_more(
    links: list[str], origins: list[Origin], backers: Any, side: Direction
) -> None:
    before = count_sources(graph(*links, origins=origins, backers=backers), "X", side)
    sign = "+" if side is SUPPORTS else "-"
    new: list[Origin] = [("n", "reported in", "N"), ("n", "draws on", "m")]
    after = count_sources(
        graph(
            *links, f"n{sign}X", origins=[*origins, *new], backers=[*backers, ("n", "author", "z")]
        ),
        "X",
        side,
    )
    assert counts(after) == (before.number + 1, before.independent + 1)


@given(LINKS, ORIGINS, BACKERS, st.randoms(use_true_random=False))
@LAW
def test_the_order_does_not_matter(
    links: list[str], origins: list[Origin], backers: Any, order: Any
) -> None:
    first = count_sources(graph(*links, origins=origins, backers=backers), "X", SUPPORTS)
    for some in (links, origins, backers):
        order.shuffle(some)
    again = count_sources(graph(*links, origins=origins, backers=backers), "X", SUPPORTS)
    assert again == first


@given(LINKS, ORIGINS, BACKERS)
@LAW
def test_there_are_no_more_independent_than_sources_and_each_is_in_one_group(
    links: list[str], origins: list[Origin], backers: Any
) -> None:
    found = count_sources(graph(*links, origins=origins, backers=backers), "X", SUPPORTS)
    assert found.independent <= found.number
    assert bool(found.independent) == bool(found.pieces)
    grouped = [source for group in found.groups for source in group.sources]
    assert sorted(grouped) == sorted(found.cited_by)


@given(LINKS, ORIGINS, BACKERS)
@LAW
def test_one_of_each_group_and_no_other_are_all_independent(
    links: list[str], origins: list[Origin], backers: Any
) -> None:
    """Collapsing is idempotent: what is left of it collapses no further."""
    made = graph(*links, origins=origins, backers=backers)
    left = [group.sources[0] for group in count_sources(made, "X", SUPPORTS).groups]
    assert [group.sources for group in collapsed(made, left)] == [(one,) for one in sorted(left)]


@given(LINKS, ORIGINS, BACKERS)
@LAW
def test_what_is_said_twice_counts_once(
    links: list[str], origins: list[Origin], backers: Any
) -> None:
    once = count_sources(graph(*links, origins=origins, backers=backers), "X", SUPPORTS)
    twice = count_sources(
        graph(*links, *links, origins=origins * 2, backers=backers * 2), "X", SUPPORTS
    )
    assert (twice.cited_by, twice.groups) == (once.cited_by, once.groups)


@given(LINKS, ORIGINS, BACKERS)
@LAW
def test_every_group_is_held_together_by_its_reasons(
    links: list[str], origins: list[Origin], backers: Any
) -> None:
    for group in count_sources(
        graph(*links, origins=origins, backers=backers), "X", SUPPORTS
    ).groups:
        reached, grows = {group.sources[0]}, True
        while grows:
            new = {s for one in group.sharings if reached & {*one.sources} for s in one.sources}
            grows, reached = not new <= reached, reached | new
        assert reached == set(group.sources)


# With statements, from a store

SMALL = (
    claim("c"),
    claim("d"),
    evidence("a", "; cb:reportedIn document:a ; cb:drawsOn evidence:data"),
    evidence("b", "; cb:reportedIn document:b ; cb:drawsOn evidence:data"),
    evidence("data", "; cb:dataOwner actor:firm", kind="DataCollection"),
    'actor:firm a cb:Firm ; skos:prefLabel "Firm"@en .',
    "funding:f a cb:Funding ; cb:funder actor:firm ; cb:fundedItem evidence:e ; "
    "cb:atPassage passage:p .",
    evidence("e", "; cb:reportedIn document:e"),
    link("ac", "evidence:a", "support", "c"),
    link("bd", "evidence:b", "support", "d"),
    link("dc", "claim:d", "support", "c", "; cb:basis basis:inferred"),
    link("ec", "evidence:e", "support", "c"),
    "search:s a cb:NegativeSearch ; cb:searchedNode evidence:e ; "
    "cb:searchedProperty cb:producedBy ; cb:searchedIn text:t ; "
    "cb:absence absence:not-found ; cb:date '2020'^^xsd:gYear .",
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[DuckTables, Lookup]:
    return world(tmp_path_factory.mktemp("small"), *SMALL)


def test_each_collapse_has_its_statements(small: tuple[DuckTables, Lookup]) -> None:
    found = independence(*small, iri("claim", "c"))
    assert (found.support.sources, found.support.independent) == (3, 1)
    assert (found.dispute.sources, found.dispute.independent) == (0, 0)
    assert found.dispute.absence
    assert found.dispute.absence.kind is AbsenceKind.NOT_SEARCHED
    (group,) = found.support.groups
    by_reason = {one.reason: one for one in group.collapses}
    assert by_reason[Reason.EVIDENCE].shared.slug == "data"
    assert by_reason[Reason.ACTOR].shared.label == "Firm"
    assert {s.type for s in by_reason[Reason.ACTOR].statements} == {"Funding", "DataCollection"}
    assert all(one.statements for one in group.collapses)
    assert all(s.passages and s.graph for one in group.collapses for s in one.statements)


def test_each_source_has_its_path_and_what_is_not_known_of_it(
    small: tuple[DuckTables, Lookup],
) -> None:
    tables, lookup = small
    found = independent_sources(tables, lookup, iri("claim", "c"))
    sources = {s.evidence.slug: s for group in found.groups for s in group.sources}
    (piece,) = sources["b"].pieces
    assert [s.iri.rpartition("/")[2] for s in piece.path] == ["dc", "bd"]
    assert piece.path[0].inferred_by_reader
    assert {a.what: a.kind for a in sources["e"].unknown} == {
        "producer": AbsenceKind.NOT_FOUND,
        "data owner": AbsenceKind.NOT_SEARCHED,
    }
    without = independent_sources(tables, lookup, iri("claim", "c"), inferred=False)
    assert (without.sources, without.independent) == (2, 1)


def test_the_tree_says_the_two_counts_and_why(small: tuple[DuckTables, Lookup]) -> None:
    from rich.console import Console

    console = Console(width=200)
    with console.capture() as captured:
        console.print(independence_tree(independence(*small, iri("claim", "c"))))
    printed = captured.get()
    assert "for it: 3 sources, 1 independent" in printed
    assert "one, since 2 of them rest on data" in printed
    assert "one, since all have behind them Firm (data owner, funder)" in printed
    assert "nobody on record as producer (not-found), data owner (not-searched)" in printed
    assert "(a reader's inference)" in printed


@pytest.mark.parametrize(
    "name", [iri("claim", "nothing"), iri("evidence", "a"), "http://example.org/x"]
)
def test_what_is_no_claim_on_record_is_told(small: tuple[DuckTables, Lookup], name: str) -> None:
    with pytest.raises(NotFoundError, match=r"claim|nothing"):
        independence(*small, name)


def test_the_counts_of_the_first_graph(graph_data: Path) -> None:
    tables = DuckTables(EmbeddedStore(graph_data).current())
    made = tables.once(ArgumentGraph.read)
    claims = [
        row["thing"]
        for row in tables.rows("SELECT DISTINCT thing FROM things WHERE kind = 'claim'")
    ]
    support = {one: count_sources(made, one, SUPPORTS) for one in claims}
    assert len(claims) == 397
    assert sum(found.number > 0 for found in support.values()) == 117
    assert sum(found.independent == 1 for found in support.values()) == 102
    assert sum(found.number == 1 for found in support.values()) == 83
    assert sum(count_sources(made, one, DISPUTES).number > 0 for one in claims) == 10
    most = max(support, key=lambda one: support[one].number)
    assert most == iri("claim", "many-grand-claims-lack-systematic-evidence")
    assert counts(support[most]) == (10, 6)
