"""`cuibono impact`, on the bundled graph."""

import json
from pathlib import Path

import pytest

from cuibono.cli import run

EBAY = "ebay-commercial-seller-data"
HEADLINE = "all-or-close-to-all-firms-on-platform-export"
Capture = pytest.CaptureFixture[str]


def test_what_rests_on_the_records_of_ebay(graph_data: Path, capsys: Capture) -> None:
    assert run(["impact", EBAY, "--data", str(graph_data)]) == 0
    tree = capsys.readouterr().out
    for words in (
        "loses all support: 7",
        f"{HEADLINE}: sources 1 (1 independent)",
        "loses all independent support: 2",
        "support-technology-enabled-exporters: claims with support 1 to 0",
    ):
        assert words in tree


def test_several_things_and_their_ties(graph_data: Path, capsys: Capture) -> None:
    names = ["--without", "actor:jack-ma", "--without", "hortacsu-et-al-2009"]
    call = ["impact", *names, "--format", "json", "--data", str(graph_data)]
    assert run(call) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["thing"]["slug"] for one in found["set_aside"]] == ["jack-ma", names[-1]]
    ties = {(one["kind"], one["concept"]): len(one["ties"]) for one in found["networks"]}
    assert ties == {
        ("congruence", "claim"): 3,
        ("conflict", "claim"): 0,
        ("congruence", "policy"): 1,
        ("conflict", "policy"): 0,
    }
    assert run([*call, "--no-networks"]) == 0
    assert json.loads(capsys.readouterr().out)["networks"] == []


def test_nothing_withdrawn_is_told(graph_data: Path, capsys: Capture) -> None:
    assert run(["impact", "--data", str(graph_data)]) == 0
    assert "Nothing is on record as withdrawn, retracted or replaced" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["nothing-at-all"], "there is no evidence 'nothing-at-all'"),
        (["actor:ebay"], "there is no evidence 'actor:ebay'"),
        (["--without", "actor:nobody-at-all"], "there is no actor 'actor:nobody-at-all'"),
        (["--without", f"claim:{HEADLINE}"], "is none of evidence, document, actor"),
        (["--without", "no such thing"], "is none of evidence, document, actor"),
        (["--without", ""], "is none of evidence, document, actor"),
    ],
)
def test_bad_names_are_told(call: list[str], words: str, graph_data: Path, capsys: Capture) -> None:
    assert run(["impact", *call, "--data", str(graph_data)]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told
