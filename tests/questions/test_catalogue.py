"""The catalogue reads every file, and says of a file that is no question what is wrong."""

from pathlib import Path

import pytest

from cuibono.errors import DataError, NotFoundError
from cuibono.questions import Catalogue, Question
from cuibono.terms import PREFIXES

CATALOGUE = Catalogue.read()

HEADER = """\
#+ title: Somebody
#+ question: Who is it?
#+ parameters:
#+   - name: actor
#+     type: iri:actor
#+     description: The actor.
#+     example: actor:somebody
#+ columns:
#+   actor: Who it is.
#+ empty: Nobody is on record.
"""
BODY = """\
SELECT ?actor ?name WHERE {
  VALUES ?actor { UNDEF }
  ?actor <urn:name> ?name .
}
ORDER BY ?name
"""


def put(root: Path, name: str, text: str) -> None:
    path = root / f"{name}.rq"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_the_competency_questions_are_there() -> None:
    names = {
        "policies/direct-promoters",
        "actors/tied-by-membership-only",
        "evidence/interested-evidence",
        "claims/contested-with-figures",
        "claims/attribution-chain",
        "claims/used-without-evidence",
        "claims/single-source",
        "policies/cui-bono",
    }
    assert names <= {question.name for question in CATALOGUE.listed}


@pytest.mark.parametrize("question", CATALOGUE.questions.values(), ids=lambda q: q.name)
def test_questions_are_questions_and_use_the_prefixes_of_the_house(question: Question) -> None:
    assert question.question.endswith("?")
    assert not question.title.endswith((".", "?"))
    assert question.empty.endswith(".")
    for line in question.text.splitlines():
        if line.startswith("PREFIX "):
            prefix, namespace = line.removeprefix("PREFIX ").split()
            assert namespace == f"<{PREFIXES[prefix.removesuffix(':')]}>"


@pytest.mark.parametrize("question", CATALOGUE.listed, ids=lambda q: q.name)
def test_no_question_is_about_one_paper_only(question: Question) -> None:
    body = "\n".join(line for line in question.text.splitlines() if not line.startswith("#+"))
    assert "cuibono/id/" not in body
    assert all(p.description.endswith(".") for p in question.parameters)
    assert all(c.description.endswith(".") for c in question.columns if c.description)


def test_a_question_has_what_its_header_says(tmp_path: Path) -> None:
    put(tmp_path, "topic/who", HEADER + BODY)
    question = Catalogue.read(tmp_path).get("topic/who")
    assert (question.topic, question.title, question.question) == (
        "topic",
        "Somebody",
        "Who is it?",
    )
    assert [(c.name, c.description) for c in question.columns] == [
        ("actor", "Who it is."),
        ("name", None),
    ]
    assert question.empty == "Nobody is on record."
    (parameter,) = question.parameters
    assert (parameter.name, parameter.type, parameter.required) == ("actor", "iri:actor", False)


def test_what_is_no_question_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, "topic/who", HEADER + BODY)
    for name in ("tables/t", "checks/c", "rules/r", "topic/_part"):
        put(tmp_path, name, "not SPARQL")
    (tmp_path / "topic" / "README.md").write_text("about")
    assert list(Catalogue.read(tmp_path).questions) == ["topic/who"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BODY, "no header"),
        (BODY + HEADER, "stand together at the top"),
        ("#+ title: a: b\n" + BODY, "not YAML"),
        ("#+ - title\n" + BODY, "the header is a mapping"),
        (HEADER.replace("#+ title: Somebody\n", "") + BODY, "lacks title"),
        (HEADER.replace("question: Who is it?", "question:") + BODY, "lacks question"),
        (HEADER.replace("empty:", "summary:") + BODY, "no key summary"),
        (HEADER.replace("example:", "sample:") + BODY, "no key sample"),
        (HEADER.replace("#+     example: actor:somebody\n", "") + BODY, "lacks example"),
        (HEADER.replace("  - name", "  name") + BODY, "not YAML"),
        (HEADER.replace("iri:actor", "iri:person") + BODY, "no type 'iri:person'"),
        (HEADER.replace("actor:somebody", "claim:something") + BODY, "parameter actor takes"),
        (HEADER.replace("type: iri:actor", "type: integer") + BODY, "a whole number"),
        (HEADER.replace("name: actor", "name: limit") + BODY, "cannot be called so"),
        (HEADER.replace("name: actor", "name: Who Is") + BODY, "cannot be called so"),
        (HEADER.replace("type: iri", "required: maybe\n#+     type: iri") + BODY, "true or false"),
        (HEADER.replace("   actor: Who", "   who: Who") + BODY, "returns no who"),
        (HEADER.replace("#+ columns:\n#+   actor:", "#+ columns:") + BODY, "columns: a mapping"),
        (HEADER + BODY.replace("?actor { UNDEF }", "?who { UNDEF }"), "no line VALUES ?actor"),
        (HEADER + BODY.replace("  VALUES ?actor { UNDEF }\n", ""), "no line VALUES ?actor"),
        (HEADER + BODY.replace("VALUES ?a", "VALUES ?name { UNDEF } VALUES ?a"), "VALUES ?name"),
        (HEADER + BODY.replace("WHERE", "WHERE WHERE"), "not SPARQL: error at 11:"),
        (HEADER + BODY.replace("ORDER BY ?name", ""), "lacks ORDER BY"),
        (HEADER + BODY.replace("ORDER BY ?name", "# ORDER BY ?name"), "lacks ORDER BY"),
        (HEADER + "ASK { VALUES ?actor { UNDEF } ?actor ?p ?o }", "SELECT"),
    ],
)
def test_a_fault_is_told_with_its_file(tmp_path: Path, text: str, words: str) -> None:
    put(tmp_path, "topic/who", text)
    with pytest.raises(DataError) as fault:
        Catalogue.read(tmp_path)
    assert fault.value.detail.startswith("queries/topic/who.rq: ")
    assert words in fault.value.detail


def test_two_parameters_of_one_name_are_a_fault(tmp_path: Path) -> None:
    entry = HEADER[HEADER.index("#+   - name") : HEADER.index("#+ columns")]
    put(tmp_path, "topic/who", HEADER.replace(entry, entry * 2) + BODY)
    with pytest.raises(DataError, match="same name"):
        Catalogue.read(tmp_path)


def test_a_file_without_a_topic_or_not_in_utf8_is_a_fault(tmp_path: Path) -> None:
    put(tmp_path, "who", HEADER + BODY)
    with pytest.raises(DataError, match=r"queries/who\.rq stands in no topic"):
        Catalogue.read(tmp_path)
    (tmp_path / "who.rq").unlink()
    put(tmp_path, "topic/who", HEADER + BODY)
    (tmp_path / "topic" / "who.rq").write_bytes(b"#+ title: caf\xe9")
    with pytest.raises(DataError, match=r"queries/topic/who\.rq is not UTF-8"):
        Catalogue.read(tmp_path)


@pytest.mark.parametrize(
    ("name", "near"),
    [("policies/cui-bona", "policies/cui-bono"), ("who-says", "claims/who-says")],
)
def test_an_unknown_name_is_told_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(NotFoundError) as fault:
        CATALOGUE.get(name)
    assert near in fault.value.detail
    assert near in fault.value.members["nearest"]


def test_a_name_like_no_other_is_told_too() -> None:
    with pytest.raises(NotFoundError, match="the catalogue lists all"):
        CATALOGUE.get("???")


def test_the_page_of_questions_lists_them_all() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "questions.md").read_text("utf-8")
    for question in CATALOGUE.listed:
        takes = ", ".join(parameter.name for parameter in question.parameters)
        assert f"| `{question.name}` | {question.question} | {takes} |" in page
