"""From a node of a report back to the file and line where it is described."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from cuibono.validation.paths import first_predicate
from cuibono.validation.results import Result
from cuibono.validation.scanning import Block, blocks

_SCANNED = (".ttl", ".trig", ".nt", ".nq")


class Source(Protocol):
    """A file that was read."""

    @property
    def path(self) -> str: ...

    @property
    def content(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file; lines count from 1, None where the format has no telling lines."""

    file: str
    line: int | None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Locator:
    """Finds nodes in files; the files are scanned when the first node is looked for."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = tuple(sources)

    def locate(self, subject: str, predicate: str | None = None) -> Location | None:
        """Return where a property of a node is stated, else where most is said about the node."""
        found = self._index.get(subject, [])
        for file, block in found:
            for stated, line in block.predicates:
                if stated == predicate:
                    return Location(file, line)
        if found:
            file, block = max(found, key=lambda item: len(item[1].predicates))
            return Location(file, block.line)
        return self._search(subject)

    def of(self, result: Result) -> Location | None:
        """Return the place of a result."""
        predicate = first_predicate(result.path) if result.path is not None else None
        return self.locate(result.focus, predicate.value if predicate else None)

    @cached_property
    def _index(self) -> dict[str, list[tuple[str, Block]]]:
        index: dict[str, list[tuple[str, Block]]] = defaultdict(list)
        for source in self._sources:
            if source.path.lower().endswith(_SCANNED):
                for block in blocks(source.content.decode()):
                    index[block.subject].append((source.path, block))
        return index

    def _search(self, subject: str) -> Location | None:
        """Return the first file of another format that mentions the IRI."""
        for source in self._sources:
            if not source.path.lower().endswith(_SCANNED) and subject.encode() in source.content:
                before = source.content[: source.content.index(subject.encode())]
                return Location(source.path, before.count(b"\n") + 1)
        return None
