"""`cuibono scope`, on the bundled graph."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from cuibono.cli import run

ASIA = "micro-multinationals-are-blooming-in-asia"
Capture = pytest.CaptureFixture[str]


def test_a_table_for_people(graph_data: Path, capsys: Capture) -> None:
    assert run(["scope", ASIA, "--direct", "--data", str(graph_data)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split() == [
        *("evidence", "links", "population", "inclusion", "threshold", "place", "period"),
        *("measure", "denominator", "platform"),
    ]
    row = next(line for line in printed if "chen-et-al" in line)
    assert row.split()[:6] == [
        *("chen-et-al-2016-aliexpress-study", "disputes", "(1)"),
        *("different", "unknown", "wider"),
    ]


def test_every_format(graph_data: Path, capsys: Capture) -> None:
    call = ["scope", ASIA, "--data", str(graph_data), "--format"]
    assert run([*call, "csv"]) == 0
    rows = list(csv.DictReader(StringIO(capsys.readouterr().out)))
    assert run([*call, "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["evidence"] for row in rows] == [e["evidence"]["slug"] for e in found["evidence"]]
    assert run([*call, "tree"]) == 0
    assert "place: wider. The claim speaks of more" in capsys.readouterr().out


def test_a_claim_without_evidence_says_so(graph_data: Path, capsys: Capture) -> None:
    claim = "niche-and-regional-customers-are-growing"
    assert run(["scope", claim, "--data", str(graph_data)]) == 0
    assert "No evidence for or against it is on record." in capsys.readouterr().out


@pytest.mark.parametrize("claim", ["nothing-at-all", "evidence:hsbc-2016-study"])
def test_what_is_no_claim_is_told(graph_data: Path, capsys: Capture, claim: str) -> None:
    assert run(["scope", claim, "--data", str(graph_data)]) == 2
    assert f"there is no claim {claim!r}" in capsys.readouterr().err
