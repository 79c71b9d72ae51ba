"""The stores that the tests run on: the embedded one, and each real engine that is installed.

An engine is started as a user would start it. One that is missing is skipped by name, with the
reason; `make engines` installs what can be had. `engine` is each of them in turn, loaded with the
sample of the pages' tests; tests that write to it leave that as it was. CONTRIBUTING.md says how to
run the slow tests too.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from pydantic import SecretStr

from cuibono.bench.peers import PEERS, Peer, Running, free_port
from cuibono.ingest import Ingest
from cuibono.settings import Settings
from cuibono.store import EmbeddedStore, RemoteStore, Store, open_store

ALL: Final = os.environ.get("CUIBONO_TEST_ENGINES") == "all"
"""Whether what takes long is done on every engine, and not on the quickest alone."""
SAMPLE: Final = Path(__file__).parents[1] / "web" / "sample"


@dataclass
class Engine:
    """An engine that runs for a test, with its data in a folder of its own."""

    peer: Peer
    folder: Path
    port: int
    running: Running

    @classmethod
    def start(cls, peer: Peer, folder: Path) -> "Engine":
        port = free_port()
        return cls(peer, folder, port, peer.start(folder, port))

    def restart(self) -> None:
        """Start it again on its data."""
        self.running = self.peer.start(self.folder, self.port)

    def settings(self, **others: object) -> Settings:
        """Return what a user sets to have cuibono use it."""
        user = {"store_user": "dba", "store_password": SecretStr("dba")}
        given = {"store": self.running.url, "data": self.folder / "cuibono"}
        return Settings.model_validate(
            given | (user if self.peer.name == "virtuoso" else {}) | others
        )

    def store(self, **others: object) -> RemoteStore:
        """Return the store that those settings open."""
        store = open_store(self.settings(**others))
        assert isinstance(store, RemoteStore)
        return store


Start = Callable[[Peer], Engine]


@pytest.fixture(scope="session")
def start() -> Iterator[Start]:
    """What starts an engine on a new folder, or skips the test by the engine's name.

    The folder is in memory where there is such a file system: an engine waits for the disk at every
    update, and no test is about that.
    """
    started: list[Engine] = []
    memory = Path("/dev/shm")
    with TemporaryDirectory(
        prefix="cuibono-test-", dir=memory if os.access(memory, os.W_OK) else None
    ) as base:

        def start(peer: Peer) -> Engine:
            if peer.missing:
                pytest.skip(f"{peer.name}: {peer.missing}")
            folder = Path(base) / f"{peer.name}-{len(started)}"
            folder.mkdir()
            started.append(Engine.start(peer, folder))
            return started[-1]

        yield start
        for engine in started:
            engine.running.kill()


@pytest.fixture(scope="session", params=PEERS.values(), ids=list(PEERS))
def engine(request: pytest.FixtureRequest, start: Start) -> Engine:
    """An engine with the sample."""
    engine = start(request.param)
    load_sample(engine.store())
    return engine


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """The embedded store with the sample, to compare with."""
    store = EmbeddedStore(tmp_path_factory.mktemp("sample") / "data")
    load_sample(store)
    return store


def load_sample(store: Store) -> None:
    loaded = Ingest(store).load([SAMPLE])
    assert not [one.source for one in loaded if one.is_refused]
