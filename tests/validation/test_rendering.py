"""A report in each format: the same findings, for curators, browsers and programs."""

import json
from dataclasses import dataclass

import pyoxigraph as ox
import pytest
from pyoxigraph import Quad

from cuibono.terms import term
from cuibono.validation import (
    Locator,
    Report,
    ReportFormat,
    Shapes,
    render,
    render_text,
    report,
    summary,
)
from cuibono.validation.triples import Triples

EVIL = "<script>alert('x')</script> & \"more\""


@dataclass(frozen=True)
class File:
    path: str
    content: bytes


@pytest.fixture
def found(bad: list[Quad], shapes: Shapes) -> Report:
    return report(bad, shapes)


@pytest.fixture
def locator() -> Locator:
    content = b"\n\n<https://w3id.org/cuibono/id/promotion/bad-one> a <urn:x> ."
    return Locator([File("graph/my.trig", content)])


def test_text_says_rule_remedy_node_label_and_place(found: Report, locator: Locator) -> None:
    text = render(found, ReportFormat.TEXT, locator, notes=["Validated: this."])
    assert text.startswith(
        "Validated: this.\nThe data breaks the rules: 8 violations, 4 warnings, "
    )
    expected = """
MUST BE REPAIRED: Every relation stands at a passage.
  How to repair: Add cb:atPassage.
  Rule: shape:Promotion-atPassage
  - promotion:bad-one  “promotion: bad one”
      graph/my.trig:3
      missing: cb:atPassage
"""
    assert expected in text


def test_text_is_capped_with_the_true_total(found: Report) -> None:
    text = render(found, ReportFormat.TEXT, shown=1)
    assert "  … and 3 more; 4 in all" in text
    assert "in all" not in render(found, ReportFormat.TEXT, shown=0)


def test_text_of_nothing_is_one_line() -> None:
    assert render_text(Report(())) == "The data conforms to the rules."


def test_the_summary_counts_in_words(found: Report) -> None:
    expected = "The data breaks the rules: 8 violations, 4 warnings, 1 note."
    assert summary(found) == expected


def test_json_has_every_result(found: Report, locator: Locator) -> None:
    whole = json.loads(render(found, ReportFormat.JSON, locator, shown=1, notes=["n"]))
    assert whole["conforms"] is False
    assert whole["counts"] == {"violation": 8, "warning": 4, "info": 1}
    assert whole["notes"] == ["n"]
    assert len(whole["results"]) == len(found.results)
    one = next(r for r in whole["results"] if r["shape"].endswith("Promotion-atPassage"))
    assert (one["file"], one["line"], one["path"]) == ("graph/my.trig", 3, "cb:atPassage")
    assert one["focus"].endswith("promotion/bad-one")


def test_turtle_is_a_shacl_report_of_every_result(found: Report, locator: Locator) -> None:
    text = render(found, ReportFormat.TTL, locator, shown=1)
    graph = Triples(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
    (root,) = graph.subjects(term("rdf:type"), term("sh:ValidationReport"))
    assert graph.values(root, term("sh:conforms")) == [ox.Literal(False)]
    nodes = graph.values(root, term("sh:result"))
    assert len(nodes) == len(found.results)
    for node in nodes:
        for name in ("focusNode", "resultSeverity", "sourceShape", "sourceConstraintComponent"):
            assert len(graph.values(node, term(f"sh:{name}"))) == 1
        assert graph.words(node, term("sh:resultMessage"))
    focuses = {graph.value(node, term("sh:focusNode")) for node in nodes}
    assert focuses == {result.node for result in found.results}


def test_turtle_is_the_same_each_time(found: Report, locator: Locator) -> None:
    texts = {render(found, ReportFormat.TTL, locator) for _ in range(3)}
    assert len(texts) == 1
    assert texts.pop().startswith("@prefix cb: ")


def test_html_stands_alone_and_is_escaped(shapes: Shapes, bad: list[Quad]) -> None:
    subject = next(q.subject for q in bad if str(q.subject).endswith("promotion/named>"))
    label = Quad(subject, term("skos:prefLabel"), ox.Literal(EVIL, language="en"))
    role = Quad(subject, term("cb:role"), ox.Literal(EVIL))
    data = [q for q in bad if q.predicate != term("skos:prefLabel")]
    found = report([*data, label, role], shapes)
    html = render(found, ReportFormat.HTML, notes=[EVIL])
    assert html.startswith("<!doctype html>")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "Every relation stands at a passage." in html
    assert "href=" not in html


def test_html_is_capped_with_the_true_total(found: Report) -> None:
    assert "… and 3 more; 4 in all" in render(found, ReportFormat.HTML, shown=1)


@pytest.mark.parametrize("form", list(ReportFormat))
def test_every_format_tells_that_data_conforms(form: ReportFormat) -> None:
    text = render(Report(()), form)
    assert "conforms" in text
    assert text.endswith("\n")
