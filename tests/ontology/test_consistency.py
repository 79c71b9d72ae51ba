"""Reasoning over ontology and graph finds no clash but one that is planted."""

import shutil
from collections.abc import Sequence
from importlib import import_module

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Quad, RdfFormat, Triple

from cuibono.analysis.checks import read_subject
from cuibono.errors import CheckUnavailableError
from cuibono.reasoning import check_consistency
from cuibono.reasoning.consistency import smallest
from cuibono.terms import PREFIXES

CLASH = "actor:both a cb:Person , cb:Firm ; cb:memberOf actor:league ."
needs_java = pytest.mark.skipif(not shutil.which("java"), reason="no Java, which HermiT needs")


def triples(text: str) -> list[Triple]:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return [quad.triple for quad in ox.parse(prefixes + text, format=RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def ontology() -> list[Quad]:
    return [quad for file in read_subject().ontology for quad in file.quads]


@needs_java
def test_ontology_and_graph_have_a_model(ontology: list[Quad]) -> None:
    graph = [quad for file in read_subject().graph for quad in file.quads]
    found = check_consistency(ontology, graph)
    assert found.is_consistent
    assert found.unsatisfiable == ()


@needs_java
def test_a_clash_is_named_by_the_statements_that_make_it(ontology: list[Quad]) -> None:
    steps: list[str] = []
    sound = triples("actor:league a cb:Coalition ; cb:date '2016'^^xsd:gYear .")
    found = check_consistency(ontology, [*sound, *triples(CLASH)], steps.append)
    assert set(found.clash) == set(triples("actor:both a cb:Person , cb:Firm ."))
    assert not found.is_consistent
    assert not found.is_ontology_at_fault
    assert any(step.startswith("looking for the clash") for step in steps)


@needs_java
def test_a_class_that_can_have_no_member_is_named(ontology: list[Quad]) -> None:
    planted = triples("cb:Planted a owl:Class ; rdfs:subClassOf cb:Person , cb:Firm .")
    found = check_consistency([*ontology, *planted])
    assert found.unsatisfiable == ("https://w3id.org/cuibono/ns#Planted",)


@needs_java
def test_an_ontology_that_contradicts_itself_is_told_from_its_data(ontology: list[Quad]) -> None:
    planted = triples("actor:both a cb:Person , cb:Firm , owl:NamedIndividual .")
    found = check_consistency([*ontology, *planted], triples("actor:x a cb:Person ."))
    assert found.is_ontology_at_fault
    assert found.clash == ()


@needs_java
def test_a_value_that_hermit_cannot_read_leaves_the_check_out(ontology: list[Quad]) -> None:
    known = triples("claim:x a cb:Claim ; cb:date '--05'^^xsd:gMonth .")
    assert check_consistency(ontology, known).is_consistent
    with pytest.raises(CheckUnavailableError, match=r"HermiT stopped: .*many"):
        check_consistency(
            ontology, triples("text:x a cb:TextVersion ; cb:length 'many'^^xsd:integer .")
        )


def test_without_java_the_check_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(CheckUnavailableError, match="needs Java"):
        check_consistency([])


def test_without_owlready_the_check_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/java")
    monkeypatch.setitem(import_module("sys").modules, "owlready2", None)
    with pytest.raises(CheckUnavailableError, match="pip install"):
        check_consistency([])


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n - 1)))))
def test_the_smallest_selection_is_found(case: tuple[int, set[int]]) -> None:
    size, guilty = case

    def is_at_fault(parts: Sequence[int]) -> bool:
        return guilty <= set(parts)

    if guilty:
        assert set(smallest(range(size), is_at_fault)) == guilty
