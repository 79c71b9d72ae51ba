"""The engines beside cuibono: loaded by their own loaders, asked, and measured."""

import os
from pathlib import Path

import pytest

from cuibono.bench.peers import PEERS, Peer, Usage, free_port
from cuibono.errors import StoreError
from cuibono.settings import Settings
from cuibono.store import RemoteStore, open_store


@pytest.mark.parametrize("peer", PEERS.values(), ids=list(PEERS))
def test_an_engine_answers_from_what_its_loader_loaded(peer: Peer, tmp_path: Path) -> None:
    if peer.missing:
        pytest.skip(f"{peer.name}: {peer.missing}")
    data = tmp_path / "data.nq"
    data.write_text("".join(f"<urn:{n}> <urn:p> <urn:o> <urn:g{n % 3}> .\n" for n in range(3000)))
    folder = tmp_path / "engine"
    folder.mkdir()
    peer.load(folder, data)
    running = peer.start(folder, free_port())
    try:
        store = open_store(Settings(store=running.url, data=tmp_path))
        query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s <urn:p> <urn:o> } }"
        # Not through `current`: cuibono did not write this, and its graphs have other names.
        assert isinstance(store, RemoteStore)
        (row,) = store.endpoint.rows(query)
        assert getattr(row["n"], "value", None) == "3000"
        used = Usage.of(running.pid)
        assert used.cpu_seconds > 0
        assert used.memory_bytes > 1 << 20
    finally:
        running.kill()


def test_what_does_not_start_says_why(tmp_path: Path) -> None:
    if PEERS["oxigraph"].missing:
        pytest.skip(PEERS["oxigraph"].missing)
    (tmp_path / "db").write_text("no folder")
    with pytest.raises(StoreError, match="does not answer"):
        PEERS["oxigraph"].start(tmp_path, free_port())


def test_the_usage_of_a_process_grows() -> None:
    before = Usage.of(os.getpid())
    sum(number * number for number in range(2_000_000))
    after = Usage.of(os.getpid())
    assert after.cpu_seconds > before.cpu_seconds
