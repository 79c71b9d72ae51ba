"""The tables: described in their headers, filled from a snapshot, exported for others."""

import csv
import json
import os
from datetime import date
from pathlib import Path

import pytest

from cuibono.analysis.tables import (
    DuckTables,
    TableDescription,
    TableFormat,
    bundled_tables,
    export_tables,
    tables_folder,
)
from cuibono.cli import run
from cuibono.errors import CallError, DataError
from cuibono.store import EmbeddedStore
from cuibono.store.embedded import EmbeddedSnapshot
from cuibono.terms import PREFIXES, Graph, term

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tables.md"
TABLES = bundled_tables()
START, END = "<!-- the tables: written from queries/tables/ -->", "<!-- end of the tables -->"

SMALL = """
@prefix cb: <https://w3id.org/cuibono/ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix actor: <https://w3id.org/cuibono/id/actor/> .
@prefix claim: <https://w3id.org/cuibono/id/claim/> .
@prefix utterance: <https://w3id.org/cuibono/id/utterance/> .
@prefix document: <https://w3id.org/cuibono/id/document/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/cuibono/graph/one> {
  actor:a a cb:Firm ; skos:prefLabel "A, \\"the\\" first\\nof them"@en .
  claim:c a cb:EmpiricalClaim ; cb:gloss "Ein Satz mit Umlauten: äöü, 中文"@de .
  utterance:u a cb:Assertion ; cb:speaker actor:a ; cb:assertedClaim claim:c ;
    cb:inDocument document:d ; cb:date "2016-02"^^xsd:gYearMonth ; cb:extractionConfidence 0.7 .
  document:d a cb:Document ; cb:date "2016-03-04"^^xsd:date .
  document:e a cb:Document ; cb:date "2015"^^xsd:gYear .
  document:f a cb:Document ; cb:date "no date" .
}
<https://w3id.org/cuibono/graph/inferred> {
  actor:a cb:asserts claim:c . utterance:u cb:utteredClaim claim:c .
}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedSnapshot:
    import pyoxigraph as ox

    store = EmbeddedStore(tmp_path_factory.mktemp("small") / "data")
    quads = list(ox.parse(SMALL, format=ox.RdfFormat.TRIG))
    with store.writing() as writer:
        for name in {quad.graph_name for quad in quads}:
            assert isinstance(name, ox.NamedNode)
            writer.replace({name: [quad for quad in quads if quad.graph_name == name]})
    return store.current()


def test_there_are_as_many_tables_as_files() -> None:
    files = list((ROOT / "queries" / "tables").iterdir())
    assert len(TABLES) == len(files) >= 31


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_describes_itself(table: TableDescription) -> None:
    assert all(column.description.endswith(".") for column in table.columns)
    assert set(table.key) <= {column.name for column in table.columns}
    assert Graph.INFERRED.value == PREFIXES["graph"] + "inferred"
    assert "graph:inferred" in table.query, "what is inferred is no source's statement"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_key_makes_a_row_the_only_one(table: TableDescription, graph_data: Path) -> None:
    tables = DuckTables(EmbeddedStore(graph_data).current())
    key = ", ".join(table.key)
    assert tables.rows(f"SELECT {key} FROM {table.name} GROUP BY ALL HAVING count(*) > 1") == []


def test_the_bundled_graph_fills_what_it_states(graph_data: Path) -> None:
    snapshot = EmbeddedStore(graph_data).current()
    tables = DuckTables(snapshot)
    for table, prop in (
        ("promotions", "cb:promoter"),
        ("memberships", "cb:membershipMember"),
        ("citations", "cb:atPassage"),
        ("evidence_lines", "cb:linkSource"),
        ("hindrances", "cb:hinderedParty"),
    ):
        [row] = tables.rows(f"SELECT count(*) AS n FROM {table}")
        asked = snapshot.select(
            f"SELECT ?s WHERE {{ GRAPH ?g {{ ?s <{term(prop).value}> ?o }} "
            f"FILTER(?g != {Graph.INFERRED}) }}"
        )
        assert row["n"] >= len(asked) > 0, table


def test_a_date_says_how_precise_it_is_and_what_it_can_mean(small: EmbeddedSnapshot) -> None:
    rows = DuckTables(small).rows("SELECT * FROM documents ORDER BY document")
    assert [
        (r["date"], r["date_precision"], r["date_year"], r["date_month"], r["date_day"])
        for r in rows
    ] == [
        ("2016-03-04", "day", 2016, 3, 4),
        ("2015", "year", 2015, None, None),
        ("no date", None, None, None, None),
    ]
    assert [(r["date_first"], r["date_last"]) for r in rows] == [
        (date(2016, 3, 4), date(2016, 3, 4)),
        (date(2015, 1, 1), date(2015, 12, 31)),
        (None, None),
    ]
    [month] = DuckTables(small).rows("SELECT date_first, date_last, confidence FROM statements")
    assert month == {
        "date_first": date(2016, 2, 1),
        "date_last": date(2016, 2, 29),
        "confidence": 0.7,
    }


def test_words_come_through_as_they_are(small: EmbeddedSnapshot) -> None:
    rows = DuckTables(small).rows("SELECT label FROM things WHERE kind <> 'document' ORDER BY kind")
    assert [row["label"] for row in rows] == [
        'A, "the" first\nof them',
        "Ein Satz mit Umlauten: äöü, 中文",
    ]


def test_the_tables_of_a_snapshot_are_made_once_and_go_with_it(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "data")
    with store.writing() as writer:
        writer.update("INSERT DATA { GRAPH <https://w3id.org/cuibono/graph/x> { <a:a> <a:b> 1 } }")
    folder = tables_folder(store.current())
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert len(before) == len(TABLES)
    assert tables_folder(store.current()) == folder
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert folder.parent == store.current().folder
    assert [p.name for p in folder.parent.iterdir() if p.is_dir()] == [folder.name]


def test_two_snapshots_of_the_same_statements_have_the_same_tables(
    small: EmbeddedSnapshot, tmp_path: Path
) -> None:
    import pyoxigraph as ox

    again = EmbeddedStore(tmp_path / "data")
    with again.writing() as writer:
        for quad in reversed(list(ox.parse(SMALL, format=ox.RdfFormat.TRIG))):
            writer.update(f"INSERT DATA {{ GRAPH {quad.graph_name} {{ {quad.triple} }} }}")
    one, two = tables_folder(small), tables_folder(again.current())
    for path in sorted(one.iterdir()):
        assert path.read_bytes() == (two / path.name).read_bytes(), path.name


@pytest.mark.parametrize("form", list(TableFormat))
def test_the_export_describes_every_column(
    form: TableFormat, small: EmbeddedSnapshot, tmp_path: Path
) -> None:
    files = export_tables(small, tmp_path / "out", form)
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    assert {f.name for f in files} == {p.name for p in (tmp_path / "out").iterdir()}
    assert [r["path"] for r in package["resources"]] == [f.name for f in files[:-1]]
    for table, resource in zip(TABLES, package["resources"], strict=True):
        described = [field["name"] for field in resource["schema"]["fields"]]
        assert described == [column.name for column in table.columns]
        if form is TableFormat.CSV:
            with (tmp_path / "out" / resource["path"]).open(newline="", encoding="utf-8") as file:
                assert next(csv.reader(file)) == described
    assert export_tables(small, tmp_path / "out", form) == files, "its own files it replaces"


def test_the_export_overwrites_nothing_of_others(small: EmbeddedSnapshot, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CallError, match=r"holds mine.txt already"):
        export_tables(small, tmp_path, TableFormat.CSV)
    with pytest.raises(CallError, match="cannot be written"):
        export_tables(small, tmp_path / "mine.txt", TableFormat.CSV)


def test_the_command_exports(
    graph_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out"
    assert run(["export", "tables", str(target), "--data", str(graph_data)]) == 0
    assert f"{len(TABLES)} tables written" in capsys.readouterr().out
    assert run(["export", "tables", str(target), "--format", "xls", "--data", str(graph_data)]) == 2


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("#+   a: iri | A.\n#+   b: iri | B.", "the query returns a"),
        ("#+   a: colour | A.", "types are iri"),
        ("#+   a: A.", "types are iri"),
    ],
)
def test_a_header_that_is_wrong_is_refused(header: str, fault: str) -> None:
    text = f"#+ title: T\n#+ description: D\n#+ key: a\n#+ columns:\n{header}\n"
    with pytest.raises(DataError, match=fault):
        TableDescription.read("t", text + "SELECT ?a WHERE { ?a ?b ?c }")


def test_a_table_is_a_select_with_a_key_among_its_columns() -> None:
    text = "#+ title: T\n#+ description: D\n#+ key: z\n#+ columns:\n#+   a: iri | A.\n"
    with pytest.raises(DataError, match="there is no column z"):
        TableDescription.read("t", text + "SELECT ?a WHERE { ?a ?b ?c }")
    with pytest.raises(DataError, match="SELECT"):
        TableDescription.read("t", text + "ASK { ?a ?b ?c }")
    with pytest.raises(DataError, match="not SPARQL"):
        TableDescription.read("t", text + "SELECT ?a")


def reference() -> str:
    """Return the part of the page that the headers say."""
    parts: list[str] = []
    for table in TABLES:
        parts += [f"### {table.name}", "", f"{table.description} Key: {', '.join(table.key)}.", ""]
        parts += ["| column | type | |", "| --- | --- | --- |"]
        parts += [f"| {c.name} | {c.type} | {c.description} |" for c in table.selected]
        parts += [""]
    return "\n".join(parts)


def test_the_page_says_what_the_headers_say() -> None:
    page = PAGE.read_text(encoding="utf-8")
    head, rest = page.split(START)
    foot = rest.split(END)[1]
    wanted = f"{head}{START}\n\n{reference()}\n{END}{foot}"
    if os.environ.get("CUIBONO_WRITE_DOCS"):
        PAGE.write_text(wanted, encoding="utf-8")
    assert page == wanted, "CUIBONO_WRITE_DOCS=1 pytest tests/analysis/test_tables.py writes it"
