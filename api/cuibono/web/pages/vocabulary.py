"""The page of the vocabulary."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from cuibono.analysis.model import Thing
from cuibono.artefacts import Folder, documents, folder
from cuibono.ingest import read_files, read_ontology
from cuibono.publish.annotations import read_constraints, read_mappings
from cuibono.publish.diagram import Diagram, draw
from cuibono.publish.releases import read_release, released
from cuibono.publish.vocabulary import Class, CodeList, Property, Vocabulary
from cuibono.store import RDF_FORMATS
from cuibono.terms import NS
from cuibono.web.pages.rendering import page
from cuibono.web.service import service_of

_NAMES: Final = {
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
    "trig": "TriG",
    "nq": "N-Quads",
}


@dataclass(frozen=True, slots=True)
class _Reference:
    """A version of the vocabulary, made ready for the page; it is the same for every request."""

    version: str
    modified: str
    classes: tuple[Class, ...]
    described: tuple[Class, ...]
    """The classes and all below them, each once, in the order of the tree."""
    properties: tuple[Property, ...]
    property_tree: tuple[Property, ...]
    lists: tuple[CodeList, ...]
    diagram: Diagram


def render_vocabulary(request: Request, version: str | None = None) -> HTMLResponse:
    """Return the reference: a diagram, the trees, each term, the code lists.

    Of the present vocabulary, with things of the graph as examples, or of a released version.
    """
    reference = _reference(version)
    return page(
        request,
        "vocabulary.html",
        reference=reference,
        examples={} if version else _examples(request, reference),
        versions=released(),
        is_release=version is not None,
        forms=[(_NAMES.get(form.suffix, form.name), form.suffix) for form in RDF_FORMATS],
        alternates=[("Turtle", "/ns?format=ttl", "text/turtle")],
    )


def _examples(request: Request, reference: _Reference) -> Mapping[str, tuple[Thing, ...]]:
    """Return some things of the graph that use each term, by its name."""
    lookup = service_of(request).lookup
    return {
        one.name: lookup.things(lookup.ask("publish/examples", term=f"{NS}{one.name}"), "thing")
        for one in (*reference.described, *reference.properties)
    }


@lru_cache(maxsize=8)
def _reference(version: str | None) -> _Reference:
    """Return a released version, or the present vocabulary with its shapes and mappings."""
    vocabulary = Vocabulary(read_release(version) or ()) if version else _present()
    classes, properties = vocabulary.classes(), vocabulary.properties()
    return _Reference(
        version=vocabulary.header("owl:versionInfo"),
        modified=vocabulary.header("dcterms:modified")[:10],
        classes=classes,
        described=tuple({one.name: one for one in _flat(classes)}.values()),
        properties=properties,
        property_tree=vocabulary.property_tree(),
        lists=vocabulary.lists(),
        diagram=draw(classes, properties),
    )


def _present() -> Vocabulary:
    shapes = [quad for file in read_files([folder(Folder.SHAPES)]) for quad in file.quads]
    sssom = next(documents(Folder.ONTOLOGY, ".sssom.tsv")).read_text(encoding="utf-8")
    return Vocabulary(read_ontology(), read_constraints(shapes), read_mappings(sssom))


def _flat(classes: Iterable[Class]) -> Iterator[Class]:
    for one in classes:
        yield one
        yield from _flat(one.children)
