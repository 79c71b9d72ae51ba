"""`cuibono search`, on the bundled graph."""

import json
from pathlib import Path

import pytest

from cuibono.cli import run

Output = pytest.CaptureFixture[str]


def test_a_table_for_people(graph_data: Path, capsys: Output) -> None:
    assert run(["search", "micro", "multinatonal", "--limit", "3", "--data", str(graph_data)]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[1].startswith("category:micro-multinational ")
    assert printed.err.startswith("3 of ")
    assert "spelt much alike" in printed.err


def test_for_programs(graph_data: Path, capsys: Output) -> None:
    call = ["search", "ebay", "--kind", "actor", "--data", str(graph_data), "--format"]
    assert run([*call, "json"]) == 0
    assert json.loads(capsys.readouterr().out)["hits"][0]["thing"]["slug"] == "ebay"
    assert run([*call, "csv"]) == 0
    assert capsys.readouterr().out.startswith("thing,name,class,years\nactor:ebay,eBay,firm,")


def test_nothing_found(graph_data: Path, capsys: Output) -> None:
    assert run(["search", "zzzz", "--data", str(graph_data)]) == 0
    assert capsys.readouterr().out == "Nothing is called so.\n"


@pytest.mark.parametrize("wrong", [["--kind", "foo"], ["--limit", "0"], ["--year-from", "x"]])
def test_a_call_at_fault(wrong: list[str], graph_data: Path, capsys: Output) -> None:
    assert run(["search", "ebay", *wrong, "--data", str(graph_data)]) == 2
    assert capsys.readouterr().err
