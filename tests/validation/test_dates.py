"""Dates are years, months or days, well-formed: what engines let through, the shapes do not."""

import pyoxigraph as ox
import pytest

from cuibono.validation import Engine, report

ENGINES = [Engine.SHACL, Engine.PYSHACL]


def broken_rules(value: str, engine: Engine) -> set[str]:
    turtle = f"""
    @prefix cb: <https://w3id.org/cuibono/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    <https://w3id.org/cuibono/id/event/e> cb:date {value} .
    """
    quads = list(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE, lenient=True))
    return {result.shape for result in report(quads, engine=engine).results}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "value",
    [
        '"2016"^^xsd:gYear',
        '"2016-09"^^xsd:gYearMonth',
        '"2016-09-04"^^xsd:date',
    ],
)
def test_dates_as_sources_give_them(engine: Engine, value: str) -> None:
    assert "https://w3id.org/cuibono/shape/Date-date" not in broken_rules(value, engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "value",
    [
        '"MMXVI"^^xsd:gYear',
        '"16"^^xsd:gYear',
        '"2016Z"^^xsd:gYear',
        '"2016-09"^^xsd:gYear',
        '"2016-13"^^xsd:gYearMonth',
        '"2016-02-31"^^xsd:date',
        '"2016"',
        "2016",
        '"2016-09-04T00:00:00Z"^^xsd:dateTime',
    ],
)
def test_what_is_no_such_date(engine: Engine, value: str) -> None:
    assert "https://w3id.org/cuibono/shape/Date-date" in broken_rules(value, engine)
