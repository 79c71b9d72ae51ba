"""Read files of RDF: each into its quads, or a fault that names file, line and column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import NoReturn

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, Literal, Quad, RdfFormat, Triple

from cuibono.errors import CallError, DataSyntaxError
from cuibono.store import RDF_FORMATS
from cuibono.terms import BASE, compact
from cuibono.validation import Location, Locator

_FORMATS = {
    f".{form.suffix}": form.engine for form in RDF_FORMATS if isinstance(form.engine, RdfFormat)
}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 cannot carry: no answer in RDF/XML or SPARQL XML could be read."""

_HINTS = {
    "Unexpected end": "the last statement lacks its dot, or a graph its closing brace",
    "No LoadDocumentCallback": "contexts on the web are not fetched; put the context into the file",
}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read; `path` is what people are told, `name` its last part."""

    path: str
    name: str
    content: bytes
    quads: tuple[Quad, ...]

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the graphs it has statements in, empty for the default graph."""
        return frozenset(
            "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
            for quad in self.quads
        )


def read_files(paths: Sequence[Path | Traversable]) -> list[SourceFile]:
    """Return the files at these paths, folders walked, each file once, in a stable order.

    Raises `CallError` for a path that does not exist or is not RDF by its suffix, and
    `DataSyntaxError` for the first file that cannot be read as what its suffix says.
    """
    found = find_files(paths, tuple(_FORMATS))
    return [parse(shown, read_content(shown, file)) for shown, file in found]


def find_files(
    paths: Sequence[Path | Traversable], suffixes: Sequence[str]
) -> list[tuple[str, Path | Traversable]]:
    """Return the files at these paths that have one of the suffixes, with the names to show.

    Hidden files are left out. Raises `CallError` for a path that does not exist, a file with
    another suffix, and a folder without such files.
    """
    found: dict[str, Path | Traversable] = {}
    for path in paths:
        for shown, file in _files(path, _shown(path), suffixes):
            found.setdefault(shown, file)
    return list(found.items())


def read_content(shown: str, file: Path | Traversable) -> bytes:
    """Return the bytes of a file; raises `CallError` where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as fault:
        raise CallError(f"{shown} cannot be read: {fault.strerror}") from None


def parse(shown: str, content: bytes) -> SourceFile:
    """Return a file's quads; its format is that of its suffix.

    Relative IRIs are taken relative to the base of all our IRIs, so that no path of a machine gets
    into the graph. Raises `DataSyntaxError`.
    """
    suffix = _suffix(shown)
    try:
        quads = ox.parse(
            content.removeprefix(b"\xef\xbb\xbf"),
            format=_FORMATS[suffix],
            base_iri=BASE,
            rename_blank_nodes=True,
        )
        file = SourceFile(shown, shown.rpartition("/")[2], content, tuple(quads))
    except SyntaxError as fault:
        _refuse_syntax(shown, fault)
    except MemoryError:  # what the engine raises for a text beyond its buffer
        raise DataSyntaxError(
            f"{shown} holds a text longer than 16 million characters, which cannot be read here; "
            "point to the text instead",
            file=shown,
        ) from None
    for quad in file.quads:
        if problem := _problem(quad):
            _refuse_statement(file, quad, problem)
    return file


def _files(
    path: Path | Traversable, shown: str, suffixes: Sequence[str]
) -> Iterator[tuple[str, Path | Traversable]]:
    if path.is_dir():
        found = list(_walk(path, shown, suffixes))
        if not found:
            raise CallError(f"{shown} holds no file that ends in {_choice(suffixes)}")
        yield from found
    elif not path.is_file():
        raise CallError(f"there is no file or folder {shown}")
    elif _suffix(shown) not in suffixes:
        raise CallError(f"{shown} does not end in {_choice(suffixes)}, and so is not read here")
    else:
        yield shown, path


def _walk(
    folder: Path | Traversable, shown: str, suffixes: Sequence[str]
) -> Iterator[tuple[str, Path | Traversable]]:
    entries: list[Path | Traversable] = sorted(folder.iterdir(), key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _walk(entry, f"{shown}/{entry.name}", suffixes)
        elif _suffix(entry.name) in suffixes:
            yield f"{shown}/{entry.name}", entry


def _shown(path: Path | Traversable) -> str:
    """Return a path as people are told it: relative to the working folder where it is inside."""
    if not isinstance(path, Path):
        return path.name
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _choice(suffixes: Sequence[str]) -> str:
    *most, last = suffixes
    return f"{', '.join(most)} or {last}" if most else last


def _refuse_syntax(shown: str, fault: SyntaxError) -> NoReturn:
    """Raise the fault as ours; the engine says what it expected after the position."""
    position = f", line {fault.lineno}, column {fault.offset}" if fault.lineno else ""
    said = re.sub(r"^Parser error (?:at|between) line .*?: ", "", fault.msg)
    hint = next((hint for start, hint in _HINTS.items() if said.startswith(start)), None)
    raise DataSyntaxError(
        f"{shown}{position}: {said}" + (f" ({hint})" if hint else ""),
        file=shown,
        line=fault.lineno,
        column=fault.offset,
    )


def _problem(quad: Quad) -> str | None:
    value = quad.object
    if isinstance(value, Triple) or isinstance(quad.subject, Triple):
        return "a triple term of RDF 1.2, which cannot be read here; give the statement an IRI"
    if isinstance(value, Literal):
        if value.direction:
            return "a text with a direction of RDF 1.2, which cannot be read here"
        if found := _FORBIDDEN.search(value.value):
            return f"a text with the control character U+{ord(found[0]):04X}; take it out"
    return None


def _refuse_statement(file: SourceFile, quad: Quad, problem: str) -> NoReturn:
    place: Location | None = None
    if isinstance(quad.subject, ox.NamedNode):
        place = Locator([file]).locate(quad.subject.value, quad.predicate.value)
    subject = compact(quad.subject.value) if isinstance(quad.subject, ox.NamedNode) else "a node"
    line = place.line if place else None
    raise DataSyntaxError(
        f"{file.path}{f', line {line}' if line else ''}: "
        f"{compact(quad.predicate.value)} of {subject} is {problem}",
        file=file.path,
        line=line,
    )
