"""`cuibono loops`, on the bundled graph."""

import csv
import io
import json
from pathlib import Path

import pytest

from cuibono.cli import run

Output = pytest.CaptureFixture[str]
CLAIM = "all-or-close-to-all-firms-on-platform-export"


def test_a_text_for_people(graph_data: Path, capsys: Output) -> None:
    assert run(["loops", CLAIM, "--limit", "1", "--data", str(graph_data)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("A loop of length 4 (direct, a step inferred by a reader)")
    assert "promotes (caller) → harmonisation of policies" in printed
    assert "promotion:ebay-2013a-harmonisation" in printed
    assert "Loops 1 to 1 of 4, the shortest first." in printed
    assert "Not on record:" in printed
    assert "bias" not in printed


def test_past_the_last_and_none(graph_data: Path, capsys: Output) -> None:
    assert run(["loops", "--offset", "50", "--data", str(graph_data)]) == 0
    assert "There are 11 loops; none comes after 50." in capsys.readouterr().out
    assert run(["loops", "--stake", "gains", "--data", str(graph_data)]) == 0
    assert "No claim has a loop of interest on record under" in capsys.readouterr().out


def test_json_and_csv(graph_data: Path, capsys: Output) -> None:
    assert run(["loops", "--format", "json", "--data", str(graph_data)]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 11
    assert run(["loops", "--format", "csv", "--data", str(graph_data)]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 11
    assert rows[0]["path"].startswith("claim:")
    assert all(row["statements"] and row["passages"] for row in rows)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["loops", "all-or-close"], "there is no claim 'all-or-close'"),
        (["loops", "--steps", "9"], "less than or equal to 6"),
        (["loops", "--times", "always"], "always"),
        (["loops", "--policy", "ewtpp"], "the nearest are ewtp"),
    ],
)
def test_a_wrong_call(call: list[str], words: str, graph_data: Path, capsys: Output) -> None:
    assert run([*call, "--data", str(graph_data)]) == 2
    assert words in capsys.readouterr().err
