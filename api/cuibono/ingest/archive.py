"""The files that the store was made from, kept beside it: the files are the truth.

    DATA/sources/{source}/{file name}
    DATA/sources/{source}/.graphs      the graphs that were written one by one, or removed
    DATA/sources/{source}/.committed   there once the store holds the source as these files say
    DATA/unpublished                   there while the store holds more than is published

A source is what one or more files say in the graphs `graph/{source}` and
`graph/{source}/provenance`. Its files are kept under their names, so that loading one section anew
leaves the other sections as they are. They are replaced at once and durably, before the store is
written; after a crash, what is not committed is written to the store again from here.
"""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from cuibono.errors import DataError
from cuibono.ingest.reading import SourceFile, read_files
from cuibono.store.snapshots import sync_folder, write_durably
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


def graphs_of(source: str, files: Iterable[SourceFile]) -> dict[NamedNode, list[Quad]]:
    """Return the quads of a source by graph, the graphs of its name present even where empty."""
    graphs: dict[NamedNode, list[Quad]] = {name: [] for name in own_graphs(source)}
    for file in files:
        for quad in file.quads:
            assert isinstance(quad.graph_name, NamedNode)
            graphs.setdefault(quad.graph_name, []).append(quad)
    return graphs


def own_graphs(source: str) -> list[NamedNode]:
    """Return the graphs of a source: what it says, and for all but the registry the provenance."""
    name = f"{_GRAPH}{source}"
    names = [name] if source == "registry" else [name, f"{name}/provenance"]
    return [NamedNode(one) for one in names]


class Archive:
    """The kept files of each source."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "sources"
        self._unpublished = data / "unpublished"

    def sources(self) -> list[str]:
        """Return the names of the sources, the registry first, since the others refer to it."""
        self._repair()
        if not self._folder.is_dir():
            return []
        names = [path.name for path in self._folder.iterdir()]
        return sorted(names, key=lambda name: (name != "registry", name))

    def files(self, source: str) -> list[SourceFile]:
        """Return the kept files of a source, none where it is new or empty."""
        self._repair()
        folder = self._folder / source
        has_any = folder.is_dir() and any(
            not path.name.startswith(".") for path in folder.iterdir()
        )
        return read_files([folder]) if has_any else []

    def merged(self, source: str, given: Sequence[SourceFile], *, whole: bool) -> list[SourceFile]:
        """Return the files that the source consists of once `given` are in.

        `whole` says that the given files are all of the source; otherwise each takes the place of
        the kept file of its name.
        """
        names = {file.name for file in given}
        kept = [] if whole else [f for f in self.files(source) if f.name not in names]
        return [*given, *kept]

    def begin(self, source: str) -> None:
        """Say that the store is about to hold a source otherwise than it is kept."""
        self.unpublished()
        (self._folder / source / ".committed").unlink(missing_ok=True)
        if (self._folder / source).is_dir():
            sync_folder(self._folder / source)

    def keep(
        self, source: str, files: Iterable[SourceFile], gone: Iterable[NamedNode] = ()
    ) -> None:
        """Keep these files as the source's, in place of those kept before; not yet committed.

        `gone` are graphs that the store may have, and that the files may say nothing about.
        """
        folder = self._folder / source
        draft, old = folder.with_name(f".{source}.new"), folder.with_name(f".{source}.old")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for file in files:
            write_durably(draft / file.name, file.content)
        names = sorted({name.value for name in (*self.gone(source), *gone)})
        if names:
            write_durably(draft / ".graphs", "\n".join(names).encode())
        self.unpublished()
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        draft.rename(folder)
        sync_folder(self._folder)
        shutil.rmtree(old, ignore_errors=True)

    def gone(self, source: str) -> list[NamedNode]:
        """Return the graphs that `keep` was told of."""
        try:
            names = (self._folder / source / ".graphs").read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        return [NamedNode(name) for name in names.splitlines()]

    def commit(self, source: str, stamp: str) -> None:
        """Say that the store holds a source as kept; `stamp` names the store and the rules."""
        write_durably(self._folder / source / ".committed", stamp.encode())

    def is_committed(self, source: str, stamp: str) -> bool:
        """Whether the store holds a source as kept, checked by the same rules."""
        return self._stamp(source) == stamp

    def uncommitted(self, store: str) -> list[str]:
        """Return the sources that a store lacks, or holds otherwise than they are kept."""
        return [name for name in self.sources() if not self._stamp(name).startswith(f"{store} ")]

    def is_same(self, source: str, files: Sequence[SourceFile]) -> bool:
        """Whether these files are kept as the source's already, to the byte."""
        folder = self._folder / source
        names = {path.name for path in folder.iterdir()} if folder.is_dir() else set[str]()
        return {name for name in names if not name.startswith(".")} == {
            f.name for f in files
        } and all((folder / file.name).read_bytes() == file.content for file in files)

    @property
    def is_published(self) -> bool:
        """Whether readers see all that was committed."""
        return not self._unpublished.exists()

    def unpublished(self) -> None:
        """Say that the store is about to hold more than readers see."""
        write_durably(self._unpublished, b"")

    def published(self) -> None:
        """Say that readers see all."""
        self._unpublished.unlink(missing_ok=True)

    def _names(self, source: str) -> set[str]:
        folder = self._folder / source
        if not folder.is_dir():
            return set()
        return {path.name for path in folder.iterdir() if not path.name.startswith(".")}

    def _stamp(self, source: str) -> str:
        try:
            return (self._folder / source / ".committed").read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def _repair(self) -> None:
        """Finish or undo a replacement that a crash has cut short.

        The old folder goes away only once the new one is whole.
        """
        for draft in self._folder.glob(".*.new"):
            folder = self._folder / draft.name.removeprefix(".").removesuffix(".new")
            if folder.exists():
                shutil.rmtree(draft, ignore_errors=True)
            else:
                draft.rename(folder)
        for old in self._folder.glob(".*.old"):
            shutil.rmtree(old, ignore_errors=True)
