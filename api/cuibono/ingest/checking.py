"""Validate files before they are loaded, together with what they refer to.

Files are seldom whole by themselves: a section speaks of actors that the registry identifies, and
of claims that another section of its source states. So what the given files do not bring is taken
from the bundled graph as context:

- its registry, unless the given files have statements in the registry graph;
- for a file given by itself (not as part of a folder), the other files of its source. It stands in
  for the bundled file of its name, as it does in `load`.

Only what the given files say or break is reported then. Without context everything is reported,
the ontology included.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from pyoxigraph import Quad

from cuibono.artefacts import Folder, folder
from cuibono.ingest.reading import SourceFile, read_files
from cuibono.terms import BASE, Graph
from cuibono.validation import Engine, Gate, Locator, Report, report


@dataclass(frozen=True, slots=True)
class Checked:
    """A report, where its nodes are described, and one line saying what was validated."""

    report: Report
    locator: Locator
    note: str


def check_bundled(engine: Engine = Engine.AUTO) -> Checked:
    """Validate the bundled graph with the ontology."""
    files = read_files([folder(Folder.GRAPH)])
    return _whole(
        files, f"Validated: the bundled graph, {_count(files)}, with the ontology.", engine
    )


def check_files(paths: Sequence[Path | Traversable], engine: Engine = Engine.AUTO) -> Checked:
    """Validate files and folders with what they refer to; see the module for what that is.

    Raises what `read_files` raises.
    """
    files = read_files(paths)
    alone = read_files([path for path in paths if path.is_file()])
    context = _context(files, alone)
    given = f"Validated: {_count(files)} with the ontology"
    if not _quads(files):
        given += ", and there are no statements in " + ("it" if len(files) == 1 else "them")
    if not context:
        return _whole(files, f"{given}, as they are; they bring their own registry.", engine)
    ontology = _ontology()
    before = _quads(context)
    found = Gate(_quads(ontology), engine=engine).compare(before, [*before, *_quads(files)])
    names = ", ".join(file.name for file in context)
    note = f"{given}; what they refer to was taken from the bundled graph ({names})."
    return Checked(found, Locator([*files, *context, *ontology]), note)


def _whole(files: Sequence[SourceFile], note: str, engine: Engine) -> Checked:
    ontology = _ontology()
    found = report(_quads([*ontology, *files]), engine=engine)
    return Checked(found, Locator([*files, *ontology]), note)


def _context(files: Sequence[SourceFile], alone: Sequence[SourceFile]) -> list[SourceFile]:
    registry = Graph.REGISTRY.value
    is_whole = any(registry in file.graphs for file in files)
    names = {file.name for file in alone}
    sources = {_source(graph) for file in alone for graph in file.graphs} - {_source(registry)}
    return [
        file
        for file in read_files([folder(Folder.GRAPH)])
        if (registry in file.graphs and not is_whole)
        or (file.name not in names and sources & {_source(graph) for graph in file.graphs})
    ]


def _source(graph: str) -> str:
    return graph.removeprefix(f"{BASE}graph/").partition("/")[0]


def _ontology() -> list[SourceFile]:
    return read_files([folder(Folder.ONTOLOGY)])


def _quads(files: Iterable[SourceFile]) -> list[Quad]:
    return [quad for file in files for quad in file.quads]


def _count(files: Sequence[SourceFile]) -> str:
    return f"{len(files)} file{'s' if len(files) != 1 else ''}"
