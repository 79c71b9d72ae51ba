"""A report tells the rule, the node, the remedy and the place in the source in words."""

from pyoxigraph import Quad

from cuibono.terms import expand
from cuibono.validation import Report, Result, Severity, Shapes, bundled_shapes, report
from cuibono.validation.paths import path_text


def of(found: Report, focus: str, shape: str) -> Result:
    results = [r for r in found.results if (r.focus, r.shape) == (expand(focus), expand(shape))]
    assert len(results) == 1
    return results[0]


def test_a_result_names_everything(bad: list[Quad], shapes: Shapes) -> None:
    result = of(report(bad, shapes), "promotion:bad-one", "shape:Promotion-atPassage")
    assert result.severity is Severity.VIOLATION
    assert result.message == "Every relation stands at a passage."
    assert result.hint == "Add cb:atPassage."
    assert result.path is not None
    assert path_text(result.path) == "cb:atPassage"
    assert result.component == expand("sh:MinCountConstraintComponent")
    assert result.value is None
    assert result.focus_label == "promotion: bad one"


def test_messages_are_filled_in_with_short_names(bad: list[Quad], shapes: Shapes) -> None:
    messages = {result.message for result in report(bad, shapes).results}
    assert "guest is no role; cb:role takes lead or host." in messages
    assert "actor:a promotes itself." in messages


def test_a_shape_without_an_iri_is_told_by_the_shape_around_it(
    bad: list[Quad], shapes: Shapes
) -> None:
    result = of(report(bad, shapes), "promotion:named", "shape:Promotion")
    assert result.message == "promotion:named has no promoter."
    assert result.hint is None
    assert result.focus_label == "A named one"
    assert result.passage == "section 4.2, characters 10 to 20 (passage:one)"


def test_the_hint_may_stand_at_the_shape_around(bad: list[Quad], shapes: Shapes) -> None:
    result = of(report(bad, shapes), "passage:two", "shape:Passage-start")
    assert result.hint == "Look at the text."
    assert result.message == "The data does not fit shape:Passage-start."
    assert result.path is not None
    assert path_text(result.path) == "oa:hasSelector/oa:start"


def test_only_violations_count_against_the_data(bad: list[Quad], shapes: Shapes) -> None:
    found = report(bad, shapes)
    assert not found.conforms
    assert found.counts == {Severity.VIOLATION: 8, Severity.WARNING: 4, Severity.INFO: 1}
    harmless = Report.of(r for r in found.results if r.severity is not Severity.VIOLATION)
    assert harmless.conforms


def test_results_come_gravest_first_whatever_the_order_of_the_data(
    bad: list[Quad], shapes: Shapes
) -> None:
    found = report(bad, shapes)
    ranks = [result.severity.rank for result in found.results]
    assert ranks == sorted(ranks)
    assert report(bad[::-1], shapes) == found


def test_causes_group_what_breaks_one_rule(bad: list[Quad], shapes: Shapes) -> None:
    causes = report(bad, shapes).causes()
    roles = [cause for cause in causes if cause[0].shape == expand("shape:Promotion-role")]
    assert [len(cause) for cause in roles] == [4]
    assert sum(map(len, causes)) == len(report(bad, shapes).results)


def test_the_bundled_shapes_all_say_the_rule_and_the_remedy() -> None:
    lookup = bundled_shapes().lookup
    from cuibono.terms import term

    for kind in ("sh:NodeShape", "sh:PropertyShape"):
        for shape in lookup.subjects(term("rdf:type"), term(kind)):
            assert lookup.words(shape, term("sh:message")), shape
            assert lookup.words(shape, term("sh:description")), shape
