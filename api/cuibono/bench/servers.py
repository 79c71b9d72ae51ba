"""Servers to measure, each in a process of its own, and what they cost the processor."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

START_SECONDS: Final = 60.0
_TICK: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(slots=True)
class Server:
    """A SPARQL service: the path that queries go to, on a port of this machine."""

    name: str
    port: int
    path: str
    process: "subprocess.Popen[bytes]"

    def connected(self, timeout: float = 120) -> "closing[http.client.HTTPConnection]":
        """Return a connection that is kept open from request to request, for a block."""
        return closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout))

    def ask(
        self, line: http.client.HTTPConnection, query: str, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes, str]:
        """Return status, body and entity tag of the answer to a query."""
        sent = {"Accept": "application/sparql-results+json,application/n-triples"}
        line.request("GET", f"{self.path}?query={quote(query)}", headers=sent | dict(headers or {}))
        answer = line.getresponse()
        return answer.status, answer.read(), answer.getheader("ETag") or ""

    def processor_seconds(self) -> float:
        """Return what the server and all below it have used of the processor; Linux only."""
        return sum(_used(pid) for pid in _tree(self.process.pid))


@contextmanager
def cuibono_serve(data: Path, **settings: object) -> Generator[Server]:
    """Run `cuibono serve` on a data folder."""
    variables = {f"CUIBONO_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "cuibono", "serve", "--data", str(data)]
    with _running("cuibono serve", command, "--port", "/sparql", variables) as server:
        yield server


@contextmanager
def oxigraph_serve(command: str, store: Path) -> Generator[Server]:
    """Run `oxigraph serve` on a store of the same engine, read only, union as default graph."""
    arguments = [command, "serve-read-only", "--location", str(store), "--union-default-graph"]
    with _running("oxigraph serve", arguments, "--bind", "/query", {}) as server:
        yield server


@contextmanager
def _running(
    name: str, command: list[str], option: str, path: str, variables: Mapping[str, str]
) -> Generator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    where = str(port) if option == "--port" else f"127.0.0.1:{port}"
    process = subprocess.Popen(
        [*command, option, where],
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(name, port, path, process)
    try:
        _await(server)
        yield server
    finally:
        process.terminate()
        process.wait()


def _await(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with suppress(OSError, http.client.HTTPException), server.connected() as line:
            if server.ask(line, "ASK {}")[0] == 200:
                return
        if time.monotonic() > deadline or server.process.poll() is not None:
            raise RuntimeError(f"{server.name} did not start")
        time.sleep(0.1)


def _tree(root: int) -> set[int]:
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(path.name)] = int(_fields(int(path.name))[1])
    found, new = set[int](), {root}
    while new:
        found |= new
        new = {child for child, parent in parents.items() if parent in new} - found
    return found


def _fields(pid: int) -> list[str]:
    return re.sub(r"^.*\) ", "", (Path("/proc") / str(pid) / "stat").read_text()).split()


def _used(pid: int) -> float:
    """Return the processor time of a process and of those below it that have ended."""
    with suppress(OSError):
        return sum(map(int, _fields(pid)[11:15])) / _TICK
    return 0.0
