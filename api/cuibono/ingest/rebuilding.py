"""Make the store anew: from the kept files, or with the files of a backup.

Readers see the state before until the new one is published. A crash at any point leaves sources
from which the next opening makes a whole store: those before, or those of the backup.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from cuibono.errors import CallError, DataError, StoreError
from cuibono.ingest.archive import Archive
from cuibono.ingest.backups import TOKENS, Backup, copy, verify
from cuibono.ingest.inferring import ProvenClash
from cuibono.ingest.session import Session, Tell, Vocabulary, opened
from cuibono.store import EmbeddedStore, Queryable
from cuibono.store.embedded import PATIENCE
from cuibono.store.snapshots import write_durably
from cuibono.terms import Graph


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A store that was made anew."""

    snapshot: str
    sources: int
    statements: int
    inferred: int
    clashes: tuple[ProvenClash, ...]
    """What contradicts the axioms in force now; it is in the store nevertheless."""


def rebuild(store: EmbeddedStore, tell: Tell) -> Rebuilt:
    """Make the store, its inferences and a snapshot from the kept files, and return what it holds.

    Raises `StoreError` where nothing is kept, and `DataSyntaxError` for a kept file that cannot be
    read; then all is as it was.
    """
    archive = Archive(store.data)
    if not archive.is_begun:
        raise StoreError(
            f"there is nothing to rebuild from: {store.data / 'sources'} holds no source"
        )
    with store.renewing(PATIENCE):
        for source in archive.sources():
            tell(f"reading {source}")
            archive.files(source)
        archive.unpublished()
    with opened(store, archive, Vocabulary(), tell, PATIENCE) as session:
        clashes = session.clashes()
        tell("publishing")
    return _rebuilt(store, archive, clashes)


def restore(store: EmbeddedStore, backup: Backup, tell: Tell, *, replace: bool) -> Rebuilt:
    """Put a backup in the place of what is there, and return what the store holds.

    Inferences are made anew where the backup's were made by other rules. Raises `DataError` for a
    damaged backup, and `CallError` where something is there, unless it is to be replaced.
    """
    if not replace and (found := _found(store)):
        raise CallError(
            f"{store.data} holds {found} already; --replace puts the backup in its place"
        )
    verify(backup, tell)
    archive = Archive(store.data)
    with store.renewing(PATIENCE):  # a damaged store does not stay
        archive.unpublished()
    staged = store.data / ".restored"
    tell("copying sources")
    _stage(backup, staged)
    with store.writing(PATIENCE) as writer:
        session = Session(writer, archive, Vocabulary(), tell)
        for source in archive.sources():
            archive.begin(source)
        writer.update("DROP ALL")
        writer.make_durable()
        rules = archive.replace_all(staged / "sources")
        _restore_tokens(store.data, staged)
        shutil.rmtree(staged)
        tell(f"loading snapshot {backup.snapshot}")
        writer.add(ox.Store.read_only(str(backup.folder / "snapshot")))
        session.complete(rules)
        clashes = session.clashes()
        session.finish()
        tell("publishing")
    archive.published()
    return _rebuilt(store, archive, clashes)


def _found(store: EmbeddedStore) -> str:
    """Return in words what the folder holds already."""
    if not store.is_empty() or Archive(store.data).is_begun:
        return "a store"
    return "tokens" if (store.data / TOKENS).exists() else ""


def _stage(backup: Backup, staged: Path) -> None:
    """Copy what takes the place of the kept files, next to them."""
    shutil.rmtree(staged, ignore_errors=True)
    (staged / "sources").mkdir(parents=True)
    for path, entry in backup.files.items():
        is_kept = not path.startswith("snapshot/")
        if is_kept and copy(backup.folder / path, staged / path) != entry:
            raise DataError(f"{backup.folder / path} was changed meanwhile; nothing was restored")


def _restore_tokens(data: Path, staged: Path) -> None:
    try:
        write_durably(data / TOKENS, (staged / TOKENS).read_bytes(), mode=0o600)
    except FileNotFoundError:
        (data / TOKENS).unlink(missing_ok=True)


def _rebuilt(store: EmbeddedStore, archive: Archive, clashes: Sequence[ProvenClash]) -> Rebuilt:
    snapshot = store.current()
    made = f"{Graph.INFERRED}, {Graph.ONTOLOGY}"
    return Rebuilt(
        snapshot.id,
        len(archive.sources()),
        _count(snapshot, f"GRAPH ?g {{ ?s ?p ?o }} FILTER(?g NOT IN ({made}))"),
        _count(snapshot, f"GRAPH {Graph.INFERRED} {{ ?s ?p ?o }}"),
        tuple(clashes),
    )


def _count(snapshot: Queryable, pattern: str) -> int:
    (row,) = snapshot.select(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    return int(getattr(row["n"], "value", 0))
