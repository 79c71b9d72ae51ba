"""The checks that are queries find nothing in what is bundled, and the fault planted for each."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from cuibono.analysis.checks import Check, Finding, Outcome, Subject, read_checks, read_subject
from cuibono.analysis.checks.drift import check_declared, check_foreign, check_used
from cuibono.artefacts import Folder, folder
from cuibono.errors import DataError
from cuibono.ingest import read_files

FAULTS = Path(__file__).parent / "checks"
CHECKS = read_checks()


@pytest.fixture(scope="module")
def bundled() -> Subject:
    return read_subject()


def with_file(subject: Subject, file: Path) -> Subject:
    """Return a subject with the statements of a file, in the graphs that it names."""
    return replace(subject, graph=[*subject.graph, *read_files([file])])


def test_the_checks_are_those_of_the_folder_each_with_a_planted_fault() -> None:
    names = {file.stem for file in FAULTS.iterdir()}
    assert {check.name for check in CHECKS} == names
    assert len(names) > 50
    files = Path(str(folder(Folder.QUERIES) / "checks")).iterdir()
    assert {file.stem for file in files if file.suffix == ".rq"} == names


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_finds_nothing_but_the_planted_fault(check: Check, bundled: Subject) -> None:
    assert check.run(bundled).findings == ()
    planted = FAULTS / f"{check.name}.trig"
    found = check.run(with_file(bundled, planted)).findings
    quads = read_files([planted])[0].quads
    nodes = {str(node).strip("<>") for quad in quads for node in (quad[0], quad[1], quad[2])}
    assert {one.node for one in found} & {*nodes, "a node without IRI"}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_says_what_holds_why_and_how_to_mend(check: Check) -> None:
    assert re.fullmatch(r"[A-Z].*[^.]", check.title)
    assert re.fullmatch(r"[A-Z].*[.\"]", check.why)
    assert re.fullmatch(r"[A-Z].*[.\"]", check.remedy)


def test_a_check_without_header_or_with_a_fault_is_named(tmp_path: Path, bundled: Subject) -> None:
    (tmp_path / "bare.rq").write_text("SELECT ?x { ?x a ?y }")
    with pytest.raises(DataError, match=r"queries/checks/bare\.rq: it has no header"):
        read_checks(tmp_path)
    check = Check("broken", "t", "w", "r", "SELECT ?x {")
    with pytest.raises(DataError, match=r"queries/checks/broken\.rq"):
        check.run(bundled)
    with pytest.raises(DataError, match="no SELECT"):
        Check("asks", "t", "w", "r", "ASK { ?s ?p ?o }").run(bundled)


def test_a_finding_names_file_and_line(tmp_path: Path, bundled: Subject) -> None:
    file = tmp_path / "said.ttl"
    file.write_text(
        "@prefix cb: <https://w3id.org/cuibono/ns#> .\n\n"
        "<https://w3id.org/cuibono/id/claim/planted> cb:atPasage 1 .\n"
    )
    check = next(one for one in CHECKS if one.name == "statement-with-undeclared-term")
    (found,) = check.run(with_file(bundled, file)).findings
    assert found.node == "https://w3id.org/cuibono/ns#atPasage"
    assert found.detail == "user claim:planted"


# Terms


def test_terms_are_declared_where_used_and_used_where_declared(bundled: Subject) -> None:
    assert check_declared(bundled).findings == ()
    assert check_used(bundled).findings == ()


@pytest.mark.parametrize("written", ["cb:Planted", "modality:shouted"])
def test_a_term_that_is_not_declared_is_found(
    written: str, tmp_path: Path, bundled: Subject
) -> None:
    file = tmp_path / "planted.ttl"
    prefix, name = written.split(":")
    space = {"cb": "ns#", "modality": "list/modality/"}[prefix]
    file.write_text(
        f"@prefix {prefix}: <https://w3id.org/cuibono/{space}> .\n\n<urn:x> a {written} .\n"
    )
    (found,) = check_declared(with_file(bundled, file)).findings
    assert (found.node, found.line) == (f"https://w3id.org/cuibono/{space}{name}", 3)
    assert found.file
    assert found.file.endswith("planted.ttl")


def test_a_term_that_nothing_uses_is_found(tmp_path: Path, bundled: Subject) -> None:
    file = tmp_path / "planted.ttl"
    file.write_text(
        "<https://w3id.org/cuibono/ns#planted> a <http://www.w3.org/2002/07/owl#ObjectProperty> ."
    )
    planted = replace(bundled, ontology=[*bundled.ontology, *read_files([file])])
    assert [one.node for one in check_used(planted).findings] == [
        "https://w3id.org/cuibono/ns#planted"
    ]


@pytest.mark.parametrize(
    "made_up", ["http://www.w3.org/2004/02/skos/core#planted", "http://schema.org/planted"]
)
def test_a_foreign_term_that_does_not_exist_is_found(
    made_up: str, tmp_path: Path, bundled: Subject
) -> None:
    assert check_foreign(bundled).findings == ()
    file = tmp_path / "planted.ttl"
    file.write_text(f"<urn:x> <{made_up}> 1 .")
    (found,) = check_foreign(with_file(bundled, file)).findings
    assert found.node == made_up


def test_an_outcome_that_was_left_out_is_no_fault() -> None:
    assert Outcome("x", "t", "w", "r", skipped="no Java").is_fine
    assert not Outcome("x", "t", "w", "r", findings=(Finding("n", "d"),)).is_fine
