"""The service's description of itself (SPARQL 1.1 Service Description)."""

from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from cuibono.settings import Settings
from cuibono.store import RDF_FORMATS, RESULT_FORMATS
from cuibono.terms import BASE, Graph, term
from cuibono.web.service import Service
from cuibono.web.sparql_request import LONGEST

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_OWL: Final = "http://www.w3.org/ns/entailment/OWL-RDF-Based"
_OWL_RL: Final = "http://www.w3.org/ns/owl-profile/RL"
_GEO: Final = """
area asGeoJSON centroid convexHull coordinateDimension difference dimension distance ehContains
ehCoveredBy ehCovers ehDisjoint ehEquals ehInside ehMeet ehOverlap envelope getSRID
intersection isEmpty isSimple length perimeter relate sfContains sfCrosses sfDisjoint sfEquals
sfIntersects sfOverlaps sfTouches sfWithin spatialDimension symDifference
"""
_FUNCTIONS: Final = tuple(
    NamedNode(f"http://www.opengis.net/def/function/geosparql/{name}") for name in _GEO.split()
)
"""Functions that the engine has beyond those of SPARQL 1.1; a test calls each."""

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
    subject = NamedNode(address)
    parts = ("data", "union", "inferred")
    dataset, union, inferred = (NamedNode(f"{address}#{part}") for part in parts)
    statements: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (subject, term("rdf:type"), _sd("Service")),
        (subject, _sd("endpoint"), subject),
        (subject, _sd("supportedLanguage"), _sd("SPARQL10Query")),
        (subject, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        (subject, _sd("feature"), _sd("UnionDefaultGraph")),
        (subject, _sd("defaultDataset"), dataset),
        (dataset, term("rdf:type"), _sd("Dataset")),
        (dataset, _sd("defaultGraph"), union),
        (union, term("rdf:type"), _sd("Graph")),
        (dataset, _sd("namedGraph"), inferred),
        (inferred, term("rdf:type"), _sd("NamedGraph")),
        (inferred, _sd("name"), Graph.INFERRED),
        (inferred, _sd("entailmentRegime"), NamedNode(_OWL)),
        (inferred, _sd("supportedEntailmentProfile"), NamedNode(_OWL_RL)),
        (subject, term("rdfs:comment"), Literal(_in_words(service.settings), language="en")),
        *((subject, _sd("extensionFunction"), function) for function in _FUNCTIONS),
        *((function, term("rdf:type"), _sd("Function")) for function in _FUNCTIONS),
        *(
            (subject, _sd("resultFormat"), NamedNode(_FORMATS + _FORMAT_NAMES[form.name]))
            for form in (*RESULT_FORMATS, *RDF_FORMATS)
        ),
        *_update_service(service, address, dataset),
    ]
    return [Quad(*statement) for statement in statements]


def _in_words(settings: Settings) -> str:
    """Return the dataset and the limits in words: the vocabulary has no terms for them."""
    return (
        "The default graph is the union of all named graphs, inferences included; "
        f"inferences stand in the graph {Graph.INFERRED.value}, and the parameter inferred=false "
        "leaves it out of the dataset. "
        f"A query may take {settings.query_seconds:g} seconds (query_seconds) and "
        f"{settings.query_megabytes} MiB of memory (query_megabytes); an answer may have "
        f"{settings.answer_megabytes} MiB (answer_megabytes) and must be received within "
        f"{settings.send_seconds:g} seconds (send_seconds); one that goes past a limit while it is "
        "sent is broken off without its end. "
        f"{settings.readers} queries are begun at once, {settings.slow_readers} long ones go on "
        f"besides, {settings.queue} wait; one more gets status 503. A query has at most "
        f"{LONGEST >> 20} MiB. Relative IRIs are relative to {BASE}. SERVICE is switched off."
    )


def _update_service(
    service: Service, address: str, dataset: NamedNode
) -> list[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    """Return the description of the update service, where anybody may write at all."""
    if not service.tokens.has_any:
        return []
    subject = NamedNode(f"{address.removesuffix('/sparql')}/update")
    allowed = ", ".join(service.settings.allowed_addresses) or "none"
    comment = (
        "Updates need a bearer token and pass the gate. They write to named graphs; in their "
        f"patterns the default graph is empty unless USING names one. LOAD reads from: {allowed}."
    )
    return [
        (subject, term("rdf:type"), _sd("Service")),
        (subject, _sd("endpoint"), subject),
        (subject, _sd("supportedLanguage"), _sd("SPARQL11Update")),
        (subject, _sd("defaultDataset"), dataset),
        (subject, term("rdfs:comment"), Literal(comment, language="en")),
    ]


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
