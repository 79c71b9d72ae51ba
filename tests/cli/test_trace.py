"""`cuibono trace`, and what all commands have in common."""

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from cuibono import __version__
from cuibono.cli import run

HEADLINE = "all-or-close-to-all-firms-on-platform-export"
Capture = pytest.CaptureFixture[str]


def test_the_tree_reaches_who_is_behind_it(graph_data: Path, capsys: Capture) -> None:
    assert run(["trace", HEADLINE, "--data", str(graph_data)]) == 0
    tree = capsys.readouterr().out
    for words in ("eBay says it in", "producer: eBay", "data owner: eBay", "> 10,000 USD"):
        assert words in tree
    for words in ("≤ 0.8 %", "0.1 %", "Argentina", "Ecuador", "(a reader's inference)"):
        assert words in tree
    assert "[4.2: 29469-29593]" in tree


def test_the_claim_may_be_named_in_three_ways(graph_data: Path, capsys: Capture) -> None:
    names = (HEADLINE, f"claim:{HEADLINE}", f"https://w3id.org/cuibono/id/claim/{HEADLINE}")
    found: list[object] = []
    for name in names:
        assert run(["trace", name, "--format", "json", "--data", str(graph_data)]) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    ("form", "start"),
    [("svg", "<svg"), ("graphml", "<graphml"), ("jsonld", "["), ("ttl", "@prefix")],
)
def test_a_trace_is_written_in_each_format(
    graph_data: Path, capsys: Capture, form: str, start: str
) -> None:
    assert run(["trace", HEADLINE, "--format", form, "--data", str(graph_data)]) == 0
    assert capsys.readouterr().out.startswith(start)


@pytest.mark.parametrize("claim", ["all-firms-export", "claim:Nothing", "actor:ebay", "no such:x"])
def test_what_is_no_claim_is_told(graph_data: Path, capsys: Capture, claim: str) -> None:
    assert run(["trace", claim, "--data", str(graph_data)]) == 2
    told = capsys.readouterr().err
    assert claim in told
    assert "Traceback" not in told


def test_an_empty_store_says_what_to_do(tmp_path: Path, capsys: Capture) -> None:
    assert run(["trace", HEADLINE, "--data", str(tmp_path)]) == 3
    assert "cuibono load" in capsys.readouterr().err


def test_the_version_is_the_packages(capsys: Capture) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"cuibono {__version__}\n"


@pytest.mark.parametrize(
    "command",
    ["serve", "load", "validate", "format", "ask", "sparql", "trace", "passages verify"],
)
def test_every_command_has_help(capsys: Capture, command: str) -> None:
    assert run([*command.split(), "--help"]) == 0
    assert "Usage: cuibono" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["nothing"], ["trace"], ["serve", "--port", "x"]])
def test_wrong_calls_exit_with_2(capsys: Capture, arguments: list[str]) -> None:
    assert run(arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_serve_loads_the_bundled_graph_and_prints_an_address_that_answers(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cuibono", "serve", "--port", "0", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            lines = [process.stdout.readline() for _ in range(4)]
            assert "loading the graph that comes with cuibono" in lines[0]
            address = lines[-1].split(" at ")[1].split()[0]
            body = _fetch(f"{address}api/claims/{HEADLINE}/trace")
            assert json.loads(body)["claim"]["slug"] == HEADLINE
        finally:
            process.terminate()


def _fetch(address: str) -> bytes:
    for _ in range(50):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return bytes(answer.read())
        except ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{address} never answered")


def test_a_port_that_is_taken_is_told(tmp_path: Path, graph_data: Path, capsys: Capture) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["serve", "--port", port, "--data", str(graph_data)]) == 3
    assert "choose another --port" in capsys.readouterr().err
