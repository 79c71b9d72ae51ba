"""The thirty questions that the first graph was made for, each as it is asked, with its answer."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from pyoxigraph import Literal, NamedNode

from cuibono.questions import Catalogue, answer
from cuibono.store import Snapshot, Term
from cuibono.terms import compact

CATALOGUE = Catalogue.read()
ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "questions.md"


@dataclass(frozen=True)
class Asked:
    """A question as people put it, how it is asked of the catalogue, and rows of the answer."""

    question: str
    ask: str
    columns: tuple[str, ...]
    rows: frozenset[tuple[str, ...]]


def read() -> list[Asked]:
    text = Path(__file__).with_name("thirty.yaml").read_text(encoding="utf-8")
    return [
        Asked(
            entry["question"],
            one["ask"],
            tuple(one["columns"].split()),
            frozenset(tuple(row.split(" | ")) for row in one["rows"]),
        )
        for entry in yaml.load(text, yaml.BaseLoader)
        for one in entry["asked"]
    ]


THIRTY = read()


def cell(term: Term | None) -> str:
    match term:
        case None:
            return "-"
        case NamedNode():
            return compact(term.value).partition(":")[2]
        case Literal():
            return "; ".join(sorted(set(term.value.split("; "))))
        case _:
            return str(term)


def found(snapshot: Snapshot, one: Asked) -> frozenset[tuple[str, ...]]:
    name, *values = shlex.split(one.ask)
    given = {key: value for key, _, value in (part.partition("=") for part in values)}
    table = answer(CATALOGUE.get(name), snapshot, given)
    places = [table.columns.index(column) for column in one.columns]
    return frozenset(tuple(cell(row[place]) for place in places) for row in table.rows)


@pytest.mark.parametrize("one", THIRTY, ids=lambda one: one.ask)
def test_the_question_has_its_answer(snapshot: Snapshot, one: Asked) -> None:
    assert found(snapshot, one) == one.rows


def test_all_thirty_are_asked() -> None:
    questions = {one.question for one in THIRTY}
    assert len(questions) == 30
    listed = ROOT.parent / "shared" / "questions.json"
    if listed.is_file():
        assert questions == {one["question"] for one in json.loads(listed.read_text("utf-8"))}


def test_the_page_tells_how_each_is_asked() -> None:
    page = PAGE.read_text(encoding="utf-8").replace("\\|", "|")
    for one in THIRTY:
        assert one.question in page
        assert f"`cuibono ask {one.ask}`" in page
