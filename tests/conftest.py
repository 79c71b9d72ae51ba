"""Fixtures that many tests share.

`graph_data` is a store with the bundled graph, built once and read only; `client` is the service on
it. A test that writes makes a store of its own in `tmp_path`. `seed_texts` is the folder with the
source text of the bundled graph, which is not part of the project: tests that need it are skipped
by name where it is not there.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
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


@dataclass(frozen=True)
class Served:
    """A service that runs as a user's would, in a process of its own."""

    process: "subprocess.Popen[str]"
    address: str
    log: Path

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2].rstrip("/"))

    def client(self, timeout: float = 60) -> httpx2.Client:
        return httpx2.Client(base_url=self.address, timeout=timeout)

    def processes(self) -> dict[int, str]:
        """Return the processes below it, with the commands that they run, as the kernel has it."""
        commands, parents = dict[int, str](), dict[int, int]()
        for path in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                parents[int(path.name)] = int(
                    (path / "stat").read_text().rpartition(")")[2].split()[1]
                )
                commands[int(path.name)] = (path / "cmdline").read_text().replace("\0", " ")
        found, new = set[int](), {self.process.pid}
        while new:
            found |= new
            new = {child for child, parent in parents.items() if parent in new} - found
        return {pid: commands[pid] for pid in found - {self.process.pid} if pid in commands}

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(timeout=30)
        if self.process.stdout:
            self.process.stdout.close()


def start_service(data: Path, log: Path, **settings: object) -> Served:
    """Run `cuibono serve` and return it once it listens."""
    variables = {f"CUIBONO_{name.upper()}": str(value) for name, value in settings.items()}
    with log.open("a") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "cuibono", "serve", "--data", str(data), "--port", "0"],
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout
    told: list[str] = []
    for line in process.stdout:
        told.append(line)
        if found := re.search(r" at (http://\S+)", line):
            served = Served(process, found[1], log)
            _await(served)
            return served
    raise AssertionError(f"the service did not start: {told} {log.read_text()}")


def _await(served: Served) -> None:
    for _ in range(200):
        with suppress(httpx2.TransportError):
            httpx2.get(f"{served.address}health/live")
            return
        time.sleep(0.05)
    raise AssertionError("the service does not answer")


Serve = Callable[..., Served]


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """A function that runs a service on a data folder, with settings; it is stopped at the end."""
    running: list[Served] = []

    def start(data: Path, **settings: object) -> Served:
        served = start_service(data, tmp_path_factory.mktemp("log") / "log", **settings)
        running.append(served)
        return served

    yield start
    for served in running:
        if served.process.poll() is None:
            served.stop()
        elif served.process.stdout:
            served.process.stdout.close()


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # pyright: ignore[reportUnusedFunction]
    for name in ("config", *Settings.model_fields):
        monkeypatch.delenv(f"CUIBONO_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
