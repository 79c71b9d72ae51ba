"""The worked example of the coding guideline holds: sheets, passages, graph, and what is said."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from cuibono.cli import run
from cuibono.ingest.coding import read_coding
from cuibono.questions import Catalogue
from cuibono.terms import expand

DOCS = Path(__file__).resolve().parents[1] / "docs"
EXAMPLE = DOCS / "coding-example"
PAGE = (DOCS / "coding-guideline.md").read_text(encoding="utf-8")
TEXT = (EXAMPLE / "lake.txt").read_text(encoding="utf-8")

Capture = pytest.CaptureFixture[str]


def graph() -> ox.Store:
    store = ox.Store()
    for file in ("lake.trig", "registry.trig"):
        store.bulk_load(path=str(EXAMPLE / file), format=ox.RdfFormat.TRIG)
    return store


def found(query: str) -> set[tuple[str, ...]]:
    """Return the rows of a query over the example: slugs of IRIs, values of literals."""
    prefixes = "".join(f"PREFIX {p}: <{expand(p + ':')}>\n" for p in ("cb", "oa"))
    rows = graph().query(prefixes + query, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return {tuple(cell.value.rpartition("/")[2] for cell in row) for row in rows}


def test_the_page_quotes_the_text() -> None:
    (quoted,) = re.findall(r"^> (.+)$", PAGE, re.MULTILINE)
    assert quoted.split() == TEXT.partition("Who carries parcels")[2].split()


def test_the_sheets_are_sheets_and_their_spans_are_whole_words() -> None:
    coding = read_coding(EXAMPLE / "first")
    assert [row.id for row in coding.claims] == [f"c{n}" for n in range(1, 8)]
    for row in (*coding.claims, *coding.links, *coding.items):
        words = TEXT[row.start : row.end]
        assert words == words.strip(" .,\n")
        assert not TEXT[row.start - 1 : row.start + 1].isalnum()
        assert not TEXT[row.end - 1 : row.end + 1].isalnum()
    for row in coding.claims:
        assert f"{row.id} {row.kind}" in PAGE
        assert row.gloss not in TEXT


def test_the_graph_conforms_and_covers_the_text(capsys: Capture) -> None:
    assert run(["validate", str(EXAMPLE)]) == 0
    assert run(["format", str(EXAMPLE), "--check"]) == 0
    assert run(["passages", "verify", str(EXAMPLE), "--texts", str(EXAMPLE)]) == 0
    assert run(["coverage", str(EXAMPLE), "--texts", str(EXAMPLE)]) == 0
    assert "2 of 2 references" in capsys.readouterr().out


def test_sheets_and_graph_say_the_same() -> None:
    coding = read_coding(EXAMPLE / "first")
    sheet = {(row.claim, row.gloss, str(row.start), str(row.end)) for row in coding.claims}
    query = """SELECT ?claim ?gloss ?start ?end {
        ?claim a ?class ; cb:gloss ?gloss ; cb:atPassage/oa:hasSelector ?selector .
        ?selector oa:start ?start ; oa:end ?end .
        FILTER(STRENDS(STR(?class), "Claim"))
    }"""
    assert found(query) == sheet
    modalities = {(row.claim, row.modality) for row in coding.claims}
    assert found("SELECT ?c ?m { ?u cb:assertedClaim ?c ; cb:modality ?m }") == modalities


def test_every_class_that_the_page_tells_to_use_is_in_the_vocabulary() -> None:
    ontology = "".join(p.read_text("utf-8") for p in (DOCS.parent / "ontology").glob("*.ttl"))
    terms = set(re.findall(r"`((?:cb|absence|basis):[A-Za-z-]+)`", PAGE))
    assert len(terms) > 20
    for term in terms:
        assert re.search(rf"^{term} a ", ontology, re.MULTILINE), term
    assert Catalogue.read().listed
