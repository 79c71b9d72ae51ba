"""`cuibono disagreement`, on the bundled graph."""

import json
from pathlib import Path

import pytest

from cuibono.cli import run

Output = pytest.CaptureFixture[str]
CLAIM = "all-or-close-to-all-firms-on-platform-export"


def test_the_two_sides_of_a_claim(graph_data: Path, capsys: Output) -> None:
    assert run(["disagreement", CLAIM, "--data", str(graph_data)]) == 0
    printed = capsys.readouterr().out
    assert "For it: 1 source, 1 independent" in printed
    assert "Against it: 10 sources, 6 independent" in printed
    assert "figure: ≤ 0.8 % (denominator: transactions; measure: share of transactions" in printed
    assert "the claim, by another claim (on its extent, reliability" in printed
    assert "whether what is measured can be compared" in printed


def test_a_question_and_all(graph_data: Path, capsys: Output) -> None:
    assert run(["disagreement", "--data", str(graph_data)]) == 0
    printed = capsys.readouterr()
    assert "11 of 11 disputed claims; 397 claims are on record" in printed.err
    assert run(["disagreement", "mercadolibre", "--data", str(graph_data)]) == 0
    assert "2 claims on record are about MercadoLibre, and none of them is disputed." in (
        capsys.readouterr().out
    )
    call = ["disagreement", "category:micro-multinational", "--format", "json"]
    assert run([*call, "--data", str(graph_data)]) == 0
    assert json.loads(capsys.readouterr().out)["about"]["slug"] == "micro-multinational"


def test_json_of_a_claim(graph_data: Path, capsys: Output) -> None:
    call = ["disagreement", f"claim:{CLAIM}", "--no-inferred", "--format", "json"]
    assert run([*call, "--data", str(graph_data)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["against_it"]["sources"]["independent"] == 4


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["ebay"], "actor:ebay, platform:ebay; say which"),
        (["nothing-of-the-kind"], "there is no claim or actor or barrier"),
        ([CLAIM, "--limit", "3"], "limit and offset are for lists"),
    ],
)
def test_a_wrong_call(call: list[str], words: str, graph_data: Path, capsys: Output) -> None:
    assert run(["disagreement", *call, "--data", str(graph_data)]) == 2
    assert words in capsys.readouterr().err
