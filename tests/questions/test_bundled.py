"""The questions that the graph was made for, asked of the bundled graph."""

import pytest
from pyoxigraph import NamedNode

from cuibono.questions import Catalogue, Question, answer, records
from cuibono.store import Snapshot
from cuibono.terms import compact

CATALOGUE = Catalogue.read()
EXAMPLES = [
    (question, parameter.name) for question in CATALOGUE.listed for parameter in question.parameters
]


def found(snapshot: Snapshot, name: str, column: str, **values: str) -> set[str]:
    """Return what stands in a column: IRIs as prefixed names, all else as text."""
    table = answer(CATALOGUE.get(name), snapshot, values)
    index = table.columns.index(column)
    terms = [row[index] for row in table.rows]
    return {
        compact(term.value) if isinstance(term, NamedNode) else str(getattr(term, "value", ""))
        for term in terms
    }


WITHOUT_ANSWER = frozenset(["policies/opponents-actor"])
"""Parameters whose example has no answer: the source speaks of no opponent."""


@pytest.mark.parametrize(
    ("question", "parameter"),
    EXAMPLES,
    ids=[f"{question.name}-{parameter}" for question, parameter in EXAMPLES],
)
def test_the_example_of_every_parameter_has_an_answer(
    snapshot: Snapshot, question: Question, parameter: str
) -> None:
    (given,) = (p.example for p in question.parameters if p.name == parameter)
    is_answered = answer(question, snapshot, {parameter: given}).total > 0
    assert is_answered == (f"{question.name}-{parameter}" not in WITHOUT_ANSWER)


def test_who_leads_the_friends_of_e_commerce_for_development(snapshot: Snapshot) -> None:
    leaders = found(
        snapshot,
        "actors/members",
        "actorLabel",
        organisation="friends-of-e-commerce-for-development",
        role="lead",
    )
    assert {name.partition(" (")[0] for name in leaders} == {"Pakistan", "Kenya", "Costa Rica"}


def test_who_put_forward_the_ewtp_and_at_which_event(snapshot: Snapshot) -> None:
    proposer = {"policy": "ewtp", "role": "proposer"}
    name = "policies/direct-promoters"
    assert found(snapshot, name, "actorLabel", **proposer) == {"B20"}
    assert found(snapshot, name, "event", **proposer) == {"event:g20-summit-hangzhou-2016"}


def test_which_un_agency_particularly_supports_aid_for_e_trade(snapshot: Snapshot) -> None:
    given = {"organisation": "aid-for-e-trade-coalition", "role": "particular-supporter"}
    assert found(snapshot, "actors/backers", "actorLabel", **given) == {"UNCTAD"}


def test_what_share_of_mercadolibre_transactions_was_exported(snapshot: Snapshot) -> None:
    values = {"measure": "share-of-transactions-exported", "platform": "mercadolibre"}
    rows = records(answer(CATALOGUE.get("evidence/figures"), snapshot, values))
    assert {(row["atLabel"], row["value"], row["period"]) for row in rows} == {
        ("Argentina", 0.8, "2005"),
        ("Chile", 0.8, "2005"),
        ("Ecuador", 0.1, "2005"),
        ("Brazil", 0.1, "2005"),
    }
    bounds = {row["atLabel"]: str(row["bound"]).rpartition("/")[2] for row in rows}
    assert bounds["Argentina"] == bounds["Chile"] == "at-most"


def test_which_evidence_was_produced_by_ebay(snapshot: Snapshot) -> None:
    produced = found(snapshot, "evidence/who-is-behind", "evidence", actor="ebay", role="producer")
    assert "evidence:ebay-commercial-seller-data" in produced


def test_who_funded_the_seller_data_is_searched_and_not_found(snapshot: Snapshot) -> None:
    given = {"evidence": "ebay-commercial-seller-data", "role": "funder"}
    assert found(snapshot, "evidence/who-is-behind", "state", **given) == {
        "not stated in the source"
    }


def test_what_disputes_that_all_firms_export(snapshot: Snapshot) -> None:
    given = {"claim": "all-or-close-to-all-firms-on-platform-export", "stance": "disputes"}
    rows = records(answer(CATALOGUE.get("claims/for-and-against"), snapshot, given))
    assert rows
    assert any("unit of analysis" in str(row["mismatches"]) for row in rows)


def test_countries_with_no_other_evidence_than_ebays(snapshot: Snapshot) -> None:
    places = found(snapshot, "evidence/places-of-one-actor", "placeLabel", actor="ebay")
    assert places == {"Jordan", "Indonesia", "India", "Thailand", "Peru"}


def test_which_policy_areas_ebay_calls_to_have_harmonised(snapshot: Snapshot) -> None:
    parts = found(snapshot, "policies/parts", "part", policy="harmonise-cross-border-policies")
    assert len(parts) == 5


def test_what_de_minimis_means_and_which_works_are_cited(snapshot: Snapshot) -> None:
    works = found(snapshot, "claims/definitions", "documentLabel", thing="policy:de-minimis-levels")
    assert {"eBay 2013a", "Suominen 2014"} <= works


def test_evidence_comes_back_to_the_promoter_of_the_policy_it_serves(snapshot: Snapshot) -> None:
    rows = records(
        answer(CATALOGUE.get("evidence/interested-evidence"), snapshot, {"actor": "ebay"})
    )
    assert {(row["role"], row["tie"]) for row in rows} >= {
        ("producer", "promotes"),
        ("data owner", "promotes"),
    }
