"""Who may write, and how they are told that they may not."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from cuibono.app import create_app
from cuibono.cli import run
from cuibono.settings import Settings

TURTLE = {"content-type": "text/turtle"}
UPDATE = {"content-type": "application/sparql-update"}
INSERT = "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(data=tmp_path / "data"))) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def make(tmp_path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert run(["token", "add", *more, "--data", str(tmp_path / "data")]) == 0
    return capsys.readouterr().out.strip()


def put(client: TestClient, source: str, **headers: str) -> int:
    content = "<urn:a> <urn:b> <urn:c> ."
    return client.put(f"/store/{source}", content=content, headers=TURTLE | headers).status_code


def test_without_a_token_configured_nothing_can_be_written(client: TestClient) -> None:
    for answer in (
        client.post("/update", content=INSERT, headers=UPDATE | bearer("x")),
        client.put("/store/x", content="", headers=TURTLE),
        client.delete("/store/x"),
    ):
        assert answer.status_code == 403
        assert "cuibono token" in answer.json()["detail"]


def test_a_token_is_shown_once_and_kept_as_a_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = make(tmp_path, capsys, "press")
    file = tmp_path / "data" / "tokens.json"
    assert token not in file.read_text()
    assert hashlib.sha256(token.encode()).hexdigest() in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert run(["token", "list", "--format", "json", "--data", str(tmp_path / "data")]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["name"] == "press"
    assert run(["token", "add", "press", "--data", str(tmp_path / "data")]) == 2
    assert run(["token", "add", "x", "--scope", "all", "--data", str(tmp_path / "data")]) == 2


def test_tokens_come_and_go_beside_a_running_service(
    client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = make(tmp_path, capsys, "press")
    assert put(client, "x", **bearer(token)) == 201
    refused = client.put("/store/x", content="", headers=TURTLE)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")
    for wrong in ("Bearer nope", f"Basic {token}", "Bearer", f"Bearer {token}x", "bearer  "):
        assert put(client, "x", authorization=wrong) == 401
    digest = f"sha256:{hashlib.sha256(token.encode()).hexdigest()}"
    assert put(client, "x", **bearer(digest)) == 401
    assert run(["token", "remove", "press", "--data", str(tmp_path / "data")]) == 0
    make(tmp_path, capsys, "other")
    assert put(client, "x", **bearer(token)) == 401


def test_a_token_reaches_as_far_as_it_says(
    client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    narrow = make(tmp_path, capsys, "narrow", "--scope", "store", "--source", "mine")
    assert put(client, "mine", **bearer(narrow)) == 201
    assert put(client, "yours", **bearer(narrow)) == 403
    refused = client.post("/update", content=INSERT, headers=UPDATE | bearer(narrow))
    assert refused.status_code == 403
    assert "insufficient_scope" in refused.headers["www-authenticate"]
    updater = make(tmp_path, capsys, "updater", "--scope", "update", "--source", "mine")
    assert put(client, "mine", **bearer(updater)) == 403
    answer = client.post("/update", content=INSERT, headers=UPDATE | bearer(updater))
    assert answer.status_code == 403
    assert not client.get("/sparql?query=ASK{GRAPH<urn:g>{?s ?p ?o}}").json()["boolean"]


@pytest.mark.parametrize("as_digest", [False, True])
def test_the_token_of_the_settings(tmp_path: Path, as_digest: bool) -> None:
    digest = f"sha256:{hashlib.sha256(b'secret').hexdigest()}"
    settings = Settings(data=tmp_path, token=SecretStr(digest if as_digest else "secret"))
    assert "secret" not in repr(settings)
    with TestClient(create_app(settings)) as client:
        assert put(client, "x", **bearer("secret")) == 201
        assert put(client, "x", **bearer("Secret")) == 401
        assert put(client, "x", **bearer(digest)) == 401
