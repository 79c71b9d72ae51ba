"""The whole graph as files, per snapshot: made when first asked for, and kept beside its tables."""

import gzip
import json
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import file_digest
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph as ox
from pyoxigraph import RdfFormat

from cuibono.analysis.tables import bundled_tables
from cuibono.errors import StoreError
from cuibono.publish.dataset import DumpFile
from cuibono.store import Snapshot
from cuibono.store.remote import RemoteSnapshot

_FORMATS: Final = {
    "cuibono.nq.gz": (RdfFormat.N_QUADS, "application/n-quads", "The whole graph as N-Quads"),
    "cuibono.trig.gz": (RdfFormat.TRIG, "application/trig", "The whole graph as TriG"),
}
_PARQUET: Final = "application/vnd.apache.parquet"
_SUMS: Final = "SHA256SUMS"
_INDEX: Final = "index.json"


def dumps(snapshot: Snapshot, tables: Path) -> Path:
    """Return the folder with the dumps of a snapshot, having made them where they are not there.

    `tables` is the folder of its tables. Raises `StoreError` where they cannot be written.
    """
    there = snapshot.folder / "dump"
    if there.is_dir():
        return there
    draft = there.with_name(f"dump.{secrets.token_hex(4)}.new")
    try:
        draft.mkdir()
        for name, (form, _, _) in _FORMATS.items():
            # Without a name and a time in its head, the same graph packs to the same bytes.
            with (draft / name).open("wb") as file, gzip.GzipFile("", "wb", 6, file, 0) as packed:
                _write(snapshot, cast(IO[bytes], packed), form)
        _describe(draft, tables, snapshot.id)
        draft.rename(there)
    except OSError as fault:
        if not there.is_dir():  # else another was faster, and its files are the same
            raise StoreError(f"the dumps cannot be written: {fault}") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return there


def _write(snapshot: Snapshot, sink: IO[bytes], form: RdfFormat) -> None:
    if isinstance(snapshot, RemoteSnapshot):
        ox.serialize(snapshot.quads(), sink, form)
        snapshot.check()
    else:
        ox.Store.read_only(str(snapshot.folder)).dump(sink, form)


def listed(folder: Path) -> list[DumpFile]:
    """Return what a folder of dumps offers."""
    return [DumpFile(**one) for one in json.loads((folder / _INDEX).read_text("utf-8"))]


def _describe(draft: Path, tables: Path, snapshot: str) -> None:
    found = [
        _file(draft / name, f"/dump/{snapshot}/{name}", title, media_type, "application/gzip")
        for name, (_, media_type, title) in _FORMATS.items()
    ]
    found += [
        _file(
            tables / f"{table.name}.parquet",
            f"/dump/{snapshot}/tables/{table.name}.parquet",
            f"{table.title}, as a table",
            _PARQUET,
            None,
        )
        for table in bundled_tables()
    ]
    (draft / _INDEX).write_text(json.dumps([asdict(one) for one in found]), "utf-8")
    (draft / _SUMS).write_text(_sums(found, snapshot), "utf-8")


def _file(path: Path, address: str, title: str, media_type: str, packed: str | None) -> DumpFile:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return DumpFile(address, title, media_type, packed, path.stat().st_size, digest)


def _sums(found: Sequence[DumpFile], snapshot: str) -> str:
    """Return the checksums as `sha256sum --check` reads them."""
    prefix = f"/dump/{snapshot}/"
    return "".join(f"{one.sha256}  {one.path.removeprefix(prefix)}\n" for one in found)
