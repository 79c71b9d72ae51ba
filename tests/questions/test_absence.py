"""What the graph does not hold is answered with why, and the four kinds of absence stay apart."""

import pytest

from cuibono.publish import why_empty
from cuibono.questions import Catalogue, answer, records
from cuibono.store import Snapshot

CATALOGUE = Catalogue.read()


def states(snapshot: Snapshot, question: str, **values: str) -> list[object]:
    rows = records(answer(CATALOGUE.get(question), snapshot, values))
    return [row["state"] for row in rows]


@pytest.mark.parametrize(
    ("evidence", "role", "state"),
    [
        ("office-survey", "funder", "not stated in the source"),
        ("office-survey", "producer", "withheld"),
        ("office-survey", "data owner", "not searched"),
        ("parcel-study", "funder", "stated"),
    ],
)
def test_who_is_behind_evidence_is_stated_or_told_why_not(
    sample: Snapshot, evidence: str, role: str, state: str
) -> None:
    assert states(sample, "evidence/who-is-behind", evidence=evidence, role=role) == [state]


def test_nobody_named_for_a_policy_is_told_too(sample: Snapshot) -> None:
    assert states(sample, "policies/promoters", policy="fee-rule") == ["stated to be none"]
    assert states(sample, "policies/promoters", policy="fee-table") == ["not searched"]
    opponents = "policies/opponents"
    assert states(sample, opponents, policy="open-trade") == ["not stated in the source"]


def test_behind_a_figure_stands_who_is_behind_its_study(sample: Snapshot) -> None:
    given = {"evidence": "sales-floor", "role": "producer"}
    (row,) = records(answer(CATALOGUE.get("evidence/who-is-behind"), sample, given))
    assert (row["actorLabel"], row["state"]) == ("Velo", "stated")
    given = {"evidence": "share-brook", "role": "funder"}
    (row,) = records(answer(CATALOGUE.get("evidence/who-is-behind"), sample, given))
    assert row["state"] == "not stated in the source"
    assert str(row["statement"]).endswith("office-survey-funder")


def test_asked_who_paid_for_anything_each_piece_of_evidence_answers(sample: Snapshot) -> None:
    found = states(sample, "evidence/who-is-behind", role="funder")
    assert sorted(set(map(str, found))) == ["not searched", "not stated in the source", "stated"]


def empty(snapshot: Snapshot, question: str, **values: str) -> str:
    asked = CATALOGUE.get(question)
    assert not answer(asked, snapshot, values).total
    return why_empty(asked, values, snapshot, CATALOGUE)


def test_an_answer_without_rows_tells_what_was_looked_for(sample: Snapshot) -> None:
    told = empty(sample, "actors/gains-and-losses", item="policy:lower-fees")
    assert told.startswith("No assessment of gain, loss or access that fits is on record.")
    assert "On 2026-11-24 “assessed item” was looked for of policy:lower-fees" in told
    assert told.endswith("not stated in the source.")


def test_a_name_that_is_not_on_record_is_told_with_the_nearest(sample: Snapshot) -> None:
    told = empty(sample, "policies/direct-promoters", policy="lower-fee")
    assert "There is no policy lower-fee on record; the nearest are lower-fees" in told
    assert "lower-fees" not in empty(sample, "policies/direct-promoters", policy="fee-rule")
