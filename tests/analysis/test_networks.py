"""Discourse networks: the case worked by hand, the choices, and what is left out and why."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from cuibono.analysis.networks import (
    Network,
    NetworkParameters,
    StatementRecord,
    Unit,
    network_series,
    read_day,
    statement_tables,
)
from cuibono.errors import ParameterError

Make = Callable[..., Network]
Said = list[tuple[Any, ...]]


def weights(network: Network) -> dict[str, Fraction]:
    return {
        tie.source + tie.target: Fraction(tie.weight).limit_denominator(1000)
        for tie in network.ties
    }


F = Fraction

ONE_MODE = {
    ("congruence", "none"): {"ab": 2, "ad": 2, "cd": 1},
    ("conflict", "none"): {"ab": 2, "ac": 1, "bc": 1, "bd": 1, "cd": 1},
    ("subtract", "none"): {"ac": -1, "ad": 2, "bc": -1, "bd": -1},
    ("congruence", "average"): {"ab": F(2 * 2, 7), "ad": F(2 * 2, 7), "cd": F(2, 5)},
    ("congruence", "jaccard"): {"ab": F(2, 5), "ad": F(2, 6), "cd": F(1, 4)},
    ("congruence", "cosine"): {"ab": F(2, 12), "ad": F(2, 12), "cd": F(1, 6)},
    ("conflict", "average"): {
        "ab": F(4, 7),
        "ac": F(1, 3),
        "bc": F(2, 5),
        "bd": F(1, 3),
        "cd": F(2, 5),
    },
    ("conflict", "cosine"): {
        "ab": F(2, 12),
        "ac": F(1, 8),
        "bc": F(1, 6),
        "bd": F(1, 9),
        "cd": F(1, 6),
    },
    ("conflict", "jaccard"): {
        "ab": F(2, 5),
        "ac": F(1, 6),
        "bc": F(1, 5),
        "bd": F(1, 6),
        "cd": F(1, 4),
    },
    ("subtract", "average"): {"ac": F(-1, 3), "ad": F(4, 7), "bc": F(-2, 5), "bd": F(-1, 3)},
}


@pytest.mark.parametrize(("kind", "normalisation"), ONE_MODE)
def test_one_mode_by_hand(
    kind: str, normalisation: str, four_by_four: Said, network_of: Make
) -> None:
    found = network_of(four_by_four, kind, normalisation=normalisation)
    assert weights(found) == ONE_MODE[kind, normalisation]
    assert [(node.iri, node.statements) for node in found.nodes] == [
        ("a", 4),
        ("b", 3),
        ("c", 2),
        ("d", 3),
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("congruence", {"pq": 2, "qr": 1, "qs": 1}),
        ("conflict", {"pq": 1, "pr": 2, "ps": 1, "qr": 2, "qs": 1}),
        ("subtract", {"pq": 1, "pr": -2, "ps": -1, "qr": -1}),
    ],
)
def test_one_mode_on_concepts_by_hand(
    kind: str, expected: dict[str, int], four_by_four: Said, network_of: Make
) -> None:
    found = network_of(four_by_four, kind, mode="concepts")
    assert weights(found) == expected
    assert {node.mode for node in found.nodes} == {"concept"}


TWO_MODE = {
    ("subtract", "none"): {
        "ap": 1, "aq": 2, "ar": -1, "bp": 1, "bq": -1, "br": -1, "cp": -1, "cs": 1, "dq": 1,
    },
    ("ignore", "none"): {
        "ap": 1, "aq": 2, "ar": 1, "bp": 1, "bq": 1, "br": 1, "cp": 1, "cs": 1, "dq": 1, "ds": 2,
    },
    ("combine", "none"): {
        "ap": 1, "aq": 1, "ar": 2, "bp": 1, "bq": 2, "br": 2, "cp": 2, "cs": 1, "dq": 1, "ds": 3,
    },
    ("subtract", "activity"): {
        "ap": F(1, 4), "aq": F(1, 2), "ar": F(-1, 4), "bp": F(1, 3), "bq": F(-1, 3),
        "br": F(-1, 3), "cp": F(-1, 2), "cs": F(1, 2), "dq": F(1, 3),
    },
    ("subtract", "prominence"): {
        "ap": F(1, 3), "aq": F(1, 2), "ar": F(-1, 2), "bp": F(1, 3), "bq": F(-1, 4),
        "br": F(-1, 2), "cp": F(-1, 3), "cs": F(1, 3), "dq": F(1, 4),
    },
}  # fmt: skip


@pytest.mark.parametrize(("aggregation", "normalisation"), TWO_MODE)
def test_two_mode_by_hand(
    aggregation: str, normalisation: str, four_by_four: Said, network_of: Make
) -> None:
    found = network_of(
        four_by_four, "two-mode", aggregation=aggregation, normalisation=normalisation
    )
    assert weights(found) == TWO_MODE[aggregation, normalisation]
    assert [node.iri for node in found.nodes] == list("abcdpqrs")
    assert found.cancelled == 1, "d is for and against s"


def test_a_tie_lists_its_statements(four_by_four: Said, network_of: Make) -> None:
    [ab] = [t for t in network_of(four_by_four, "subtract", min_weight=0).ties if t.source == "b"][
        :1
    ]
    assert (ab.target, [g.model_dump() for g in ab.grounds]) == (
        "c",
        [
            {
                "over": "p",
                "agree": False,
                "source_statements": ("s5",),
                "target_statements": ("s8",),
            }
        ],
    )
    [ad] = [t for t in network_of(four_by_four, "congruence").ties if t.target == "d"][:1]
    assert ad.grounds[0].source_statements == ("s2", "s3")
    assert ad.grounds[0].count == 2
    two = {t.source + t.target: t for t in network_of(four_by_four, "two-mode").ties}
    assert two["aq"].grounds[0].source_statements == ("s2", "s3")


DUPLICATES = {
    "include": 12, "document": 12, "day": 12,
    "week": 11, "month": 11, "year": 11, "acrossrange": 11,
}  # fmt: skip


@pytest.mark.parametrize("rule", DUPLICATES)
def test_duplicates_by_hand(rule: str, four_by_four: Said, network_of: Make) -> None:
    found = network_of(four_by_four, "two-mode", duplicates=rule)
    assert len(found.statements) == DUPLICATES[rule]
    assert found.left_out.get("duplicate", 0) == 12 - DUPLICATES[rule]


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("include", ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"]),
        ("document", ["s1", "s3", "s4", "s5", "s6", "s7", "s8"]),
        ("day", ["s1", "s4", "s5", "s6", "s7", "s8"]),
        ("week", ["s1", "s5", "s6", "s7", "s8"]),
        ("month", ["s1", "s6", "s7", "s8"]),
        ("year", ["s1", "s7", "s8"]),
        ("acrossrange", ["s1"]),
    ],
)
def test_each_rule_knows_its_period(rule: str, kept: list[str], network_of: Make) -> None:
    """Periods are those of one year: January of two years is two months, unlike in DNA itself."""
    days = [
        (date(2016, 1, 4), "d1"),
        (date(2016, 1, 4), "d1"),
        (date(2016, 1, 4), "d2"),
        (date(2016, 1, 10), "d3"),
        (date(2016, 1, 11), "d4"),
        (date(2016, 2, 1), "d5"),
        (date(2017, 1, 4), "d6"),
    ]
    said = [("a", "p", True, *day) for day in days] + [("a", "p", True, None, "d7")]
    found = network_of(said, "two-mode", duplicates=rule)
    assert [row.statement for row in found.statements] == kept


def test_a_disagreement_is_no_duplicate_of_an_agreement(network_of: Make) -> None:
    said = [("a", "p", True), ("a", "p", False), ("a", "p", False)]
    found = network_of(said, "two-mode", duplicates="acrossrange")
    assert [row.statement for row in found.statements] == ["s1", "s2"]


def imprecise(
    number: int, precision: str, first: date, last: date, actor: str = "a"
) -> StatementRecord:
    return StatementRecord(
        statement=f"s{number}", actor="a", actor_label=None, concept="p", concept_label=None,
        concept_kind="claim", agreement=True, date="?", date_precision=precision,
        date_first=first, date_last=last, was_read=number != 2,
    )  # fmt: skip


def test_a_date_less_precise_than_the_period_makes_no_duplicate(network_of: Make) -> None:
    year = date(2016, 1, 1), date(2016, 12, 31)
    rows = [imprecise(1, "year", *year), imprecise(2, "year", *year)]
    assert len(network_of(rows, "two-mode", duplicates="month").statements) == 2
    assert len(network_of(rows, "two-mode", duplicates="year").statements) == 1


def test_an_imprecise_date_lies_within_a_range_or_overlaps_it(network_of: Make) -> None:
    rows = [
        imprecise(1, "year", date(2016, 1, 1), date(2016, 12, 31)),
        imprecise(2, "month", date(2016, 3, 1), date(2016, 3, 31)),
        imprecise(3, "year", date(2014, 1, 1), date(2014, 12, 31)),
    ]
    march = {"start": "2016-03-01", "stop": "2016-03-31"}
    within = network_of([*rows, ("a", "p", True)], "two-mode", **march)
    assert [row.statement for row in within.statements] == ["s2"]
    assert within.left_out == {"outside": 1, "partly": 1, "undated": 1}
    overlap = network_of(rows, "two-mode", dates="overlap", **march)
    assert [row.statement for row in overlap.statements] == ["s1", "s2"]


def test_statements_known_by_report_can_be_set_aside(network_of: Make) -> None:
    rows = [imprecise(n, "day", date(2016, 1, n), date(2016, 1, n)) for n in (1, 2)]
    found = network_of(rows, "two-mode", reported="exclude")
    assert [row.statement for row in found.statements] == ["s1"]


def test_fewest_statements_count_after_duplicates(four_by_four: Said, network_of: Make) -> None:
    found = network_of(four_by_four, "congruence", min_actor=3)
    assert [node.iri for node in found.nodes] == ["a", "b", "d"]
    assert found.left_out == {"infrequent": 2}
    fewer = network_of(four_by_four, "congruence", min_actor=4, duplicates="acrossrange")
    assert fewer.nodes == ()
    assert fewer.note == (
        "All statements that fit are left out (duplicate: 1, infrequent: 11). "
        "Those on record range from 2016-01-04 to 2017-05-06."
    )
    kept = network_of(four_by_four, "congruence", min_actor=3, isolates=True)
    assert [(node.iri, node.statements) for node in kept.nodes][2] == ("c", 0)


def test_only_and_without(four_by_four: Said, network_of: Make) -> None:
    assert weights(network_of(four_by_four, "congruence", actors=("a", "d"))) == {"ad": 2}
    assert weights(network_of(four_by_four, "congruence", without_actors=("a",))) == {"cd": 1}
    assert weights(network_of(four_by_four, "congruence", concepts=("q",))) == {"ad": 2}
    assert weights(network_of(four_by_four, "congruence", without_concepts=("q",))) == {
        "ab": 2,
        "cd": 1,
    }
    assert weights(network_of(four_by_four, "congruence", min_weight=2)) == {"ab": 2, "ad": 2}


def test_without_statements_the_network_says_so(network_of: Make) -> None:
    found = network_of([], "congruence")
    assert (found.nodes, found.ties) == ((), ())
    assert found.note == "No statement on a claim fits these filters."


@pytest.mark.parametrize(
    ("kind", "parameters", "words"),
    [
        ("two-mode", {"normalisation": "jaccard"}, "two-mode network is normalised by none"),
        ("conflict", {"normalisation": "prominence"}, "by none, average, jaccard, cosine"),
        ("two-mode", {"mode": "concepts"}, "has both"),
        ("congruence", {"aggregation": "ignore"}, "aggregation is for two-mode"),
        ("two-mode", {"aggregation": "combine", "normalisation": "activity"}, "cannot be"),
        ("congruence", {"start": "2017-01-01", "stop": "2016-01-01"}, "is after stop"),
        ("congruence", {"actors": ("a",), "without_actors": ("a",)}, "both asked for and left"),
    ],
)
def test_parameters_that_contradict_one_another(
    kind: str, parameters: dict[str, Any], words: str, network_of: Make
) -> None:
    with pytest.raises(ParameterError, match=words):
        network_of([], kind, **parameters)


def test_a_network_too_large_to_tell_is_refused(
    four_by_four: Said, network_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cuibono.analysis.networks.network.MOST_TIES", 2)
    with pytest.raises(ParameterError, match="more than 2 ties; narrow it"):
        network_of(four_by_four, "congruence")


def test_a_day_may_be_a_month_or_a_year() -> None:
    assert read_day("start", "2016") == date(2016, 1, 1)
    assert read_day("stop", "2016", last=True) == date(2016, 12, 31)
    assert read_day("stop", "2016-02", last=True) == date(2016, 2, 29)
    assert read_day("start", "2016-02-03", last=True) == date(2016, 2, 3)
    for wrong in ("16", "2016-13", "2016-02-30", "2016-2-3", "yesterday", "", "2016-01-01-01"):
        with pytest.raises(ParameterError, match="YYYY-MM-DD"):
            read_day("start", wrong)


def test_clusters_and_camps(network_of: Make) -> None:
    said = [(a, c, True) for a in "ab" for c in "pq"] + [(a, c, True) for a in "cd" for c in "rs"]
    said += [("a", "r", False), ("d", "q", True)]
    found = network_of(said, "subtract")
    assert {node.iri: node.cluster for node in found.nodes} == {"a": 1, "b": 1, "c": 2, "d": 2}
    assert found.modularity is not None
    assert found.modularity > 0.2
    assert found.agreement_within == 4 / 6, "of ab 2, ad 1, bd 1, cd 2, those within are 4"
    assert found.disagreement_between == 1.0
    assert network_of(said, "conflict").clusters is None, "conflict is no closeness"


def test_the_backbone_by_hand(network_of: Make) -> None:
    """A hub with ties 7, 1, 1, 1: (1 - 7/10)^3 = 0.027 stays at 0.05, (1 - 1/10)^3 does not."""
    said = [("h", "p", True)] * 7 + [("h", c, True) for c in "qrs"]
    said += [("x", "p", True), ("y", "q", True), ("z", "r", True), ("w", "s", True)]
    assert weights(network_of(said, "congruence")) == {"hx": 7, "hy": 1, "hz": 1, "hw": 1}
    kept = network_of(said, "congruence", backbone=0.05)
    assert weights(kept) == {"hx": 7}
    assert len(kept.nodes) == 5, "nodes stay"


def test_windows_move_over_the_range(four_by_four: Said) -> None:
    rows = [
        StatementRecord(
            statement=f"s{n}", actor=a, actor_label=None, concept=c, concept_label=None,
            concept_kind="claim", agreement=g, document=doc, date=str(day), date_precision="day",
            date_first=day, date_last=day, was_read=True,
        )
        for n, (a, c, g, day, doc) in enumerate(four_by_four)
    ]  # fmt: skip
    tables = statement_tables(rows)
    years = network_series(
        tables, NetworkParameters.model_validate({"kind": "congruence"}), Unit.YEARS
    )
    assert [(w.start, w.stop, w.statements, w.ties) for w in years.windows] == [
        (date(2016, 1, 4), date(2017, 1, 3), 9, 1),
        (date(2017, 1, 4), date(2018, 1, 3), 3, 0),
    ]
    half = {"kind": "congruence", "start": "2016-01-01", "stop": "2017-06-30"}
    months = network_series(
        tables, NetworkParameters.model_validate(half), Unit.MONTHS, size=12, step=6
    )
    assert [(str(w.start), str(w.stop)) for w in months.windows] == [
        ("2016-01-01", "2016-12-31"),
        ("2016-07-01", "2017-06-30"),
    ]
    assert [w.statements for w in months.windows] == [7, 5]
    with pytest.raises(ParameterError, match="more than 500 windows"):
        network_series(tables, NetworkParameters.model_validate(half), Unit.DAYS)
    with pytest.raises(ParameterError, match="past the calendar"):
        network_series(tables, NetworkParameters.model_validate(half), Unit.YEARS, size=9000)


def test_windows_in_which_nothing_was_said_are_told_as_such() -> None:
    rows = [imprecise(n, "day", date(2016, 3, n), date(2016, 3, n)) for n in (1, 2)]
    given = {"kind": "congruence", "start": "2014-01-01", "stop": "2016-12-31"}
    found = network_series(
        statement_tables(rows), NetworkParameters.model_validate(given), Unit.YEARS
    )
    assert [(w.statements, w.nodes, w.ties, w.modularity) for w in found.windows] == [
        (0, 0, 0, None),
        (0, 0, 0, None),
        (2, 1, 0, None),
    ]
    before = given | {"start": "2010-01-01", "stop": "2011-12-31"}
    none = network_series(
        statement_tables(rows), NetworkParameters.model_validate(before), Unit.YEARS
    )
    assert [w.statements for w in none.windows] == [0, 0]
    assert none.note
    assert "Those on record range from 2016-03-01 to 2016-03-02." in none.note


def test_windows_without_dates_say_so() -> None:
    found = network_series(
        statement_tables([]), NetworkParameters.model_validate({"kind": "congruence"}), Unit.YEARS
    )
    assert (found.windows, found.note) == ((), "No statement on a claim fits these filters.")
