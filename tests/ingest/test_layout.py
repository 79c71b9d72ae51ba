"""The canonical layout says the same, depends on nothing but the statements, and is readable."""

import random
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from cuibono.errors import DataError, DataSyntaxError
from cuibono.ingest.layout import canonical, reformat
from cuibono.terms import PREFIXES, expand
from cuibono.validation.rdflib_graphs import rdflib_graph
from cuibono.validation.scanning import blocks

IRIS = [
    *(PREFIXES[p] + local for p in ("claim", "passage", "cb") for local in ("a-1", "a-10", "a-9")),
    f"{PREFIXES['passage']}mm-1-2#selector",
    f"{PREFIXES['graph']}source/provenance",
    f"{PREFIXES['cb']}",
    f"{PREFIXES['cb']}dot.",
    f"{PREFIXES['cb']}-minus",
    f"{PREFIXES['cb']}per%20cent",
    "http://example.org/é?x=1&y=(2)#z",
    "urn:x",
    *map(expand, ("rdf:type", "rdf:first", "rdf:rest", "rdf:nil", "skos:prefLabel")),
]
nodes = st.sampled_from([NamedNode(iri) for iri in IRIS])
blanks = st.sampled_from([BlankNode(name) for name in "abcdef"])
datatypes = st.sampled_from(
    [NamedNode(expand(f"xsd:{name}")) for name in ("integer", "decimal", "double", "boolean")]
    + [NamedNode(expand("xsd:gYear")), NamedNode("urn:type")]
)
numbers = st.sampled_from(
    ["1", "01", "+1", "1.0", "1.", ".5", "-0.50", "1.0E6", "1e6", "true", "0"]
)
literals = st.one_of(
    st.builds(Literal, st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)),
    st.builds(Literal, st.text("a\"\\\n'", max_size=4), language=st.just("en")),
    st.builds(Literal, numbers, datatype=datatypes),
)
quads = st.builds(
    Quad,
    st.one_of(nodes, blanks),
    nodes,
    st.one_of(nodes, blanks, literals),
    st.one_of(st.just(DefaultGraph()), st.sampled_from([NamedNode("urn:g"), BlankNode("a")])),
)


def parse(text: str) -> list[Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.TRIG, rename_blank_nodes=True))


def same(one: Iterable[Quad], other: Iterable[Quad]) -> bool:
    datasets = [ox.Dataset(one), ox.Dataset(other)]
    for dataset in datasets:
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(datasets[0]) == set(datasets[1])


@settings(max_examples=300, deadline=None)
@given(st.lists(quads, max_size=25))
def test_it_reads_back_as_the_same_dataset(dataset: list[Quad]) -> None:
    assert same(parse(canonical(dataset)), dataset)


@settings(max_examples=200, deadline=None)
@given(st.lists(quads, max_size=25), st.randoms(use_true_random=False))
def test_it_depends_on_the_statements_only(dataset: list[Quad], order: random.Random) -> None:
    text = canonical(dataset)
    assert canonical(parse(text)) == text
    shuffled = [*dataset, *dataset]
    order.shuffle(shuffled)
    assert canonical(shuffled) == text


@settings(max_examples=200, deadline=None)
@given(st.lists(quads, max_size=25))
def test_the_scanner_reads_it_as_the_parser_does(dataset: list[Quad]) -> None:
    stated = {
        (quad.subject.value, quad.predicate.value)
        for quad in dataset
        if isinstance(quad.subject, NamedNode)
    }
    scanned = {
        (block.subject, predicate)
        for block in blocks(canonical(dataset))
        for predicate, _ in block.predicates
        if not block.subject.startswith("_:")
    }
    assert scanned == stated


EXAMPLE = """\
# Kept: what this file is.
# Also this line.

@prefix cb: <https://w3id.org/cuibono/ns#> .
@prefix actor: <https://w3id.org/cuibono/id/actor/> .
@prefix claim: <https://w3id.org/cuibono/id/claim/> .
@prefix passage: <https://w3id.org/cuibono/id/passage/> .
@prefix role: <https://w3id.org/cuibono/list/role/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

# -- claim --

claim:unrelated cb:gloss "In the default graph." .

GRAPH <https://w3id.org/cuibono/graph/source> {

# -- actor --

actor:a-group a cb:ActorGroup ;
    skos:prefLabel "A group"@en ;
    skos:altLabel "Group" , "the group" ;
    cb:date "2016"^^xsd:gYear ;
    cb:role role:lead .

# -- claim --

claim:one a cb:Claim , cb:EmpiricalClaim ;
    cb:gloss "Words with \\"quotes\\" and\\na second line."@en ;
    cb:atPassage passage:mm-9-20 , passage:mm-10-20 ;
    cb:parts ( claim:two [ cb:value 0.8 ] 5 true ) ;
    cb:reason
        "A reason that takes so much room that two of its kind do not share a line, the first"@en ,
        "A reason that takes so much room that two of its kind do not share a line, the second"@en ;
    cb:scope [
        cb:note "Something that is said about a node without a name, in place."@en ;
        cb:value 10
    ] .

# -- passage --

passage:mm-9-20 oa:hasSelector passage:mm-9-20\\#selector .
passage:mm-10-20 oa:hasSelector passage:mm-10-20\\#selector .

# -- other --

<http://example.org/thing> cb:shared _:b1 .
role:lead cb:shared _:b1 .
_:b1 cb:sharedWith role:host , role:lead .

}
"""


def test_the_layout_is_readable() -> None:
    assert reformat("a.trig", EXAMPLE.encode()) == EXAMPLE


def test_what_is_written_in_another_way_gets_the_layout() -> None:
    content = b"""# Kept.
    prefix x: <https://w3id.org/cuibono/id/claim/> base <https://w3id.org/cuibono/>
    x:b <ns#gloss> 'B' . x:a <ns#gloss> "A" ; a <ns#Claim>, <ns#Claim>.\r\n"""
    assert (
        reformat("a.ttl", content)
        == """\
# Kept.

@prefix cb: <https://w3id.org/cuibono/ns#> .
@prefix claim: <https://w3id.org/cuibono/id/claim/> .

# -- claim --

claim:a a cb:Claim ;
    cb:gloss "A" .

claim:b cb:gloss "B" .
"""
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_another_parser_reads_the_same() -> None:
    """The escapes and short forms are those of the standard, not of one parser."""
    graph = f"{PREFIXES['graph']}source"
    triples = [q.triple for q in parse(EXAMPLE) if q.graph_name == NamedNode(graph)]
    read = rdflib.Dataset().parse(data=EXAMPLE, format="trig").graph(graph)
    assert len(read) == len(triples)
    assert rdflib.compare.isomorphic(read, rdflib_graph(triples))


def test_turtle_stays_turtle() -> None:
    text = reformat("a.ttl", b"<urn:a> <urn:p> 1.0 , 01 , 'x' .")
    assert text == (
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n"
        '<urn:a> <urn:p> "01"^^xsd:integer , 1.0 , "x" .\n'
    )


@pytest.mark.parametrize("content", ["", "# Only a comment.\n", "@prefix a: <urn:a> ."])
def test_a_file_without_statements_keeps_its_comment(content: str) -> None:
    assert reformat("a.trig", content.encode()).strip() == content.partition("@")[0].strip()


def test_a_comment_further_down_is_not_lost() -> None:
    content = b"# Top.\n<urn:a> <urn:p> 1 . # why\n<urn:b> <urn:p> 2 .\n# end"
    with pytest.raises(DataError, match=r"a\.ttl, line 2: .* and 1 more") as fault:
        reformat("a.ttl", content)
    assert "--drop-comments" in fault.value.detail
    text = reformat("a.ttl", content, drop_comments=True)
    assert text == "# Top.\n\n<urn:a> <urn:p> 1 .\n<urn:b> <urn:p> 2 .\n"


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(DataSyntaxError, match="line 1"):
        reformat("a.ttl", b"<urn:a> <urn:p>")


def test_deep_nesting_and_circles_are_written_with_labels() -> None:
    deep = "[] <urn:p> " + "[ <urn:p> " * 60 + "1" + " ]" * 60 + " ."
    assert same(parse(canonical(parse(deep))), parse(deep))
    circle = "_:a <urn:p> _:b . _:b <urn:p> _:c . _:c <urn:p> _:b . _:d <urn:p> _:d ."
    assert same(parse(canonical(parse(circle))), parse(circle))


def test_long_lists_are_written_as_lists() -> None:
    items = " ".join(f"<urn:{i}>" for i in range(5000))
    text = canonical(parse(f"<urn:s> <urn:p> ( {items} ) ."))
    assert "_:" not in text
    assert text.count("\n") == 5002
    assert same(parse(text), parse(f"<urn:s> <urn:p> ( {items} ) ."))
