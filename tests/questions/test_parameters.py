"""What each type of parameter takes, and the term it stands for."""

import pytest

from cuibono.errors import DataError, ParameterError
from cuibono.questions import Parameter
from cuibono.terms import BASE, KINDS, LISTS

EXAMPLES = {
    "string": "x",
    "integer": "1",
    "decimal": "1",
    "boolean": "true",
    "date": "2016-09-04",
    "year": "2016",
    "iri": "cb:Claim",
    "iri:claim": "claim:x",
    "code:role": "lead",
    "one-of:producer|data owner": "producer",
}
CLAIM = f"<{BASE}id/claim/all-export>"
XSD = "http://www.w3.org/2001/XMLSchema#"


def parameter(kind: str) -> Parameter:
    return Parameter("x", kind, "Something.", EXAMPLES[kind])


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("string", 'a "b"\n', r'"a \"b\"\n"'),
        ("string", "", '""'),
        ("integer", "+007", f'"7"^^<{XSD}integer>'),
        ("integer", "-3", f'"-3"^^<{XSD}integer>'),
        ("decimal", ".50", f'"0.50"^^<{XSD}decimal>'),
        ("decimal", "3", f'"3"^^<{XSD}decimal>'),
        ("boolean", "false", f'"false"^^<{XSD}boolean>'),
        ("date", "2016-09-04", f'"2016-09-04"^^<{XSD}date>'),
        ("year", "2016", f'"2016"^^<{XSD}gYear>'),
        ("iri", "cb:Claim", f"<{BASE}ns#Claim>"),
        ("iri", "http://example.org/é", "<http://example.org/é>"),
        ("iri:claim", "all-export", CLAIM),
        ("iri:claim", "claim:all-export", CLAIM),
        ("iri:claim", f"{BASE}id/claim/all-export", CLAIM),
        ("code:role", "leading-proponent", f"<{BASE}list/role/leading-proponent>"),
        ("code:role", "role:lead", f"<{BASE}list/role/lead>"),
        ("code:role", f"{BASE}list/role/lead", f"<{BASE}list/role/lead>"),
        ("one-of:producer|data owner", "data owner", '"data owner"'),
    ],
)
def test_a_value_becomes_its_term(kind: str, value: str, term: str) -> None:
    assert str(parameter(kind).read(value)) == term


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("string", "\ud800"),
        ("integer", "1.5"),
        ("integer", "\u0661"),
        ("integer", ""),
        ("decimal", "1e3"),
        ("decimal", "."),
        ("decimal", "NaN"),
        ("boolean", "yes"),
        ("date", "2016-02-30"),
        ("date", "20160904"),
        ("year", "16"),
        ("iri", "Claim"),
        ("iri", "nope:Claim"),
        ("iri", "http://a b"),
        ("iri", "cb:a>b"),
        ("iri:claim", "actor:ebay"),
        ("iri:claim", "All Export"),
        ("iri:claim", "http://example.org/claim/x"),
        ("iri:claim", "claim:a/b"),
        ("code:role", "measure:annual-sales"),
        ("code:role", "role:Lead Role"),
        ("code:role", ""),
        ("one-of:producer|data owner", "producers"),
    ],
)
def test_what_is_no_such_value_is_told_with_the_example(kind: str, value: str) -> None:
    with pytest.raises(ParameterError) as fault:
        parameter(kind).read(value)
    assert fault.value.detail.startswith(f"parameter x takes {parameter(kind).takes}, such as ")
    assert EXAMPLES[kind] in fault.value.detail
    assert fault.value.members == {"parameter": "x"}


def test_there_is_a_type_for_every_kind_and_list() -> None:
    for kind in KINDS:
        assert Parameter("x", f"iri:{kind}", "Thing.", "some-thing").takes.endswith(kind)
    for name in LISTS:
        assert name in Parameter("x", f"code:{name}", "Term.", "some-term").takes


def test_options_are_known_to_forms() -> None:
    assert parameter("one-of:producer|data owner").options == ("producer", "data owner")
    assert parameter("one-of:producer|data owner").takes == "one of producer, data owner"
    assert parameter("string").options == ()


def test_a_wrong_default_is_a_fault_of_the_declaration() -> None:
    with pytest.raises(DataError, match="a whole number"):
        Parameter("x", "integer", "Number.", "1", default="one")
