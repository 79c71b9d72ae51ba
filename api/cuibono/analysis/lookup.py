"""Read things, statements and passages from a snapshot; what all analyses share."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from cuibono.analysis.model import Absence, AbsenceKind, Passage, Statement, Thing
from cuibono.errors import NotFoundError
from cuibono.questions import Catalogue
from cuibono.store import Row, Snapshot
from cuibono.terms import LISTS, NS, PREFIXES, compact
from cuibono.texts import TextLibrary

_EXPLANATIONS = {
    AbsenceKind.NOT_SEARCHED: "None is on record, and no search for one.",
    AbsenceKind.NOT_FOUND: "It was looked for, and the source does not state it.",
    AbsenceKind.STATED_NONE: "The source states that there is none.",
    AbsenceKind.WITHHELD: "It is withheld.",
}


REMEMBERED: Final = 20_000
"""How many answers of each sort a lookup keeps; the least recently used go first."""


class Lookup:
    """Look-ups in one snapshot, which never changes, so that answers can be kept.

    May be shared by threads and requests.
    """

    def __init__(self, snapshot: Snapshot, catalogue: Catalogue, texts: TextLibrary) -> None:
        self.snapshot = snapshot
        self._catalogue = catalogue
        self._texts = texts
        remember = lru_cache(maxsize=REMEMBERED)
        self.ask = remember(self._ask)
        self.thing = remember(self._thing)
        self.statement = remember(self._statement)

    def require(self, iri: str) -> Thing:
        """Return a thing that is described; raises `NotFoundError` for one that is not."""
        if not self.ask("trace/things", thing=iri):
            raise NotFoundError(f"there is nothing on record under <{iri}>", iri=iri)
        return self.thing(iri)

    def things(self, rows: Iterable[Row], name: str) -> tuple[Thing, ...]:
        """Return the things in a column, each once, in the order of the rows."""
        iris = dict.fromkeys(iri for row in rows if (iri := iri_in(row, name)))
        return tuple(self.thing(iri) for iri in iris)

    def first(self, rows: Iterable[Row], name: str) -> Thing | None:
        """Return the first thing in a column, if any."""
        return next(iter(self.things(rows, name)), None)

    def absence(self, thing: str, prop: str, *, what: str) -> Absence:
        """Return what is on record about a property (a local name) of a thing without a value."""
        rows = self.ask("trace/absences", thing=thing)
        found = [row for row in rows if iri_in(row, "property") == PREFIXES["cb"] + prop]
        if not found:
            kind = AbsenceKind.NOT_SEARCHED
            return Absence(what=what, kind=kind, explanation=_EXPLANATIONS[kind])
        row = found[-1]
        kind = AbsenceKind((iri_in(row, "absence") or "").rpartition("/")[2])
        return Absence(
            what=what,
            kind=kind,
            explanation=_EXPLANATIONS[kind],
            search=iri_in(row, "search"),
            date=text_in(row, "date"),
        )

    def _ask(self, question: str, /, **values: str) -> list[Row]:
        return self.snapshot.select(self._catalogue.get(question).bind(values))

    def _thing(self, iri: str) -> Thing:
        rows = self.ask("trace/things", thing=iri)
        label = next((text for row in rows if (text := text_in(row, "label"))), None)
        types = [iri_in(row, "type") or "" for row in rows]
        return Thing(
            iri=iri,
            label=label or _readable(iri),
            type=next((name.removeprefix(NS) for name in types), None),
        )

    def _statement(self, iri: str) -> Statement:
        rows = self.ask("trace/statements", statement=iri)
        if not rows:
            thing = self.thing(iri)
            return Statement(iri=iri, type=thing.type or "Thing", graph="")
        first = rows[0]
        confidence = text_in(first, "confidence")
        return Statement(
            iri=iri,
            type=(iri_in(first, "type") or "").removeprefix(NS),
            graph=iri_in(first, "graph") or "",
            inferred_by_reader=(iri_in(first, "basis") or "").endswith("/basis/inferred"),
            confidence=float(confidence) if confidence else None,
            comment=text_in(first, "comment"),
            passages=tuple({iri_in(row, "passage"): self._passage(row) for row in rows}.values()),
        )

    def _passage(self, row: Row) -> Passage:
        text = iri_in(row, "text") or ""
        start, end = int(text_in(row, "start") or 0), int(text_in(row, "end") or 0)
        return Passage(
            iri=iri_in(row, "passage") or "",
            document=self.thing(iri_in(row, "document") or ""),
            text=text,
            section=text_in(row, "section"),
            start=start,
            end=end,
            digest=text_in(row, "digest") or "",
            words=self._words(text_in(row, "textDigest") or "", start, end),
        )

    def _words(self, digest: str, start: int, end: int) -> str | None:
        copy = self._texts.get(digest)
        return " ".join(copy.content[start:end].split()) if copy else None


def grouped(rows: Iterable[Row], name: str) -> Mapping[str, list[Row]]:
    """Return the rows by the value in a column, in the order of the rows; no rows by default."""
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[iri_in(row, name) or text_in(row, name) or ""].append(row)
    return groups


def iri_in(row: Row, name: str) -> str | None:
    """Return the IRI in a column, None where it is unbound or a literal."""
    value = row.get(name)
    return value.value if isinstance(value, NamedNode) else None


def text_in(row: Row, name: str) -> str | None:
    """Return the lexical form of the literal in a column, None where there is none."""
    value = row.get(name)
    return value.value if isinstance(value, Literal) else None


def iris_in(rows: Iterable[Row], name: str) -> tuple[str, ...]:
    """Return the IRIs in a column, each once, in the order of the rows."""
    return tuple(dict.fromkeys(iri for row in rows if (iri := iri_in(row, name))))


def written(value: str, unit: str | None, bound: str | None) -> str:
    """Return a quantity as people write it, such as `≤ 0.8 %` or `> 10,000 USD`."""
    sign = {
        "at-most": "≤ ",
        "at-least": "≥ ",
        "less-than": "< ",
        "more-than": "> ",
        "approximately": "≈ ",
    }.get((bound or "").rpartition("/")[2], "")
    name = (unit or "").rpartition("/")[2]
    shown = {"PERCENT": " %", "NUM": "", "UNITLESS": "", "": ""}.get(name, f" {name}")
    return f"{sign}{Decimal(value).normalize():,f}{shown}"


def _readable(iri: str) -> str:
    """Return a label for an IRI that has none: its last part, in words for our own."""
    last = iri.rstrip("/#").rpartition("/")[2].rpartition("#")[2]
    ours = any(iri.startswith(PREFIXES[name]) for name in LISTS)
    return last.replace("-", " ") if ours else compact(iri)
