"""`cuibono load`: each source whole or not at all."""

from pathlib import Path

import pytest

from cuibono.artefacts import Folder, folder
from cuibono.cli import run
from cuibono.store import EmbeddedStore

BASE = "https://w3id.org/cuibono/"
REGISTRY = """
@prefix actor: <https://w3id.org/cuibono/id/actor/> .
@prefix cb: <https://w3id.org/cuibono/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
GRAPH <https://w3id.org/cuibono/graph/registry> {
  actor:somebody a cb:Person ; skos:prefLabel "Somebody"@en .
}
"""


def source(slug: str, statements: str) -> str:
    return f"""
@prefix actor: <{BASE}id/actor/> .
@prefix category: <{BASE}id/category/> .
@prefix cb: <{BASE}ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
GRAPH <{BASE}graph/{slug}> {{ {statements} }}
"""


def count(data: Path, graph: str) -> int:
    rows = (
        EmbeddedStore(data)
        .current()
        .select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}graph/{graph}> {{ ?s ?p ?o }} }}")
    )
    return int(getattr(rows[0]["n"], "value", "0"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "registry.trig").write_text(REGISTRY)
    assert run(["load", str(tmp_path / "registry.trig"), "--data", str(tmp_path / "data")]) == 0
    return tmp_path / "data"


def load(data: Path, *paths: Path) -> int:
    return run(["load", *map(str, paths), "--data", str(data)])


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def test_the_bundled_graph_loads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["load", "--bundled", "--data", str(tmp_path / "d")]) == 0
    out = capsys.readouterr().out
    assert "loaded   registry" in out
    assert "loaded   micro-multinationals" in out
    assert count(tmp_path / "d", "inferred") > 1000


def test_what_cannot_be_read_leaves_the_store_as_it_was(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = EmbeddedStore(data).current().id
    broken = write(tmp_path / "broken.trig", source("s", 'actor:x skos:prefLabel "open .'))
    assert load(data, broken) == 1
    told = capsys.readouterr().err
    assert "broken.trig" in told
    assert "line" in told
    assert "Traceback" not in told
    assert EmbeddedStore(data).current().id == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<urn:a> <urn:b> <urn:c> .", "outside any named graph"),
        ("GRAPH <urn:g> { <urn:a> <urn:b> <urn:c> }", "urn:g"),
        (source("inferred", "actor:x a cb:Person ."), "makes itself"),
        (source("a", "actor:x a cb:Person .") + source("b", "actor:y a cb:Person ."), "several"),
        ("", "no source"),
    ],
)
def test_statements_in_the_wrong_graph_are_refused(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, words: str
) -> None:
    before = EmbeddedStore(data).current().id
    assert load(data, write(tmp_path / "wrong.trig", content)) == 1
    assert words in capsys.readouterr().err
    assert EmbeddedStore(data).current().id == before


def test_a_source_that_breaks_the_shapes_is_refused_whole_and_others_are_not(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    promotion = f"<{BASE}id/promotion/p> a cb:Promotion ; cb:promoter actor:somebody ."
    write(tmp_path / "in" / "bad.trig", source("bad", promotion))
    good = source("good", "").replace("}", "").replace("{", "{ ")
    write(tmp_path / "in" / "good.trig", good + f"<{BASE}id/category/c> a cb:Category . }}")
    code = load(data, tmp_path / "in")
    told = capsys.readouterr()
    assert code == 1
    assert "refused  bad" in told.err
    assert "bad.trig" in told.err
    assert "passage" in told.err
    assert count(data, "bad") == 0


def test_a_file_takes_the_place_of_the_file_of_its_name(data: Path, tmp_path: Path) -> None:
    before = count(data, "registry")
    extra = write(tmp_path / "extra.trig", REGISTRY.replace("somebody", "nobody"))
    assert load(data, extra) == 0
    assert count(data, "registry") == 2 * before
    assert load(data, write(extra, REGISTRY.replace("somebody", "anybody"))) == 0
    assert count(data, "registry") == 2 * before


def test_a_folder_stands_for_the_whole_source(data: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "new" / "other.trig", REGISTRY.replace("somebody", "nobody"))
    assert load(data, other.parent) == 0
    rows = (
        EmbeddedStore(data)
        .current()
        .select(f"SELECT ?s {{ GRAPH <{BASE}graph/registry> {{ ?s a ?c }} }}")
    )
    assert [str(row["s"]) for row in rows] == [f"<{BASE}id/actor/nobody>"]


@pytest.mark.parametrize(
    "arguments", [[], ["--bundled", "x.trig"], ["nowhere.trig"], ["notes.docx"], ["--colour", "x"]]
)
def test_wrong_calls_exit_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    (tmp_path / "notes.docx").write_text("")
    (tmp_path / "x.trig").write_text("")
    assert run(["load", *arguments]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_bundled_folder_is_the_graph_folder() -> None:
    assert (folder(Folder.GRAPH) / "registry.trig").is_file()
