"""A process that forks readers, so that a new one costs milliseconds and no import.

Run as `python -m cuibono.store.nursery DESCRIPTOR`. It has one thread and no store open, so that
forking is safe. It ends when the service does, and its readers end with it.
"""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from cuibono.errors import StoreError
from cuibono.store import reader, sandbox

LOW_PRIORITY: Final = 5
"""A niceness that lets others go first, and is not starved by a busy machine."""
LONGEST_REQUEST: Final = 1 << 16
_PID: Final = 8


class Child:
    """A forked process, and the service's end of the line to it."""

    def __init__(self, nursery: "Nursery", pid: int, line: socket.socket) -> None:
        self._nursery = nursery
        self.pid = pid
        self.line = line
        self._is_alive = True

    def signal(self, number: signal.Signals) -> None:
        """Send a signal; a process that has ended does not mind."""
        if self._is_alive:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def slow_down(self) -> None:
        """Have the others go first from now on."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, LOW_PRIORITY)

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        if self._is_alive:
            self.signal(signal.SIGKILL)
            self._is_alive = False
            self._nursery.bury(self.pid)


class Nursery:
    """The service's side: starts the process when it is first needed, and again should it end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def fork(self, **task: Any) -> Child:
        """Return a new process that has begun its task; raises `StoreError`."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            for _ in range(2):
                try:
                    return Child(self, self._ask(task, theirs), ours)
                except (OSError, EOFError):
                    self._stop()  # it was killed; the next attempt starts it anew
        ours.close()
        raise StoreError("no query process could be started")

    def start(self) -> None:
        """Start the process now, so that the first reader does not wait for it."""
        with self._lock:
            if self._control is None:
                self._start()

    def bury(self, pid: int) -> None:
        """Have a process that is about to end taken off the list of processes.

        Its number stays its own until then, so that no signal reaches another. Does not wait: one
        with much memory takes long to end.
        """
        with self._lock, suppress(OSError):
            if self._control:
                self._control.sendall(_line({"bury": pid}))

    def close(self) -> None:
        """End the process and all that it forked."""
        with self._lock:
            self._stop()

    def _ask(self, task: dict[str, Any], line: socket.socket) -> int:
        if self._control is None:
            self._start()
        assert self._control
        socket.send_fds(self._control, [_line(task)], [line.fileno()])
        reply = self._control.recv(_PID, socket.MSG_WAITALL)
        if len(reply) < _PID:
            raise EOFError
        return int.from_bytes(reply)

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cuibono.store.nursery", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # the engine's dying words; the client is told
                start_new_session=True,  # Ctrl-C is for the service, which then ends it
            )
        self._control = ours

    def _stop(self) -> None:
        if self._control:
            self._control.close()
            self._control = None
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


def main(descriptor: str) -> None:
    """Fork a process for each task that comes with a line to speak over, until input ends."""
    control = socket.socket(fileno=int(descriptor))
    gc.freeze()
    unread, ended = b"", set[int]()
    while True:
        content, descriptors, _, _ = socket.recv_fds(control, LONGEST_REQUEST, 1)
        if not content:
            return
        *lines, unread = (unread + content).split(b"\n")
        for task in map(json.loads, lines):
            if "bury" in task:
                ended.add(task["bury"])
            else:
                pid = _fork(task, descriptors.pop(), control)
                control.sendall(pid.to_bytes(_PID))
        ended -= {pid for pid in ended if _has_ended(pid)}


def _line(task: dict[str, Any]) -> bytes:
    return json.dumps(task).encode() + b"\n"


def _has_ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _fork(task: dict[str, Any], descriptor: int, control: socket.socket) -> int:
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    try:
        sandbox.die_with_parent()
        control.close()
        _be_expendable()
        with socket.socket(fileno=descriptor) as line:
            _work(line, task)
    finally:
        os._exit(0)  # nothing of the nursery is to run in the child
    return 0


def _work(line: socket.socket, task: dict[str, Any]) -> None:
    if task.get("work") == "update":
        # Imported here: it brings this module; that is done when the first update comes.
        from cuibono.store import updating

        updating.run(line, task)
    else:
        reader.run(line, Path(task["snapshot"]), task["memory"])


def _be_expendable() -> None:
    """Have the kernel choose this process first when the machine is out of memory."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1])
