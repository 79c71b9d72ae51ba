"""The service's description of itself (SPARQL 1.1 Service Description)."""

from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from cuibono.store import RDF_FORMATS, RESULT_FORMATS
from cuibono.terms import term
from cuibono.web.service import Service

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "jsonld": "JSON-LD",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "trig": "TriG",
    "nquads": "N-Quads",
}


def service_description(service: Service, address: str) -> list[Quad]:
    """Return what the query service at an address can do, and its limits."""
    subject, dataset, graph = (NamedNode(f"{address}{part}") for part in ("", "#data", "#union"))
    settings = service.settings
    comment = (
        "The default graph is the union of all named graphs, inferences included. "
        f"A query may take {settings.query_seconds:g} seconds and {settings.query_megabytes} MiB; "
        f"an answer may have {settings.answer_megabytes} MiB. SERVICE is switched off."
    )
    statements: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (subject, term("rdf:type"), _sd("Service")),
        (subject, _sd("endpoint"), subject),
        (subject, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        (subject, _sd("feature"), _sd("UnionDefaultGraph")),
        (subject, _sd("defaultDataset"), dataset),
        (dataset, term("rdf:type"), _sd("Dataset")),
        (dataset, _sd("defaultGraph"), graph),
        (graph, term("rdf:type"), _sd("Graph")),
        (subject, term("rdfs:comment"), Literal(comment, language="en")),
        *(
            (subject, _sd("resultFormat"), NamedNode(_FORMATS + _FORMAT_NAMES[form.name]))
            for form in (*RESULT_FORMATS, *RDF_FORMATS)
        ),
    ]
    return [Quad(*statement) for statement in statements]


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
