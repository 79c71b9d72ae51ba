"""The namespaces and IRIs of cuibono; `tests/test_terms.py` holds them to `ontology/`."""

import re
from typing import Final

from pyoxigraph import NamedNode

BASE: Final = "https://w3id.org/cuibono/"
NS: Final = f"{BASE}ns#"
ONTOLOGY: Final = f"{BASE}ns"

KINDS: Final = (
    "actor",
    "document",
    "claim",
    "evidence",
    "policy",
    "barrier",
    "category",
    "place",
    "event",
    "platform",
    "utterance",
    "link",
    "promotion",
    "opposition",
    "membership",
    "backing",
    "interest",
    "funding",
    "limitation",
    "assessment",
    "text",
    "passage",
    "search",
    "activity",
    "guideline",
)

STATEMENTS: Final = frozenset(
    (
        "utterance",
        "link",
        "promotion",
        "opposition",
        "membership",
        "backing",
        "interest",
        "funding",
        "assessment",
    )
)
"""The kinds of things that are statements: relations with a passage of their own."""

LISTS: Final = (
    "absence",
    "access",
    "aspect",
    "basis",
    "bound",
    "denominator",
    "direction",
    "directness",
    "fit",
    "limitation-kind",
    "measure",
    "mismatch",
    "modality",
    "normalisation",
    "role",
)

_EXTERNAL: Final = {
    "bibo": "http://purl.org/ontology/bibo/",
    "currency": "http://qudt.org/vocab/currency/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "unit": "http://qudt.org/vocab/unit/",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

PREFIXES: Final[dict[str, str]] = (
    {"cb": NS, "graph": f"{BASE}graph/", "shape": f"{BASE}shape/"}
    | {kind: f"{BASE}id/{kind}/" for kind in KINDS}
    | {name: f"{BASE}list/{name}/" for name in LISTS}
    | _EXTERNAL
)
"""The prefixes that every file, answer and page uses, so that diffs and examples stay alike."""

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Graph:
    """The IRIs of the named graphs that are not a source's own."""

    REGISTRY: Final = NamedNode(f"{BASE}graph/registry")
    ONTOLOGY: Final = NamedNode(f"{BASE}graph/ontology")
    INFERRED: Final = NamedNode(f"{BASE}graph/inferred")


def expand(name: str) -> str:
    """Return the IRI of a prefixed name (`cb:Claim`) or of an IRI given as it is.

    Raises `ValueError` for an unknown prefix.
    """
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    if colon and local.startswith("//"):
        return name
    raise ValueError(f"{name!r} is neither an IRI nor a name with a known prefix")


def term(name: str) -> NamedNode:
    """Return the RDF term of a prefixed name such as `cb:Claim`."""
    return NamedNode(expand(name))


def iri(kind: str, slug: str) -> str:
    """Return the IRI of a thing, `…/id/{kind}/{slug}`; raises `ValueError` when ill-formed."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of thing; kinds are {', '.join(KINDS)}")
    if not SLUG.fullmatch(slug):
        raise ValueError(f"{slug!r} is not a slug: lower-case ASCII letters, digits and hyphens")
    return f"{BASE}id/{kind}/{slug}"


def kind_and_slug(value: str) -> tuple[str, str] | None:
    """Return the kind and slug in the IRI of a thing, or None for any other IRI."""
    kind, _, slug = value.removeprefix(f"{BASE}id/").partition("/")
    is_thing = value.startswith(f"{BASE}id/") and kind in KINDS and SLUG.fullmatch(slug)
    return (kind, slug) if is_thing else None


def compact(value: str) -> str:
    """Return the prefixed name of an IRI, or the IRI where no prefix fits."""
    fitting = [(p, ns) for p, ns in PREFIXES.items() if value.startswith(ns)]
    for prefix, namespace in sorted(fitting, key=lambda item: -len(item[1])):
        local = value.removeprefix(namespace)
        if re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?", local):
            return f"{prefix}:{local}"
    return value
