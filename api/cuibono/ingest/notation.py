"""Terms as the canonical layout writes them, and the order in which it puts them."""

import re
from typing import Final

from pyoxigraph import Literal, NamedNode

from cuibono.terms import BASE, KINDS, PREFIXES

_XSD: Final = PREFIXES["xsd"]
_SHORT: Final = {
    f"{_XSD}integer": re.compile(r"-?(0|[1-9][0-9]*)"),
    f"{_XSD}decimal": re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+"),
    f"{_XSD}double": re.compile(r"-?[0-9]\.[0-9]+E-?[0-9]+"),
    f"{_XSD}boolean": re.compile(r"true|false"),
}
"""The lexical forms that Turtle writes bare and reads back as they are."""

_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r"[\\\"\x00-\x1f\x7f\ufffe\uffff]")
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.#-]*[A-Za-z0-9_-])?")
_NAMESPACES: Final = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_DIGITS = re.compile(r"(\d+)")

Natural = tuple[tuple[str | int, ...], str]


class Notation:
    """Writes terms, and keeps count of the prefixes that it used."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    @property
    def directives(self) -> list[str]:
        """The `@prefix` lines of what was written."""
        return [f"@prefix {p}: <{ns}> ." for p, ns in PREFIXES.items() if p in self._used]

    def iri(self, value: NamedNode) -> str:
        """Return an IRI, by its prefix where it has one of ours."""
        for prefix, namespace in _NAMESPACES:
            if value.value.startswith(namespace):
                local = value.value[len(namespace) :]
                if _LOCAL.fullmatch(local):
                    self._used.add(prefix)
                    return f"{prefix}:{local.replace('#', chr(92) + '#')}"
        return str(value)

    def literal(self, value: Literal) -> str:
        """Return a literal, bare where Turtle has a short form that reads back the same."""
        datatype = value.datatype.value
        if datatype in _SHORT and _SHORT[datatype].fullmatch(value.value):
            return value.value
        quoted = f'"{_ESCAPED.sub(_escape, value.value)}"'
        if value.language:
            return f"{quoted}@{value.language}"
        return quoted if datatype == f"{_XSD}string" else f"{quoted}^^{self.iri(value.datatype)}"


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"


def natural(text: str) -> Natural:
    """Return a key that sorts `mm-9-20` before `mm-10-20`."""
    pieces = _DIGITS.split(text)
    return tuple(int(p) if i % 2 else p for i, p in enumerate(pieces)), text


def kind_of(value: NamedNode) -> str | None:
    """Return the kind in the IRI of a thing or of a part of it (`…/passage/x#selector`)."""
    kind, _, slug = value.value.removeprefix(f"{BASE}id/").partition("/")
    return kind if slug and kind in KINDS and value.value.startswith(BASE) else None


def kind_rank(kind: str | None) -> int:
    """Return the place of a kind among the kinds; what is of none comes last."""
    return KINDS.index(kind) if kind else len(KINDS)
