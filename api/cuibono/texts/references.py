"""References in brackets: the works that a text cites, as it prints them.

Read are author and year, as in `(Lee 2012a, Moss & Lee n.d.)`, `(see Lee, 2012: 4; Moss 2010)` and
`Lee et al. (2012)`, and numbers in square brackets. A bracket with a year after a word in lower
case, as in `(in 2015)`, is no reference.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cuibono.texts.passages import normalise

_BRACKET: Final = re.compile(r"\(([^()\[\]]{1,600})\)|\[([^()\[\]]{1,600})\]")
_YEAR: Final = re.compile(
    r"(?<![\w$€£.,-])(?:(?:1[5-9]|20)\d\d[a-z]?(?![\w%])|n\.\s?d\.(?:-?[a-z]\b)?"
    r"|(?:forthcoming|in press|to appear)\b)",
    re.IGNORECASE,
)
_LETTER: Final = re.compile(r"\s*,\s*([a-z])(?=\s*(?:[,;]|$))")
_LOCATOR: Final = re.compile(
    r"^[\s,:;]*(?:(?:pp?|chap(?:ter)?|ch|sec(?:tion)?|fig(?:ure)?|table|§)\.?\s*\d[\w.]*"
    r"(?:\s*[-\u2013]\s*\d+)?|\d+(?:\s*[-\u2013]\s*\d+)?(?=\s*[,;:]))?[\s,:;]*",
    re.IGNORECASE,
)
_NUMBERS: Final = re.compile(r"\d{1,3}(?:\s*[,;\u2013-]\s*\d{1,3})*")
_PARTICLES: Final = frozenset(
    ("de", "del", "della", "den", "der", "di", "da", "du", "la", "le", "van", "von")
)
_JOINING: Final = _PARTICLES | {"&", "and", "et", "al.", "al", "of", "the", "for"}
_LEADING: Final = frozenset(
    ("see", "cf.", "e.g.", "i.e.", "also", "in", "for", "from", "by", "after", "following")
)
_MONTHS: Final = frozenset(month.lower() for month in calendar.month_name if month)
_WORD: Final = re.compile(r"\S+")
_IS_LIST: Final = re.compile(r"&|\band\b|\bet\b")
_BEFORE: Final = 80
"""Characters before a bracket in which the authors of a year alone are looked for."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as printed: `key` in normal form, `start` and `end` of where it stands."""

    key: str
    start: int
    end: int


def find_references(content: str) -> list[Reference]:
    """Return the references in brackets of a text, in order."""
    return [
        reference
        for bracket in _BRACKET.finditer(content)
        for reference in (
            _numbers(bracket)
            if bracket[2] and _NUMBERS.fullmatch(bracket[2].strip())
            else _authors_and_years(content, bracket)
        )
    ]


def reference_key(printed: str) -> str:
    """Return the normal form of a reference or citation key, in which spellings agree."""
    words = normalise(printed).strip("()[] ").replace("\u2019", "'").split()
    joined = " ".join("&" if word.lower() == "and" else word for word in words)
    return re.sub(r",\s*(?=\S+$)", " ", joined)


def resolves(reference: Reference, keys: Mapping[str, str]) -> str | None:
    """Return what a reference stands for among `keys` (by `reference_key`, in lower case).

    Words before the name, as in `based on Lee 2012`, do not matter.
    """
    words = reference.key.lower().split()
    tails = (" ".join(words[first:]) for first in range(len(words)))
    return next((keys[tail] for tail in tails if tail in keys), None)


def _numbers(bracket: re.Match[str]) -> Iterator[Reference]:
    for part in re.split(r"[,;]", bracket[2]):
        first, *last = map(int, re.split(r"[\u2013-]", part))
        for number in range(first, (last[0] if last else first) + 1):
            yield Reference(str(number), bracket.start(), bracket.end())


def _authors_and_years(content: str, bracket: re.Match[str]) -> Iterator[Reference]:
    inside, offset = bracket[1] or bracket[2], bracket.start() + 1
    authors, end_of_last = "", 0
    for year in _YEAR.finditer(inside):
        between = inside[end_of_last : year.start()]
        cut = _LOCATOR.match(between) if end_of_last else None
        named = between[cut.end() if cut else 0 :]
        start = offset + end_of_last + (cut.end() if cut else 0)
        if not named.strip() and not end_of_last:
            named, start = _authors_before(content, bracket.start())
        if named.strip():
            authors = _authors(named)
        end_of_last = year.end()
        if not authors:
            continue
        yield Reference(reference_key(f"{authors} {year[0]}"), start, offset + year.end())
        while year[0][-1].isalpha() and (letter := _LETTER.match(inside, end_of_last)):
            key = reference_key(f"{authors} {year[0][:-1]}{letter[1]}")
            yield Reference(key, offset + letter.start(1), offset + letter.end(1))
            end_of_last = letter.end()


def _authors(named: str) -> str:
    """Return the authors in the words before a year, or nothing where they name none."""
    words = normalise(named).strip(" ,;").split()
    while words and not (words[0] in _PARTICLES or _starts_a_name(words[0])):
        words.pop(0)
    tail = words[-1].lower().strip(",") if words else ""
    names_last = bool(words) and (_is_name(words[-1]) or tail in ("al.", "al"))
    known = all(_is_name(word) or word.lower().strip(",") in _JOINING for word in words)
    return " ".join(words) if names_last and known and tail not in _MONTHS else ""


def _starts_a_name(word: str) -> bool:
    return _is_name(word) and word.lower().rstrip(",:") not in _LEADING


def _is_name(word: str) -> bool:
    return any(character.isupper() for character in word)


def _authors_before(content: str, position: int) -> tuple[str, int]:
    """Return the authors that stand right before a bracket, and where they start."""
    start, authors = position, ""
    for word in reversed(list(_WORD.finditer(content, max(0, position - _BEFORE), position))):
        bare = word[0].lower().strip(",")
        is_listed = word[0].endswith(",") and not _IS_LIST.search(authors)
        if bare in _LEADING or is_listed or not (_is_name(word[0]) or bare in _JOINING):
            break
        start, authors = word.start(), f"{word[0]} {authors}"
    return authors, start
