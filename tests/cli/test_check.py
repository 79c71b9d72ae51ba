"""`cuibono check`: what is checked, what is found where, and what could not run."""

import json
import shutil
from pathlib import Path

import pytest

from cuibono.cli import run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def no_java(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the slow check, as on a machine without Java."""
    monkeypatch.setattr(shutil, "which", lambda name: None)


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    file = tmp_path / "planted.trig"
    file.write_text(
        "@prefix cb: <https://w3id.org/cuibono/ns#> .\n"
        "@prefix claim: <https://w3id.org/cuibono/id/claim/> .\n"
        "GRAPH <https://w3id.org/cuibono/graph/planted> {\n"
        "  claim:planted a cb:EmpiricalClaim ;\n"
        "    cb:atPasage claim:planted .\n"
        "}\n"
    )
    return file


@pytest.mark.usefixtures("no_java")
def test_what_is_bundled_is_fine_and_what_cannot_run_is_said(capsys: Capture) -> None:
    assert run(["check"]) == 0
    out, err = capsys.readouterr()
    assert "fine      profile: " in out
    assert "left out  consistency: HermiT needs Java; install" in out
    assert out.splitlines()[-1].endswith(" fine, 0 with findings, 1 left out.")
    assert "check: Every term has an example" in err


@pytest.mark.usefixtures("no_java")
def test_a_fault_is_told_with_place_reason_and_remedy(planted: Path, capsys: Capture) -> None:
    assert run(["check", str(planted)]) == 1
    out = capsys.readouterr().out
    assert "FOUND     statement-with-undeclared-term: not so: Every term of ours" in out
    assert "planted.trig:5  cb:atPasage  is not declared in ontology/" in out
    assert "Mend: Correct the name, or declare the term in ontology/." in out
    assert "Why: A misspelt property says nothing and no shape sees it." in out


@pytest.mark.usefixtures("no_java")
def test_json_has_every_check_with_its_findings(planted: Path, capsys: Capture) -> None:
    assert run(["check", "--format", "json", str(planted)]) == 1
    outcomes = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert outcomes["consistency"]["skipped"]
    assert outcomes["profile"]["findings"] == []
    (found,) = outcomes["terms-declared"]["findings"]
    assert found["node"] == "https://w3id.org/cuibono/ns#atPasage"
    assert found["line"] == 5


@pytest.mark.skipif(not shutil.which("java"), reason="no Java, which HermiT needs")
def test_a_contradiction_is_found_and_named(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "registry.trig"
    file.write_text(
        "@prefix cb: <https://w3id.org/cuibono/ns#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "GRAPH <https://w3id.org/cuibono/graph/registry> {\n"
        "<https://w3id.org/cuibono/id/actor/both> a cb:Person , cb:Firm ;\n"
        '  skos:prefLabel "Both"@en .\n'
        "}\n"
    )
    assert run(["check", str(file)]) == 1
    out = capsys.readouterr().out
    assert "registry.trig:4  actor:both  clashes: rdf:type cb:Person" in out
    assert "registry.trig:4  actor:both  clashes: rdf:type cb:Firm" in out


def test_a_path_that_does_not_exist_is_a_fault_of_the_call(capsys: Capture) -> None:
    assert run(["check", "nowhere.trig"]) == 2
    assert "nowhere.trig" in capsys.readouterr().err
