"""`cuibono passages verify` and `find`."""

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from cuibono.artefacts import Folder, folder
from cuibono.cli import run
from cuibono.ingest import read_files
from cuibono.ingest.passages import text_records
from cuibono.texts import Passage, SourceText, find_words

Capture = pytest.CaptureFixture[str]


def bundled_passages() -> tuple[Passage, ...]:
    files = read_files([folder(Folder.GRAPH)])
    (record,) = text_records([quad for file in files for quad in file.quads])
    return record.passages


def states(out: str) -> dict[str, str]:
    """Return the state of each passage in CSV output."""
    lines = [line.split(",") for line in out.splitlines()[1:]]
    return {passage: state for state, passage, *_ in lines}


def test_all_bundled_passages_are_exact(seed_texts: Path, capsys: Capture) -> None:
    assert run(["passages", "verify", "--texts", str(seed_texts), "--all", "--format", "csv"]) == 0
    captured = capsys.readouterr()
    assert set(states(captured.out).values()) == {"exact"}
    assert len(states(captured.out)) == len(bundled_passages()) > 100
    assert f"{len(bundled_passages())} exact in 1 text" in captured.err


def changed_copy(seed_texts: Path, tmp_path: Path, position: int) -> Path:
    (file,) = (path for path in seed_texts.iterdir() if path.suffix == ".txt")
    content = SourceText.read(file).content
    letter = "x" if content[position] != "x" else "y"
    (tmp_path / "texts").mkdir()
    copy = content[:position] + letter + content[position + 1 :]
    (tmp_path / "texts" / "copy.txt").write_bytes(copy.encode())
    return tmp_path / "texts"


@pytest.mark.parametrize("share", [0.1, 0.35, 0.6, 0.85])
def test_one_changed_letter_touches_the_passages_over_it_and_no_other(
    seed_texts: Path, tmp_path: Path, capsys: Capture, share: float
) -> None:
    passages = bundled_passages()
    chosen = passages[int(len(passages) * share)]
    middle = (chosen.start + chosen.end) // 2
    texts = changed_copy(seed_texts, tmp_path, middle)
    assert run(["passages", "verify", "--texts", str(texts), "--format", "csv", "--all"]) == 1
    found = states(capsys.readouterr().out)
    for passage in passages:
        state = found["passage:" + passage.iri.rpartition("/")[2]]
        over = passage.start <= middle < passage.end
        assert state in (("orphaned", "text-changed") if over else ("exact",)), passage.iri


def test_without_a_copy_the_call_is_at_fault(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "other.txt").write_text("Something else entirely.")
    assert run(["passages", "verify", "--texts", str(tmp_path / "empty")]) == 2
    assert "has no copy" in capsys.readouterr().err
    assert run(["passages", "verify", "--texts", str(tmp_path / "nowhere")]) == 2
    assert run(["passages", "verify"]) == 2
    assert "--texts" in capsys.readouterr().err


def test_a_new_passage_is_the_one_that_verifies(seed_texts: Path, capsys: Capture) -> None:
    (file,) = (path for path in seed_texts.iterdir() if path.suffix == ".txt")
    text = SourceText.read(file)
    known = bundled_passages()[3]
    words = text.content[known.start : known.end]
    assert run(["passages", "find", "--text", str(file), " ".join(words.split())]) == 0
    turtle = capsys.readouterr().out
    prefixes = "".join(
        f"@prefix {name}: <{iri}> .\n"
        for name, iri in __import__("cuibono.terms").terms.PREFIXES.items()
    )
    quads = list(ox.parse((prefixes + turtle).encode(), format=ox.RdfFormat.TURTLE))
    values = {str(quad.object) for quad in quads}
    assert f'"{known.digest}"' in values
    assert f"<{known.iri}>" in {str(quad.subject) for quad in quads}
    start = [str(q.object) for q in quads if str(q.predicate).endswith("#start>")]
    assert start[0].startswith(f'"{known.start}"')


def test_words_that_stand_in_several_places_need_a_choice(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "t.txt"
    file.write_text("again and\nagain and again")
    call = ["passages", "find", "--text", str(file), "--version", "text:t", "again"]
    assert run(call) == 1
    assert "3 places" in capsys.readouterr().err
    assert run([*call, "--occurrence", "2"]) == 0
    assert "oa:start 10" in capsys.readouterr().out
    assert run([*call, "--occurrence", "4"]) == 2
    assert find_words("and again", SourceText.read(file)) == [(6, 15), (16, 25)]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["find", "--text", "t.txt", "absent"], 1, "do not stand"),
        (["find", "--text", "t.txt", "here"], 2, "no text version on record"),
        (["find", "--text", "nowhere.txt", "here"], 2, "nowhere.txt"),
        (["find", "--text", "t.txt", "--version", "x:y", "here"], 2, "prefix"),
    ],
)
def test_bad_calls_are_told(
    tmp_path: Path, capsys: Capture, arguments: list[str], code: int, words: str
) -> None:
    (tmp_path / "t.txt").write_text("It is here.")
    assert run(["passages", *arguments]) == code
    assert words in capsys.readouterr().err


def test_a_passage_without_a_digest_is_told(tmp_path: Path, capsys: Capture) -> None:
    graph = tmp_path / "graph"
    shutil.copytree(Path(str(folder(Folder.GRAPH))), graph)
    section = graph / "micro-multinationals" / "4.2.trig"
    content = section.read_text(encoding="utf-8")
    # Some passages of the section stand in other files too, and would keep their digest there
    section.write_text(re.sub(r"cb:digest .*", "", content), encoding="utf-8")
    (tmp_path / "texts").mkdir()
    assert run(["passages", "verify", str(graph), "--texts", str(tmp_path / "texts")]) == 1
    assert "has no cb:digest" in capsys.readouterr().err
