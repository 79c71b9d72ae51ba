"""Nodes of a report are found again in the files, by line."""

from dataclasses import dataclass

import pyoxigraph as ox
import pytest

from cuibono.artefacts import Folder, folder
from cuibono.ingest import read_files
from cuibono.terms import BASE, expand
from cuibono.validation import Location, Locator, Shapes, report, tokens
from cuibono.validation.scanning import blocks

HEAD = """\
# A comment with claim:x a cb:Claim .
@prefix cb: <https://w3id.org/cuibono/ns#> .
PREFIX claim: <https://w3id.org/cuibono/id/claim/>
@prefix : <https://w3id.org/cuibono/id/actor/> .
"""
TRICKY = f"""{HEAD}
<{BASE}graph/g> {{
claim:one a cb:Claim ; # claim:two a cb:Claim
  cb:gloss \"\"\"words ; with "quotes" and
claim:two a cb:Claim . \"\"\"@en , 'claim:three cb:gloss' ;
  cb:x ( claim:in claim:list [ cb:inner claim:deep ] ) ; cb:y 5.5, -1e3 , true ; ;
  cb:z [ cb:inner [ cb:innermost "]" ] ; cb:other "." ]
    , claim:later .
  :slug.with.dots cb:p claim:passage\\#selector.
  claim:passage\\#selector cb:start 1 ;
    cb:end 2
}}
GRAPH _:g {{ _:blank cb:p :x . [ cb:q claim:no ] cb:r 3 . }}
(1 2) cb:first claim:four .
BASE <https://w3id.org/cuibono/id/>
<claim/relative> cb:p "x"^^cb:type, "a\\"b"@en-GB . <claim/umlaut-\\u00e9> cb:p <#> .
claim:one cb:note "again" .
"""


@dataclass(frozen=True)
class File:
    path: str
    content: bytes


def locator(text: str, name: str = "a.trig") -> Locator:
    return Locator([File(name, text.encode())])


def test_the_example_is_trig() -> None:
    assert list(ox.parse(TRICKY, format=ox.RdfFormat.TRIG))


@pytest.mark.parametrize(
    ("subject", "predicate", "line"),
    [
        ("claim:one", None, 7),
        ("claim:one", "rdf:type", 7),
        ("claim:one", "cb:gloss", 8),
        ("claim:one", "cb:x", 10),
        ("claim:one", "cb:z", 11),
        ("claim:one", "cb:note", 21),
        ("claim:one", "cb:unknown", 7),
        ("actor:slug.with.dots", "cb:p", 13),
        ("claim:relative", "cb:p", 20),
    ],
)
def test_lines_are_those_of_the_subject_or_property(
    subject: str, predicate: str | None, line: int
) -> None:
    found = locator(TRICKY).locate(expand(subject), predicate and expand(predicate))
    assert found == Location("a.trig", line)


def test_escapes_are_read() -> None:
    found = locator(TRICKY)
    selector = f"{BASE}id/claim/passage#selector"
    assert found.locate(selector) == Location("a.trig", 14)
    assert found.locate(selector, expand("cb:end")) == Location("a.trig", 15)
    assert found.locate(f"{BASE}id/claim/umlaut-é") == Location("a.trig", 20)


@pytest.mark.parametrize("name", ["two", "three", "in", "list", "deep", "later", "no", "four"])
def test_what_is_only_mentioned_has_no_place(name: str) -> None:
    assert locator(TRICKY).locate(expand(f"claim:{name}")) is None


def test_the_place_is_where_most_is_said() -> None:
    files = [
        File("registry.trig", b"<urn:a> <urn:label> 1 ."),
        File("section.trig", b"\n<urn:a> <urn:p> 1 ; <urn:q> 2 ."),
    ]
    assert Locator(files).locate("urn:a") == Location("section.trig", 2)
    assert Locator(files).locate("urn:a", "urn:label") == Location("registry.trig", 1)


def test_other_formats_are_searched() -> None:
    text = '[\n {"@id": "urn:a", "urn:p": 1}\n]'
    assert locator(text, "a.jsonld").locate("urn:a") == Location("a.jsonld", 2)
    assert locator(text, "a.jsonld").locate("urn:b") is None


@pytest.mark.parametrize("suffix", ["nt", "nq", "ttl", "trig"])
def test_every_format_of_lines_is_scanned(suffix: str) -> None:
    form = ox.RdfFormat.from_extension(suffix)
    assert form
    quads = [ox.Quad(ox.NamedNode(f"urn:{i}"), ox.NamedNode("urn:p"), ox.Literal(i)) for i in "ab"]
    if form.supports_datasets:
        first = quads[0]
        graph = ox.NamedNode("urn:g")
        quads.append(ox.Quad(first.subject, first.predicate, first.object, graph))
    text = ox.serialize(quads, format=form)
    assert text
    found = Locator([File(f"a.{suffix}", text)])
    assert {block.subject for block in blocks(text.decode())} == {"urn:a", "urn:b"}
    assert found.locate("urn:b", "urn:p")


def test_every_file_of_the_project_is_scanned_as_it_is_parsed() -> None:
    """Subjects with their predicates, of all files in ontology/, shapes/ and graph/."""
    folders = [folder(name) for name in (Folder.ONTOLOGY, Folder.SHAPES, Folder.GRAPH)]
    for file in read_files(folders):
        parsed = {
            (quad.subject.value, quad.predicate.value)
            for quad in file.quads
            if isinstance(quad.subject, ox.NamedNode)
        }
        scanned = {
            (block.subject, predicate)
            for block in blocks(file.content.decode())
            for predicate, _ in block.predicates
        }
        assert scanned == parsed, file.path


def test_tokens_know_comments_from_fragments_and_strings() -> None:
    text = '<urn:a#b> <urn:p> "# no" . # yes\n# too'
    assert [(t.text, t.line) for t in tokens(text) if t.kind == "comment"] == [
        ("# yes", 1),
        ("# too", 2),
    ]


def test_the_place_of_a_result_is_that_of_its_property(shapes: Shapes) -> None:
    text = f"""{HEAD}
    <{BASE}id/promotion/p> a cb:Promotion ;
      cb:promoter :a ;
      cb:role "guest" .
    """
    data = list(ox.parse(text, format=ox.RdfFormat.TRIG))
    lines = {str(locator(text).of(result)) for result in report(data, shapes).results}
    assert lines == {"a.trig:6", "a.trig:8"}
