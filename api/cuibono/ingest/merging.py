"""Bring graphs that were written one by one into the files of their sources."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from cuibono.errors import GraphForbiddenError
from cuibono.ingest.archive import Archive
from cuibono.ingest.layout import canonical
from cuibono.ingest.reading import SourceFile, parse
from cuibono.terms import BASE, SLUG, Graph

WRITTEN: Final = "written.trig"
"""The file of a source that holds what was written and stands in no other."""

_GRAPHS: Final = f"{BASE}graph/"
Graphs = Mapping[NamedNode, Sequence[Quad]]


def source_of_graph(name: str) -> str:
    """Return the source that a graph belongs to; a graph outside our names is one of its own.

    Raises `GraphForbiddenError` for graphs that cuibono makes itself.
    """
    if name in (Graph.INFERRED.value, Graph.ONTOLOGY.value):
        raise GraphForbiddenError(f"<{name}> is made by cuibono itself, and cannot be written to")
    slug, _, part = name.removeprefix(_GRAPHS).partition("/")
    if not name.startswith(_GRAPHS):
        return f"x-{hashlib.sha256(name.encode()).hexdigest()[:24]}"
    if not SLUG.fullmatch(slug) or part not in ("", "provenance"):
        raise GraphForbiddenError(
            f"<{name}> is no name of a graph here; the graphs of a source are "
            f"<{_GRAPHS}SOURCE> and <{_GRAPHS}SOURCE/provenance>"
        )
    return slug


def by_source(graphs: Graphs) -> dict[str, dict[NamedNode, Sequence[Quad]]]:
    """Group graphs by source; raises `GraphForbiddenError`."""
    grouped: dict[str, dict[NamedNode, Sequence[Quad]]] = {}
    for name, quads in graphs.items():
        grouped.setdefault(source_of_graph(name.value), {})[name] = quads
    return grouped


def merged(archive: Archive, source: str, graphs: Graphs) -> list[SourceFile]:
    """Return the files of a source once some of its graphs are as given.

    A file that says nothing else than before stays as it is to the byte; what no file says goes
    into `WRITTEN`. A source with blank nodes, which have no names to tell by, becomes one file.
    """
    kept = archive.files(source)
    wanted = {quad for quads in graphs.values() for quad in quads}
    wanted |= {q for file in kept for q in file.quads if q.graph_name not in graphs}
    if any(_has_blank_node(quad) for quad in wanted):
        return _file(wanted)
    files: list[SourceFile] = []
    left = set(wanted)
    for file in kept:
        quads = [quad for quad in file.quads if quad in wanted]
        left -= set(quads)
        if file.name == WRITTEN:
            left |= set(quads)
        elif len(quads) == len(file.quads):
            files.append(file)
        elif quads:
            files.append(_named(file.name, quads))
    return [*files, *_file(left)]


def _file(quads: Iterable[Quad]) -> list[SourceFile]:
    found = list(quads)
    return [_named(WRITTEN, found)] if found else []


def _named(name: str, quads: Sequence[Quad]) -> SourceFile:
    """Return a file with these quads, as it will be read again.

    Blank nodes are not laid out, since they may be nested to any depth.
    """
    if any(map(_has_blank_node, quads)):
        content = ox.serialize(quads, format=ox.RdfFormat.TRIG)
        assert content is not None
    else:
        content = canonical(quads).encode()
    return parse(f"{name.rpartition('.')[0]}.trig", content)


def _has_blank_node(quad: Quad) -> bool:
    terms = (quad.subject, quad.object)
    return any(isinstance(term, BlankNode | Triple) for term in terms)
