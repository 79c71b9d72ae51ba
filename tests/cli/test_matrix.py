"""`cuibono matrix`, on the bundled graph."""

import csv
import io
import json
from pathlib import Path

import pytest

from cuibono.cli import run

Output = pytest.CaptureFixture[str]


def test_a_table_for_people(graph_data: Path, capsys: Output) -> None:
    assert run(["matrix", "--actor", "ebay", "--data", str(graph_data)]) == 0
    printed = capsys.readouterr()
    assert printed.out.split()[:5] == ["actor", "policy", "says", "pays", "gains"]
    assert "not searched" in printed.out
    assert "rows 13 of 13: 1 actors, 13 policies; statements: says 33, pays 9, gains 0" in (
        printed.err
    )


def test_every_statement_of_a_cell(graph_data: Path, capsys: Output) -> None:
    call = ["matrix", "--actor", "ebay", "--policy", "harmonise-cross-border-policies"]
    assert run([*call, "--format", "statements", "--data", str(graph_data)]) == 0
    printed = capsys.readouterr().out
    assert "promotion:ebay-2013a-harmonisation" in printed
    assert "no payment is stated" in printed
    assert "gains: not searched" in printed


def test_json_and_csv(graph_data: Path, capsys: Output) -> None:
    call = ["matrix", "--part", "gains", "--data", str(graph_data)]
    assert run([*call, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["totals"] == {"says": 0, "pays": 0, "gains": 3}
    assert run([*call, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 3
    assert {row["gains_kinds"] for row in rows} == {"loses"}
    assert all(row["gains_statements"].startswith("assessment:") for row in rows)


def test_nothing_and_past_the_last(graph_data: Path, capsys: Output) -> None:
    assert run(["matrix", "--kind", "opposes", "--data", str(graph_data)]) == 0
    assert "No statement on record ties an actor to a policy under: kind." in (
        capsys.readouterr().out
    )
    assert run(["matrix", "--offset", "500", "--data", str(graph_data)]) == 0
    assert "There are 127 rows; none comes after 500." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["--actor", "ebai"], "the nearest are ebay"),
        (["--kind", "gains", "--part", "says"], "stands in the column gains"),
        (["--sort", "truth"], "truth"),
        (["--limit", "0"], "greater than or equal to 1"),
    ],
)
def test_a_wrong_call(call: list[str], words: str, graph_data: Path, capsys: Output) -> None:
    assert run(["matrix", *call, "--data", str(graph_data)]) == 2
    assert words in capsys.readouterr().err
