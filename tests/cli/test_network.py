"""`cuibono network`, on the bundled graph."""

import json
from pathlib import Path

import pytest

from cuibono.cli import run

Output = pytest.CaptureFixture[str]


def test_a_table_for_people(graph_data: Path, capsys: Output) -> None:
    assert run(["network", "congruence", "--concept", "policy", "--data", str(graph_data)]) == 0
    printed = capsys.readouterr()
    assert printed.out.split()[:5] == ["from", "to", "weight", "agreeing", "disagreeing"]
    assert "nodes" in printed.err


@pytest.mark.parametrize("form", ["json", "graphml", "gexf", "dl", "csv", "nodes", "statements"])
def test_every_format(form: str, graph_data: Path, capsys: Output) -> None:
    call = ["network", "two-mode", "--concept", "agenda", "--format", form]
    assert run([*call, "--data", str(graph_data)]) == 0
    printed = capsys.readouterr().out
    if form == "json":
        assert json.loads(printed)["ties"][0]["grounds"]
    begins = {"json": "{", "graphml": "<graphml", "gexf": "<gexf", "dl": "dl nr="}
    assert printed.startswith(begins.get(form, ("source,", "iri,", "statement,")))


def test_windows(graph_data: Path, capsys: Output) -> None:
    call = ["network", "subtract", "--window", "years", "--size", "5", "--data", str(graph_data)]
    assert run([*call, "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("start,stop,statements,nodes,ties,weight")
    assert run([*call, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["windows"]
    assert run([*call, "--format", "gexf"]) == 2
    assert "table, json or csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["conflict", "--normalisation", "activity"], "normalised by none, average"),
        (["congruence", "--only-actor", "ebai"], "the nearest are ebay"),
        (["congruence", "--start", "2018", "--stop", "2017"], "is after stop"),
        (["congruence", "--backbone", "1"], "between 0 and 1"),
        (["congruence", "--size", "3"], "need --window"),
        (["congruence", "--inferred", "perhaps"], "perhaps"),
        (["friendship"], "friendship"),
    ],
)
def test_a_wrong_call(call: list[str], words: str, graph_data: Path, capsys: Output) -> None:
    assert run(["network", *call, "--data", str(graph_data)]) == 2
    assert words in capsys.readouterr().err


def test_nothing_to_show_says_why(graph_data: Path, capsys: Output) -> None:
    call = ["network", "congruence", "--start", "1900", "--stop", "1901"]
    assert run([*call, "--data", str(graph_data)]) == 0
    assert "Those on record range from" in capsys.readouterr().out
