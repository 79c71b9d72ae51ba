"""Every shape passes what it should, catches what it should, and says the same in two engines."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, cast

import pytest
import shacl
from pyoxigraph import RdfFormat, Triple, parse, serialize
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
SHAPE = Namespace("https://w3id.org/cuibono/shape/")
FIXTURES = sorted(path.name for path in HERE.iterdir() if (path / "fail.ttl").exists())


class Result(NamedTuple):
    """What two engines must agree on."""

    focus: str
    path: str
    value: str
    shape: str
    severity: str


@cache
def shapes() -> Graph:
    graph = Graph()
    for file in sorted((ROOT / "shapes").glob("*.ttl")):
        graph.parse(file)
    return graph


@cache
def compiled() -> shacl.Shapes:
    return shacl.Shapes.from_text(shapes().serialize(format="turtle"))


@cache
def ontology() -> Graph:
    graph = Graph()
    for file in sorted((ROOT / "ontology").glob("*.ttl")):
        graph.parse(file)
    return graph


def data(fixture: Path) -> Graph:
    graph = Graph()
    for part in (ontology(), Graph().parse(HERE / "context.ttl"), Graph().parse(fixture)):
        for triple in part:
            graph.add(triple)
    return graph


def steps(graph: Graph, path: Node | None) -> str:
    """Return a path as text, so that engines that copy its blank nodes compare equal."""
    if not isinstance(path, BNode):
        return "" if path is None else path.n3()
    if (path, RDF.first, None) in graph:
        return "/".join(steps(graph, step) for step in Collection(graph, path))
    predicate, value = next(iter(graph.predicate_objects(path)))
    inner = (
        "|".join(steps(graph, step) for step in Collection(graph, value))
        if predicate == SH.alternativePath
        else steps(graph, value)
    )
    return f"{str(predicate).rpartition('#')[2]}({inner})"


def results(report: Graph) -> set[Result]:
    def text(result: Node, predicate: URIRef) -> str:
        value = report.value(result, predicate)
        if isinstance(value, BNode):
            return "blank"
        # Engines may or may not write xsd:string, which plain literals have anyway.
        return str(value.toPython()) if isinstance(value, Literal) else str(value or "")

    return {
        Result(
            text(result, SH.focusNode),
            steps(report, report.value(result, SH.resultPath)),
            text(result, SH.value),
            text(result, SH.sourceShape),
            text(result, SH.resultSeverity),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def by_pyshacl(graph: Graph) -> set[Result]:
    validate = import_module("pyshacl").validate
    _, report, _ = validate(graph, shacl_graph=shapes(), inplace=True)
    assert isinstance(report, Graph), report
    return results(report)


def by_shacl(graph: Graph) -> set[Result]:
    report = compiled().validate_text(graph.serialize(format="nt"), format="ntriples")
    return results(Graph().parse(data=report.turtle, format="turtle"))


def both(graph: Graph) -> set[Result]:
    slow, fast = by_pyshacl(graph), by_shacl(graph)
    assert slow == fast, slow ^ fast
    return slow


def reporting() -> Iterator[URIRef]:
    """Yield the shapes that can be the source of a result."""
    graph = shapes()
    targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    for shape in set(graph.subjects(RDF.type, SH.NodeShape)):
        if any((shape, target, None) in graph for target in targets):
            yield cast(URIRef, shape)
            yield from (cast(URIRef, part) for part in graph.objects(shape, SH.property))


def targeted(shape: URIRef, graph: Graph) -> set[Node]:
    """Return the focus nodes of a shape, or of the shape that it is a property of."""
    owner = shapes().value(predicate=SH.property, object=shape) or shape
    found: set[Node] = set()
    for kind in shapes().objects(owner, SH.targetClass):
        for subclass in graph.transitive_subjects(RDFS.subClassOf, kind):
            found.update(graph.subjects(RDF.type, cast(Node, subclass)))
    for predicate in shapes().objects(owner, SH.targetSubjectsOf):
        found.update(graph.subjects(predicate, None))
    for predicate in shapes().objects(owner, SH.targetObjectsOf):
        found.update(graph.objects(None, predicate))
    return found


def forbids(shape: URIRef) -> bool:
    parts = (shape, *shapes().objects(shape, SH.property))
    return any((part, SH.maxCount, Literal(0)) in shapes() for part in parts)


def test_the_context_of_the_fixtures_is_valid() -> None:
    assert both(data(HERE / "context.ttl")) == set()


@pytest.mark.parametrize("name", FIXTURES)
def test_good_data_passes(name: str) -> None:
    good = data(HERE / name / "pass.ttl")
    assert both(good) == set()
    if forbids(SHAPE[name]):
        return  # good data has nothing that such a shape looks at
    focus = targeted(SHAPE[name], good)
    assert focus & set(Graph().parse(HERE / name / "pass.ttl").all_nodes()), "never looked at"


@pytest.mark.parametrize("name", FIXTURES)
def test_bad_data_fails_for_this_shape_alone(name: str) -> None:
    found = both(data(HERE / name / "fail.ttl"))
    own = {str(SHAPE[name]), *map(str, shapes().objects(SHAPE[name], SH.property))}
    assert found
    assert {result.shape for result in found} <= own
    severity = shapes().value(SHAPE[name], SH.severity)
    assert {result.severity for result in found} <= {
        str(severity),
        *(str(shapes().value(URIRef(shape), SH.severity)) for shape in own),
    }


def test_no_shape_is_without_both_files() -> None:
    names = {str(shape).removeprefix(str(SHAPE)) for shape in reporting()}
    complete = {name for name in FIXTURES if (HERE / name / "pass.ttl").exists()}
    assert names == complete


def test_every_declared_shape_can_report() -> None:
    declared = {
        shape
        for kind in (SH.NodeShape, SH.PropertyShape)
        for shape in shapes().subjects(RDF.type, kind)
    }
    assert declared == set(reporting())


@pytest.mark.parametrize("shape", sorted(set(reporting())))
def test_a_shape_says_what_it_wants_and_how_to_repair(shape: URIRef) -> None:
    graph = shapes()
    assert isinstance(shape, URIRef)
    assert shape.startswith(str(SHAPE))
    for predicate in (SH.name, SH.message, SH.description):
        values = list(graph.objects(shape, predicate))
        assert len(values) == 1, predicate
        assert isinstance(values[0], Literal)
        assert values[0].language == "en"
    assert str(graph.value(shape, SH.message)).endswith(".")
    assert graph.value(shape, SH.severity) in (SH.Violation, SH.Warning, SH.Info)


def test_a_property_shape_is_named_after_its_node_shape() -> None:
    for shape, part in shapes().subject_objects(SH.property):
        if isinstance(shape, URIRef):
            assert str(part).startswith(f"{shape}-")


@pytest.mark.parametrize("file", sorted((ROOT / "shapes").glob("*.ttl")), ids=lambda f: f.stem)
def test_a_file_has_a_header(file: Path) -> None:
    header = """
        PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX owl: <http://www.w3.org/2002/07/owl#>
        ASK { ?o a owl:Ontology ; dcterms:title ?title ; dcterms:description ?description ;
          dcterms:license ?license ; dcterms:creator ?creator ; dcterms:modified ?modified ;
          owl:versionIRI ?version ; owl:versionInfo ?info .
          FILTER (isIRI(?license) && STRSTARTS(STR(?version), STR(?o))) }
    """
    assert Graph().parse(file).query(header).askAnswer


def test_an_outcome_is_the_same_for_all_faults_at_once() -> None:
    graph = data(HERE / "context.ttl")
    for name in FIXTURES:
        graph.parse(HERE / name / "fail.ttl")
    assert len(both(graph)) > 100


@pytest.fixture(scope="module")
def bundled() -> Graph:
    """Return the bundled graph, its named graphs merged, with the ontology."""
    found: set[Triple] = set()
    for file in sorted((ROOT / "graph").rglob("*.trig")):
        found.update(quad.triple for quad in parse(path=file))
    lines = serialize(found, format=RdfFormat.N_TRIPLES)
    return ontology() + Graph().parse(data=lines, format="nt")


def test_the_bundled_graph_has_no_violation_in_either_engine(bundled: Graph) -> None:
    found = both(bundled)
    assert {result for result in found if result.severity == str(SH.Violation)} == set()


def test_the_bundled_graph_holds_no_words_of_its_sources(bundled: Graph) -> None:
    exact = Namespace("http://www.w3.org/ns/oa#").exact
    assert (None, exact, None) not in bundled
