"""JSON-LD 1.1 as people write it: the published context, and a description framed by its thing."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

import pyoxigraph as ox
from pyld import (  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]
    jsonld as pyld_jsonld,
)
from pyoxigraph import Quad, RdfFormat, Triple

from cuibono.publish.description import triples_of
from cuibono.publish.vocabulary import Property, Vocabulary
from cuibono.terms import NS, PREFIXES

jsonld: Any = pyld_jsonld  # its types want more precision than JSON that was just read has
CONTEXT_PATH: Final = "/context.jsonld"
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SCHEMA_ORG: Final = {"@vocab": "https://schema.org/", "@language": "en"}
_OPTIONS: Final = {
    "graph": True,
    "omitGraph": False,
    "embed": "@once",
    "processingMode": "json-ld-1.1",
}


def context(ontology: Iterable[Quad]) -> dict[str, Any]:
    """Return the context: prefixes, and the vocabulary's properties by their local names.

    Values of object properties are IRIs. Literals keep their datatype in the document, since a
    property may have values of several (dates by year, month or day).
    """
    terms: dict[str, Any] = {"@version": 1.1, "id": "@id", "type": "@type"}
    terms |= dict(sorted(PREFIXES.items()))
    for one in Vocabulary(ontology).properties():
        terms[one.name] = _term(one)
    return {"@context": terms}


def framed(
    statements: Sequence[Quad], thing: str, published: Mapping[str, Any], address: str
) -> bytes:
    """Return a description as JSON-LD: the thing first, with what it mentions inside it.

    `published` is the context, and `address` where clients find it. What does not hang on the
    thing, such as the relations that point to it, follows in the same `@graph`.
    """
    expanded = _expanded(triples_of(statements))
    tree = _nodes(jsonld.frame(expanded, {**published, "@id": thing}, _OPTIONS))
    inside = {node["id"] for node in _walked(tree) if len(node) > 1}
    flat = _nodes(jsonld.compact(expanded, published, _OPTIONS))
    rest = [node for node in flat if node["id"] not in inside]
    document = {"@context": address, "@graph": [*tree, *rest]}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def in_schema_org(statements: Sequence[Quad], thing: str) -> bytes:
    """Return a description in the terms of schema.org as search engines read it."""
    frame = {"@context": _SCHEMA_ORG, "@id": thing}
    document = jsonld.frame(_expanded(triples_of(statements)), frame, {"omitGraph": True})
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _expanded(triples: Sequence[Triple]) -> Any:
    written = io.BytesIO()
    ox.serialize(triples, written, format=RdfFormat.JSON_LD)
    nodes: list[dict[str, Any]] = json.loads(written.getvalue())
    for node in nodes:
        if types := node.pop(_TYPE, None):
            node["@type"] = [one["@id"] for one in types]
    return nodes


def _nodes(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["@graph"]
    return found


def _walked(value: object) -> Iterator[dict[str, Any]]:
    """Yield the nodes in a document, whatever they are nested in."""
    match value:
        case list():
            for one in cast(list[object], value):
                yield from _walked(one)
        case dict():
            node = cast(dict[str, Any], value)
            if "id" in node:
                yield node
            for one in node.values():
                yield from _walked(one)
        case _:
            return


def _term(one: Property) -> dict[str, str]:
    found = {"@id": f"{NS}{one.name}"}
    return found if one.is_data else {**found, "@type": "@id"}
