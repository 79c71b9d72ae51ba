"""What an operator looks at: readiness, figures, and the disk that snapshots hold."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from cuibono.app import create_app
from cuibono.settings import Settings

HEADERS = {"authorization": "Bearer secret", "content-type": "text/turtle"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(data=tmp_path, token=SecretStr("secret"))
    with TestClient(create_app(settings)) as client:
        yield client


def figures(client: TestClient) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.split() for line in lines)}


def test_figures_count_what_was_done(client: TestClient) -> None:
    assert client.get("/health/ready").status_code == 503
    for value in (1, 2):
        body = f"<urn:a> <urn:b> {value} ."
        assert client.put("/store?graph=urn:g", content=body, headers=HEADERS).status_code < 300
    for _ in range(2):
        client.get("/sparql", params={"query": "SELECT (RAND() AS ?x) {}"})
    found = figures(client)
    assert found["cuibono_writes_total"] == 2
    assert found["cuibono_queries_total"] == 2
    assert found["cuibono_queries_waiting"] == 0
    assert found["cuibono_snapshots"] >= 1


def test_disk_held_by_snapshots_is_told_and_given_back(client: TestClient) -> None:
    body = " ".join(f"<urn:{i}> <urn:b> '{'x' * 200}' ." for i in range(500))
    assert client.put("/store?graph=urn:g", content=body, headers=HEADERS).status_code == 201
    ready = client.get("/health/ready").json()
    assert ready["status"] == "ready"
    assert ready["snapshots"] >= 1
    assert ready["held_bytes"] >= 0


def test_what_tells_of_the_moment_is_never_kept(client: TestClient) -> None:
    body = "<urn:a> <urn:b> 1 ."
    assert client.put("/store?graph=urn:g", content=body, headers=HEADERS).status_code == 201
    for path in ("/health/live", "/health/ready", "/metrics"):
        assert client.get(path).headers["cache-control"] == "no-store"
    for number in range(4):
        client.get("/sparql", params={"query": f"SELECT (RAND() AS ?x) {{}} #{number}"})
        assert figures(client)["cuibono_queries_total"] == number + 1
