"""Take the text of an update apart, as far as the protocol needs it.

What is overlooked here does no harm: the text that comes out is read by the engine, in a process
without network, and what it changes is checked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cuibono.errors import CallError

_TOKEN: Final = re.compile(
    r'''
    (?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!\'\'))*\'\'\'
      |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<comment>\#[^\n\r]*)
    |(?P<name>[\w.-]*:[\w.:%-]*)
    |(?P<variable>[?$]\w+)
    |(?P<word>[A-Za-z]+)
    |(?P<mark>\S)
    ''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; `depth` counts the braces around it."""

    kind: str
    text: str
    start: int
    end: int
    depth: int

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords."""
        return self.kind == "word" and self.text.upper() in words


@dataclass(frozen=True, slots=True)
class Load:
    """A LOAD operation and where it stands."""

    source: str
    target: str | None
    is_silent: bool
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the pieces of a text, without its comments."""
    depth = 0
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind == "comment":
            continue
        depth -= found[0] == "}"
        yield Token(kind, found[0], found.start(), found.end(), depth)
        depth += found[0] == "{"


def with_dataset(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Return an update whose patterns are matched against these graphs.

    SPARQL 1.1 Protocol, section 2.2.3: as if each operation had USING and USING NAMED. Raises
    `CallError` where one has such a clause of its own.
    """
    clauses = "".join(
        [*(f" USING <{iri}>" for iri in default), *(f" USING NAMED <{iri}>" for iri in named)]
    )
    outer = [token for token in tokens(text) if token.depth == 0]
    pieces: list[str] = []
    done = 0
    for before, token, after in zip([None, *outer], outer, [*outer[1:], None], strict=False):
        if token.is_word("USING", "WITH"):
            raise CallError(
                f"the update has {token.text.upper()} and the request using-graph-uri or "
                "using-named-graph-uri; choose (SPARQL 1.1 Protocol, section 2.2.3)"
            )
        if not token.is_word("WHERE") or before is None or after is None:
            continue
        template = ""
        if before.is_word("DELETE"):  # the short form takes no USING
            template = text[after.start : _closing(text, after)]
        pieces += [text[done : token.start], template, clauses, " "]
        done = token.start
    return "".join([*pieces, text[done:]])


def loads(text: str) -> list[Load]:
    """Return the LOAD operations of an update whose addresses are written out."""
    outer = [token for token in tokens(text) if token.depth == 0]
    found: list[Load] = []
    for place, token in enumerate(outer):
        if not token.is_word("LOAD"):
            continue
        rest = outer[place + 1 :]
        is_silent = bool(rest) and rest[0].is_word("SILENT")
        rest = rest[is_silent:]
        if not rest or rest[0].kind != "iri":
            continue
        source, end, target = rest[0].text[1:-1], rest[0].end, None
        if len(rest) > 3 and rest[1].is_word("INTO") and rest[2].is_word("GRAPH"):
            target, end = rest[3].text, rest[3].end
        found.append(Load(source, target, is_silent, token.start, end))
    return found


def _closing(text: str, opening: Token) -> int:
    """Return where the group that begins at a brace ends."""
    for token in tokens(text):
        if token.start > opening.start and token.text == "}" and token.depth == opening.depth:
            return token.end
    return len(text)
