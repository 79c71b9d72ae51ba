"""Values become RDF terms in the query, and nothing else."""

import re

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cuibono.errors import ParameterError
from cuibono.questions import Catalogue, Parameter, Question

CATALOGUE = Catalogue.read()
TRICKY = '''\
#+ title: Traps
#+ question: What is left alone?
#+ parameters:
#+   - {name: a, type: string, description: One., example: x}
#+   - {name: ab, type: string, default: d, description: Another., example: x}
# VALUES ?a { UNDEF } in a comment
SELECT ?a ?ab ?s ?l ?m ?iri WHERE {
  VALUES ?a { UNDEF }
  values $ab{UNDEF} # VALUES ?a { UNDEF }
  VALUES (?s ?u) { ("VALUES ?a { UNDEF }" UNDEF) }
  VALUES ?l { \'it\\\'s # VALUES ?a { UNDEF }\' }
  VALUES ?m { """say "VALUES ?a { UNDEF }" """ }
  BIND(<urn:a#VALUES> AS ?iri)
  FILTER(1 < 2 && 2 > 1)
  { SELECT ?a WHERE { VALUES ?a { UNDEF } } }
}
ORDER BY ?a
'''


def one_row(query: str) -> dict[str, str | None]:
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    (row,) = solutions
    return {
        name: None if term is None else term.value
        for name, term in zip(names, row, strict=True)
        if term is None or isinstance(term, ox.NamedNode | ox.Literal)
    }


def test_only_the_places_for_values_are_filled() -> None:
    question = Question.read("topic/traps", TRICKY)
    untouched = one_row(question.bind({"ab": "y"}))
    assert untouched == {
        "a": None,
        "ab": "y",
        "s": "VALUES ?a { UNDEF }",
        "l": "it's # VALUES ?a { UNDEF }",
        "m": 'say "VALUES ?a { UNDEF }" ',
        "iri": "urn:a#VALUES",
    }
    assert one_row(question.bind({"a": "x", "ab": "y"})) == {**untouched, "a": "x"}


def test_a_default_is_in_force_until_another_value_is_given() -> None:
    question = Question.read("topic/traps", TRICKY)
    assert one_row(question.bind({}))["ab"] == "d"
    assert one_row(question.bind({"ab": ""}))["ab"] == ""


@pytest.mark.parametrize("question", CATALOGUE.questions.values(), ids=lambda q: q.name)
def test_unbound_a_question_is_its_file_without_the_places_for_values(question: Question) -> None:
    if not any(p.required or p.default for p in question.parameters):
        bare = re.sub(r"VALUES \?\w+ \{ UNDEF \}", "", question.text)
        assert question.bind({}) == bare


@pytest.mark.parametrize("question", CATALOGUE.questions.values(), ids=lambda q: q.name)
def test_bound_to_its_examples_a_question_is_sparql(question: Question) -> None:
    bound = question.bind({p.name: p.example for p in question.parameters})
    ox.Store().query(bound)
    for parameter in question.parameters:
        assert f"?{parameter.name} {{ UNDEF }}" not in bound


@given(st.text())
@example('" } } ; DROP ALL #')
@example("\\u0022 } UNION { ?s ?p ?o } #")
@example("\\\\u0022 '''")
@example("\\g<0> \\1")
@example("?a { UNDEF }")
@example("\n\r\t\x00\x7f")
def test_no_text_changes_the_query_and_every_text_comes_back(text: str) -> None:
    question = Question.read("topic/traps", TRICKY)
    bound = question.bind({"a": text, "ab": text})
    row = one_row(bound)
    assert (row["a"], row["ab"], row["iri"]) == (text, text, "urn:a#VALUES")
    shape = bound.replace(str(ox.Literal(text)), "UNDEF", 3) if text else ""
    assert not text or shape.count("\n") == question.text.count("\n")


@given(st.text())
@example("urn:a> } UNION { ?s ?p ?o } #")
@example("claim:a/../b")
def test_no_text_passes_as_an_iri_that_is_none(text: str) -> None:
    for kind in ("iri", "iri:claim", "code:role"):
        example = "role:lead" if kind == "code:role" else "claim:x"
        try:
            term = Parameter("x", kind, "Thing.", example).read(text)
        except ParameterError:
            continue
        assert isinstance(term, ox.NamedNode)
        assert set('<>"{}|^`\\ \n\r\t').isdisjoint(term.value)


def test_unknown_and_missing_parameters_are_told() -> None:
    question = CATALOGUE.get("policies/direct-promoters")
    with pytest.raises(ParameterError, match=r"no parameter 'polcy'; 'policy' is near") as fault:
        question.bind({"polcy": "ewtp"})
    assert fault.value.members == {"parameter": "polcy"}
    with pytest.raises(ParameterError, match="takes no parameters"):
        CATALOGUE.get("profiles/counts").bind({"x": "y"})
    with pytest.raises(ParameterError, match=r"needs parameter thing: .*, such as claim:"):
        CATALOGUE.get("publish/description").bind({})
