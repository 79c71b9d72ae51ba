"""What holds of every echo: of chains of reports, and of the evidence that bears on a claim."""

from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cuibono.analysis.circles import circles
from cuibono.analysis.echo.bearing import EvidenceOf, evidence_of
from cuibono.analysis.echo.sayings import Sayings
from cuibono.analysis.networks import Inferred
from cuibono.analysis.tables import DuckTables
from cuibono.terms import iri

LAW = settings(max_examples=60, deadline=None)
SLOW = settings(max_examples=8, deadline=None)
NAMES = "abcdef"

SAID = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(["asserted", "denied", "attributed", "withdrawn"]),
        st.none() | st.sampled_from([*NAMES, "gone"]),
    ),
    unique_by=lambda one: one[0],
    max_size=6,
)
"""Utterances: a name, a stance, whom it reports (itself, another, one that is not on record)."""

NODES = [("claim", "c"), ("claim", "d"), ("claim", "e"), ("evidence", "x"), ("evidence", "y")]
LINKS = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from(["supports", "disputes", "qualifies"]),
        st.sampled_from([("claim", "c"), ("claim", "d"), ("claim", "e")]),
        st.booleans(),
    ),
    max_size=8,
)
"""Argument links: source, direction, target, whether a reader draws it."""


def sayings(said: Iterable[tuple[str, str, str | None]]) -> Sayings:
    return Sayings(
        {
            "utterance": name, "speaker": "s", "stance": stance,
            "attributes": reported if stance == "attributed" else None, "document": f"d-{name}",
            "date": None, "date_first": None, "date_last": None, "was_read": False,
        }
        for name, stance, reported in said
    )  # fmt: skip


@given(said=SAID, order=st.randoms(use_true_random=False))
@LAW
def test_the_order_of_rows_does_not_matter(said: list[Any], order: Any) -> None:
    shuffled = list(said)
    order.shuffle(shuffled)
    first, again = sayings(said), sayings(shuffled)
    assert first.all == again.all
    assert first.circles() == again.circles()
    for name in first.all:
        assert first.ends(name) == again.ends(name)


@given(said=SAID)
@LAW
def test_a_chain_ends_where_nobody_is_reported_or_not_at_all(said: list[Any]) -> None:
    known = sayings(said)
    in_circle = {name for circle in known.circles() for name in circle}
    for name, one in known.all.items():
        ends = known.ends(name)
        assert len(ends) <= 1, "each reports one"
        for end in ends:
            assert end.utterance not in known.all or not known.all[end.utterance].attributes
            assert 1 <= end.steps <= len(known.all)
        if name in in_circle:
            assert not ends
        if not one.attributes:
            assert not ends


@given(said=SAID)
@LAW
def test_what_repeats_leads_to_no_denial(said: list[Any]) -> None:
    known = sayings(said)
    for one in known.all.values():
        stances = [
            known.all[e.utterance].stance for e in known.ends(one.iri) if e.utterance in known.all
        ]
        if one.stance == "attributed":
            assert known.repeats(one) == (not set(stances) & {"denied", "withdrawn"})
        else:
            assert known.repeats(one) == (one.stance == "asserted")


def tables_of(links: list[Any]) -> DuckTables:
    tables = DuckTables()
    text = dict.fromkeys
    tables.insert(
        "evidence_lines",
        text(("link", "direction", "source", "target", "graph"), "VARCHAR"),
        [
            (iri("link", f"l{n}"), direction, iri(*source), iri(*target), "g")
            for n, (source, direction, target, _) in enumerate(links)
        ],
    )
    tables.insert(
        "statements",
        text(("statement", "basis", "graph"), "VARCHAR"),
        [(iri("link", f"l{n}"), "x/basis/inferred", "g") for n, one in enumerate(links) if one[3]],
    )
    sources = [(iri("evidence", "x"), iri("evidence", "root")), (iri("evidence", "root"),) * 2]
    tables.insert("evidence_sources", text(("evidence", "draws_on"), "VARCHAR"), sources)
    tables.insert("evidence", text(("evidence", "part_of"), "VARCHAR"), ())
    tables.insert("limitations", text(("limitation", "evidence"), "VARCHAR"), ())
    return tables


def pairs(found: EvidenceOf) -> set[tuple[str, str]]:
    return {(node, way) for node, ways in found.directions.items() for way in ways}


@given(links=LINKS, more=LINKS)
@SLOW
def test_another_link_never_takes_evidence_away(links: list[Any], more: list[Any]) -> None:
    claim = iri("claim", "c")
    fewer = evidence_of(tables_of(links), claim, Inferred.INCLUDE)
    every = evidence_of(tables_of([*links, *more]), claim, Inferred.INCLUDE)
    assert pairs(fewer) <= pairs(every)


@given(links=LINKS)
@SLOW
def test_without_a_readers_links_there_is_no_more(links: list[Any]) -> None:
    tables, claim = tables_of(links), iri("claim", "c")
    every = evidence_of(tables, claim, Inferred.INCLUDE)
    stated = evidence_of(tables, claim, Inferred.EXCLUDE)
    assert pairs(stated) <= pairs(every)
    assert every.directions.keys() - stated.directions.keys() == every.by_reader
    only_stated = evidence_of(
        tables_of([one for one in links if not one[3]]), claim, Inferred.INCLUDE
    )
    assert pairs(only_stated) == pairs(stated)


@given(links=LINKS)
@SLOW
def test_evidence_bears_as_the_walk_over_all_links_says(links: list[Any]) -> None:
    """Worked out anew, path by path: the first link gives the direction, the others support."""
    claim, expected = iri("claim", "c"), set[tuple[str, str]]()
    edges = [(iri(*source), direction, iri(*target)) for source, direction, target, _ in links]
    for source, direction, target in edges:
        if target != claim or source == claim:
            continue
        level, seen = {source}, {source}
        while level:
            level = {s for s, d, t in edges if t in level and d == "supports" and s != claim} - seen
            seen |= level
        expected |= {(node, direction) for node in seen if "/evidence/" in node}
    root, x = iri("evidence", "root"), iri("evidence", "x")
    expected |= {(root, direction) for node, direction in expected if node == x}
    assert pairs(evidence_of(tables_of(links), claim, Inferred.INCLUDE)) == expected


@given(edges=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=12))
@LAW
def test_circles_are_what_leads_back_to_itself(edges: list[tuple[str, str]]) -> None:
    def reached(start: str) -> set[str]:
        found: set[str] = set()
        level = {start}
        while level:
            level = {b for a, b in edges if a in level} - found
            found |= level
        return found

    expected = {name for name in NAMES if name in reached(name)}
    groups = circles(edges)
    assert {name for group in groups for name in group} == expected
    for group in groups:
        assert all(set(group) <= reached(name) for name in group)
