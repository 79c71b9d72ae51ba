"""Both SHACL engines find the same, and the reference is there where the fast one is not."""

import logging
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Quad

from cuibono.artefacts import Folder, folder
from cuibono.errors import CallError
from cuibono.ingest import read_files
from cuibono.validation import Engine, Report, Shapes, report
from cuibono.validation.engines import chosen

FIXTURES = Path(__file__).parents[1] / "shapes"


def both(data: list[Quad], shapes: Shapes | None = None) -> tuple[Report, Report]:
    return report(data, shapes, Engine.SHACL), report(data, shapes, Engine.PYSHACL)


def test_both_pass_what_is_good(good: list[Quad], shapes: Shapes) -> None:
    fast, reference = both(good, shapes)
    assert fast.conforms
    assert fast == reference == Report(())


def test_both_find_the_same_faults_in_the_same_words(bad: list[Quad], shapes: Shapes) -> None:
    fast, reference = both(bad, shapes)
    assert len(fast.results) == 13
    assert fast == reference


@pytest.mark.parametrize("engine", [Engine.SHACL, Engine.PYSHACL])
def test_a_plain_string_equals_an_xsd_string(shapes: Shapes, engine: Engine) -> None:
    """pyshacl calls them unequal where the data comes from another parser than the shapes."""
    explicit = '"lead"^^<http://www.w3.org/2001/XMLSchema#string>'
    subject = "<https://w3id.org/cuibono/id/promotion/p>"
    cb = "https://w3id.org/cuibono/ns#"
    text = f"{subject} a <{cb}Promotion> ; <{cb}role> {explicit} ."
    data = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    found = report(data, shapes, engine).results
    assert not [result for result in found if result.shape.endswith("role")]


def test_ill_typed_literals_are_reported_not_logged(
    bad: list[Quad], shapes: Shapes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        found = report(bad, shapes, Engine.PYSHACL)
    assert "twenty" in {result.focus for result in found.results}
    assert not caplog.records


def test_without_shacl_pyshacl_is_used(
    bad: list[Quad], shapes: Shapes, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = report(bad, shapes, Engine.SHACL)
    monkeypatch.setitem(sys.modules, "shacl", None)
    assert chosen(Engine.AUTO) is Engine.PYSHACL
    assert report(bad, shapes) == expected
    with pytest.raises(CallError, match="pyshacl"):
        report(bad, shapes, Engine.SHACL)


def test_with_shacl_it_is_the_default() -> None:
    assert chosen(Engine.AUTO) is Engine.SHACL
    assert chosen(Engine.PYSHACL) is Engine.PYSHACL


def test_shapes_are_compiled_once(shapes: Shapes) -> None:
    assert shapes.fast is shapes.fast


def test_both_find_the_same_in_the_bundled_graph() -> None:
    files = read_files([folder(Folder.GRAPH), folder(Folder.ONTOLOGY)])
    fast, reference = both([quad for file in files for quad in file.quads])
    assert fast == reference


def test_both_find_the_same_in_every_fixture_of_the_shapes() -> None:
    """One validation of each engine for all files that break a rule, each in its own graph."""
    files = read_files([FIXTURES, folder(Folder.ONTOLOGY)])
    fast, reference = both([quad for file in files for quad in file.quads])
    assert len(fast.results) > 50
    assert fast == reference


def test_blank_nodes_keep_their_names(shapes: Shapes) -> None:
    cb = "https://w3id.org/cuibono/ns#"
    text = f"_:one a <{cb}Promotion> ; <{cb}role> _:two . _:two a <{cb}Promotion> ."
    fast, reference = both(list(ox.parse(text, format=ox.RdfFormat.TURTLE)), shapes)
    assert fast == reference
    assert {result.focus for result in fast.results} == {"_:one", "_:two"}
    assert ox.BlankNode("two") in {result.value for result in fast.results}
