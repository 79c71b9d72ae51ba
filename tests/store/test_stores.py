"""What every store does, the embedded one and each engine alike."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from cuibono.bench.peers import PEERS, Fuseki, Peer
from cuibono.errors import CuibonoError, QuerySyntaxError, StoreBusyError, StoreError
from cuibono.settings import Settings
from cuibono.store import Store, open_store
from cuibono.terms import term

from .conftest import Start

G, H, P, S = (NamedNode(f"urn:x-test:{name}") for name in "ghps")


def quads(*values: str, graph: NamedNode = G) -> list[Quad]:
    return [Quad(NamedNode(f"urn:{v}"), P, Literal(v, language="en"), graph) for v in values]


def values(store: Store, graph: NamedNode = G) -> set[str]:
    rows = store.current().select(f"SELECT ?o WHERE {{ GRAPH {graph} {{ ?s {P} ?o }} }}")
    return {str(getattr(row["o"], "value", None)) for row in rows}


STORES: dict[str, Peer | None] = {
    "embedded": None,
    **PEERS,
    "fuseki, each query naming all graphs": Fuseki(is_union=False),
}


@pytest.fixture(scope="module", params=STORES.values(), ids=list(STORES))
def opened(
    request: pytest.FixtureRequest, start: Start, tmp_path_factory: pytest.TempPathFactory
) -> Store:
    if request.param is None:
        return open_store(Settings(data=tmp_path_factory.mktemp("embedded") / "data"))
    return start(request.param).store()


@pytest.fixture
def store(opened: Store) -> Store:
    with opened.writing() as writer:
        writer.replace({G: quads("a", "b"), H: quads("x", graph=H)})
    return opened


def test_an_empty_store_says_how_to_fill_it(opened: Store) -> None:
    # The first test of the module: nothing was written yet.
    assert opened.is_empty()
    with pytest.raises(StoreError, match="cuibono load"):
        opened.current()
    with opened.writing() as writer:
        writer.ask("ASK {}")
    assert opened.is_empty(), "a look is no write"


def test_replacing_a_graph_leaves_the_others(store: Store) -> None:
    with store.writing() as writer:
        writer.replace({G: quads("b", "c")})
    assert values(store) == {"b", "c"}
    assert values(store, H) == {"x"}


def test_a_graph_can_be_emptied(store: Store) -> None:
    with store.writing() as writer:
        writer.replace({G: []})
    assert values(store) == set()
    assert values(store, H) == {"x"}


def test_a_writer_reads_what_it_has_written(store: Store) -> None:
    with store.writing() as writer:
        writer.replace({G: quads("new")})
        assert writer.ask(f"ASK {{ <urn:new> {P} ?o }}")
        writer.update(f"DELETE WHERE {{ GRAPH {G} {{ <urn:new> {P} ?o }} }}")
        assert not writer.ask(f"ASK {{ <urn:new> {P} ?o }}")
    assert values(store) == set()


def test_an_update_with_conditions_is_carried_out(store: Store) -> None:
    with store.writing() as writer:
        writer.update(
            f"INSERT {{ GRAPH {H} {{ ?s {S} ?o }} }} WHERE {{ GRAPH ?g {{ ?s {P} ?o }} "
            f"FILTER NOT EXISTS {{ GRAPH ?h {{ ?s {S} ?o }} }} FILTER(?g = {G}) }}"
        )
    rows = store.current().select(f"SELECT ?o {{ GRAPH {H} {{ ?s {S} ?o }} }} ORDER BY ?o")
    assert [str(row["o"]) for row in rows] == ['"a"@en', '"b"@en']


def test_each_write_gives_the_store_another_name_and_nothing_else_does(store: Store) -> None:
    before = store.current().id
    with store.writing() as writer:
        writer.ask("ASK {}")
    assert store.current().id == before
    with store.writing() as writer:
        writer.replace({G: quads("z")})
    after = store.current().id
    assert after != before
    assert store.current().id == after


def test_a_second_writer_is_told_to_wait(store: Store) -> None:
    with (
        store.writing(),
        pytest.raises(StoreBusyError, match="another process"),
        store.writing(),
    ):
        pass


def test_the_default_graph_is_the_union_of_all_and_graph_tells_them_apart(store: Store) -> None:
    rows = store.current().select(f"SELECT DISTINCT ?s {{ ?s {P} ?o }} ORDER BY ?s")
    assert [str(row["s"]) for row in rows] == ["<urn:a>", "<urn:b>", "<urn:x>"]
    rows = store.current().select(
        f"SELECT DISTINCT ?g {{ <urn:a> {P} ?o . GRAPH ?g {{ ?x {P} 'x'@en }} }}"
    )
    assert [str(row["g"]) for row in rows] == [str(H)]


TERMS = [
    Literal('a "quote"\nand \\ a backslash, \ttab, ünïcödé 漢字 😀', language="en"),
    Literal("x", language="en-gb"),
    Literal(""),
    Literal("plain"),
    Literal(7),
    Literal("2.5", datatype=term("xsd:decimal")),
    Literal(True),
    Literal(False),
    Literal("2016-09-04", datatype=term("xsd:date")),
    Literal("2016-09", datatype=term("xsd:gYearMonth")),
    Literal("2016", datatype=term("xsd:gYear")),
    Literal("2016-09-04T10:00:00Z", datatype=term("xsd:dateTime")),
    Literal("https://example.org/a?b=c#d", datatype=term("xsd:anyURI")),
    NamedNode("https://example.org/ü/%20?a=b&c=d#e"),
]


@pytest.mark.parametrize("value", TERMS, ids=str)
def test_terms_survive_as_they_are(store: Store, value: NamedNode | Literal) -> None:
    with store.writing() as writer:
        writer.replace({G: [Quad(S, P, value, G)]})
    current = store.current()
    assert current.select(f"SELECT ?o {{ GRAPH {G} {{ {S} ?p ?o }} }}") == [{"o": value}]
    assert current.construct(f"CONSTRUCT WHERE {{ {S} {P} ?o }}") == [Triple(S, P, value)]
    assert current.ask(f"ASK {{ {S} {P} {value} }}")


def test_blank_nodes_hold_a_graph_together(store: Store) -> None:
    one, two = BlankNode("one"), BlankNode("two")
    with store.writing() as writer:
        writer.replace({G: [Quad(one, P, two, G), Quad(two, P, Literal("end"), G)]})
    (row,) = store.current().select(f"SELECT * {{ GRAPH {G} {{ ?a {P} ?b . ?b {P} ?end }} }}")
    assert isinstance(row["a"], BlankNode)
    assert row["end"] == Literal("end")


def test_unbound_variables_are_left_out(store: Store) -> None:
    rows = store.current().select(
        f"SELECT ?s ?none {{ GRAPH {G} {{ ?s {P} 'a'@en OPTIONAL {{ ?s {S} ?none }} }} }}"
    )
    assert [set(row) for row in rows] == [{"s"}]


def test_construct_gives_each_triple_once(store: Store) -> None:
    with store.writing() as writer:
        writer.replace({H: quads("a", graph=H)})
    triples = store.current().construct(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?p = {P}) }}"
    )
    assert len(triples) == len(set(triples)) == 2


def test_a_broken_query_is_told(store: Store) -> None:
    with pytest.raises(QuerySyntaxError, match=r"\w"):
        store.current().select("SELECT nonsense")


def test_an_update_that_cannot_be_read_changes_nothing(store: Store) -> None:
    def write() -> None:
        with store.writing() as writer:
            writer.update(f"CLEAR GRAPH {G} ; INSERT nonsense")

    with pytest.raises((CuibonoError, SyntaxError)):
        write()
    assert values(store) == {"a", "b"}
