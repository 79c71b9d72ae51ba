"""`cuibono coverage`: what of a text the graph covers."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cuibono.cli import run

Capture = pytest.CaptureFixture[str]
SAMPLE = Path(__file__).resolve().parents[1] / "web" / "sample"
TEXT = (SAMPLE / "night-markets.txt").read_text(encoding="utf-8")


def report(capsys: Capture, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    call = ["coverage", str(SAMPLE), "--texts", str(SAMPLE), "--format", "json", *arguments]
    assert run(call) == code
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_each_section_tells_its_share_and_its_longest_gaps(capsys: Capture) -> None:
    (found,) = report(capsys, "--stretches", "2")
    assert [part["section"] for part in found["sections"]] == ["front matter", "1", "2"]
    for part in found["sections"]:
        span = TEXT[part["start"] : part["end"]]
        assert 0 <= part["covered"] <= part["characters"] <= len(span)
        assert part["share"] == pytest.approx(part["covered"] / part["characters"], abs=1e-4)
        assert len(part["stretches"]) <= 2
        lengths = [gap["characters"] for gap in part["stretches"]]
        assert lengths == sorted(lengths, reverse=True)
        for gap in part["stretches"]:
            words = " ".join(TEXT[gap["start"] : gap["end"]].split())
            assert words.startswith(gap["begins"])
            assert len("".join(words.split())) == gap["characters"]
    assert found["sections"][1]["share"] > 0.5
    assert found["characters"] == sum(part["characters"] for part in found["sections"])


def test_claims_and_utterances_are_counted_where_they_stand(capsys: Capture) -> None:
    (found,) = report(capsys)
    first = found["sections"][1]
    assert (first["claims"], first["utterances"]) == (found["claims"], found["utterances"])
    assert first["claims"] > 1
    assert first["utterances"] > first["claims"]


def test_references_are_documents_of_the_graph_or_told(capsys: Capture) -> None:
    (found,) = report(capsys)
    documents = {work["key"]: work["document"].rpartition("/")[2] for work in found["references"]}
    assert documents == {
        "Okoro & Lind 2021": "okoro-lind-2021",
        "Stallholders 2019": "stallholders-2019",
    }


def changed(tmp_path: Path, before: str, after: str) -> str:
    """Return a copy of the sample's graph with one string replaced."""
    for file in SAMPLE.glob("*.trig"):
        shutil.copy(file, tmp_path)
    graph = tmp_path / "night-markets.trig"
    content = graph.read_text(encoding="utf-8")
    assert before in content
    graph.write_text(content.replace(before, after), encoding="utf-8")
    return str(tmp_path)


def test_a_work_without_a_document_is_named_with_its_place(tmp_path: Path, capsys: Capture) -> None:
    graph = changed(tmp_path, 'cb:citedAs "Okoro & Lind 2021"', 'cb:citedAs "Okoro 2021"')
    assert run(["coverage", graph, "--texts", str(SAMPLE)]) == 0
    out = capsys.readouterr().out
    start = TEXT.index("Okoro & Lind 2021")
    assert "1 of 2 references" in out
    assert f"Okoro & Lind 2021 at {start}-{start + 17}" in out
    assert run(["coverage", graph, "--texts", str(SAMPLE), "--least", "0"]) == 1


def test_a_passage_that_moved_covers_nothing(tmp_path: Path, capsys: Capture) -> None:
    (whole,) = report(capsys)
    graph = changed(tmp_path, "oa:start 52", "oa:start 53")
    assert run(["coverage", graph, "--texts", str(SAMPLE)]) == 0
    out = capsys.readouterr().out
    assert "2 of 13 passages" in out
    assert "do not stand as recorded" in out
    assert run(["coverage", graph, "--texts", str(SAMPLE), "--format", "json"]) == 0
    (less,) = json.loads(capsys.readouterr().out)
    assert less["covered"] < whole["covered"]


def test_the_least_share_is_held(capsys: Capture) -> None:
    assert report(capsys, "--least", "0")
    assert report(capsys, "--least", "1", code=1)


def test_without_a_copy_the_answer_says_what_is_needed(tmp_path: Path, capsys: Capture) -> None:
    assert run(["coverage", str(SAMPLE)]) == 2
    assert "--texts DIR" in capsys.readouterr().err
    (tmp_path / "other.txt").write_text("Something else.")
    assert run(["coverage", str(SAMPLE), "--texts", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert "has no copy of text:" in err
    assert "the very same text" in err
    assert run(["coverage", str(SAMPLE / "registry.trig"), "--texts", str(SAMPLE)]) == 2
    assert "no passages" in capsys.readouterr().err


def test_the_bundled_graph_covers_the_sections_that_were_coded(
    seed_texts: Path, capsys: Capture
) -> None:
    assert run(["coverage", "--texts", str(seed_texts), "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    parts = {part["section"]: part for part in found["sections"]}
    assert list(parts) == ["1", "2", "2.1", "2.2", "2.3", "2.4", "3", "4", "4.1", "4.2", "5"]
    assert parts["2.2"]["share"] > 0.9
    assert parts["4.2"]["share"] > 0.9
    assert not found["not_exact"]
