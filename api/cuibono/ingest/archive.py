"""The files that the store was made from, kept beside it: the files are the truth.

    DATA/sources/{source}/{file name}

A source is what one or more files say in the graphs `graph/{source}` and
`graph/{source}/provenance`. Its files are kept under their names, so that loading one section anew
leaves the other sections as they are.
"""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from cuibono.errors import DataError
from cuibono.ingest.reading import SourceFile, read_files
from cuibono.terms import BASE, SLUG

_GRAPH = f"{BASE}graph/"
_RESERVED = frozenset({"ontology", "inferred", "state"})


def source_of(file: SourceFile) -> str:
    """Return the slug of the source whose graphs the file's statements stand in.

    Raises `DataError` for statements outside such graphs, in graphs that cuibono makes itself, or
    of several sources in one file.
    """
    slugs = {_slug(file, graph) for graph in file.graphs}
    if len(slugs) != 1:
        found = f"of several sources ({', '.join(sorted(slugs))})" if slugs else "of no source"
        raise DataError(
            f"{file.path} has statements {found}; a file says what one source says, "
            f"in GRAPH <{_GRAPH}SOURCE> and GRAPH <{_GRAPH}SOURCE/provenance>"
        )
    return slugs.pop()


def _slug(file: SourceFile, graph: str) -> str:
    if not graph:
        raise DataError(
            f"{file.path} has statements outside any named graph; put them into "
            f"GRAPH <{_GRAPH}SOURCE> {{ … }}, so that it is known which source says them"
        )
    slug, _, part = graph.removeprefix(_GRAPH).partition("/")
    if not graph.startswith(_GRAPH) or not SLUG.fullmatch(slug) or part not in ("", "provenance"):
        raise DataError(
            f"{file.path} has statements in <{graph}>; the graphs of a source are "
            f"<{_GRAPH}SOURCE> and <{_GRAPH}SOURCE/provenance>"
        )
    if slug in _RESERVED:
        raise DataError(f"{file.path} writes to <{graph}>, which cuibono makes itself")
    return slug


class Archive:
    """The kept files of each source."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "sources"

    def files(self, source: str) -> list[SourceFile]:
        """Return the kept files of a source, none where it is new."""
        folder = self._folder / source
        return read_files([folder]) if folder.is_dir() else []

    def merged(self, source: str, given: Sequence[SourceFile], *, whole: bool) -> list[SourceFile]:
        """Return the files that the source consists of once `given` are in.

        `whole` says that the given files are all of the source; otherwise each takes the place of
        the kept file of its name.
        """
        names = {file.name for file in given}
        kept = [] if whole else [f for f in self.files(source) if f.name not in names]
        return [*given, *kept]

    def keep(self, source: str, files: Iterable[SourceFile]) -> None:
        """Keep these files as the source's, in place of those kept before."""
        folder = self._folder / source
        draft = folder.with_name(f".{source}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for file in files:
            (draft / file.name).write_bytes(file.content)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
