"""`cuibono validate`: what is wrong, where, by which rule, and how to repair it."""

import json
import shutil
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode, Quad

from cuibono.artefacts import Folder, folder
from cuibono.cli import run
from cuibono.ingest import read_files
from cuibono.ingest.layout import canonical
from cuibono.terms import BASE, compact, term
from cuibono.validation import Severity, report

PASSAGE = term("cb:atPassage")
RULE = f"{BASE}shape/Relation-atPassage"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the bundled graph, named `copy` in the working folder."""
    return shutil.copytree(Path(str(folder(Folder.GRAPH))), tmp_path / "copy")


def quads_of(name: Folder) -> list[Quad]:
    return [quad for file in read_files([folder(name)]) for quad in file.quads]


def relations() -> dict[NamedNode, set[str]]:
    """Return every relation of the bundled graph with its classes."""
    ontology = quads_of(Folder.ONTOLOGY)
    kinds = {term("cb:Relation")}
    while (
        more := {
            quad.subject
            for quad in ontology
            if quad.predicate == term("rdfs:subClassOf") and quad.object in kinds
        }
        - kinds
    ):
        kinds |= {node for node in more if isinstance(node, NamedNode)}
    found: dict[NamedNode, set[str]] = {}
    for quad in quads_of(Folder.GRAPH):
        if quad.object in kinds and isinstance(quad.subject, NamedNode):
            assert isinstance(quad.object, NamedNode)
            found.setdefault(quad.subject, set()).add(quad.object.value)
    return found


def without_passage(copy: Path, relation: NamedNode) -> Path:
    """Take the passages from one relation of a copy; return the file that was changed."""
    changed: list[Path] = []
    for file in read_files([copy]):
        kept = [q for q in file.quads if (q.subject, q.predicate) != (relation, PASSAGE)]
        if len(kept) < len(file.quads):
            changed.append(Path(file.path))
            Path(file.path).write_text(canonical(kept), encoding="utf-8")
    assert len(changed) == 1
    return changed[0]


def test_the_bundled_graph_conforms(capsys: Capture) -> None:
    assert run(["validate"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Validated: the bundled graph, ")
    assert "The data conforms to the rules" in out


def test_both_engines_say_the_same(capsys: Capture) -> None:
    told: list[str] = []
    for engine in ("shacl", "pyshacl"):
        assert run(["validate", "--format", "json", "--engine", engine]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]


@pytest.mark.usefixtures("copy")
def test_a_copy_of_the_graph_conforms(capsys: Capture) -> None:
    assert run(["validate", "copy"]) == 0
    assert "they bring their own registry" in capsys.readouterr().out


def test_every_relation_without_its_passage_is_found() -> None:
    """All at once, on the engine; the next test goes through the command line."""
    expected = {relation.value for relation in relations()}
    assert len(expected) > 200
    kept = [q for q in quads_of(Folder.GRAPH) if q.predicate != PASSAGE]
    found = report([*quads_of(Folder.ONTOLOGY), *kept])
    results = [result for result in found.results if result.shape == RULE]
    assert {result.focus for result in results} == expected
    assert {result.severity for result in results} == {Severity.VIOLATION}
    assert all(result.focus_label and result.hint for result in results)


def test_a_relation_without_its_passage_fails_by_name(tmp_path: Path, capsys: Capture) -> None:
    """One relation of each class in the graph."""
    by_class = {frozenset(classes): relation for relation, classes in relations().items()}
    assert len(by_class) > 10
    for number, relation in enumerate(by_class.values()):
        copy = shutil.copytree(Path(str(folder(Folder.GRAPH))), tmp_path / f"copy-{number}")
        file = without_passage(copy, relation)
        assert run(["validate", copy.name]) == 1, relation
        _check_told(capsys.readouterr().out, compact(relation.value), file)


def _check_told(out: str, name: str, file: Path) -> None:
    """Check that a report names rule, remedy, relation with label, file, line and property."""
    rule, remedy, *rest = out.partition("MUST BE REPAIRED: ")[2].splitlines()
    assert rule.startswith("A relation has no passage: every contestable statement points to ")
    assert remedy.startswith("  How to repair: Find the words with ")
    number = next(i for i, line in enumerate(rest) if line.startswith(f"  - {name}  “"))
    place, missing = rest[number + 1 : number + 3]
    assert missing.strip() == "missing: cb:atPassage"
    assert place.startswith(f"      {file}:")
    line = file.read_text(encoding="utf-8").splitlines()[int(place.rpartition(":")[2]) - 1]
    assert line.startswith(name)


@pytest.mark.parametrize("form", ["text", "json", "ttl", "html"])
def test_every_format_names_the_relation(copy: Path, capsys: Capture, form: str) -> None:
    relation = next(iter(relations()))
    file = without_passage(copy, relation)
    assert run(["validate", "copy", "--format", form]) == 1
    out = capsys.readouterr().out
    assert compact(relation.value) in out or relation.value in out
    assert "A relation has no passage" in out
    assert str(file) in out
    match form:
        case "json":
            violations = [r for r in json.loads(out)["results"] if r["severity"] == "violation"]
            assert [r["focus"] for r in violations] == [relation.value]
            assert violations[0]["file"] == str(file)
        case "ttl":
            shape = NamedNode(RULE)
            assert shape in {q.object for q in ox.parse(out, format=ox.RdfFormat.TURTLE)}
        case _:
            pass


def test_one_section_is_seen_with_the_rest_of_the_graph(copy: Path, capsys: Capture) -> None:
    """A section refers to the registry and to other sections of its source."""
    sections = sorted((copy / "micro-multinationals").iterdir())
    assert run(["validate", str(sections[0])]) == 0
    out = capsys.readouterr().out
    assert "taken from the bundled graph (" in out.splitlines()[0]
    assert sections[1].name in out.splitlines()[0]
    assert "registry.trig" in out.splitlines()[0]


def test_only_what_the_given_file_says_is_told(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.trig").write_text(
        f"GRAPH <{BASE}graph/new> {{ <{BASE}id/promotion/p> a <{BASE}ns#Promotion> }}"
    )
    assert run(["validate", "a.trig", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {result["focus"] for result in told["results"]} == {f"{BASE}id/promotion/p"}
    assert {(result["file"], result["line"]) for result in told["results"]} == {("a.trig", 1)}
    assert "registry.trig" in told["notes"][0]


def test_malformed_data_is_told_by_file_line_and_column(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "broken.trig").write_text("\n<urn:a> <urn:b> <urn:c> <urn:d> .")
    assert run(["validate", "broken.trig"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "cuibono: broken.trig, line 2, column 25: A dot is expected at the end of statements\n"
    )


def test_control_characters_are_refused(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.ttl").write_text('<urn:a> <urn:b> "x\\u0007" .')
    assert run(["validate", "a.ttl"]) == 1
    assert "a.ttl, line 1: urn:b of urn:a is a text with the control character U+0007" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.ttl", b"this is no rdf", "a.ttl, line 1, column 1: "),
        ("a.ttl", b"\xff\xfe<\x00u\x00", "Invalid UTF-8"),
        ("a.ttl", b'<urn:a> <urn:b> "caf\xe9" .', "Invalid UTF-8"),
        ("a.trig", bytes(range(256)), "a.trig, line 1, column 1: "),
        ("a.ttl", b"<urn:a> <urn:b> <urn:x y> .", "Invalid IRI"),
        ("a.ttl", b'<urn:a> <urn:b> "' + b"x" * 20_000_000 + b'" .', "longer than 16 million"),
        ("a.ttl", b"<<<urn:s> <urn:p> <urn:o>>> <urn:b> 1 .", "a triple term of RDF 1.2"),
        (
            "a.ttl",
            b"<urn:a> <urn:b> <<( <urn:s> <urn:p> <urn:o> )>> .",
            "give the statement an IRI",
        ),
        ("a.rdf", b"<rdf:RDF", "tag not closed"),
        ("a.jsonld", b"[1,2", "a.jsonld, line 1"),
        ("a.jsonld", b'{"@context": "http://example.org/c"}', "put the context into the file"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(
    tmp_path: Path, capsys: Capture, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert run(["validate", name]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"cuibono: {name}")
    assert said in told.err
    assert told.err.count("\n") == 1


def test_a_file_without_statements_is_told(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.ttl").write_text("@prefix cb: <https://w3id.org/cuibono/ns#> .")
    assert run(["validate", "a.ttl"]) == 0
    assert "there are no statements in it" in capsys.readouterr().out


def test_the_limit_holds_in_every_format(capsys: Capture) -> None:
    assert run(["validate", "--format", "json", "--limit", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["results"]) == len(told["causes"])
    assert sum(cause["total"] for cause in told["causes"]) == sum(told["counts"].values())


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere.trig"],
        ["notes.docx"],
        ["empty"],
        ["--format", "yaml"],
        ["--engine", "magic"],
        ["--limit", "-1"],
    ],
)
def test_wrong_calls_exit_with_2(tmp_path: Path, capsys: Capture, arguments: list[str]) -> None:
    (tmp_path / "notes.docx").write_text("")
    (tmp_path / "empty").mkdir()
    assert run(["validate", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err
    assert "Traceback" not in told.err


def test_an_engine_that_is_missing_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "shacl", None)
    assert run(["validate", "--engine", "shacl"]) == 2
    assert "use pyshacl" in capsys.readouterr().err
    assert run(["validate"]) == 0


@pytest.mark.usefixtures("copy")
def test_the_turtle_report_is_turtle_alone(capsys: Capture) -> None:
    assert run(["validate", "copy", "--format", "ttl"]) == 0
    told = capsys.readouterr()
    assert list(ox.parse(told.out, format=ox.RdfFormat.TURTLE))
    assert told.err.startswith("Validated: ")
