"""The SPARQL engines that are run beside cuibono: found where installed, started as a user would.

Each has its own folder and a free port on the loopback address, and is told apart by name where it
is missing, with what to do about it. `make engines` installs what can be had. The tests of the
remote store (`tests/store/`) run on them too.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from cuibono.errors import StoreError

START_SECONDS = 90.0
STOP_SECONDS = 20.0


class Running:
    """An engine that runs; `url` is what a user gives cuibono as the store."""

    def __init__(self, command: Sequence[str], folder: Path, url: str, probe: str) -> None:
        self.url = url
        self._log = folder / "engine.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._wait_for(probe)

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def stop(self) -> None:
        """Ask it to end, and make it after a while."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        """Let it accept connections and answer none; `thaw` undoes that."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)

    def _wait_for(self, probe: str) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{probe}?query=ASK%20%7B%7D", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        self.kill()
        said = self._log.read_text(encoding="utf-8", errors="replace")[-1000:]
        raise StoreError(f"{self._process.args!r} does not answer at {probe}: {said}")


class Peer(ABC):
    """An engine that may be installed here."""

    name: ClassVar[str]

    @property
    @abstractmethod
    def missing(self) -> str:
        """Why it cannot be run here, empty where it can."""

    @abstractmethod
    def start(self, folder: Path, port: int) -> Running:
        """Start it on what is in a folder, which may be new, and wait until it answers."""

    @abstractmethod
    def load(self, folder: Path, file: Path) -> None:
        """Load N-Quads into a new folder, by the engine's own bulk loader, before it is started."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and its children have used up to now (`proc(5)`)."""

    cpu_seconds: float
    memory_bytes: int

    @classmethod
    def of(cls, pid: int) -> "Usage":
        """Return the usage of a process tree; processes that ended meanwhile do not count."""
        parents: dict[int, int] = {}
        found: dict[int, tuple[float, int]] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                # The name in parentheses may hold spaces; what follows does not.
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            number = int(path.parent.name)
            parents[number] = int(fields[1])
            ticks = int(fields[11]) + int(fields[12])
            found[number] = (ticks / os.sysconf("SC_CLK_TCK"), int(fields[21]))
        tree = {pid}
        while more := {one for one, parent in parents.items() if parent in tree} - tree:
            tree |= more
        used = [found[one] for one in tree if one in found]
        page = os.sysconf("SC_PAGE_SIZE")
        return cls(sum(cpu for cpu, _ in used), sum(pages for _, pages in used) * page)


@dataclass(frozen=True)
class Oxigraph(Peer):
    """`oxigraph serve`, of the package `oxigraph` on PyPI; it stops queries after some seconds."""

    seconds: int | None = None
    name = "oxigraph"

    @property
    def missing(self) -> str:
        return "" if self._program else "there is no program oxigraph (pip install oxigraph)"

    def start(self, folder: Path, port: int) -> Running:
        url = f"http://127.0.0.1:{port}"
        bind = f"127.0.0.1:{port}"
        command = [str(self._program), "serve", "--location", "db", "--bind", bind]
        if self.seconds:
            command += ["--timeout-s", str(self.seconds)]
        return Running(command, folder, url, f"{url}/query")

    def load(self, folder: Path, file: Path) -> None:
        command = [str(self._program), "load", "--location", "db", "--file", str(file.resolve())]
        _run(command, folder)

    @property
    def _program(self) -> str | None:
        beside = Path(sys.executable).with_name("oxigraph")
        return str(beside) if beside.is_file() else shutil.which("oxigraph")


@dataclass(frozen=True)
class Fuseki(Peer):
    """Apache Jena Fuseki on TDB2; its default graph is the union of all if `is_union`."""

    is_union: bool = True
    name = "fuseki"

    @property
    def missing(self) -> str:
        if not shutil.which("java"):
            return "there is no java"
        if not self._jars:
            return f"there is no jena-fuseki-main-*.jar in {_engines_folder()} (make engines)"
        return ""

    def start(self, folder: Path, port: int) -> Running:
        (folder / "db").mkdir(exist_ok=True)
        url = f"http://127.0.0.1:{port}/cuibono"
        union = ["--set", "tdb2:unionDefaultGraph=true"] if self.is_union else []
        command = [
            *self._java("org.apache.jena.fuseki.main.cmds.FusekiMainCmd"),
            *("--localhost", "--port", str(port), "--update", "--tdb2", "--loc", "db"),
            *union,
            "/cuibono",
        ]
        return Running(command, folder, url, f"{url}/query")

    def load(self, folder: Path, file: Path) -> None:
        (folder / "db").mkdir(exist_ok=True)
        _run([*self._java("tdb2.tdbloader"), "--loc", "db", str(file.resolve())], folder)

    def _java(self, main: str) -> list[str]:
        return ["java", "-Xmx1g", "-cp", f"{self._jars}/*", main]

    @property
    def _jars(self) -> Path | None:
        found = sorted(_engines_folder().glob("fuseki-*/jena-fuseki-main-*.jar"))
        return found[-1].parent if found else None


@dataclass(frozen=True)
class Virtuoso(Peer):
    """Virtuoso 7, of Debian's package `virtuoso-opensource`; user and password are `dba`.

    It cuts answers off after `most_rows`, if that is given.
    """

    most_rows: int | None = None
    name = "virtuoso"

    @property
    def missing(self) -> str:
        return "" if shutil.which("virtuoso-t") else "there is no program virtuoso-t (make engines)"

    def start(self, folder: Path, port: int) -> Running:
        settings = folder / "virtuoso.ini"
        if not settings.is_file():
            most = f"ResultSetMaxRows = {self.most_rows}\n" if self.most_rows else ""
            settings.write_text(_VIRTUOSO_INI.format(port=port, sql=free_port()) + most)
        url = f"http://127.0.0.1:{port}"
        command = ["virtuoso-t", "+foreground", "+configfile", settings.name]
        return Running(command, folder, url, f"{url}/sparql")

    def load(self, folder: Path, file: Path) -> None:
        port = free_port()
        running = self.start(folder, port)
        try:
            there = folder / "load" / "data.nq"  # the server reads below its own folder only
            there.parent.mkdir(exist_ok=True)
            shutil.copyfile(file, there)
            sql = (folder / "virtuoso.ini").read_text(encoding="utf-8").partition("127.0.0.1:")[2]
            script = "ld_dir('load', '*.nq', 'urn:none'); rdf_loader_run(); checkpoint;"
            address = f"127.0.0.1:{sql.split()[0]}"
            _run(["isql-vt", address, "dba", "dba", f"exec={script}"], folder)
        finally:
            running.stop()
        (folder / "virtuoso.ini").unlink()  # it names the port, and the next start has another


PEERS: dict[str, Peer] = {peer.name: peer for peer in (Oxigraph(), Fuseki(), Virtuoso())}

_VIRTUOSO_INI = """\
[Database]
DatabaseFile = virtuoso.db
TransactionFile = virtuoso.trx
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = .
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = .
[SPARQL]
"""


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _engines_folder() -> Path:
    """Return where `make engines` puts what it fetches; the same as in `.ci/engines`."""
    given = os.environ.get("CUIBONO_ENGINES")
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(given) if given else Path(cache) / "cuibono" / "engines"


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StoreError(f"{command[0]} failed: {(done.stderr or done.stdout)[-1000:]}")
