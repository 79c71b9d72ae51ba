"""Reasoning over the ontology and the bundled graph finds no clash but one that is planted."""

import shutil
from importlib import import_module
from pathlib import Path

import pytest
from rdflib import OWL, RDF, XSD, Graph, Literal, Namespace, URIRef

CB = Namespace("https://w3id.org/cuibono/ns#")
ONTOLOGY = URIRef("https://w3id.org/cuibono/ns")
CLASH = URIRef("https://w3id.org/cuibono/id/actor/both-person-and-firm")
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
OUTSIDE = {XSD.date, XSD.gYear, XSD.gYearMonth}
"""Datatypes outside the OWL 2 map, at which HermiT stops."""


def test_the_closure_has_no_error(core: Graph, statements: Graph) -> None:
    """owlrl reports a clash as a triple."""
    graph = core + statements
    expand(graph)
    assert [str(error) for error in graph.objects(None, ERROR)] == []


def test_the_closure_finds_a_clash(core: Graph) -> None:
    graph = core + clash()
    expand(graph)
    assert list(graph.objects(None, ERROR)) != []


def test_ontology_and_graph_are_consistent(
    everything: Graph, statements: Graph, tmp_path: Path
) -> None:
    """With HermiT: no clash, no class that cannot have members, and a planted clash found."""
    if not shutil.which("java"):
        pytest.skip("no Java, which HermiT needs")
    view = terminology(everything) + individuals(everything, statements)
    assert hermit(view, tmp_path / "all.owl") == []
    assert hermit(view + clash(), tmp_path / "clash.owl") is None


def expand(graph: Graph) -> None:
    owlrl = import_module("owlrl")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)


def clash() -> Graph:
    graph = Graph()
    for kind in (CB.Person, CB.Firm, OWL.NamedIndividual):
        graph.add((CLASH, RDF.type, kind))
    return graph


def terminology(ontology: Graph) -> Graph:
    """Return the ontology as one: without imports and the headers of its modules."""
    modules = set(ontology.subjects(RDF.type, OWL.Ontology)) - {ONTOLOGY}
    view = Graph()
    for subject, predicate, value in ontology:
        if subject not in modules and predicate != OWL.imports:
            view.add((subject, predicate, value))
    return view


def individuals(ontology: Graph, statements: Graph) -> Graph:
    """Return the statements that are within OWL 2 DL, dates and years as plain strings."""
    classes = set(ontology.subjects(RDF.type, OWL.Class))
    objects = set(ontology.subjects(RDF.type, OWL.ObjectProperty))
    values = set(ontology.subjects(RDF.type, OWL.DatatypeProperty))
    view = Graph()
    for subject, predicate, value in statements:
        is_type = predicate == RDF.type and value in classes
        if is_type or (predicate in objects and isinstance(value, URIRef)):
            view.add((subject, predicate, value))
        elif predicate in values and isinstance(value, Literal):
            view.add(
                (subject, predicate, Literal(str(value)) if value.datatype in OUTSIDE else value)
            )
    for subject in set(view.subjects()):
        view.add((subject, RDF.type, OWL.NamedIndividual))
    return view


def hermit(graph: Graph, path: Path) -> list[str] | None:
    """Return the unsatisfiable classes, or None where the graph is inconsistent."""
    owlready = import_module("owlready2")
    graph.serialize(path, format="xml")
    world = owlready.World()
    loaded = world.get_ontology(path.as_uri()).load()
    try:
        with loaded:
            owlready.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    except owlready.OwlReadyInconsistentOntologyError:
        return None
    return sorted(str(one) for one in world.inconsistent_classes())
