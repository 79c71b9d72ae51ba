"""Find the RDF artefacts: bundled in an installed wheel, beside `api/` in a checkout."""

from collections.abc import Iterator
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


class Folder(StrEnum):
    """The top-level folders of the repository that hold RDF."""

    ONTOLOGY = "ontology"
    SHAPES = "shapes"
    GRAPH = "graph"
    QUERIES = "queries"


def folder(name: Folder) -> Traversable:
    """Return one artefact folder.

    The wheel carries the four folders under `cuibono/rdf/` (see `pyproject.toml`). A checkout,
    and so an editable install, has no such folder, and its own top-level ones are used.
    """
    bundled = files("cuibono") / "rdf"
    root = bundled if bundled.is_dir() else Path(__file__).resolve().parents[2]
    found = root / name.value
    if not found.is_dir():
        raise FileNotFoundError(f"no {name.value}/ folder in {root}")
    return found


def documents(name: Folder, *suffixes: str) -> Iterator[Traversable]:
    """Yield the files of an artefact folder with one of the suffixes, in a stable order."""
    yield from _walk(folder(name), suffixes)


def _walk(directory: Traversable, suffixes: tuple[str, ...]) -> Iterator[Traversable]:
    for entry in sorted(directory.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            yield from _walk(entry, suffixes)
        elif entry.name.endswith(suffixes):
            yield entry
