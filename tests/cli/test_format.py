"""`cuibono format`: one layout for every file, written whole or not at all."""

import stat
from pathlib import Path

import pytest

from cuibono import artefacts
from cuibono.artefacts import Folder, documents, folder
from cuibono.cli import data as commands
from cuibono.cli import run
from cuibono.ingest.layout import reformat

UGLY = "# Mine.\n<urn:b> <urn:p> 2 . <urn:a> <urn:p> 1 , 1 .\n"
NEAT = "# Mine.\n\n<urn:a> <urn:p> 1 .\n<urn:b> <urn:p> 2 .\n"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def ugly(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "a.ttl"
    path.parent.mkdir()
    path.write_text(UGLY)
    (path.parent / "b.trig").write_text(NEAT)
    (path.parent / "c.nt").write_text("<urn:c> <urn:p> '' .")
    return path


@pytest.mark.parametrize(
    "file", list(documents(Folder.GRAPH, ".trig", ".ttl")), ids=lambda f: f.name
)
def test_every_file_of_the_graph_is_in_the_canonical_layout(file: Path) -> None:
    text = file.read_bytes()
    assert reformat(file.name, text) == text.decode(), f"run: cuibono format {file}"


def test_the_bundled_graph_is_checked_without_a_path(capsys: Capture) -> None:
    assert run(["format", "--check"]) == 0
    assert " files read, 0 not in the canonical layout" in capsys.readouterr().out


def test_files_are_rewritten_and_named(ugly: Path, capsys: Capture) -> None:
    assert run(["format", "in"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "formatted in/a.ttl",
        "2 files read, 1 not in the canonical layout",
    ]
    assert ugly.read_text() == NEAT
    assert sorted(path.name for path in ugly.parent.iterdir()) == ["a.ttl", "b.trig", "c.nt"]
    assert run(["format", "in"]) == 0
    assert "formatted" not in capsys.readouterr().out


def test_check_changes_nothing_and_exits_with_1(ugly: Path, capsys: Capture) -> None:
    assert run(["format", "--check", "in"]) == 1
    assert "would format in/a.ttl" in capsys.readouterr().out
    assert ugly.read_text() == UGLY
    assert run(["format", "--check", "in/b.trig"]) == 0


def test_diff_prints_the_change_and_changes_nothing(ugly: Path, capsys: Capture) -> None:
    assert run(["format", "--diff", "in"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("--- in/a.ttl\n+++ in/a.ttl\n@@")
    assert "+<urn:a> <urn:p> 1 .\n" in told.out
    assert "would format" in told.err
    assert ugly.read_text() == UGLY
    assert run(["format", "--diff", "--check", "in"]) == 1


def test_a_fault_in_one_file_leaves_all_as_they_were(ugly: Path, capsys: Capture) -> None:
    (ugly.parent / "z.ttl").write_text("<urn:a> <urn:b>")
    assert run(["format", "in"]) == 1
    assert "in/z.ttl, line 1" in capsys.readouterr().err
    assert ugly.read_text() == UGLY


def test_comments_are_not_lost_unless_asked(ugly: Path, capsys: Capture) -> None:
    ugly.write_text(f"{UGLY}# A remark.\n")
    assert run(["format", "in"]) == 1
    told = capsys.readouterr().err
    assert "in/a.ttl, line 3" in told
    assert "--drop-comments" in told
    assert run(["format", "--drop-comments", "in"]) == 0
    assert ugly.read_text() == NEAT


def test_mode_and_links_stay(ugly: Path) -> None:
    ugly.chmod(0o640)
    link = ugly.parent.parent / "link.ttl"
    link.symlink_to(ugly)
    assert run(["format", str(link)]) == 0
    assert link.is_symlink()
    assert ugly.read_text() == NEAT
    assert stat.S_IMODE(ugly.stat().st_mode) == 0o640


@pytest.mark.parametrize("path", ["nowhere.ttl", "in/c.nt", "empty"])
def test_wrong_calls_exit_with_2(ugly: Path, capsys: Capture, path: str) -> None:
    (ugly.parent.parent / "empty").mkdir()
    assert run(["format", path]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told(
    ugly: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert run(["format", "in/a.ttl"]) == 2
    assert "in/a.ttl cannot be written: No space left on device" in capsys.readouterr().err
    assert ugly.read_text() == UGLY
    assert not list(ugly.parent.glob(".*"))


def test_an_installed_graph_is_not_rewritten(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rdf" / "graph").mkdir(parents=True)

    def files(_: str) -> Path:
        return tmp_path

    for module in (artefacts, commands):
        monkeypatch.setattr(module, "files", files)
    assert folder(Folder.GRAPH) == tmp_path / "rdf" / "graph"
    assert run(["format"]) == 2
    assert "in a checkout" in capsys.readouterr().err
