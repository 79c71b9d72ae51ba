"""`cuibono standing`, on the bundled graph."""

import json
from pathlib import Path

import pytest

from cuibono.cli import run

Output = pytest.CaptureFixture[str]


def test_a_table_of_counts_for_people(graph_data: Path, capsys: Output) -> None:
    assert run(["standing", "--data", str(graph_data)]) == 0
    printed = capsys.readouterr()
    assert printed.out.split()[:3] == ["kind", "items", "what"]
    assert "used-without-evidence" in printed.out
    assert "no copy of the text is at hand" in printed.err
    assert "--kind KIND" in printed.err


def test_the_items_of_a_kind(graph_data: Path, capsys: Output) -> None:
    call = ["standing", "--kind", "used-without-evidence", "--data", str(graph_data)]
    assert run([*call, "--limit", "3"]) == 0
    printed = capsys.readouterr()
    assert "aid-donors-are-moving-to-market-driven-initiatives" in printed.out
    assert "1 to 3 of 8 shown; --offset" in printed.err
    assert "next (3): Look in the text" in printed.err
    assert run([*call, "--offset", "100"]) == 0
    printed = capsys.readouterr()
    assert "No item from here on." in printed.out
    assert "none of 8 shown" in printed.err


def test_every_format(graph_data: Path, capsys: Output) -> None:
    call = ["standing", "--kind", "second-hand", "--data", str(graph_data), "--format"]
    assert run([*call, "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {item["kind"] for item in found["items"]} == {"second-hand"}
    assert all(item["statements"] and item["next_step"] for item in found["items"])
    assert run([*call, "csv"]) == 0
    assert capsys.readouterr().out.startswith("kind,item,label,finding")


def test_nothing_open_is_said(graph_data: Path, capsys: Output) -> None:
    call = ["standing", "--kind", "circular-evidence", "--data", str(graph_data)]
    assert run(call) == 0
    assert "Nothing is open in this way." in capsys.readouterr().out


def test_passages_are_verified_where_the_text_is(
    graph_data: Path, seed_texts: Path, capsys: Output
) -> None:
    call = ["standing", "--texts", str(seed_texts), "--data", str(graph_data)]
    assert run([*call, "--kind", "unverified-passage"]) == 0
    assert "Nothing is open in this way." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["--source", "micro-multinational"], "the nearest are micro-multinationals"),
        (["--source", "zzz"], "there are micro-multinationals"),
        (["--kind", "lost"], "lost"),
        (["--limit", "0"], "--limit"),
        (["--offset", "-1"], "offset"),
        (["--texts", "/no/such/folder"], "is not a folder"),
    ],
)
def test_a_wrong_call(call: list[str], words: str, graph_data: Path, capsys: Output) -> None:
    assert run(["standing", *call, "--data", str(graph_data)]) == 2
    assert words in capsys.readouterr().err
