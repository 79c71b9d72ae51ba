"""A service with two small graphs, to hold to the letter of the protocols.

`urn:g` says that `urn:a` is 1, `urn:h` that `urn:a` is 2 and `urn:b` is 3; nothing else is there
but the vocabulary and what follows from it. `fresh` may be written to.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from cuibono.app import create_app
from cuibono.settings import Settings

TOKEN = {"authorization": "Bearer secret"}
GRAPHS = {
    "urn:g": "<urn:a> <urn:is> 1 .",
    "urn:h": "<urn:a> <urn:is> 2 . <urn:b> <urn:is> 3 .",
}


def started(folder: Path) -> TestClient:
    settings = Settings(data=folder, token=SecretStr("secret"), query_seconds=5)
    return TestClient(create_app(settings), follow_redirects=False)


def fill(client: TestClient) -> None:
    """Bring the two graphs to what they should be, by one write."""
    data = " ".join(f"GRAPH <{name}> {{ {content} }}" for name, content in GRAPHS.items())
    drops = " ".join(f"DROP SILENT GRAPH <{name}> ;" for name in GRAPHS)
    update = f"{drops} INSERT DATA {{ {data} }}"
    answer = client.post("/update", data={"update": update}, headers=TOKEN)
    assert answer.status_code == 204, answer.text


def is_filled(client: TestClient) -> bool:
    query = (
        "SELECT (COUNT(*) AS ?n) (SUM(?v) AS ?sum) "
        "{ GRAPH ?g { ?s <urn:is> ?v } FILTER(?g IN (<urn:g>, <urn:h>)) }"
    )
    answer = client.get("/sparql", params={"query": query, "format": "csv"})
    return answer.status_code == 200 and answer.text.split() == ["n,sum", "3,6"]


@pytest.fixture(scope="package")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with started(tmp_path_factory.mktemp("protocol")) as client:
        fill(client)
        yield client


@pytest.fixture(scope="module")
def _writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:  # pyright: ignore[reportUnusedFunction]
    with started(tmp_path_factory.mktemp("writable")) as client:
        yield client


@pytest.fixture
def fresh(_writable: TestClient) -> TestClient:
    """A service that the test may write to; the two graphs are as above at its beginning."""
    if not is_filled(_writable):
        fill(_writable)
    _writable.headers.update(TOKEN)
    return _writable
