"""The one process that writes for a running service.

Run as `python -m cuibono.ingest.writing_process DESCRIPTOR DATA LIMITS`. Batches of changes come in
as frames (`cuibono.store.frames`), a frame with their outcomes goes back once what was done is
published. It ends when the service does; killed at any moment, it leaves every write whole or
absent.
"""

import dataclasses
import json
import signal
import socket
import sys
from pathlib import Path

from cuibono.errors import CuibonoError
from cuibono.ingest.changes import Outcome, decode_changes, encode_outcomes
from cuibono.ingest.desk import Desk
from cuibono.store import EmbeddedStore, QueryLimits
from cuibono.store.frames import frame, receive_frame


def main(descriptor: str, data: str, limits: str) -> None:
    """Do batches of changes until input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service
    line = socket.socket(fileno=int(descriptor))
    desk = Desk(EmbeddedStore(Path(data)), QueryLimits(**json.loads(limits)))
    while True:
        try:
            content = receive_frame(line)
        except EOFError:
            return
        changes = decode_changes(content or b"[]")
        try:
            outcomes = desk.do(changes)
        except CuibonoError as fault:
            outcomes = [Outcome.of(fault) for _ in changes]
        line.sendall(frame(encode_outcomes(outcomes)))


def arguments(descriptor: int, data: Path, limits: QueryLimits) -> list[str]:
    """Return the command that runs this process."""
    told = json.dumps(dataclasses.asdict(limits))
    return [
        sys.executable,
        "-m",
        "cuibono.ingest.writing_process",
        str(descriptor),
        str(data),
        told,
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
