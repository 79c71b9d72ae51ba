"""What of an extracted text is running text, and into which sections its headings divide it.

Nothing but the characters is known of such a text, so this goes by the look of lines: a heading is
a short line with a number that continues the numbers before it, a Markdown heading, or one of the
usual names; page furniture is a page number, a rule, or a line that comes back page after page.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

Span = tuple[int, int]
"""Start and end in Unicode code points, 0-based, end exclusive."""

FRONT: Final = "front matter"
"""Label of what stands before the first heading."""

_LINE: Final = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_NUMBERED: Final = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)[.:)]?\s+\S.*")
_MARKDOWN: Final = re.compile(r"#{1,6}\s+(?P<title>\S.*?)\s*#*")
_OF_CONTENTS: Final = re.compile(r".*(?:\.{2,}|\s{2,}|\t)\s*\d+")
"""A line of a table of contents: a title with its page."""

_NAMED: Final = re.compile(
    r"abstract|(?:executive )?summary|introduction|background|(?:literature )?review"
    r"|method(?:s|ology)|results|findings|discussion|conclusions?|acknowledge?ments?|notes"
    r"|(?:list of )?references|bibliography|(?:appendix|annex)(?: [a-z0-9]+)?",
    re.IGNORECASE,
)
_REFERENCE_LIST: Final = re.compile(
    r"(?:list of )?references|bibliography|(?:works|literature) cited", re.IGNORECASE
)
_LONGEST_HEADING: Final = 100
_PAGE_NUMBER: Final = re.compile(
    r"[-\u2013\u2014|\s]*(?:p(?:age|\.)?\s*)?(?:\d{1,4}|(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3}))"
    r"(?:\s*(?:of|/)\s*\d{1,4})?[-\u2013\u2014|.\s]*",
    re.IGNORECASE,
)
_COMES_BACK: Final = 3
"""How often a line stands in a text, numbers aside, before it is taken for a running head."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text under one heading, up to the next heading of any level.

    `label` is the number as printed, without its last dot, or the title where there is none; the
    heading itself ends at `body`.
    """

    label: str
    title: str
    start: int
    body: int
    end: int

    @property
    def lists_references(self) -> bool:
        """Whether it is the list of works cited, which says nothing of its own."""
        return bool(_REFERENCE_LIST.fullmatch(self.title))


def sections(content: str) -> list[Section]:
    """Return the sections of a text in order; none where no heading is found."""
    found = list(_headings(content))
    if not found:
        return []
    if content[: found[0].start].strip():
        found.insert(0, Section(FRONT, "", 0, 0, 0))
    ends = [*(section.start for section in found[1:]), len(content)]
    return [replace(section, end=end) for section, end in zip(found, ends, strict=True)]


def running_text(content: str) -> list[Span]:
    """Return the spans of a text that are running text, line by line and trimmed.

    Headings, page furniture, blank lines and the list of references are left out.
    """
    lines = [(match, match[0].strip()) for match in _LINE.finditer(content)]
    times = Counter(_without_numbers(line) for _, line in lines if re.search(r"[^\W\d_]", line))
    found = sections(content)
    left_out = [
        range(s.start, s.end if s.lists_references else s.body) for s in found if s.label != FRONT
    ]
    return [
        span
        for match, line in lines
        if (span := _trimmed(match))
        and not any(span[0] in part for part in left_out)
        and any(character.isalnum() for character in line)
        and not _PAGE_NUMBER.fullmatch(line)
        and times[_without_numbers(line)] < _COMES_BACK
    ]


def _headings(content: str) -> Iterator[Section]:
    lines = [match for match in _LINE.finditer(content) if match[0].strip()]
    last: tuple[int, ...] = ()
    for match, following in zip_longest(lines, lines[1:]):
        line, (start, end) = match[0].strip(), _trimmed(match)
        below = following[0].strip() if following else ""
        marked = _MARKDOWN.fullmatch(line)
        title = marked["title"] if marked else line
        if not marked and not _looks_like_a_heading(line, below):
            continue
        if (number := _number(title)) and title.strip("0123456789.:) ")[:1].isupper():
            if _continues(last, number) and not _continues_beside(number, _number(below)):
                last = number
                label = ".".join(map(str, number))
                yield Section(label, title.partition(" ")[2].strip(), start, end, end)
        elif marked or (_NAMED.fullmatch(line) and line[0].isupper()):
            yield Section(title, title, start, end, end)


def _looks_like_a_heading(line: str, following: str) -> bool:
    """Whether a line is short, no end of a sentence, and not carried on by the next."""
    return (
        len(line) <= _LONGEST_HEADING
        and line[-1] not in ".,;:"
        and not following[:1].islower()
        and not _OF_CONTENTS.fullmatch(line)
    )


def _number(line: str) -> tuple[int, ...]:
    """Return the number that a line starts with, empty where there is none."""
    found = _NUMBERED.fullmatch(line)
    return tuple(map(int, found["number"].split("."))) if found else ()


def _continues_beside(number: tuple[int, ...], following: tuple[int, ...]) -> bool:
    """Whether the very next line carries the number on: an item of a list, not a heading."""
    return len(following) == len(number) and _continues(number, following)


def _continues(last: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """Whether a section of this number may follow: the next one, at the same or another level."""
    if not last:
        return number in ((0,), (1,))
    below = number == (*last, 1)
    beside = any(number == (*last[:depth], last[depth] + 1) for depth in range(len(last)))
    return below or beside


def _without_numbers(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()))


def _trimmed(match: re.Match[str]) -> Span:
    line = match[0]
    return match.start() + len(line) - len(line.lstrip()), match.start() + len(line.rstrip())
