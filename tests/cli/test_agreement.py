"""`cuibono agreement`: as text, JSON and figure."""

import json
from pathlib import Path

import pytest

from cuibono.cli import run

Capture = pytest.CaptureFixture[str]
CLAIM = "a\t1\t0\t20\tempirical\tplain\town\tauthors\t\tkey\tGloss\t\n"
HEADS = {
    "claims": "id section start end kind modality voice speakers works claim gloss note",
    "links": "id section start end source target direction drawn_by directness aspect basis note",
    "items": "id section start end kind name details note",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for coder, modality in (("first", "plain"), ("second", "hedged")):
        (tmp_path / coder).mkdir()
        for name, head in HEADS.items():
            rows = CLAIM.replace("plain", modality) if name == "claims" else ""
            path = tmp_path / coder / f"{name}.tsv"
            path.write_text(head.replace(" ", "\t") + "\n" + rows, encoding="utf-8")
    return tmp_path


def test_the_report_is_for_people_programs_and_pages(folder: Path, capsys: Capture) -> None:
    assert run(["agreement", str(folder)]) == 0
    text = capsys.readouterr().out
    assert "100.0%" in text
    assert "1 differences, of which 1 have no decision" in text
    assert run(["agreement", str(folder), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["whole"]["measures"][1]["values"] == {"plain / hedged": 1}
    assert run(["agreement", str(folder), "--format", "svg"]) == 0
    assert capsys.readouterr().out.endswith("</svg>\n")


def test_bad_calls_and_sheets_are_told(folder: Path, capsys: Capture) -> None:
    assert run(["agreement", str(folder / "nowhere")]) == 2
    assert "is not a folder" in capsys.readouterr().err
    (folder / "first" / "claims.tsv").write_text("id\n", encoding="utf-8")
    assert run(["agreement", str(folder)]) == 1
    assert (
        "first/claims.tsv, line 1: the columns are id; wanted: id, section"
        in capsys.readouterr().err
    )


DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_and_its_figure_are_what_the_bundled_sheets_give(capsys: Capture) -> None:
    assert run(["agreement", "--format", "svg"]) == 0
    assert capsys.readouterr().out == (DOCS / "coding-agreement.svg").read_text(encoding="utf-8")
    assert run(["agreement", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    page = (DOCS / "coding-agreement.md").read_text(encoding="utf-8")
    for part in (*found["sections"], found["whole"]):
        measures = [
            f"{'-' if one['alpha'] is None else format(one['alpha'], '.2f')} ({one['units']})"
            for one in part["measures"]
        ]
        cells = [part["section"] or "all", *part["passages"], f"{part['found_by_both']:.1%}"]
        assert f"| {' | '.join(map(str, [*cells, *measures]))} |" in page
    links, pairs = found["whole"]["links"], found["whole"]["measures"][3]["units"]
    assert f"the first drew {links[0]} links and the second {links[1]}, of which {pairs}" in page
