"""The embedded store: atomic sources, immutable snapshots, one writer."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from cuibono.errors import QuerySyntaxError, StoreBusyError, StoreError
from cuibono.store import EmbeddedStore

G, H, P = NamedNode("urn:g"), NamedNode("urn:h"), NamedNode("urn:p")


def quads(*values: str, graph: NamedNode = G) -> list[Quad]:
    return [Quad(NamedNode(f"urn:{v}"), P, Literal(v, language="en"), graph) for v in values]


def values(store: EmbeddedStore, graph: NamedNode = G) -> set[str]:
    rows = store.current().select(f"SELECT ?o WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    return {str(getattr(row["o"], "value", None)) for row in rows}


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    store = EmbeddedStore(tmp_path / "data")
    with store.writing() as writer:
        writer.replace({G: quads("a", "b"), H: quads("x", graph=H)})
    return store


def test_a_store_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    assert store.is_empty()
    with pytest.raises(StoreError, match="cuibono load"):
        store.current()


def test_replacing_a_graph_leaves_the_others(store: EmbeddedStore) -> None:
    with store.writing() as writer:
        writer.replace({G: quads("b", "c")})
    assert values(store) == {"b", "c"}
    assert values(store, H) == {"x"}


def test_what_is_written_is_there_after_reopening(store: EmbeddedStore) -> None:
    assert values(EmbeddedStore(store.data)) == {"a", "b"}


def test_a_snapshot_never_changes_and_the_next_has_another_name(store: EmbeddedStore) -> None:
    before = store.current()
    with store.writing() as writer:
        writer.replace({G: []})
    assert len(before.select("SELECT * WHERE { GRAPH <urn:g> { ?s ?p ?o } }")) == 2
    assert values(store) == set()
    assert store.current().id != before.id


def test_readers_see_nothing_of_a_write_that_fails(store: EmbeddedStore) -> None:
    before = store.current().id

    def fail_while_writing() -> None:
        with store.writing() as writer:
            writer.replace({G: quads("z")})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_while_writing()
    assert store.current().id == before
    assert values(store) == {"a", "b"}


def test_nothing_is_published_where_nothing_was_written(store: EmbeddedStore) -> None:
    before = store.current().id
    with store.writing() as writer:
        writer.ask("ASK {}")
    assert store.current().id == before


def test_a_second_writer_is_told_to_wait(store: EmbeddedStore) -> None:
    with (
        store.writing(),
        pytest.raises(StoreBusyError, match="another process"),
        EmbeddedStore(store.data).writing(),
    ):
        pass


def test_a_snapshot_goes_when_its_last_reader_leaves(store: EmbeddedStore) -> None:
    held = EmbeddedStore(store.data).current()
    for value in "cdefg":
        with store.writing() as writer:
            writer.replace({G: quads(value)})
    assert store.snapshots.names() == [held.id, store.current().id]
    assert store.snapshots.holding().snapshots == 2
    assert len(held.select("SELECT * WHERE { GRAPH <urn:g> { ?s ?p ?o } }")) == 2
    del held
    store.snapshots.sweep()
    assert store.snapshots.names() == [store.current().id]
    assert store.snapshots.holding().held_bytes == 0
    assert values(store) == {"g"}


def test_terms_survive_as_they_are(store: EmbeddedStore) -> None:
    odd = Literal('a "quote"\nand \\ a backslash, ünïcödé', language="en")
    with store.writing() as writer:
        writer.replace({G: [Quad(NamedNode("urn:s"), P, odd, G)]})
    assert store.current().select("SELECT ?o { <urn:s> ?p ?o }") == [{"o": odd}]


def test_unbound_variables_are_left_out(store: EmbeddedStore) -> None:
    rows = store.current().select("SELECT ?a ?b { VALUES ?a { 1 } OPTIONAL { ?a ?b ?c } }")
    assert [set(row) for row in rows] == [{"a"}]


def test_a_broken_query_of_ours_is_told(store: EmbeddedStore) -> None:
    with pytest.raises(QuerySyntaxError, match="1:"):
        store.current().select("SELECT nonsense")


def test_construct_gives_each_triple_once(store: EmbeddedStore) -> None:
    with store.writing() as writer:
        writer.replace({H: [Quad(q.subject, q.predicate, q.object, H) for q in quads("a")]})
    triples = store.current().construct("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert len(triples) == len(set(triples)) == 2
    assert all(isinstance(triple, ox.Triple) for triple in triples)


def test_a_snapshot_that_is_being_made_is_not_swept(store: EmbeddedStore) -> None:
    with store.writing() as writer:
        writer.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }")
    before, being_made = store.current_name(), store.snapshots.new()
    being_made.mkdir()
    store.snapshots.sweep()
    assert store.snapshots.names() == [before, being_made.name]
    # A crash left it as it is: the next publication sweeps it away.
    with store.writing() as writer:
        writer.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 2 } }")
    assert being_made.name not in store.snapshots.names()
