"""The formats of RDF and of SPARQL results: media type, suffix, and the engine's name for each.

Media types as registered with IANA; SPARQL results as in the W3C recommendations for JSON, XML,
CSV and TSV.
"""

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pyoxigraph as ox
from pyoxigraph import QueryResultsFormat, RdfFormat

from cuibono.terms import PREFIXES


@dataclass(frozen=True, slots=True)
class Format:
    """A serialisation. `aliases` are media types that clients send for it besides its own."""

    name: str
    media_type: str
    suffix: str
    engine: RdfFormat | QueryResultsFormat
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header; text types say their character set."""
        is_text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if is_text else self.media_type

    @property
    def keeps_graphs(self) -> bool:
        """Whether named graphs survive in it."""
        return isinstance(self.engine, RdfFormat) and self.engine.supports_datasets

    @property
    def has_prefixes(self) -> bool:
        """Whether IRIs can be written short in it."""
        return self.engine in _WITH_PREFIXES


RDF_FORMATS: tuple[Format, ...] = (
    Format("turtle", "text/turtle", "ttl", RdfFormat.TURTLE, ("application/x-turtle",)),
    Format("jsonld", "application/ld+json", "jsonld", RdfFormat.JSON_LD, ("application/json",)),
    Format("ntriples", "application/n-triples", "nt", RdfFormat.N_TRIPLES, ("text/plain",)),
    Format(
        "rdfxml", "application/rdf+xml", "rdf", RdfFormat.RDF_XML, ("application/xml", "text/xml")
    ),
    Format("trig", "application/trig", "trig", RdfFormat.TRIG, ("application/x-trig",)),
    Format("nquads", "application/n-quads", "nq", RdfFormat.N_QUADS, ("text/x-nquads",)),
)

RESULT_FORMATS: tuple[Format, ...] = (
    Format(
        "json",
        "application/sparql-results+json",
        "srj",
        QueryResultsFormat.JSON,
        ("application/json",),
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        "srx",
        QueryResultsFormat.XML,
        ("application/xml", "text/xml"),
    ),
    Format("csv", "text/csv", "csv", QueryResultsFormat.CSV),
    Format("tsv", "text/tab-separated-values", "tsv", QueryResultsFormat.TSV),
)


def format_named(name: str, formats: tuple[Format, ...]) -> Format | None:
    """Return the format with this name, suffix or media type, if any."""
    return next((f for f in formats if name in (f.name, f.suffix, f.media_type, *f.aliases)), None)


_WITH_PREFIXES = (RdfFormat.TURTLE, RdfFormat.TRIG)


def serialise(
    statements: Collection[ox.Triple] | Collection[ox.Quad], sink: BinaryIO, chosen: Format
) -> None:
    """Write statements in a format of RDF, with those of our prefixes that occur in them."""
    assert isinstance(chosen.engine, RdfFormat)
    iris = {iri for statement in statements for iri in _iris(statement)}
    used = {
        prefix: namespace
        for prefix, namespace in PREFIXES.items()
        if any(iri.startswith(namespace) for iri in iris)
    }
    written = io.BytesIO()
    ox.serialize(statements, written, format=chosen.engine, prefixes=used)
    content = written.getvalue()
    sink.write(_with_sorted_prefixes(content) if chosen.engine in _WITH_PREFIXES else content)


def _with_sorted_prefixes(content: bytes) -> bytes:
    """Return Turtle or TriG with its prefixes in order; the engine writes them in any."""
    lines = content.splitlines(keepends=True)
    prefixes = [line for line in lines if line.startswith(b"@prefix ")]
    return b"".join([*sorted(prefixes), *lines[len(prefixes) :]])


def _iris(statement: ox.Triple | ox.Quad) -> Iterator[str]:
    for term in statement:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value
