"""Copies of everything that a service cannot make again, to keep elsewhere.

    DIR/manifest.json     what is in it: the size and SHA-256 of each file
    DIR/sources/…         the files that everything was made from, as in DATA/sources
    DIR/tokens.json       the digests of the tokens, where there are any
    DIR/snapshot/…        the engine's files of the published state that was made from these sources

A folder that holds `unfinished` is a backup that was interrupted.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from cuibono import __version__
from cuibono.errors import CallError, DataError, StoreError
from cuibono.ingest.archive import Archive
from cuibono.ingest.loading import Ingest
from cuibono.ingest.session import Tell
from cuibono.store import EmbeddedStore
from cuibono.store.embedded import PATIENCE
from cuibono.store.snapshots import exclusively, hold, sync_folder, write_durably

FORMAT: Final = 1
TOKENS: Final = "tokens.json"
_MANIFEST: Final = "manifest.json"
_UNFINISHED: Final = "unfinished"
_PLACES: Final = (("sources", 3), ("snapshot", 2))
"""Where files may be: in which folder, and how far below the backup's."""
_PART: Final = 1 << 20
_MOST_TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup, as its manifest tells of it."""

    folder: Path
    snapshot: str
    """The name of the published state."""
    made: str
    files: Mapping[str, Entry]
    """By path, in the folder."""

    @property
    def sources(self) -> list[str]:
        """The names of the sources."""
        parts = [PurePosixPath(path).parts for path in self.files]
        return sorted({part[1] for part in parts if part[0] == "sources"})

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry.size for entry in self.files.values())


def back_up(store: EmbeddedStore, target: Path, tell: Tell) -> Backup:
    """Copy sources, tokens and the published state into a new or empty folder, and return it.

    Others read meanwhile, and write but for the moments in which the sources are copied. Raises
    `CallError` for a folder that holds something else, `StoreError` where nothing was published.
    """
    store.current_name()
    _require_free(store.data, target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        with exclusively(target / _UNFINISHED) as is_alone:
            if not is_alone:
                raise CallError(f"another backup is being written to {target}")
            _clear(target)
            return _copied(store, target, tell)
    except OSError as fault:
        raise StoreError(f"{target} cannot be written: {fault}") from None


def read_backup(folder: Path) -> Backup:
    """Return the backup in a folder; raises `CallError` for none, `DataError` for a damaged one."""
    if not folder.is_dir():
        raise CallError(f"there is no folder {folder}")
    if (folder / _UNFINISHED).exists():
        raise DataError(f"{folder} is a backup that was interrupted; make another")
    try:
        told = json.loads((folder / _MANIFEST).read_bytes())
        if told["format"] != FORMAT:
            raise DataError(f"{folder} was made by another version of cuibono ({told['cuibono']})")
        files = {path: Entry(**entry) for path, entry in told["files"].items()}
        backup = Backup(folder, told["snapshot"], told["made"], files)
    except FileNotFoundError:
        raise CallError(f"{folder} is no backup: it has no {_MANIFEST}") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise DataError(f"{folder / _MANIFEST} cannot be read: {fault}") from None
    if strange := [path for path in files if not _is_ours(path)]:
        raise DataError(f"{folder / _MANIFEST} names {strange[0]!r}, which no backup has")
    return backup


def verify(backup: Backup, tell: Tell) -> None:
    """Raise `DataError` unless every file is there as the manifest says."""
    wrong: list[str] = []
    tell(f"verifying {len(backup.files):,} files, {backup.size:,} bytes")
    for path, entry in backup.files.items():
        try:
            if _entry(backup.folder / path) != entry:
                wrong.append(f"{path} is not as it was written")
        except OSError as fault:
            wrong.append(f"{path} cannot be read: {fault.strerror}")
    if wrong:
        more = f", and {len(wrong) - _MOST_TOLD} more" if len(wrong) > _MOST_TOLD else ""
        raise DataError(
            f"the backup in {backup.folder} is damaged, and nothing was restored: "
            f"{'; '.join(wrong[:_MOST_TOLD])}{more}"
        )


def copy(source: Path, target: Path) -> Entry:
    """Copy a file durably and return what was copied."""
    digest, size = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as found, target.open("wb") as made:
        os.fchmod(made.fileno(), source.stat().st_mode & 0o777)
        while part := found.read(_PART):
            digest.update(part)
            size += made.write(part)
        made.flush()
        os.fsync(made.fileno())
    return Entry(size, digest.hexdigest())


def _copied(store: EmbeddedStore, target: Path, tell: Tell) -> Backup:
    files: dict[str, Entry] = {}
    snapshot, lease = _copy_sources(store, target, files, tell)
    try:
        tell(f"copying snapshot {snapshot}")
        for file in sorted((store.snapshots.folder / snapshot).iterdir()):
            files[f"snapshot/{file.name}"] = copy(file, target / "snapshot" / file.name)
    finally:
        os.close(lease)
    made = datetime.now(UTC).isoformat(timespec="seconds")
    backup = Backup(target, snapshot, made, files)
    for parent in sorted({(target / path).parent for path in files}):
        sync_folder(parent)
    write_durably(target / _MANIFEST, _manifest(backup))
    (target / _UNFINISHED).unlink()
    sync_folder(target)
    return backup


def _copy_sources(
    store: EmbeddedStore, target: Path, files: dict[str, Entry], tell: Tell
) -> tuple[str, int]:
    """Copy sources and tokens while nobody writes; return the snapshot of them, held.

    What an interruption left half done is written first.
    """
    archive = Archive(store.data)
    while True:
        with store.writing(PATIENCE):
            if archive.is_published:
                tell("copying sources")
                for file in archive.all_files():
                    path = file.relative_to(store.data).as_posix()
                    files[path] = copy(file, target / path)
                name = store.current_name()
                return name, hold(store.snapshots.folder / name)
        Ingest(store).recover(tell, PATIENCE)


def _require_free(data: Path, target: Path) -> None:
    """Raise `CallError` unless the target is outside of the data, and new, empty or unfinished."""
    if target.resolve().is_relative_to(data.resolve()):
        raise CallError(f"{target} is inside the folder of the store; keep a backup elsewhere")
    if target.exists() and not target.is_dir():
        raise CallError(f"{target} is no folder")
    is_unfinished = (target / _UNFINISHED).exists()
    if target.is_dir() and any(target.iterdir()) and not is_unfinished:
        raise CallError(f"{target} is not empty; name a new or empty folder")


def _clear(target: Path) -> None:
    """Take away what an interrupted backup has left."""
    for name in ("sources", "snapshot"):
        shutil.rmtree(target / name, ignore_errors=True)
    for name in (TOKENS, _MANIFEST):
        (target / name).unlink(missing_ok=True)


def _manifest(backup: Backup) -> bytes:
    told: dict[str, Any] = {
        "format": FORMAT,
        "cuibono": __version__,
        "made": backup.made,
        "snapshot": backup.snapshot,
        "files": {
            path: {"size": entry.size, "sha256": entry.sha256}
            for path, entry in backup.files.items()
        },
    }
    return json.dumps(told, indent=2).encode() + b"\n"


def _entry(file: Path) -> Entry:
    with file.open("rb") as found:
        digest = hashlib.file_digest(found, "sha256").hexdigest()
        return Entry(os.fstat(found.fileno()).st_size, digest)


def _is_ours(path: str) -> bool:
    """Whether a path is one that a backup has: a manifest may come from anywhere."""
    parts = path.split("/")
    is_plain = not {"", ".", ".."} & set(parts) and "\\" not in path
    return path == TOKENS or (is_plain and (parts[0], len(parts)) in _PLACES)
