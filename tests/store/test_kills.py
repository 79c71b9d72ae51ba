"""`kill -9` at random moments of many writes: nothing acknowledged is lost, nothing is half there.

A short run by default; `CUIBONO_TEST_WRITES=1000 pytest tests/store/test_kills.py` is the long one.
"""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from cuibono.cli import run
from cuibono.store import EmbeddedStore

WRITES = int(os.environ.get("CUIBONO_TEST_WRITES", "8"))
SOURCES = 6
SIZE = 40
"""Statements of each write; one that is half there has fewer, or of two writes."""


def content(number: int) -> str:
    return "\n".join(f"<urn:s{i}> <urn:written> {number} ." for i in range(SIZE))


def put(client: httpx2.Client, number: int) -> bool:
    """Write; return whether it was acknowledged."""
    answer = client.put(
        f"/store/kill-{number % SOURCES}",
        content=content(number),
        headers={"content-type": "text/turtle", "authorization": "Bearer secret"},
    )
    assert answer.status_code in (201, 204, 503), answer.text
    return answer.status_code != 503


def state(data: Path) -> dict[int, set[int]]:
    """Return by source the numbers of the writes that it holds statements of."""
    query = "SELECT ?g ?n (COUNT(*) AS ?c) { GRAPH ?g { ?s <urn:written> ?n } } GROUP BY ?g ?n"
    found: dict[int, set[int]] = {}
    for row in EmbeddedStore(data).current().select(query):
        graph, number, count = (str(getattr(row[name], "value", "")) for name in ("g", "n", "c"))
        assert int(count) == SIZE, f"{graph} holds {count} statements of write {number}"
        found.setdefault(int(graph.rpartition("-")[2]), set()).add(int(number))
    return found


def victims(kind: str, service: Any) -> list[int]:
    if kind == "service":
        return [service.process.pid]
    module = "writing_process" if kind == "writer" else "nursery"
    return [pid for pid, command in service.processes().items() if module in command]


@pytest.mark.parametrize("kind", ["writer", "reader", "service"])
def test_what_was_acknowledged_survives_kills(
    kind: str, tmp_path: Path, serve: Callable[..., Any]
) -> None:
    (tmp_path / "registry.trig").write_text(
        "GRAPH <https://w3id.org/cuibono/graph/registry> { <urn:a> <urn:b> <urn:c> }"
    )
    data = tmp_path / "data"
    assert run(["load", str(tmp_path / "registry.trig"), "--data", str(data)]) == 0
    chance = random.Random(kind)
    service = serve(data, token="secret")
    acknowledged: dict[int, int] = {}
    sent: dict[int, set[int]] = {}
    kills = 0
    for number in range(WRITES):
        timer = threading.Timer(chance.uniform(0, 0.4), kill, (kind, service))
        is_killing = number % 3 == 1 or chance.random() < 0.1
        if is_killing:
            timer.start()
            kills += 1
        sent.setdefault(number % SOURCES, set()).add(number)
        with suppress(httpx2.TransportError), service.client() as client:
            if put(client, number):
                acknowledged[number % SOURCES] = number
        if is_killing:
            timer.join()
        if kind == "service" and is_killing:
            service.process.wait(timeout=30)
            assert_whole(state(data), acknowledged, sent)
            service = serve(data, token="secret")
    assert kills
    with service.client() as client:
        deadline = time.monotonic() + 30
        while not put(client, WRITES) and time.monotonic() < deadline:
            time.sleep(0.1)
        acknowledged[WRITES % SOURCES] = WRITES
        sent.setdefault(WRITES % SOURCES, set()).add(WRITES)
        assert client.get("/health/ready").status_code == 200
    assert_whole(state(data), acknowledged, sent)
    assert not (data / "unpublished").exists()


def kill(kind: str, service: Any) -> None:
    for process in victims(kind, service):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def assert_whole(
    found: dict[int, set[int]], acknowledged: dict[int, int], sent: dict[int, set[int]]
) -> None:
    """Each source holds one write whole: the last that was acknowledged, or a later one."""
    for source, last in acknowledged.items():
        (number,) = found[source]
        assert number >= last
        assert number in sent[source]
