"""The description of a thing: its statements, the relations it takes part in, and labels."""

import difflib
import io
from collections.abc import Iterable, Sequence
from typing import Final

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, Triple

from cuibono.questions import Catalogue
from cuibono.store import Format, Snapshot, quads
from cuibono.store.formats import serialise
from cuibono.terms import BASE

LIKE: Final = 0.6
"""How alike a slug must be to be suggested, from 0 (nothing in common) to 2 (the same)."""


def describe(snapshot: Snapshot, catalogue: Catalogue, iri: str) -> list[Quad]:
    """Return the statements that describe a thing, each in its graph; empty where there are none.

    These are its own statements, those of the relations that it takes part in, and the labels of
    what they mention.
    """
    query = catalogue.get("publish/description").bind({"thing": iri})
    found = quads(snapshot.select(query))
    return found if any(quad.subject == NamedNode(iri) for quad in found) else []


def encode(statements: Sequence[Quad], chosen: Format) -> bytes:
    """Return quads in a format; where it knows no graphs, the triples of all, each once."""
    sink = io.BytesIO()
    if chosen.keeps_graphs and chosen.name in ("trig", "nquads"):
        serialise(statements, sink, chosen)
    else:
        serialise(triples_of(statements), sink, chosen)
    return sink.getvalue()


def triples_of(statements: Iterable[Quad]) -> list[Triple]:
    """Return the triples of quads, each once."""
    return list(dict.fromkeys(quad.triple for quad in statements))


def nearest(snapshot: Snapshot, kind: str, slug: str, count: int = 5) -> list[str]:
    """Return the slugs of a kind that look most like one that is not there, the nearest first.

    Shared words count as much as alike spelling, since slugs can be long.
    """
    prefix = f"{BASE}id/{kind}/"
    rows = snapshot.select(
        "SELECT DISTINCT ?thing WHERE { ?thing a ?class . "
        f"FILTER(STRSTARTS(STR(?thing), {ox.Literal(prefix)})) }} ORDER BY ?thing"
    )
    slugs = [
        thing.value.removeprefix(prefix)
        for row in rows
        if isinstance(thing := row["thing"], NamedNode)
    ]
    words = set(slug.split("-"))
    spelling = difflib.SequenceMatcher(b=slug)

    def likeness(candidate: str) -> float:
        spelling.set_seq1(candidate)
        return spelling.ratio() + len(words & set(candidate.split("-"))) / len(words)

    near = [candidate for candidate in slugs if likeness(candidate) > LIKE]
    return sorted(near, key=likeness, reverse=True)[:count]
