"""`cuibono sparql`: a query of one's own, under the limits of the service."""

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from cuibono.cli import run

COALITIONS = """
PREFIX cb: <https://w3id.org/cuibono/ns#>
SELECT ?actor ("é" AS ?e) WHERE { ?actor a cb:Coalition } ORDER BY ?actor
"""
GRAPH = "CONSTRUCT WHERE { ?s a <https://w3id.org/cuibono/ns#Coalition> }"


@pytest.fixture
def query(tmp_path: Path, graph_data: Path) -> "Query":
    return Query(tmp_path / "query.rq", graph_data)


class Query:
    """Runs texts from a file."""

    def __init__(self, file: Path, data: Path) -> None:
        self._file = file
        self._data = data

    def __call__(self, text: str, *options: str) -> int:
        self._file.write_text(text, encoding="utf-8")
        return run(["sparql", str(self._file), "--data", str(self._data), *options])


def test_a_select_query_is_shown_as_a_table(
    query: Query, capsys: pytest.CaptureFixture[str]
) -> None:
    assert query(COALITIONS) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["actor", "e"]
    assert ["actor:b20", "é"] in [line.split() for line in lines]


def test_a_select_query_in_each_format(query: Query, capsys: pytest.CaptureFixture[str]) -> None:
    assert query(COALITIONS, "--format", "json") == 0
    bindings = json.loads(capsys.readouterr().out)["results"]["bindings"]
    assert query(COALITIONS, "--format", "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["actor"] for row in rows] == [b["actor"]["value"] for b in bindings]
    assert query(COALITIONS, "--format", "tsv") == 0
    assert len(capsys.readouterr().out.splitlines()) == len(rows) + 1
    assert query(COALITIONS, "--format", "xml") == 0
    assert capsys.readouterr().out.startswith("<?xml")


def test_an_ask_query(query: Query, capsys: pytest.CaptureFixture[str]) -> None:
    assert query("ASK { ?s ?p ?o }") == 0
    assert capsys.readouterr().out == "true\n"
    assert query("ASK { ?s <urn:no> ?o }", "--format", "table") == 0
    assert capsys.readouterr().out == "false\n"


@pytest.mark.parametrize(
    ("options", "form"),
    [
        ([], ox.RdfFormat.TURTLE),
        (["--format", "turtle"], ox.RdfFormat.TURTLE),
        (["--format", "jsonld"], ox.RdfFormat.JSON_LD),
        (["--format", "ntriples"], ox.RdfFormat.N_TRIPLES),
        (["--format", "rdfxml"], ox.RdfFormat.RDF_XML),
        (["--format", "trig"], ox.RdfFormat.TRIG),
        (["--format", "nquads"], ox.RdfFormat.N_QUADS),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else value.name,
)
def test_a_graph_in_each_format(
    query: Query, capsys: pytest.CaptureFixture[str], options: list[str], form: ox.RdfFormat
) -> None:
    assert query(GRAPH, *options) == 0
    assert len(list(ox.parse(capsys.readouterr().out.encode(), format=form))) >= 3


def test_a_query_from_standard_input(
    graph_data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(COALITIONS.encode())))
    assert run(["sparql", "-", "--data", str(graph_data), "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "actor,e"


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("SELECT ?s WHERE {\n ?s ?p }", [], "2:"),
        ("", [], "1:1"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", [], "1:"),
        ("SELECT * { ?s ex:p ?o }", [], "prefix"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", [], "SERVICE"),
        (GRAPH, ["--format", "csv"], "returns a graph"),
        (GRAPH, ["--format", "table"], "returns a graph"),
        (COALITIONS, ["--format", "turtle"], "returns a table"),
        (COALITIONS, ["--format", "yaml"], "yaml"),
    ],
)
def test_wrong_calls_exit_with_2(
    query: Query,
    capsys: pytest.CaptureFixture[str],
    text: str,
    options: list[str],
    words: str,
) -> None:
    assert query(text, *options) == 2
    told = capsys.readouterr().err
    assert words.lower() in told.lower()
    assert "Traceback" not in told


def test_files_that_cannot_be_read_exit_with_2(
    tmp_path: Path, graph_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(graph_data)]
    assert run(["sparql", str(tmp_path / "none.rq"), *data]) == 2
    assert "none.rq cannot be read: No such file" in capsys.readouterr().err
    assert run(["sparql", str(tmp_path), *data]) == 2
    (tmp_path / "latin.rq").write_bytes(b"ASK { ?s ?p '\xe9' }")
    assert run(["sparql", str(tmp_path / "latin.rq"), *data]) == 2
    assert "is not UTF-8" in capsys.readouterr().err


def test_a_query_past_a_limit_exits_with_3(
    query: Query, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUIBONO_QUERY_SECONDS", "0.2")
    assert query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }") == 3
    assert "query_seconds" in capsys.readouterr().err


def test_without_a_store_the_exit_code_is_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "query.rq").write_text("ASK {}")
    assert run(["sparql", str(tmp_path / "query.rq"), "--data", str(tmp_path / "none")]) == 3
    assert "cuibono load" in capsys.readouterr().err
