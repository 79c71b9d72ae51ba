"""Servers to measure, each in a process of its own, and what they cost the processor."""

import http.client
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from cuibono.bench.peers import Peer, free_port

START_SECONDS: Final = 60.0
_PATHS: Final = {"fuseki": "/cuibono/query", "virtuoso": "/sparql"}
_TICK: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(slots=True)
class Server:
    """A SPARQL service: the path that queries go to, on a port of this machine."""

    name: str
    port: int
    path: str
    pid: int

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
        return sum(_used(pid) for pid in _tree(self.pid))

    def memory_bytes(self) -> int:
        """Return the memory of the server and all below it, what is shared counted once."""
        return sum(map(_memory, _tree(self.pid)))


def program(name: str) -> str | None:
    """Return where a program is, those beside this Python first."""
    return shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")


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
def rdflib_serve(command: str, file: Path) -> Generator[Server]:
    """Run `rdflib-endpoint serve` on a file, which it reads into memory."""
    arguments = [command, "serve", str(file), "--host", "127.0.0.1"]
    with _running("rdflib-endpoint", arguments, "--port", "/", {}) as server:
        yield server


@contextmanager
def empty_serve() -> Generator[Server]:
    """Run our HTTP server on a service that does nothing."""
    command = [sys.executable, "-m", "uvicorn", "cuibono.bench.empty:app", "--lifespan", "off"]
    with _running("uvicorn, empty", [*command, "--no-access-log"], "--port", "/", {}) as server:
        yield server


@contextmanager
def peer_serve(peer: Peer, folder: Path) -> Generator[Server]:
    """Run an engine on what its own loader put into a folder."""
    port = free_port()
    running = peer.start(folder, port)
    try:
        yield Server(peer.name, port, _PATHS[peer.name], running.pid)
    finally:
        running.stop()


@contextmanager
def _running(
    name: str, command: list[str], option: str, path: str, variables: Mapping[str, str]
) -> Generator[Server]:
    port = free_port()
    where = str(port) if option == "--port" else f"127.0.0.1:{port}"
    process = subprocess.Popen(
        [*command, option, where],
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(name, port, path, process.pid)
    try:
        _await(server, process)
        yield server
    finally:
        process.terminate()
        process.wait()


def _await(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with suppress(OSError, http.client.HTTPException), server.connected() as line:
            if server.ask(line, "ASK {}")[0] == 200:
                return
        if time.monotonic() > deadline or process.poll() is not None:
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


def _memory(pid: int) -> int:
    """Return the memory of a process; what it shares counts for each sharer's part (proc(5))."""
    with suppress(OSError):
        told = (Path("/proc") / str(pid) / "smaps_rollup").read_text()
        if found := re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE):
            return int(found[1]) << 10
    return 0
