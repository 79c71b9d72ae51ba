"""Released versions of the vocabulary, which never change.

A release is a file `ontology/releases/{version}.nt.gz`: the statements of all modules, sorted, as
they were when the version came out. `/ns/{version}` is served from it ever after, whatever the
modules say by then. `python -m cuibono.publish.releases` writes the file of the present version,
and refuses to change one that is there.
"""

import gzip
import sys
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from pyoxigraph import Quad, RdfFormat

from cuibono import __version__
from cuibono.artefacts import Folder, folder
from cuibono.errors import DataError
from cuibono.ingest import read_ontology

_SUFFIX: Final = ".nt.gz"


def released() -> list[str]:
    """Return the released versions, the newest last."""
    names = [file.name for file in _folder().iterdir() if file.name.endswith(_SUFFIX)]
    return sorted((name.removesuffix(_SUFFIX) for name in names), key=_numbers)


def read_release(version: str) -> list[Quad] | None:
    """Return the statements of a released version, None where there is no such release."""
    if version not in released():
        return None
    content = gzip.decompress((_folder() / f"{version}{_SUFFIX}").read_bytes())
    return list(ox.parse(content, format=RdfFormat.N_TRIPLES))


def write_release(target: Path, version: str = __version__) -> Path:
    """Write the present vocabulary as a release; raises `DataError` where that would change one."""
    file = target / f"{version}{_SUFFIX}"
    content = _content(read_ontology())
    if file.exists():
        if gzip.decompress(file.read_bytes()) != content:
            raise DataError(
                f"version {version} of the vocabulary is released and never changes; "
                "give the changed vocabulary a version of its own"
            )
        return file
    file.write_bytes(gzip.compress(content, mtime=0))
    return file


def _content(quads: list[Quad]) -> bytes:
    """Return statements as sorted N-Triples, blank nodes named by what they stand for."""
    dataset = ox.Dataset(Quad(q.subject, q.predicate, q.object) for q in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad.triple} .\n" for quad in dataset)).encode()


def _folder() -> Traversable:
    return folder(Folder.ONTOLOGY) / "releases"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def _main() -> int:
    try:
        print(write_release(Path(str(_folder()))))
    except DataError as fault:
        print(fault.detail, file=sys.stderr)
        return fault.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(_main())
