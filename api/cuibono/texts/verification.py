"""Whether the passages on record still stand in a text, and where words stand in it."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from cuibono.texts.passages import Passage, digest, normalise
from cuibono.texts.sources import SourceText


class State(StrEnum):
    """The state of a passage against a text. Only `exact` counts as verified."""

    EXACT = "exact"
    """The span at the recorded position has the recorded digest."""
    MOVED = "moved"
    """It is not at its position, and exactly one other span has the digest."""
    AMBIGUOUS = "ambiguous"
    """It is not at its position, and several spans have the digest."""
    ORPHANED = "orphaned"
    """The text is the recorded version, and no span of it has the digest: a wrong record."""
    TEXT_CHANGED = "text-changed"
    """The text is another version than the recorded one, and no span of it has the digest."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one passage; `found` are the spans (start, end) with its digest elsewhere."""

    passage: Passage
    state: State
    found: tuple[tuple[int, int], ...] = ()


def verify(
    passages: Iterable[Passage], text: SourceText, recorded_digest: str
) -> Iterator[Finding]:
    """Yield the state of each passage against a text, in the order given.

    `recorded_digest` is the digest of the text version that the passages were recorded on.
    Nothing is re-anchored: where a span moved, the finding says where to.
    """
    content = text.content
    search = _DigestSearch(content)
    for passage in passages:
        if _holds(passage, content):
            yield Finding(passage, State.EXACT)
            continue
        found = search.spans(passage)
        if found:
            state = State.MOVED if len(found) == 1 else State.AMBIGUOUS
        else:
            same = text.digest == recorded_digest
            state = State.ORPHANED if same else State.TEXT_CHANGED
        yield Finding(passage, state, found)


def _holds(passage: Passage, content: str) -> bool:
    if not 0 <= passage.start < passage.end <= len(content):
        return False
    span = content[passage.start : passage.end]
    return digest(span) == passage.digest and passage.exact in (None, span)


def find_words(words: str, text: SourceText) -> list[tuple[int, int]]:
    """Return the spans (start, end) of a text that read as `words` after normalisation."""
    folded = _Folded(text.content)
    wanted = normalise(words)
    starts = re.finditer(f"(?={re.escape(wanted)})", folded.text) if wanted else ()
    return [folded.span(match.start(), len(wanted)) for match in starts]


class _Folded:
    """A text's normal form with the way back: where each of its characters stood."""

    def __init__(self, content: str) -> None:
        characters: list[str] = []
        self._origin: list[tuple[int, int]] = []
        for start, end in _clusters(content):
            for character in unicodedata.normalize("NFC", content[start:end]):
                if not character.isspace():
                    characters.append(character)
                    self._origin.append((start, end))
                elif characters and characters[-1] != " ":
                    characters.append(" ")
                    self._origin.append((start, end))
        self.text = "".join(characters)

    def span(self, position: int, length: int) -> tuple[int, int]:
        """Return the span (start, end) of the original for a span of the normal form."""
        return self._origin[position][0], self._origin[position + length - 1][1]


class _DigestSearch:
    """Finds the spans with a digest by trying every span of the recorded length."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._folded: _Folded | None = None
        self._by_length: dict[int, dict[str, list[int]]] = {}

    def spans(self, passage: Passage) -> tuple[tuple[int, int], ...]:
        length = passage.normalised_length
        if not length:
            return ()
        if self._folded is None:
            self._folded = _Folded(self._content)
        if length not in self._by_length:
            self._by_length[length] = self._digests(self._folded.text, length)
        starts = self._by_length[length].get(passage.digest, [])
        return tuple(self._folded.span(start, length) for start in starts)

    @staticmethod
    def _digests(text: str, length: int) -> dict[str, list[int]]:
        digests: dict[str, list[int]] = {}
        for start in range(len(text) - length + 1):
            window = text[start : start + length]
            if window[0] != " " and window[-1] != " ":
                value = hashlib.sha256(window.encode()).hexdigest()
                digests.setdefault(f"sha256:{value}", []).append(start)
        return digests


def _clusters(content: str) -> Iterator[tuple[int, int]]:
    """Yield spans of the text that NFC treats apart, so that positions can be mapped back."""
    if unicodedata.is_normalized("NFC", content):
        yield from ((i, i + 1) for i in range(len(content)))
        return
    joining = _joining_characters()
    start = 0
    for i in range(1, len(content)):
        if content[i] not in joining:
            yield start, i
            start = i
    yield start, len(content)


@cache
def _joining_characters() -> frozenset[str]:
    """The characters that may compose with what stands before them (NFC_Quick_Check not Yes)."""
    return frozenset(
        character
        for character in map(chr, range(0x110000))
        if unicodedata.combining(character) or not _stands_alone(character)
    )


def _stands_alone(character: str) -> bool:
    if "\u1160" <= character <= "\u11ff":  # Hangul vowels and finals compose by rule, not table
        return False
    return character not in _second_halves()


@cache
def _second_halves() -> frozenset[str]:
    halves: set[str] = set()
    for character in map(chr, range(0x110000)):
        parts = unicodedata.decomposition(character).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            halves.add(chr(int(parts[1], 16)))
    return frozenset(halves)
