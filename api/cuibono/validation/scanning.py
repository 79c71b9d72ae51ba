"""A scanner of Turtle, TriG, N-Triples and N-Quads: where in a text which thing is described.

It reads files that a parser has accepted, and knows just enough of the grammar
(https://www.w3.org/TR/turtle/#sec-grammar-grammar) to tell subjects and predicates from the rest.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from cuibono.terms import BASE

_NAME = r"(?:[^\W\d_](?:[\w.-]*[\w-])?)?"
_LOCAL_CHARACTER = r"(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKEN: Final = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<comment>\#[^\n]*)
    | (?P<string>'''(?:[^'\\]|\\.|'(?!''))*'''|\"""(?:[^"\\]|\\.|"(?!""))*\"""
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
    | (?P<directive>@(?:prefix|base)\b|(?i:PREFIX|BASE)(?=\s))
    | (?P<blank>_:[\w](?:[\w.-]*[\w-])?)
    | (?P<name>{_NAME}:(?:{_LOCAL_CHARACTER}(?:(?:{_LOCAL_CHARACTER}|\.)*{_LOCAL_CHARACTER})?)?)
    | (?P<graph>(?i:GRAPH)(?=[\s<]))
    | (?P<a>a(?![\w:-]))
    | (?P<literal>[+-]?(?:\d*\.)?\d+(?:\.?[eE][+-]?\d+)?|true\b|false\b|@[\w-]+|\^\^)
    | (?P<punctuation>[.;,\[\](){{}}])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; `kind` is a name of a group of the pattern above."""

    kind: str
    text: str
    line: int


@dataclass(slots=True)
class Block:
    """A subject with the line on which it stands, and the line of each of its predicates."""

    subject: str
    line: int
    predicates: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text, comments included, white space left out."""
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "space":
            yield Token(kind, match[0], line)
        line += match[0].count("\n")


def blocks(text: str, base: str = BASE) -> list[Block]:
    """Return what a text describes, in its order; anonymous nodes are left out."""
    return _Walk(base).run(text)


class _Walk:
    """Follows statements: after a subject come predicates, after each its objects."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._prefixes: dict[str, str] = {}
        self._found: list[Block] = []
        self._subject: Block | None = None
        self._expected = "subject"
        self._around: list[tuple[Block | None, str]] = []

    def run(self, text: str) -> list[Block]:
        rest = (token for token in tokens(text) if token.kind != "comment")
        for token in rest:
            match token.kind:
                case "directive":
                    self._directive(token, rest)
                case "punctuation":
                    self._punctuation(token.text)
                case "iri" | "name" | "blank" | "a":
                    self._term(token)
                case _:
                    pass  # literals, which are neither subjects nor predicates; GRAPH
        return [block for block in self._found if block.predicates]

    def _directive(self, token: Token, rest: Iterator[Token]) -> None:
        if token.text.lower().endswith("prefix"):
            prefix = next(rest, token).text.removesuffix(":")
            self._prefixes[prefix] = self._iri(next(rest, token).text)
        else:
            self._base = self._iri(next(rest, token).text)

    def _punctuation(self, sign: str) -> None:
        match sign:
            case "[" | "(":
                if self._expected == "subject":
                    self._subject, self._expected = None, "predicate"
                self._around.append((self._subject, self._expected))
                self._subject, self._expected = None, "predicate" if sign == "[" else "object"
            case "]" | ")":
                if self._around:
                    self._subject, self._expected = self._around.pop()
            case ";":
                self._expected = "predicate"
            case "." | "{" | "}":
                self._subject, self._expected = None, "subject"
            case _:
                pass

    def _term(self, token: Token) -> None:
        if self._expected == "subject":
            self._subject = Block(self._resolve(token), token.line)
            self._found.append(self._subject)
            self._expected = "predicate"
        elif self._expected == "predicate":
            if self._subject is not None:
                self._subject.predicates.append((self._resolve(token), token.line))
            self._expected = "object"

    def _resolve(self, token: Token) -> str:
        if token.kind == "iri":
            return self._iri(token.text)
        if token.kind == "a":
            return _TYPE
        if token.kind == "blank":
            return token.text
        prefix, _, local = token.text.partition(":")
        return self._prefixes.get(prefix, "") + _unescape(local)

    def _iri(self, text: str) -> str:
        iri = _unescape(text[1:-1])
        # Not urljoin() for whole IRIs: it drops an empty fragment, as that of a hash namespace.
        return iri if _SCHEME.match(iri) else urljoin(self._base, iri)


def _unescape(text: str) -> str:
    def plain(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        return chr(int(code, 16)) if code else found[3]

    return _ESCAPE.sub(plain, text) if "\\" in text else text
