"""Tables: paging, and the same rows as JSON, SPARQL results and CSV."""

import csv
import io
import json

import pyoxigraph as ox
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuibono.questions import (
    Catalogue,
    Table,
    answer,
    csv_text,
    label_of,
    listed_iris,
    plain,
    records,
    sparql_json,
)
from cuibono.store import Snapshot, Term

XSD = "http://www.w3.org/2001/XMLSchema#"
IRI = NamedNode("urn:a")
ROWS: tuple[tuple[Term | None, ...], ...] = (
    (IRI, Literal('Größe, "a"\nb', language="de")),
    (Literal("0.8", datatype=NamedNode(f"{XSD}decimal")), None),
    (BlankNode("b"), Literal("plain")),
)
TABLE = Table(("x", "y"), ROWS, 3)


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (IRI, "urn:a"),
        (BlankNode("b"), "_:b"),
        (Literal("x"), "x"),
        (Literal("x", language="en"), "x"),
        (Literal(7), 7),
        (Literal("7", datatype=NamedNode(f"{XSD}nonNegativeInteger")), 7),
        (Literal("0.8", datatype=NamedNode(f"{XSD}decimal")), 0.8),
        (Literal("1.0E1", datatype=NamedNode(f"{XSD}double")), 10.0),
        (Literal("INF", datatype=NamedNode(f"{XSD}double")), "INF"),
        (Literal("many", datatype=NamedNode(f"{XSD}integer")), "many"),
        (Literal(True), True),
        (Literal("2016", datatype=NamedNode(f"{XSD}gYear")), "2016"),
    ],
)
def test_a_term_as_a_plain_value(term: Term | None, value: object) -> None:
    assert plain(term) == value
    assert type(plain(term)) is type(value)


def test_records_are_json() -> None:
    assert json.loads(json.dumps(records(TABLE), allow_nan=False)) == [
        {"x": "urn:a", "y": 'Größe, "a"\nb'},
        {"x": 0.8, "y": None},
        {"x": "_:b", "y": "plain"},
    ]


def test_csv_is_read_back_as_it_was() -> None:
    text = csv_text(TABLE)
    assert text.startswith("x,y\r\n")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["x", "y"],
        ["urn:a", 'Größe, "a"\nb'],
        ["0.8", ""],
        ["_:b", "plain"],
    ]


def test_sparql_results_are_those_of_the_engine() -> None:
    query = """
        SELECT ?x ?y { VALUES (?x ?y) {
          (<urn:a> "l"@en) (1.5 UNDEF) (true "plain")
        } }
    """
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    expected = json.loads(solutions.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    again = ox.Store().query(query)
    assert isinstance(again, ox.QuerySolutions)
    rows = tuple(tuple(row) for row in again)
    assert sparql_json(Table(("x", "y"), rows, 3)) == expected


def test_sparql_results_hold_blank_nodes_and_triples() -> None:
    table = Table(("x",), ((BlankNode("b"),), (Triple(IRI, IRI, Literal("o")),)), 2)
    blank, triple = (row["x"] for row in sparql_json(table)["results"]["bindings"])
    assert blank == {"type": "bnode", "value": "b"}
    assert triple["value"]["object"] == {"type": "literal", "value": "o"}


def test_pages_of_an_answer_make_up_the_whole(sample: Snapshot, catalogue: Catalogue) -> None:
    question = catalogue.get("claims/who-says")
    whole = answer(question, sample, {})
    assert whole.total == len(whole.rows) > 4
    pages = [
        answer(question, sample, {}, limit=2, offset=offset) for offset in range(0, whole.total, 2)
    ]
    assert tuple(row for page in pages for row in page.rows) == whole.rows
    assert {page.total for page in pages} == {whole.total}
    assert answer(question, sample, {}, limit=2, offset=1000).rows == ()


def test_columns_stay_where_nothing_is_bound(sample: Snapshot, catalogue: Catalogue) -> None:
    table = answer(catalogue.get("claims/who-says"), sample, {"actor": "nobody"})
    assert (table.total, len(table.columns)) == (0, 12)


def test_labels_and_lists_of_iris_are_found() -> None:
    assert label_of("actor", ("actor", "actorLabel")) == "actorLabel"
    assert label_of("actor", ("actor", "label")) is None
    two = "https://w3id.org/cuibono/id/passage/p-1 https://w3id.org/cuibono/id/passage/p-2"
    assert [iri.value for iri in listed_iris(Literal(two))] == two.split(" ")
    assert listed_iris(Literal("some words")) == ()
    assert listed_iris(IRI) == listed_iris(None) == ()
