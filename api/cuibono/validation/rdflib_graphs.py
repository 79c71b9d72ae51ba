"""Between pyoxigraph's terms and rdflib's, for pyshacl."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuibono.terms import PREFIXES
from cuibono.validation.triples import Statement

if TYPE_CHECKING:
    import rdflib

_STRING = f"{PREFIXES['xsd']}string"


def rdflib_graph(triples: Iterable[Statement]) -> "rdflib.Graph":
    """Return a graph of rdflib with these triples.

    Strings get no datatype and no literal is normalised, in shapes and data alike: else `sh:in`
    and `sh:hasValue` compare unequal what is equal, or the reverse (`test_engines.py`).
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for triple in triples:
        terms = (triple.subject, triple.predicate, triple.object)
        subject, predicate, value = map(_to_rdflib, terms)
        graph.add((subject, predicate, value))
    return graph


def _to_rdflib(value: object) -> Any:
    import rdflib

    if isinstance(value, NamedNode):
        return rdflib.URIRef(value.value)
    if isinstance(value, BlankNode):
        return rdflib.BNode(value.value)
    assert isinstance(value, Literal), "triple terms are refused when files are read"
    is_plain = value.language is not None or value.datatype.value == _STRING
    datatype = None if is_plain else rdflib.URIRef(value.datatype.value)
    return rdflib.Literal(value.value, lang=value.language, datatype=datatype, normalize=False)


def from_rdflib(graph: "rdflib.Graph") -> Iterator[Triple]:
    """Yield the triples of a graph of rdflib."""
    for subject, predicate, value in graph:
        yield Triple(_from_rdflib(subject), _from_rdflib(predicate), _from_rdflib(value))


def _from_rdflib(value: object) -> Any:
    import rdflib

    if isinstance(value, rdflib.URIRef):
        return NamedNode(str(value))
    if isinstance(value, rdflib.BNode):
        return BlankNode(str(value))
    assert isinstance(value, rdflib.Literal)
    if value.language:
        return Literal(str(value), language=value.language)
    return Literal(str(value), datatype=NamedNode(str(value.datatype or _STRING)))
