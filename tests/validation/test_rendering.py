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
    whole = json.loads(render(found, ReportFormat.JSON, locator, notes=["n"]))
    assert whole["conforms"] is False
    assert whole["counts"] == {"violation": 8, "warning": 4, "info": 1}
    assert whole["notes"] == ["n"]
    assert len(whole["results"]) == len(found.results)
    one = next(r for r in whole["results"] if r["shape"].endswith("Promotion-atPassage"))
    assert (one["file"], one["line"], one["path"]) == ("graph/my.trig", 3, "cb:atPassage")
    assert one["focus"].endswith("promotion/bad-one")


def test_turtle_is_a_shacl_report_of_every_result(found: Report, locator: Locator) -> None:
    text = render(found, ReportFormat.TTL, locator)
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


def test_json_is_grouped_by_cause_with_the_true_total(found: Report) -> None:
    whole = json.loads(render(found, ReportFormat.JSON, shown=1))
    roles = [cause for cause in whole["causes"] if cause["shape"].endswith("Promotion-role")]
    assert [(cause["severity"], cause["total"]) for cause in roles] == [("warning", 4)]
    assert roles[0]["component"].endswith("InConstraintComponent")
    assert len(whole["results"]) == len(whole["causes"])
    assert whole["counts"]["warning"] == 4


def test_turtle_that_is_capped_says_so(found: Report) -> None:
    text = render(found, ReportFormat.TTL, shown=1)
    graph = Triples(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
    (root,) = graph.subjects(term("rdf:type"), term("sh:ValidationReport"))
    comments = {value.value for value in graph.values(root, term("rdfs:comment"))}
    assert "shape:Promotion-role: 1 of 4 results are listed" in comments
    assert len(graph.values(root, term("sh:result"))) == len(found.causes())


def test_turtle_is_a_report_to_the_shapes_of_shacl_itself(found: Report) -> None:
    """What https://www.w3.org/TR/shacl/#results-validation-result asks of every result."""
    rules = Shapes.parse(
        """
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <urn:x:Report> a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
          sh:property [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ;
              sh:datatype xsd:boolean ] ,
            [ sh:path sh:result ; sh:class sh:ValidationResult ] .
        <urn:x:Result> a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
          sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
            [ sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
            [ sh:path sh:value ; sh:maxCount 1 ] ,
            [ sh:path sh:sourceShape ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
            [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ;
              sh:nodeKind sh:IRI ] ,
            [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
            [ sh:path sh:resultMessage ; sh:or ( [ sh:datatype xsd:string ] [ sh:datatype
              <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> ] ) ] .
        """
    )
    text = render(found, ReportFormat.TTL)
    assert report(list(ox.parse(text, format=ox.RdfFormat.TURTLE)), rules) == Report(())


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
    assert 'href="#' in html
    assert 'href="http' not in html
    assert "src=" not in html


def test_html_is_capped_with_the_true_total(found: Report) -> None:
    assert "… and 3 more; 4 in all" in render(found, ReportFormat.HTML, shown=1)


@pytest.mark.parametrize("form", list(ReportFormat))
def test_every_format_tells_that_data_conforms(form: ReportFormat) -> None:
    text = render(Report(()), form)
    assert "conforms" in text
    assert text.endswith("\n")
