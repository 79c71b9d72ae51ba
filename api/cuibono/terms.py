"""The namespaces and IRIs of cuibono; `tests/test_terms.py` holds them to `ontology/`."""

import re
from functools import lru_cache
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
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "sdo": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "unit": "http://qudt.org/vocab/unit/",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

PREFIXES: Final[dict[str, str]] = (
    {"cb": NS, "graph": f"{BASE}graph/", "shape": f"{BASE}shape/"}
    | {kind: f"{BASE}id/{kind}/" for kind in KINDS}
    | {name: f"{BASE}list/{name}/" for name in LISTS}
    | _EXTERNAL
)
"""The prefixes that every file, answer and page uses, so that diffs and examples stay alike."""

REMEMBERED: Final = 50_000
"""How many IRIs are kept as taken apart: an answer asks for the same again and again."""

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Graph:
    """The IRIs of the named graphs that are not a source's own."""

    REGISTRY: Final = NamedNode(f"{BASE}graph/registry")
    ONTOLOGY: Final = NamedNode(f"{BASE}graph/ontology")
    INFERRED: Final = NamedNode(f"{BASE}graph/inferred")


_PREFIX_OF: Final = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_LONGEST_FIRST = sorted(map(re.escape, _PREFIX_OF), key=len, reverse=True)
_COMPACT: Final = re.compile(
    rf"({'|'.join(_LONGEST_FIRST)})([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)"
)


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


@lru_cache(maxsize=1024)
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


@lru_cache(maxsize=REMEMBERED)
def kind_and_slug(value: str) -> tuple[str, str] | None:
    """Return the kind and slug in the IRI of a thing, or None for any other IRI."""
    kind, _, slug = value.removeprefix(f"{BASE}id/").partition("/")
    is_thing = value.startswith(f"{BASE}id/") and kind in KINDS and SLUG.fullmatch(slug)
    return (kind, slug) if is_thing else None


@lru_cache(maxsize=REMEMBERED)
def compact(value: str) -> str:
    """Return the prefixed name of an IRI, or the IRI where no prefix fits."""
    found = _COMPACT.fullmatch(value)
    return f"{_PREFIX_OF[found[1]]}:{found[2]}" if found else value
