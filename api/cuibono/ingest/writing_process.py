"""The one process that writes for a running service.

Run as `python -m cuibono.ingest.writing_process DESCRIPTOR`. The settings come in as a frame
(`cuibono.store.frames`), not as arguments, which everybody on the machine can read. Then batches of
changes come, and a frame with their outcomes goes back once what was done is published. It ends
when the service does; killed at any moment, it leaves every write whole or absent.
"""

import dataclasses
import json
import signal
import socket
import sys

from pydantic import SecretStr

from cuibono.errors import CuibonoError
from cuibono.ingest.changes import Outcome, decode_changes, encode_outcomes
from cuibono.ingest.desk import Desk
from cuibono.settings import Settings
from cuibono.store import QueryLimits, open_store
from cuibono.store.frames import frame, receive_frame


def main(descriptor: str) -> None:
    """Do batches of changes until input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service
    line = socket.socket(fileno=int(descriptor))
    given = json.loads(receive_frame(line) or b"")
    settings = Settings.model_validate(given["settings"])
    desk = Desk(open_store(settings), QueryLimits(**given["limits"]))
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


def arguments(descriptor: int) -> list[str]:
    """Return the command that runs this process."""
    return [sys.executable, "-m", "cuibono.ingest.writing_process", str(descriptor)]


def told(settings: Settings, limits: QueryLimits) -> bytes:
    """Return what the process is told first, secrets of the remote store included."""
    given = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in settings
        if name == "data" or name.startswith("store")
    }
    return json.dumps(
        {"settings": given, "limits": dataclasses.asdict(limits)}, default=str
    ).encode()


if __name__ == "__main__":
    main(*sys.argv[1:])
