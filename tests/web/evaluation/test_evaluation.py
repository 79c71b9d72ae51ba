"""SPARQL through HTTP, case by case: what SPARQL 1.1 Query and Update say comes out.

Each file of `queries/`, `expressions/` and `updates/` holds cases; a title begins with the section
of the specification that it holds to. What is expected was written from its text, never from an
answer. Where the engine answers otherwise, the table in `docs/sparql.md` names the case.

- A query: `dataset:` and `named:` are graphs of `data.trig`; after `=>` what is expected: a table
  as in VALUES, `true` or `false`, a graph in Turtle, or the status of a problem report.
- An expression, `=>`, and its value; `error` where it has none; two, divided by `|`, where the
  specification leaves it open.
- An update: graphs before, `--`, the update, `=>`, graphs after.

https://www.w3.org/TR/2013/REC-sparql11-query-20130321/
https://www.w3.org/TR/2013/REC-sparql11-update-20130321/
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from cuibono.app import create_app
from cuibono.settings import Settings
from cuibono.terms import Graph

HERE = Path(__file__).parent
PREFIXES = {"": "urn:", "xsd": "http://www.w3.org/2001/XMLSchema#"}
PROLOGUE = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
TURTLE_PROLOGUE = "".join(f"@prefix {name}: <{iri}> . " for name, iri in PREFIXES.items())
TOKEN = {"authorization": "Bearer secret"}
JSON = ox.QueryResultsFormat.JSON
_WHOLE = ("integer", "byte", "int", "long", "short")
_ENDLESS = ("double", "float")

Value = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """What is asked, and what is to come out."""

    name: str
    text: str
    expected: str
    before: str = ""
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    is_ordered: bool = False


def blocks(folder: str) -> Iterator[tuple[str, str]]:
    """Yield title and content of each case in the files of a folder."""
    for file in sorted((HERE / folder).iterdir()):
        for block in file.read_text(encoding="utf-8").split("## ")[1:]:
            title, _, content = block.partition("\n")
            yield title.strip(), content


def query_cases() -> list[Case]:
    found: list[Case] = []
    for title, content in blocks("queries"):
        text, _, expected = content.partition("=>\n")
        default, named, is_ordered = "", "", False
        lines = text.splitlines()
        while lines[0].startswith(("dataset:", "named:")) or lines[0] == "ordered":
            key, _, names = lines.pop(0).partition(":")
            is_ordered |= key == "ordered"
            default, named = (
                (names if key == "dataset" else default),
                (names if key == "named" else named),
            )
        graphs = [tuple(f"urn:{name}" for name in names.split()) for names in (default, named)]
        found.append(
            Case(title, "\n".join(lines), expected.strip(), "", graphs[0], graphs[1], is_ordered)
        )
    return found


def expression_cases() -> list[Case]:
    lines = [
        line.partition(" => ")
        for file in sorted((HERE / "expressions").iterdir())
        for line in file.read_text(encoding="utf-8").splitlines()
        if " => " in line
    ]
    return [Case(text, text, expected) for text, _, expected in lines]


def update_cases() -> list[Case]:
    found: list[Case] = []
    for title, content in blocks("updates"):
        before, _, rest = content.partition("--\n")
        text, _, expected = rest.partition("=>\n")
        found.append(Case(title, text, expected.strip(), before))
    return found


def deviations() -> set[str]:
    """Return the names of the cases in which the engine is known to answer otherwise."""
    page = HERE.parents[2] / "docs" / "sparql.md"
    return set(re.findall(r"^\| `(.+?)` \|", page.read_text(encoding="utf-8"), re.MULTILINE))


QUERIES, EXPRESSIONS, UPDATES = query_cases(), expression_cases(), update_cases()


def test_there_are_as_many_cases_as_expected() -> None:
    names = [case.name for case in (*QUERIES, *EXPRESSIONS, *UPDATES)]
    assert (len(QUERIES), len(EXPRESSIONS), len(UPDATES)) == (195, 331, 45)
    assert len(set(names)) == len(names)
    assert deviations() <= set(names)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data=tmp_path_factory.mktemp("data"), token=SecretStr("secret"))
    with TestClient(create_app(settings)) as client:
        fill(client, (HERE / "data.trig").read_text(encoding="utf-8"))
        yield client


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data=tmp_path_factory.mktemp("fresh"), token=SecretStr("secret"))
    with TestClient(create_app(settings)) as client:
        yield client


def fill(client: TestClient, trig: str) -> None:
    """Have these graphs, and none that a case has made, by one write."""
    quads = ox.parse(f"{TURTLE_PROLOGUE}{trig}", format=ox.RdfFormat.TRIG)
    data = " ".join(f"GRAPH {quad.graph_name} {{ {quad.triple} }}" for quad in quads)
    drops = "".join(f"DROP SILENT GRAPH <urn:{name}> ; " for name in "ghk")
    update = f"{drops} INSERT DATA {{ {data} }}"
    answer = client.post("/update", data={"update": update}, headers=TOKEN)
    assert answer.status_code == 204, answer.text


def deviates(case: Case, is_right: bool) -> bool:
    """Whether the answer is as the specification has it, or otherwise as it is known to be."""
    return is_right is (case.name in deviations())


@pytest.mark.parametrize("case", QUERIES, ids=lambda case: case.name)
def test_query(client: TestClient, case: Case) -> None:
    parameters: dict[str, Any] = {"query": f"{PROLOGUE}{case.text}"}
    parameters["default-graph-uri"] = list(case.default)
    parameters["named-graph-uri"] = list(case.named)
    accept = "application/sparql-results+json, application/n-triples;q=0.9"
    answer = client.get("/sparql", params=parameters, headers={"accept": accept})
    status = int(case.expected) if case.expected.isdigit() else 200
    if status != 200 or answer.status_code != 200:
        assert not deviates(case, answer.status_code == status), answer.text
        return
    if case.text.lstrip().upper().startswith(("CONSTRUCT", "DESCRIBE")):
        found = graphs(answer.content, ox.RdfFormat.N_TRIPLES)
        expected = graphs(f"{TURTLE_PROLOGUE}{case.expected}".encode(), ox.RdfFormat.TURTLE)
        assert not deviates(case, found == expected), answer.text
    elif case.expected in ("true", "false"):
        assert not deviates(case, answer.json()["boolean"] is (case.expected == "true"))
    else:
        found_rows, expected_rows = rows(answer.content), table(case.expected)
        is_right = (
            found_rows == expected_rows
            if case.is_ordered
            else Counter(found_rows) == Counter(expected_rows)
        )
        assert not deviates(case, is_right), (found_rows, expected_rows)


@pytest.mark.parametrize("case", EXPRESSIONS, ids=lambda case: case.name)
def test_expression(client: TestClient, case: Case) -> None:
    query = f"{PROLOGUE}SELECT ({case.text} AS ?v) {{}}"
    answer = client.post("/sparql", data={"query": query})
    assert answer.status_code == 200, answer.text
    (found,) = rows(answer.content)
    expected = [
        ("unbound",) if one == "error" else table(f"(?v) {{ ({one}) }}")[0][0]
        for one in case.expected.split(" | ")
    ]
    assert not deviates(case, found[0] in expected), (found, expected)


@pytest.mark.parametrize("case", UPDATES, ids=lambda case: case.name)
def test_update(fresh: TestClient, case: Case) -> None:
    fill(fresh, case.before)
    answer = fresh.post("/update", data={"update": f"{PROLOGUE}{case.text}"}, headers=TOKEN)
    assert answer.status_code != 500, answer.text
    status = int(case.expected) if case.expected.isdigit() else 204
    trig = case.before if case.expected.isdigit() else case.expected
    expected = graphs(f"{TURTLE_PROLOGUE}{trig}".encode(), ox.RdfFormat.TRIG)
    left = fresh.get("/store", headers={"accept": "application/n-quads"}).content
    is_right = answer.status_code == status and graphs(left, ox.RdfFormat.N_QUADS) == expected
    assert not deviates(case, is_right), (answer.text, left.decode())


def graphs(content: bytes, form: ox.RdfFormat) -> ox.Dataset:
    """Return statements with blank nodes by canonical names, without what cuibono makes itself."""
    ours = (Graph.ONTOLOGY, Graph.INFERRED)
    found = ox.Dataset(
        quad for quad in ox.parse(content, format=form) if quad.graph_name not in ours
    )
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found


def table(text: str) -> list[tuple[Value, ...]]:
    """Return rows that are written as in VALUES, their variables in order."""
    names, _, data = text.partition("{")
    selected = names.strip().strip("()")
    query = f"{PROLOGUE}SELECT {selected} {{ VALUES {names} {{{data} }}"
    return values(cast(ox.QuerySolutions, ox.Store().query(query)))


def rows(content: bytes) -> list[tuple[Value, ...]]:
    """Return the rows of an answer, their variables in order: `*` stands for them in any."""
    return values(cast(ox.QuerySolutions, ox.parse_query_results(content, format=JSON)))


def values(solutions: ox.QuerySolutions) -> list[tuple[Value, ...]]:
    names = sorted(variable.value for variable in solutions.variables)
    return [tuple(value(solution[name]) for name in names) for solution in solutions]


def value(term: object) -> Value:
    """Return what is compared of a term: of numbers the value and the type."""
    match term:
        case None:
            return ("unbound",)
        case ox.NamedNode():
            return ("iri", term.value)
        case ox.Literal():
            return _literal(term)
        case _:
            return ("blank",)


def _literal(term: ox.Literal) -> Value:
    kind = term.datatype.value.removeprefix(PREFIXES["xsd"])
    number = ""
    if kind == "decimal" or kind in _WHOLE:
        number = str(Decimal(term.value).normalize())
    elif kind in _ENDLESS:
        number = repr(float(term.value.replace("INF", "inf")))
        assert number == "nan" or math.isfinite(float(number)) or "inf" in number
    return ("literal", number or term.value, kind, term.language or "")
