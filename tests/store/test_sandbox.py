"""Where the platform lacks a means, that is said, and the engine's parser alone has to do."""

import errno
import platform
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from cuibono.cli import run
from cuibono.store import sandbox
from cuibono.store.keywords import reaches_out, uses_service

Patch = pytest.MonkeyPatch


def on_another_system(monkeypatch: Patch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Darwin")


def on_another_machine(monkeypatch: Patch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")


def without_seccomp(monkeypatch: Patch) -> None:
    call = sandbox._call  # pyright: ignore[reportPrivateUsage]

    def refused(number: int, *arguments: object) -> int:
        if number in (317, 277):
            raise OSError(errno.ENOSYS, "no such call")
        return call(number, *arguments)

    monkeypatch.setattr(sandbox, "_call", refused)


LACKING = (on_another_system, on_another_machine, without_seccomp)


@pytest.mark.parametrize("lacking", LACKING)
def test_what_the_platform_lacks_is_said_at_start(
    monkeypatch: Patch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    lacking: Callable[[Patch], None],
) -> None:
    def serve(_: Any, sockets: list[socket.socket]) -> None:
        for listener in sockets:
            listener.close()

    (tmp_path / "registry.trig").write_text(
        "GRAPH <https://w3id.org/cuibono/graph/registry> { <urn:a> <urn:b> <urn:c> }"
    )
    data = tmp_path / "data"
    assert run(["load", str(tmp_path / "registry.trig"), "--data", str(data)]) == 0
    lacking(monkeypatch)
    monkeypatch.setattr("uvicorn.Server.run", serve)
    assert run(["serve", "--data", str(data), "--port", "0"]) == 0
    told = capsys.readouterr().err
    assert "note: this platform cannot take the network away" in told
    assert ("cannot take files away" in told) is (lacking is on_another_system)


@pytest.mark.skipif(platform.system() != "Linux", reason="it is Linux that has the means")
def test_where_nothing_lacks_nothing_is_said() -> None:
    assert not [lack for lack in sandbox.lacks() if "network" in lack]


READ = {
    "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }": True,
    "SELECT * { service silent ?x { ?s ?p ?o } }": True,
    "SELECT * { ?s ?p 1SERVICE <http://example.org/> { ?s ?p ?o } }": True,
    "SELECT * { ?s ?p 'SERVICE <http://example.org/> { }' } # SERVICE": False,
    "PREFIX service: <urn:service#> SELECT * { service:x ?service <urn:service> }": False,
    "SELECT * { nonsense service": True,
}
WRITTEN = {
    "LOAD <http://example.org/> INTO GRAPH <urn:g>": "LOAD",
    "PREFIX x: <http://example.org/> load silent x:y": "LOAD",
    "INSERT { <urn:a> <urn:b> 1 } WHERE { SERVICE <http://example.org/> { } }": "SERVICE",
    "INSERT DATA { <urn:load> <urn:service> 'LOAD <x>' } # LOAD SERVICE": None,
}


@pytest.mark.parametrize("text", READ)
def test_without_seccomp_a_query_is_handed_over_only_where_it_reads_without_service(
    monkeypatch: Patch, text: str
) -> None:
    without_seccomp(monkeypatch)
    assert uses_service(ox.Store(), text) is READ[text]


@pytest.mark.parametrize("text", WRITTEN)
def test_without_seccomp_an_update_is_handed_over_only_where_it_reads_no_address(
    monkeypatch: Patch, text: str
) -> None:
    without_seccomp(monkeypatch)
    assert reaches_out(text) == WRITTEN[text]
