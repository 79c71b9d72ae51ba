"""`cuibono independence`, on the bundled graph."""

import json
from pathlib import Path

import pytest

from cuibono.cli import run

HEADLINE = "all-or-close-to-all-firms-on-platform-export"
Capture = pytest.CaptureFixture[str]


def test_the_counts_and_the_reasons(graph_data: Path, capsys: Capture) -> None:
    assert run(["independence", HEADLINE, "--data", str(graph_data)]) == 0
    tree = capsys.readouterr().out
    assert "for it: 1 source, 1 independent" in tree
    assert "against it: 10 sources, 6 independent" in tree
    assert "one, since all are reported in Chen et al. 2016" in tree


def test_without_what_only_a_reader_draws(graph_data: Path, capsys: Capture) -> None:
    call = ["independence", HEADLINE, "--no-inferred", "--format", "json"]
    assert run([*call, "--data", str(graph_data)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["dispute"]["sources"], found["dispute"]["independent"]) == (4, 4)


@pytest.mark.parametrize("claim", ["all-firms-export", "actor:ebay", "claim:", "no such:x", ""])
def test_what_is_no_claim_is_told(graph_data: Path, capsys: Capture, claim: str) -> None:
    assert run(["independence", claim, "--data", str(graph_data)]) == 2
    told = capsys.readouterr().err
    assert f"there is no claim {claim!r}" in told
    assert "Traceback" not in told
