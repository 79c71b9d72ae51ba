"""The folders of snapshots: which is in force, who still reads which, how much they hold.

    DATA/snapshots/{id}/ hard-linked, immutable copies (`Store.backup`)
    DATA/current         the name of the one in force, replaced atomically

Whoever reads a snapshot holds a shared lock (`flock(2)`) on its folder. A lock ends with the
process that holds it, however it ends, so that a snapshot is removed when its last reader leaves.
"""

import fcntl
import os
import secrets
import shutil
import stat
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cuibono.errors import StoreError

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_GONE: Final = ".gone"


@dataclass(frozen=True, slots=True)
class Holding:
    """The snapshots on disk, and the bytes that only those no longer in force take up."""

    snapshots: int
    held_bytes: int


class Snapshots:
    """The snapshots of one store."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "snapshots"
        self._pointer = data / "current"
        self._seen: tuple[tuple[int, int], str] | None = None

    def current(self) -> str | None:
        """Return the name of the snapshot in force, None where nothing was ever published."""
        try:
            status = os.stat(self._pointer)  # noqa: PTH116 (of each request; a Path's is slower)
        except FileNotFoundError:
            return None
        state = (status.st_ino, status.st_mtime_ns)
        if self._seen is None or self._seen[0] != state:
            self._seen = state, self._pointer.read_text(encoding="ascii").strip()
        return self._seen[1]

    def published(self) -> float:
        """Return when the snapshot in force was put there, in seconds since 1970; 0 for none."""
        try:
            return self._pointer.stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def new(self) -> Path:
        """Return where to put the next snapshot; its name is one that no other ever has."""
        self.folder.mkdir(parents=True, exist_ok=True)
        names = self.names()
        number = int(names[-1].partition("-")[0]) + 1 if names else 1
        return self.folder / f"{number:08d}-{secrets.token_hex(4)}"

    def publish(self, snapshot: Path) -> None:
        """Put a snapshot in force, durably: after a crash it or the one before it is."""
        sync_folder(snapshot)
        sync_folder(self.folder)
        write_durably(self._pointer, snapshot.name.encode())

    def sweep(self) -> None:
        """Remove the snapshots before the one in force that nobody reads.

        A later one is being made, or has just been put in force
        (`test_a_snapshot_that_is_being_made_is_not_swept`). What a crash left of one goes when
        there is a later one.
        """
        current = self.current() or ""
        for name in self.names():
            if name < current:
                remove_unread(self.folder / name)
        for left in self.folder.glob(f"*{_GONE}"):
            shutil.rmtree(left, ignore_errors=True)

    def holding(self) -> Holding:
        """Return how many snapshots there are, and what keeping the old ones costs."""
        current, names = self.current(), self.names()
        old = [file for name in names if name != current for file in _files(self.folder / name)]
        # A file with other links belongs to the live store or a newer snapshot as well.
        links: dict[int, list[os.stat_result]] = {}
        for status in old:
            links.setdefault(status.st_ino, []).append(status)
        alone = [found[0] for found in links.values() if found[0].st_nlink == len(found)]
        return Holding(len(names), sum(status.st_size for status in alone))

    def names(self) -> list[str]:
        """Return the names of the snapshots on disk, the oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(p.name for p in self.folder.iterdir() if not p.name.endswith(_GONE))


def hold(snapshot: Path) -> int:
    """Take a lease on a snapshot and return it: a descriptor, and closing it ends the lease.

    Raises `StoreError` where the snapshot is gone.
    """
    try:
        lease = os.open(snapshot, _FOLDER)
    except OSError as fault:
        raise StoreError(f"snapshot {snapshot} cannot be opened: {fault.strerror}") from None
    fcntl.flock(lease, fcntl.LOCK_SH)
    if not _is_still(snapshot, lease):
        os.close(lease)
        raise StoreError(f"snapshot {snapshot.name} has been replaced")
    return lease


def remove_unread(snapshot: Path) -> None:
    """Remove a folder that nobody has a lease on; else the next call looks again."""
    try:
        folder = os.open(snapshot, _FOLDER)
    except OSError:
        return
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        gone = snapshot.with_name(snapshot.name + _GONE)
        snapshot.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
    except OSError:
        return  # somebody reads it
    finally:
        os.close(folder)


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a file so that after a crash it holds either the old or the new content."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode)
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


@contextmanager
def exclusively(path: Path) -> Generator[bool]:
    """Hold a lock file for a block; yields whether it could be had."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _is_still(snapshot: Path, folder: int) -> bool:
    try:
        return os.path.samestat(snapshot.stat(), os.fstat(folder))
    except FileNotFoundError:
        return False


def _files(folder: Path) -> list[os.stat_result]:
    try:
        found = [entry.stat() for entry in os.scandir(folder)]
    except FileNotFoundError:  # swept away meanwhile
        return []
    return [status for status in found if stat.S_ISREG(status.st_mode)]


def sync_folder(path: Path) -> None:
    """Make durable what was created, renamed or removed in a folder."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
