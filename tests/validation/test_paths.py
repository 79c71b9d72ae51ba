"""Property paths survive being read, told and written."""

import pyoxigraph as ox
import pytest

from cuibono.terms import term
from cuibono.validation.paths import first_predicate, path_text, read_path, write_path
from cuibono.validation.triples import Triples

HEAD = """
@prefix cb: <https://w3id.org/cuibono/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""

CASES = [
    ("cb:speaker", "cb:speaker", "cb:speaker"),
    ("( cb:attributes cb:speaker )", "cb:attributes/cb:speaker", "cb:attributes"),
    ("[ sh:inversePath cb:speaker ]", "^cb:speaker", None),
    ("[ sh:alternativePath ( cb:date cb:endDate ) ]", "cb:date|cb:endDate", "cb:date"),
    ("[ sh:zeroOrMorePath cb:partOf ]", "cb:partOf*", "cb:partOf"),
    ("[ sh:zeroOrOnePath cb:partOf ]", "cb:partOf?", "cb:partOf"),
    (
        "( [ sh:oneOrMorePath ( [ sh:inversePath cb:supportTarget ] cb:linkSource ) ] cb:date )",
        "(^cb:supportTarget/cb:linkSource)+/cb:date",
        None,
    ),
    (
        "( [ sh:alternativePath ( cb:date ( cb:partOf cb:date ) ) ] cb:gloss )",
        "(cb:date|(cb:partOf/cb:date))/cb:gloss",
        "cb:date",
    ),
]


def triples_of(text: str) -> Triples:
    quads = ox.parse(f"{HEAD}<urn:s> sh:path {text} .", format=ox.RdfFormat.TURTLE)
    return Triples(quad.triple for quad in quads)


@pytest.mark.parametrize(("turtle", "text", "first"), CASES)
def test_a_path_is_read_told_and_written(turtle: str, text: str, first: str | None) -> None:
    triples = triples_of(turtle)
    node = triples.value(ox.NamedNode("urn:s"), term("sh:path"))
    assert node is not None
    path = read_path(triples, node)
    assert path is not None
    assert path_text(path) == text
    assert first_predicate(path) == (term(first) if first else None)
    head, written = write_path(path)
    assert read_path(Triples(written), head) == path


def test_a_node_that_is_no_path_is_none() -> None:
    assert read_path(Triples([]), ox.BlankNode()) is None
