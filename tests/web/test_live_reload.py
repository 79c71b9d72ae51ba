"""Loading beside a running service: the next request sees what was loaded, and nothing half."""

from pathlib import Path

from fastapi.testclient import TestClient

from cuibono.app import create_app
from cuibono.cli import run
from cuibono.settings import Settings

REGISTRY = """
@prefix actor: <https://w3id.org/cuibono/id/actor/> .
@prefix cb: <https://w3id.org/cuibono/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
GRAPH <https://w3id.org/cuibono/graph/registry> { %s }
"""


def load(folder: Path, *names: str) -> int:
    statements = "\n".join(
        f'actor:{name} a cb:Person ; skos:prefLabel "{name.title()}"@en .' for name in names
    )
    (folder / "registry.trig").write_text(REGISTRY % statements)
    return run(["load", str(folder / "registry.trig"), "--data", str(folder / "data")])


def test_a_running_service_answers_from_what_was_loaded_last(tmp_path: Path) -> None:
    ask = "/sparql?query=ASK { <https://w3id.org/cuibono/id/actor/ann> ?p ?o }"
    assert load(tmp_path, "ann", "bob") == 0
    with TestClient(create_app(Settings(data=tmp_path / "data"))) as client:
        before = client.get("/health/ready").json()["snapshot"]
        assert client.get("/doc/actor/ann").status_code == 200
        assert client.get(ask).json()["boolean"]

        assert load(tmp_path, "bob", "cleo") == 0
        assert client.get("/health/ready").json()["snapshot"] != before
        assert client.get("/doc/actor/ann").status_code == 404
        assert client.get("/doc/actor/cleo").status_code == 200
        assert not client.get(ask).json()["boolean"]

        (tmp_path / "registry.trig").write_text("GRAPH <urn:x> {")
        assert run(["load", str(tmp_path / "registry.trig"), "--data", str(tmp_path / "data")]) == 1
        assert client.get("/doc/actor/cleo").status_code == 200


def test_a_service_without_a_store_says_so(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data=tmp_path))) as client:
        assert client.get("/health/live").status_code == 200
        for path in ("/health/ready", "/api/claims", "/doc/actor/ann", "/sparql?query=ASK{}"):
            answer = client.get(path)
            assert answer.status_code == 503, path
            assert "cuibono load" in answer.json()["detail"]
            assert answer.headers["retry-after"]
