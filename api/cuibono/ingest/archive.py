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

    @property
    def is_begun(self) -> bool:
        """Whether anything was kept or begun here; leaves all as it is, whoever writes."""
        return self._folder.is_dir() and any(self._folder.iterdir())

    def files(self, source: str) -> list[SourceFile]:
        """Return the kept files of a source, none where it is new or empty."""
        self._repair()
        return read_files([self._folder / source]) if self._names(source) else []

    def all_files(self) -> list[Path]:
        """Return what cannot be made again: all that is kept of the sources, and the tokens."""
        tokens = self._folder.with_name("tokens.json")
        kept = [
            file for source in self.sources() for file in sorted((self._folder / source).iterdir())
        ]
        return [*([tokens] if tokens.exists() else []), *kept]

    def merged(self, source: str, given: Sequence[SourceFile], *, whole: bool) -> list[SourceFile]:
        """Return the files that the source consists of once `given` are in.

        `whole` says that the given files are all of the source; otherwise each takes the place of
        the kept file of its name.
        """
        names = {file.name for file in given}
        kept = [] if whole else [f for f in self.files(source) if f.name not in names]
        return [*given, *kept]

    def begin(self, source: str, graphs: Iterable[NamedNode] = ()) -> None:
        """Say that the store is about to hold a source otherwise than it is kept.

        `graphs` are those that it is about to have, beside those of the source's name.
        """
        self.unpublished()
        folder = self._folder / source
        folder.mkdir(parents=True, exist_ok=True)
        if names := sorted({name.value for name in (*self.gone(source), *graphs)}):
            write_durably(folder / ".graphs", "\n".join(names).encode())
        (folder / ".committed").unlink(missing_ok=True)
        sync_folder(folder)
        sync_folder(self._folder)

    def keep(self, source: str, files: Iterable[SourceFile]) -> None:
        """Keep these files as the source's, in place of those kept before; not yet committed."""
        folder = self._folder / source
        draft = _draft(folder)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for file in files:
            write_durably(draft / file.name, file.content)
        if names := self.gone(source):
            write_durably(draft / ".graphs", "\n".join(name.value for name in names).encode())
        _replace(folder)

    def gone(self, source: str) -> list[NamedNode]:
        """Return the graphs that `begin` was told of."""
        names = _read(self._folder / source / ".graphs")
        return [NamedNode(name) for name in names.splitlines()]

    def commit(self, source: str, stamp: str) -> None:
        """Say that the store holds a source as kept; `stamp` names the store and the rules.

        A source that has nothing is forgotten.
        """
        folder = self._folder / source
        if self._names(source):
            write_durably(folder / ".committed", stamp.encode())
        elif folder.exists():
            folder.rename(_old(folder))
            shutil.rmtree(_old(folder), ignore_errors=True)

    def rules_of(self, source: str) -> str:
        """Return the rules that a source was last checked by, empty where that is not known."""
        return self._stamp(source).partition(" ")[2]

    def is_committed(self, source: str, stamp: str) -> bool:
        """Whether the store holds a source as kept, checked by the same rules."""
        return self._stamp(source) == stamp

    def uncommitted(self, store: str) -> list[str]:
        """Return the sources that a store lacks, or holds otherwise than they are kept."""
        return [name for name in self.sources() if not self._stamp(name).startswith(f"{store} ")]

    def is_same(self, source: str, files: Sequence[SourceFile]) -> bool:
        """Whether these files are kept as the source's already, to the byte."""
        folder = self._folder / source
        return self._names(source) == {file.name for file in files} and all(
            (folder / file.name).read_bytes() == file.content for file in files
        )

    def replace_all(self, sources: Path) -> dict[str, str]:
        """Put a folder like this one in its place, at once; return the rules of each source.

        None of its sources is committed.
        """
        rules: dict[str, str] = {}
        for folder in sources.iterdir():
            stamp = folder / ".committed"
            rules[folder.name] = _read(stamp).partition(" ")[2]
            stamp.unlink(missing_ok=True)
            sync_folder(folder)
        sync_folder(sources)
        shutil.rmtree(_draft(self._folder), ignore_errors=True)
        sources.rename(_draft(self._folder))
        _replace(self._folder)
        return rules

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
        return _read(self._folder / source / ".committed")

    def _repair(self) -> None:
        """Finish or undo what a crash has cut short."""
        _mend(self._folder.parent)
        _mend(self._folder)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _draft(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _replace(folder: Path) -> None:
    """Put a folder's draft in its place; after a crash, `_mend` leaves the one or the other."""
    old = _old(folder)
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    _draft(folder).rename(folder)
    sync_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _mend(parent: Path) -> None:
    """Finish the replacement of folders that had begun; take away drafts that may not be whole.

    Once the old folder was put aside, the draft is whole.
    """
    for draft in parent.glob(".*.new"):
        folder = draft.with_name(draft.name.removeprefix(".").removesuffix(".new"))
        if not folder.exists() and _old(folder).exists():
            draft.rename(folder)
        else:
            shutil.rmtree(draft, ignore_errors=True)
    for old in parent.glob(".*.old"):
        shutil.rmtree(old, ignore_errors=True)
