"""Files are read by their suffix, and what is wrong is named by file, line and column."""

import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest

from cuibono.errors import CallError, DataSyntaxError
from cuibono.ingest import read_files
from cuibono.terms import BASE

HEAD = "@prefix cb: <https://w3id.org/cuibono/ns#> .\n"


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("suffix", ["trig", "nq", "ttl", "nt", "jsonld", "rdf"])
def test_every_format_is_read_by_its_suffix(tmp_path: Path, suffix: str) -> None:
    quad = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("http://example.org/p"), ox.Literal("é"))
    form = ox.RdfFormat.from_extension(suffix)
    assert form
    content = ox.serialize([quad], format=form)
    assert content
    (file,) = read_files([write(tmp_path / f"a.{suffix.upper()}", content)])
    assert file.quads == (quad,)
    assert file.name == f"a.{suffix.upper()}"
    assert file.content == content
    assert file.graphs == {""}


def test_graphs_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.trig", "<urn:s> <urn:p> 1 . <urn:g> { <urn:s> <urn:p> 1 }")
    (file,) = read_files([path])
    assert file.graphs == {"", "urn:g"}


def test_folders_are_walked_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b/2.ttl", "b/10.ttl", "a.trig", "notes.md", ".hidden.ttl", ".git/x.ttl"):
        write(tmp_path / "in" / name, "")
    paths = [Path("in"), Path("in/a.trig")]
    assert [file.path for file in read_files(paths)] == ["in/a.trig", "in/b/10.ttl", "in/b/2.ttl"]


def test_a_folder_in_a_zip_file_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("graph/source/1.trig", "<urn:s> <urn:p> 1 .")
        archive.writestr("graph/registry.trig", "")
    paths = [zipfile.Path(tmp_path / "a.zip", "graph/")]
    files = read_files(paths)
    assert [file.path for file in files] == ["graph/registry.trig", "graph/source/1.trig"]
    assert [len(file.quads) for file in files] == [0, 1]


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    paths = [write(tmp_path / name, "_:b <urn:p> 1 .") for name in ("a.ttl", "b.ttl")]
    one, other = read_files(paths)
    assert one.quads[0].subject != other.quads[0].subject


def test_relative_iris_are_not_those_of_this_machine(tmp_path: Path) -> None:
    (file,) = read_files([write(tmp_path / "a.ttl", "<id/claim/x> <urn:p> 1 .")])
    assert file.quads[0].subject == ox.NamedNode(f"{BASE}id/claim/x")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (file,) = read_files([write(tmp_path / "a.ttl", b"\xef\xbb\xbf<urn:s> <urn:p> 1 .")])
    assert len(file.quads) == 1


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        (f"{HEAD}cb:a cb:b cb:c cb:d .", 2, 16, "A dot is expected"),
        (f'{HEAD}cb:a cb:b "open .\n', 2, 11, "Unexpected end of file"),
        (f"{HEAD}<urn:g> {{ cb:a cb:b cb:c", 2, 25, "lacks its dot, or a graph its closing brace"),
        ("cb:a cb:b cb:c .", 1, 1, "prefix cb: has not been declared"),
        (f"{HEAD}cb:a cb:b what .".encode() + b"\xff", 2, None, ""),
    ],
)
def test_a_syntax_fault_has_file_line_column_and_what_was_expected(
    tmp_path: Path, content: str | bytes, line: int, column: int | None, words: str
) -> None:
    write(tmp_path / "in" / "a.trig", content)
    with pytest.raises(DataSyntaxError) as fault:
        read_files([Path("in")])
    assert fault.value.detail.startswith(f"in/a.trig, line {line}, column ")
    assert words in fault.value.detail
    assert fault.value.members["file"] == "in/a.trig"
    assert fault.value.members["line"] == line
    assert column is None or fault.value.members["column"] == column
    assert fault.value.exit_code == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.rdf", "<rdf:RDF", "a.rdf"),
        ("a.jsonld", '{"@id": }', "line 1, column"),
        ("a.jsonld", '{"@context": "http://schema.org/", "name": "x"}', "put the context into"),
        ("a.nq", "<urn:a> <urn:b> .", "line 1"),
    ],
)
def test_faults_of_other_formats_are_told(
    tmp_path: Path, name: str, content: str, words: str
) -> None:
    with pytest.raises(DataSyntaxError) as fault:
        read_files([write(tmp_path / name, content)])
    assert words in fault.value.detail


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('"a\x01b"', "control character U+0001"),
        ('"a\\u0000b"', "control character U+0000"),
        ('"a\\uFFFFb"', "control character U+FFFF"),
        ("<<( cb:a cb:b cb:c )>>", "triple term"),
        ('"a"@en--ltr', "direction"),
    ],
)
def test_statements_that_cannot_be_served_are_refused(
    tmp_path: Path, value: str, words: str
) -> None:
    path = write(tmp_path / "a.ttl", f"{HEAD}cb:s a cb:Claim ;\n cb:gloss {value} .")
    with pytest.raises(DataSyntaxError) as fault:
        read_files([path])
    assert "a.ttl, line 3: cb:gloss of cb:s is" in fault.value.detail
    assert words in fault.value.detail


@pytest.mark.parametrize("value", ['"tab\\tline\\nreturn\\r"', '"\\u0085\\u2028"', '"😀"'])
def test_other_characters_are_kept(tmp_path: Path, value: str) -> None:
    assert read_files([write(tmp_path / "a.ttl", f"{HEAD}cb:s cb:gloss {value} .")])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nowhere.trig", "there is no file or folder nowhere.trig"),
        ("notes.docx", ".trig"),
        ("empty", "holds no file"),
    ],
)
def test_paths_that_cannot_be_read_are_the_callers_fault(
    tmp_path: Path, path: str, words: str
) -> None:
    write(tmp_path / "notes.docx", "")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CallError) as fault:
        read_files([Path(path)])
    assert words in fault.value.detail
    assert fault.value.exit_code == 2
