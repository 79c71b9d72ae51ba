"""The catalogue: every question in `queries/{topic}/{name}.rq`."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Final

from cuibono.artefacts import Folder, folder
from cuibono.errors import DataError, NotFoundError
from cuibono.questions.question import Question

_OTHER_FOLDERS: Final = frozenset({"checks", "rules", "tables"})
"""Folders of queries that are no questions: for each, another room says what is in it."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The questions that can be asked, by name."""

    questions: Mapping[str, Question]

    @classmethod
    def read(cls, root: Traversable | None = None) -> "Catalogue":
        """Return the catalogue in a folder, the bundled one if none is given.

        Raises `DataError`, naming the file, where one is not a question.
        """
        found = _files(root or folder(Folder.QUERIES))
        return cls({name: _question(name, file) for name, file in found})

    @property
    def listed(self) -> tuple[Question, ...]:
        """The questions that people ask, without those that pages are built from."""
        return tuple(q for q in self.questions.values() if not q.is_building_block)

    def get(self, name: str) -> Question:
        """Return the question of a name; raises `NotFoundError` with the nearest names."""
        if name in self.questions:
            return self.questions[name]
        near = self._nearest(name)
        hint = f"; the nearest are {', '.join(near)}" if near else "; the catalogue lists all"
        raise NotFoundError(f"there is no question {name!r}{hint}", nearest=near)

    def _nearest(self, name: str) -> list[str]:
        """Return the names that look most like one, those that end alike first."""
        ending = [full for full in self.questions if full.endswith(f"/{name}")]
        near = difflib.get_close_matches(name, [q.name for q in self.listed], n=3, cutoff=0.4)
        return list(dict.fromkeys([*ending, *near]))


def _files(root: Traversable) -> Iterator[tuple[str, Traversable]]:
    for topic in sorted(root.iterdir(), key=lambda entry: entry.name):
        if topic.name.endswith(".rq"):
            raise DataError(f"queries/{topic.name} stands in no topic; move it into a folder")
        if topic.name in _OTHER_FOLDERS or not topic.is_dir():
            continue
        for file in sorted(topic.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".rq") and not file.name.startswith("_"):
                yield f"{topic.name}/{file.name.removesuffix('.rq')}", file


def _question(name: str, file: Traversable) -> Question:
    try:
        return Question.read(name, file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise DataError(f"queries/{name}.rq is not UTF-8") from None
    except DataError as fault:
        raise DataError(f"queries/{name}.rq: {fault.detail}") from None
