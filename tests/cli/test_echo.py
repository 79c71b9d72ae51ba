"""`cuibono echo`, on the bundled graph."""

import json
from pathlib import Path

import networkx as nx
import pytest

from cuibono.cli import run

Output = pytest.CaptureFixture[str]
CLAIM = "nearly-all-extensive-platform-users-export"


def test_a_time_line_for_people(graph_data: Path, capsys: Output) -> None:
    assert run(["echo", CLAIM, "--data", str(graph_data)]) == 0
    printed = capsys.readouterr().out
    order = [printed.index(name) for name in ("eBay 2013a (the e", "Arwidson et al. 2014", "FedEx")]
    assert order == sorted(order)
    assert "undated" in printed
    assert "documents that repeat it: 5; dated 4, undated 1" in printed
    assert "by a reader's link" in printed


def test_every_format(graph_data: Path, capsys: Output) -> None:
    call = ["echo", f"claim:{CLAIM}", "--data", str(graph_data), "--format"]
    assert run([*call, "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"]["documents"] == 5
    assert all(u["statement"]["passages"] for d in found["documents"] for u in d["utterances"])
    assert run([*call, "csv"]) == 0
    assert capsys.readouterr().out.count("\n") == 6
    assert run([*call, "graphml"]) == 0
    graph = nx.parse_graphml(capsys.readouterr().out)
    assert len(graph.nodes) == 6, "five documents, and one utterance in none that is on record"
    assert {graph.nodes[end]["label"] for _, end in graph.edges()} >= {"eBay 2013a", "HSBC 2016"}


def test_a_readers_links_can_be_left_out(graph_data: Path, capsys: Output) -> None:
    call = ["echo", CLAIM, "--data", str(graph_data), "--inferred", "exclude"]
    assert run(call) == 0
    assert "by a reader's link" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["nearly-all-extensive-platform-users-exports"], f"the nearest are {CLAIM}"),
        (["actor:ebay"], "there is no claim 'actor:ebay'"),
        (["No Such Claim"], "there is no claim"),
        ([CLAIM, "--format", "gexf"], "gexf"),
        ([CLAIM, "--inferred", "maybe"], "maybe"),
    ],
)
def test_a_wrong_call(call: list[str], words: str, graph_data: Path, capsys: Output) -> None:
    assert run(["echo", *call, "--data", str(graph_data)]) == 2
    assert words in capsys.readouterr().err
