"""Whether the terms that are written are the terms that are declared, and the other way round."""

import ast
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from pyoxigraph import NamedNode

from cuibono.analysis.checks.model import Finding, Outcome, Subject
from cuibono.artefacts import Folder, documents, folder
from cuibono.reasoning.ontology_graph import OntologyGraph
from cuibono.terms import BASE, LISTS, NS, expand, term

_LIST: Final = f"{BASE}list/"
_QUOTED: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_NAME: Final = re.compile(rf"(?<![\w:.-])((?:cb|{'|'.join(LISTS)}):[A-Za-z][\w-]*)")
_PLACES: Final = (
    *("rdfs:subClassOf", "rdfs:subPropertyOf", "owl:disjointWith", "sh:path", "sh:class"),
    *("sh:targetClass", "sh:targetSubjectsOf", "sh:targetObjectsOf", "sh:lessThan", "sh:equals"),
)
"""The predicates whose values are terms."""

_KINDS: Final = (
    *("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"),
)


def check_declared(subject: Subject) -> Outcome:
    """Find terms and codes of ours that are written somewhere and declared nowhere."""
    declared = _declared(subject) | _codes(subject)
    findings = [
        Finding(name, "is not declared in ontology/", file, line)
        for file, line, name in _written(subject)
        if name not in declared
    ]
    return Outcome(
        "terms-declared",
        "Every term and code of ours that is written is declared",
        "A misspelt term finds nothing, and nobody is told.",
        "Correct the name, or declare the term in ontology/.",
        tuple(dict.fromkeys(findings)),
    )


def check_used(subject: Subject) -> Outcome:
    """Find terms that no shape, query, page or statement uses, nor reasoning with those that are.

    The kinds of a class in use count as used: like the terms of a list, they are there to choose.
    """
    axioms = OntologyGraph(quad for file in subject.ontology for quad in file.quads)
    outside = {*subject.shapes, *subject.graph}
    used = {
        node.value
        for file in outside
        for quad in file.quads
        for node in (quad.predicate, quad.object)
        if isinstance(node, NamedNode)
    }
    used |= {name for _, _, name in _written_in_code()}
    used |= _by_reasoning(axioms, used)
    unused = sorted(_declared(subject) - used)
    return Outcome(
        "terms-used",
        "Every term that is declared is used",
        "What nothing uses is a burden for who reads and a promise nobody keeps.",
        "Use it in a shape, a query or a statement; or remove it before it is published.",
        tuple(subject.finding(name, "is used nowhere") for name in unused),
    )


def check_foreign(subject: Subject) -> Outcome:
    """Find terms of other vocabularies that these do not have.

    Looked up in the namespaces that rdflib carries, and for the others in the list
    `ontology/foreign-terms.tsv`, which names the vocabulary's own file and its date.
    """
    known = _listed()
    findings = [
        subject.finding(name, "is not in its vocabulary", name)
        for name in sorted(_foreign(subject))
        if name not in known and not _is_bundled(name)
    ]
    return Outcome(
        "foreign-terms-exist",
        "Every term of another vocabulary exists there",
        "A term made up in the namespace of others means nothing to anybody.",
        "Correct the name; or, once found in the vocabulary's own file, add it to "
        "ontology/foreign-terms.tsv with that file and its date.",
        tuple(findings),
    )


def _declared(subject: Subject) -> set[str]:
    axioms = OntologyGraph(quad for file in subject.ontology for quad in file.quads)
    nodes = (node for kind in _KINDS for node in axioms.instances(kind))
    return {node.value for node in nodes if node.value.startswith(NS)}


def _codes(subject: Subject) -> set[str]:
    return {
        quad.subject.value
        for file in subject.ontology
        for quad in file.quads
        if quad.predicate == term("skos:prefLabel") and isinstance(quad.subject, NamedNode)
    }


def _by_reasoning(axioms: OntologyGraph, used: set[str]) -> set[str]:
    """Return the terms used by way of axioms: in chains, as inverses, above and below others."""
    found = {
        step.value
        for _, chain in axioms.pairs("owl:propertyChainAxiom")
        for step in axioms.members(chain)
    }
    known = used | found
    for one, other in axioms.pairs("owl:inverseOf"):
        found |= {one.value, other.value} if known & {one.value, other.value} else set()
    above = {
        axiom: list(axioms.pairs(axiom)) for axiom in ("rdfs:subClassOf", "rdfs:subPropertyOf")
    }
    for pairs in above.values():
        found |= _closure(used | found, [(sub.value, sup.value) for sub, sup in pairs])
    below = [(sup.value, sub.value) for sub, sup in above["rdfs:subClassOf"]]
    return found | _closure(used | found, below)


def _closure(start: set[str], pairs: Iterable[tuple[str, str]]) -> set[str]:
    steps: dict[str, set[str]] = {}
    for one, other in pairs:
        steps.setdefault(one, set()).add(other)
    found: set[str] = set()
    pending = list(start)
    while pending:
        new = steps.get(pending.pop(), set()) - found
        found |= new
        pending += new
    return found


def _written(subject: Subject) -> Iterator[tuple[str, int | None, str]]:
    """Yield each of our names that is written in RDF, queries, Python and pages, and where."""
    for file in (*subject.ontology, *subject.shapes, *subject.graph):
        for number, name in _names(_QUOTED.sub('""', file.content.decode())):
            yield file.path, number, name
    yield from _written_in_code()


def _written_in_code() -> Iterator[tuple[str, int | None, str]]:
    for file in documents(Folder.QUERIES, ".rq"):
        for number, name in _names(_QUOTED.sub('""', file.read_text(encoding="utf-8"))):
            yield f"queries/…/{file.name}", number, name
    for file in _walk(files("cuibono"), (".py", ".html")):
        text = file.read_text(encoding="utf-8")
        if file.name.endswith(".py"):
            for number, literal in _literals(text):
                yield from ((file.name, number, name) for _, name in _names(literal))
        else:
            yield from ((file.name, number, name) for number, name in _names(text))


def _names(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        for found in _NAME.finditer(line):
            yield number, expand(found[1])
        for found in re.finditer(rf"<?{re.escape(NS)}([A-Za-z]\w*)", line):
            yield number, f"{NS}{found[1]}"


def _literals(source: str) -> Iterator[tuple[int, str]]:
    """Yield the texts in a Python file that are names and nothing else, or templates of RDF."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def _walk(directory: Traversable, suffixes: tuple[str, ...]) -> Iterator[Traversable]:
    for entry in sorted(directory.iterdir(), key=lambda item: item.name):
        if entry.is_dir() and entry.name not in ("assets", "rdf", "__pycache__"):
            yield from _walk(entry, suffixes)
        elif entry.name.endswith(suffixes):
            yield entry


def _foreign(subject: Subject) -> set[str]:
    places = {term(name) for name in (*_PLACES, "rdf:type")}
    found: set[str] = set()
    for file in (*subject.ontology, *subject.shapes, *subject.graph):
        for quad in file.quads:
            found.add(quad.predicate.value)
            if quad.predicate in places and isinstance(quad.object, NamedNode):
                found.add(quad.object.value)
    return {name for name in found if not name.startswith(BASE)}


def _is_bundled(name: str) -> bool:
    import rdflib

    spaces = (
        *(rdflib.DCTERMS, rdflib.FOAF, rdflib.ORG, rdflib.OWL, rdflib.PROV, rdflib.RDF),
        *(rdflib.RDFS, rdflib.SH, rdflib.SKOS, rdflib.VANN, rdflib.XSD),
    )
    return any(name in space for space in spaces)


def _listed() -> set[str]:
    text = (folder(Folder.ONTOLOGY) / "foreign-terms.tsv").read_text(encoding="utf-8")
    return {line.split("\t")[0] for line in text.splitlines() if not line.startswith("#")}
