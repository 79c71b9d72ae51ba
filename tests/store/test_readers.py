"""Queries from outside: answered by processes that can be killed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from cuibono.errors import CallError, NotAcceptableError, QueryFailedError, QuerySyntaxError
from cuibono.store import (
    RDF_FORMATS,
    RESULT_FORMATS,
    Capacity,
    EmbeddedStore,
    QueryLimits,
    ReaderPool,
)

GRAPH = NamedNode("urn:g")
LIMITS = QueryLimits(seconds=2, memory_bytes=1 << 30, answer_bytes=1 << 20)
JSON, TURTLE = RESULT_FORMATS[0], RDF_FORMATS[0]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    store = EmbeddedStore(tmp_path_factory.mktemp("readers"))
    p = NamedNode("urn:p")
    with store.writing() as writer:
        writer.replace(
            {GRAPH: [Quad(NamedNode(f"urn:{i}"), p, Literal(str(i)), GRAPH) for i in range(3000)]}
        )
    return store


@dataclass(frozen=True)
class Read:
    """An answer, read whole."""

    body: bytes
    media_type: str
    snapshot: str


async def ask(pool: ReaderPool, text: str, **how: Any) -> Read:
    formats: dict[str, Any] = {"results": JSON, "rdf": TURTLE}
    answer = await pool.query(text, **(formats | how))
    return Read(await answer.read(), answer.media_type, answer.snapshot)


def run(
    store: EmbeddedStore,
    work: Callable[[ReaderPool], Awaitable[Read]],
    limits: QueryLimits = LIMITS,
    capacity: Capacity | None = None,
) -> Read:
    async def session() -> Read:
        pool = ReaderPool(store, limits, capacity)
        try:
            await pool.open()
            return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(session())


def query(store: EmbeddedStore, text: str) -> Read:
    return run(store, lambda pool: ask(pool, text))


def test_a_table_and_a_graph_come_in_their_formats(store: EmbeddedStore) -> None:
    table = query(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert table.media_type == "application/sparql-results+json"
    assert b'"3000"' in table.body
    graph = query(store, "CONSTRUCT WHERE { <urn:1> ?p ?o }")
    assert graph.media_type.startswith("text/turtle")
    assert b'<urn:1> <urn:p> "1"' in graph.body


@pytest.mark.parametrize(
    ("text", "fault", "words"),
    [
        ("SELECT nonsense", QuerySyntaxError, "1:"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", QuerySyntaxError, "expected"),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", CallError, "SERVICE"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", QueryFailedError, "seconds"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", QueryFailedError, "answer_megabytes"),
        (f"SELECT * {{ {'{' * 6000} ?s ?p ?o {'}' * 6000} }}", QueryFailedError, "nesting"),
        (
            "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c",
            QueryFailedError,
            "query_megabytes|seconds",
        ),
    ],
)
def test_a_query_past_a_limit_dies_alone(
    store: EmbeddedStore, text: str, fault: type[Exception], words: str
) -> None:
    async def work(pool: ReaderPool) -> Read:
        with pytest.raises(fault, match=words):
            await ask(pool, text)
        return await ask(pool, "ASK { ?s ?p ?o }")

    assert b"true" in run(store, work).body


def test_the_form_of_the_query_decides_which_format_is_needed(store: EmbeddedStore) -> None:
    def wants_only_a_graph(pool: ReaderPool) -> Awaitable[Read]:
        return ask(pool, "ASK {}", results=None)

    with pytest.raises(NotAcceptableError, match="table"):
        run(store, wants_only_a_graph)


def test_a_new_snapshot_is_answered_from(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    async def work(pool: ReaderPool) -> Read:
        for size in (1, 2):
            with store.writing() as writer:
                quads = [Quad(NamedNode(f"urn:{i}"), GRAPH, Literal(i), GRAPH) for i in range(size)]
                writer.replace({GRAPH: quads})
            answer = await ask(pool, count)
            assert f'"{size}"'.encode() in answer.body
        return answer

    assert run(store, work).snapshot == store.current().id


def test_the_dataset_can_be_chosen(store: EmbeddedStore) -> None:
    def elsewhere(pool: ReaderPool) -> Awaitable[Read]:
        return ask(pool, "ASK { ?s ?p ?o }", default_graphs=["urn:nowhere"])

    assert b"false" in run(store, elsewhere).body
