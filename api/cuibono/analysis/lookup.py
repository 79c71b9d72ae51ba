"""Read things, statements and passages from a snapshot; what all analyses share."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Final

from pyoxigraph import Literal, NamedNode

from cuibono.analysis.model import Absence, AbsenceKind, Passage, Statement, Thing
from cuibono.errors import NotFoundError
from cuibono.questions import Catalogue
from cuibono.store import Row, Snapshot
from cuibono.terms import LISTS, NS, PREFIXES, compact
from cuibono.texts import TextLibrary

_EXPLANATIONS = {
    AbsenceKind.NOT_SEARCHED: "Not stated in what was coded, and no search for it is on record.",
    AbsenceKind.NOT_FOUND: "It was looked for, and the source does not state it.",
    AbsenceKind.STATED_NONE: "The source states that there is none.",
    AbsenceKind.WITHHELD: "It is withheld.",
}


_CAPITAL: Final = re.compile("[A-Z]")
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
        self._answers = _Answers()
        remember = lru_cache(maxsize=REMEMBERED)
        self.thing = remember(self._thing)
        self.statement = remember(self._statement)

    def ask(self, question: str, /, **values: str) -> list[Row]:
        """Return the answer of a question."""
        asked: _Asked = (question, *sorted(values.items()))
        found = self._answers.get(asked)
        if found is None:
            found = self._select(question, values)
            self._answers.keep({asked: found})
        return found

    def gather(self, question: str, parameter: str, values: Iterable[str]) -> list[Row]:
        """Ask a question about many things at once; return all rows.

        The parameter must be a column too. `ask` of each thing then has its answer, so that an
        analysis sends a query for each question and not for each step.
        """
        asked: dict[str, _Asked] = {value: (question, (parameter, value)) for value in values}
        known = {
            v: rows for v, key in asked.items() if (rows := self._answers.get(key)) is not None
        }
        if unknown := [value for value in asked if value not in known]:
            found = grouped(self._select(question, {parameter: unknown}), parameter)
            answers = {value: found.get(value, []) for value in unknown}
            self._answers.keep({asked[value]: rows for value, rows in answers.items()})
            known |= answers
        return [row for value in asked for row in known[value]]

    def gather_statements(self, statements: Iterable[str], things: Iterable[str] = ()) -> None:
        """Look up many statements with their passages, and many things, in four queries."""
        rows = self.gather("trace/statements", "statement", statements)
        passages = self.gather("trace/passages", "passage", iris_in(rows, "passage"))
        texts = self.gather("trace/texts", "text", iris_in(passages, "text"))
        self.gather("trace/things", "thing", (*iris_in(texts, "document"), *things))

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
            return Absence(
                what=what, property=f"cb:{prop}", kind=kind, explanation=_EXPLANATIONS[kind]
            )
        return self._absence(found, what)

    def missing(
        self, thing: str, wanted: Mapping[str, str] | None = None, *, besides: Collection[str] = ()
    ) -> tuple[Absence, ...]:
        """Return what is missing of a thing.

        That is what is `wanted` (a property's local name, and what to call it), and all that was
        looked for without result, `besides` some properties that the caller tells of elsewhere.
        """
        names = dict(wanted or {})
        for row in self.ask("trace/absences", thing=thing):
            prop = (iri_in(row, "property") or "").removeprefix(NS)
            if prop not in besides:
                names.setdefault(prop, _CAPITAL.sub(lambda m: f" {m[0].lower()}", prop))
        return tuple(self.absence(thing, prop, what=what) for prop, what in names.items())

    def _absence(self, rows: Sequence[Row], what: str) -> Absence:
        """Return the absence by the search that says most, of those the latest."""
        kinds = {AbsenceKind((iri_in(r, "absence") or "").rpartition("/")[2]): r for r in rows}
        kind = next(kind for kind in reversed(AbsenceKind) if kind in kinds)
        search = iri_in(kinds[kind], "search") or ""
        return Absence(
            what=what,
            property=compact(iri_in(kinds[kind], "property") or ""),
            kind=kind,
            explanation=_EXPLANATIONS[kind],
            passages=self.statement(search).passages,
            search=search,
            date=text_in(kinds[kind], "date"),
            document=self.first([kinds[kind]], "document"),
        )

    def _select(self, question: str, values: Mapping[str, str | Collection[str]]) -> list[Row]:
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
            passages=self._passages(iris_in(rows, "passage")),
        )

    def _passages(self, iris: Iterable[str]) -> tuple[Passage, ...]:
        """Return the passages with these IRIs in the order of the text."""
        found = [
            self._passage(row)
            for iri in iris
            for row in self.ask("trace/passages", passage=iri)[:1]
        ]
        return tuple(sorted(found, key=lambda one: (one.text, one.start, one.end)))

    def _passage(self, row: Row) -> Passage:
        text = iri_in(row, "text") or ""
        start, end = int(text_in(row, "start") or 0), int(text_in(row, "end") or 0)
        version = self.ask("trace/texts", text=text)
        return Passage(
            iri=iri_in(row, "passage") or "",
            document=self.first(version, "document") or self.thing(text),
            text=text,
            section=text_in(row, "section"),
            start=start,
            end=end,
            digest=text_in(row, "digest") or "",
            words=self._words(text_in(version[0], "digest") or "", start, end) if version else None,
        )

    def _words(self, digest: str, start: int, end: int) -> str | None:
        copy = self._texts.get(digest)
        return " ".join(copy.content[start:end].split()) if copy else None


_Asked = tuple[str | tuple[str, str], ...]
"""A question and the values it is asked with."""


class _Answers:
    """Answers that are kept, the oldest going first; threads may share it."""

    def __init__(self) -> None:
        self._kept: dict[_Asked, list[Row]] = {}
        self._lock = Lock()

    def get(self, asked: _Asked) -> list[Row] | None:
        return self._kept.get(asked)

    def keep(self, answers: Mapping[_Asked, list[Row]]) -> None:
        with self._lock:
            self._kept |= answers
            for oldest in list(islice(self._kept, max(0, len(self._kept) - REMEMBERED))):
                del self._kept[oldest]


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
