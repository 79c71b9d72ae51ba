"""Traces as files: for people, for linked data, for network tools."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from cuibono.analysis.model import Statement, Thing
from cuibono.analysis.trace_model import Trace
from cuibono.analysis.trace_text import trace_text
from cuibono.publish.description import encode
from cuibono.publish.traces.drawing import drawing
from cuibono.publish.traces.graph import trace_graph
from cuibono.publish.traces.graphml import graphml
from cuibono.publish.traces.provenance import provenance
from cuibono.store import RDF_FORMATS
from cuibono.store.formats import format_named

__all__ = [
    "DEPTH",
    "MEDIA_TYPES",
    "TraceFormat",
    "provenance",
    "trace_graph",
    "traced",
]


class TraceFormat(StrEnum):
    """The formats of a trace."""

    TREE = "tree"
    JSON = "json"
    JSONLD = "jsonld"
    TTL = "ttl"
    SVG = "svg"
    GRAPHML = "graphml"


DEPTH: Final = 2
"""How many arguments deep tree and drawing go where nothing is said."""
MEDIA_TYPES: Final[Mapping[TraceFormat, str]] = {
    TraceFormat.JSON: "application/json",
    TraceFormat.JSONLD: "application/ld+json",
    TraceFormat.TTL: "text/turtle; charset=utf-8",
    TraceFormat.SVG: "image/svg+xml",
    TraceFormat.GRAPHML: "application/graphml+xml",
    TraceFormat.TREE: "text/plain; charset=utf-8",
}
"""The media type of each, the first being what a client gets that does not mind."""


def traced(
    trace: Trace,
    form: TraceFormat,
    link: Callable[[Thing | Statement], str] = lambda one: one.iri,
    depth: int = DEPTH,
) -> bytes:
    """Return a trace in a format.

    `depth` is how many arguments deep the tree and the drawing go; the other formats are whole.
    `link` gives the addresses that a drawing leads to.
    """
    match form:
        case TraceFormat.JSON:
            return trace.model_dump_json().encode()
        case TraceFormat.TREE:
            return trace_text(trace, depth).encode()
        case TraceFormat.SVG:
            return drawing(trace, link, depth).encode()
        case TraceFormat.GRAPHML:
            return graphml(trace_graph(trace)).encode()
        case TraceFormat.JSONLD | TraceFormat.TTL:
            chosen = format_named(form, RDF_FORMATS)
            assert chosen
            return encode(provenance(trace), chosen)
