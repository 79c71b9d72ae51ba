"""Every question has an expected answer over the small world of `fixture.trig`.

`expected/{topic}/{name}.txt` holds one or more cases. A case is a line `? name=value …`, a line of
columns and a line for each row; cells are parted by ` | `, `-` is unbound. A failing test prints
the answer in this form, to be read with care before it is copied.
"""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from cuibono.errors import ParameterError
from cuibono.questions import Catalogue, Question, Table, answer
from cuibono.store import Snapshot, Term
from cuibono.terms import compact

EXPECTED = Path(__file__).with_name("expected")
CATALOGUE = Catalogue.read()
LISTED = CATALOGUE.listed
NOBODY = "nobody-at-all"


def cases(name: str) -> dict[str, str]:
    """Return the cases of a question: the line of values, and the answer as text."""
    text = (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")
    blocks = [block.strip("\n") for block in ("\n" + text).split("\n? ")[1:]]
    return {first.strip(): rest for first, _, rest in (b.partition("\n") for b in blocks)}


def values_of(line: str) -> dict[str, str]:
    """Return the values in the first line of a case; `all` means none."""
    parts = [part.partition("=") for part in shlex.split(line) if part != "all"]
    return {name: value for name, _, value in parts}


def cell(term: Term | None) -> str:
    match term:
        case None:
            return "-"
        case NamedNode():
            return compact(term.value)
        case Literal() if term.datatype.value.endswith("#string") or term.language:
            separator = (
                "; " if "; " in term.value else " " if term.value[:8] == "https://" else None
            )
            parts = sorted(map(compact, term.value.split(separator))) if separator else [term.value]
            return str(Literal((separator or "").join(parts), language=term.language))
        case _:
            return getattr(term, "value", str(term))


def written(table: Table) -> str:
    rows = [" | ".join(map(cell, row)) for row in table.rows]
    return "\n".join([" | ".join(table.columns), *rows])


def all_cases() -> Iterator[tuple[str, str]]:
    for name in CATALOGUE.questions:
        if (EXPECTED / f"{name}.txt").is_file():
            for line in cases(name):
                yield name, line


def things_of(question: Question) -> list[str]:
    return [p.name for p in question.parameters if p.type.startswith("iri")]


def test_every_question_has_an_expected_answer_and_no_answer_lacks_its_question() -> None:
    files = {
        path.relative_to(EXPECTED).with_suffix("").as_posix() for path in EXPECTED.rglob("*.txt")
    }
    assert files == set(CATALOGUE.questions)
    assert len(files) > 50


@pytest.mark.parametrize("name", list(CATALOGUE.questions))
def test_every_question_is_asked_with_and_without_each_parameter(name: str) -> None:
    question = CATALOGUE.get(name)
    given = [values_of(line) for line in cases(name)]
    assert {p.name for p in question.parameters} == {key for values in given for key in values}
    if question in LISTED:
        assert {} in given


@pytest.mark.parametrize("name", list(CATALOGUE.questions))
def test_every_question_runs_without_parameters(sample: Snapshot, name: str) -> None:
    question = CATALOGUE.get(name)
    if any(p.required for p in question.parameters):
        with pytest.raises(ParameterError, match="needs parameter"):
            answer(question, sample, {})
    else:
        assert answer(question, sample, {}).total


@pytest.mark.parametrize("question", CATALOGUE.questions.values(), ids=lambda q: q.name)
def test_without_values_it_answers_as_its_file_does(sample: Snapshot, question: Question) -> None:
    def rows(query: str) -> list[str]:
        names = [column.name for column in question.columns]
        found = sample.select(query)
        return sorted(" | ".join(cell(row.get(name)) for name in names) for row in found)

    if not any(p.required or p.default for p in question.parameters):
        assert rows(question.bind({})) == rows(question.text)


@pytest.mark.parametrize(("name", "line"), list(all_cases()))
def test_the_answer_is_the_expected_one(sample: Snapshot, name: str, line: str) -> None:
    table = answer(CATALOGUE.get(name), sample, values_of(line))
    found = written(table)
    assert table.rows, f"? {line} has no rows; choose a case that has some"
    assert found == cases(name)[line], f"\n? {line}\n{found}\n"


@pytest.mark.parametrize("question", LISTED, ids=lambda q: q.name)
def test_what_a_parameter_keeps_stood_there_before(sample: Snapshot, question: Question) -> None:
    everything = set(written(answer(question, sample, {})).splitlines())
    for line in cases(question.name):
        kept = set(written(answer(question, sample, values_of(line))).splitlines())
        assert kept <= everything


@pytest.mark.parametrize(
    ("question", "parameter"),
    [(q, name) for q in LISTED for name in things_of(q)],
    ids=lambda value: value.name if isinstance(value, Question) else value,
)
def test_what_is_not_on_record_has_no_answer(
    sample: Snapshot, question: Question, parameter: str
) -> None:
    # A value bound from outside must not slip through an OPTIONAL that does not match.
    (kind,) = (p.type for p in question.parameters if p.name == parameter)
    value = NOBODY if ":" in kind else f"claim:{NOBODY}"
    assert answer(question, sample, {parameter: value}).total == 0
