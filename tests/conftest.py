"""Fixtures that many tests share.

`graph_data` is a store with the bundled graph, built once and read only; `client` is the service on
it. A test that writes makes a store of its own in `tmp_path`. `seed_texts` is the folder with the
source text of the bundled graph, which is not part of the project: tests that need it are skipped
by name where it is not there.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from cuibono.app import create_app
from cuibono.artefacts import Folder, folder
from cuibono.ingest import Ingest
from cuibono.questions import Catalogue
from cuibono.settings import Settings
from cuibono.store import EmbeddedStore, Snapshot

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def graph_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("store") / "data"
    loaded = Ingest(EmbeddedStore(data)).load([folder(Folder.GRAPH)])
    assert not [one.source for one in loaded if one.is_refused]
    return data


@pytest.fixture(scope="session")
def snapshot(graph_data: Path) -> Snapshot:
    return EmbeddedStore(graph_data).current()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.read()


@pytest.fixture(scope="session")
def client(graph_data: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(data=graph_data)), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def seed_texts() -> Path:
    texts = SHARED / "seed"
    if not texts.is_dir():
        pytest.skip("the source text of the bundled graph is not at hand (../shared/seed)")
    return texts


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # pyright: ignore[reportUnusedFunction]
    for name in ("config", *Settings.model_fields):
        monkeypatch.delenv(f"CUIBONO_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
