"""What is open in a graph, found in its tables; one function for each kind."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from cuibono.analysis.circles import circles
from cuibono.analysis.tables import Row, Tables, sql_text
from cuibono.errors import DataError, QueryFailedError
from cuibono.questions import Catalogue
from cuibono.store import Snapshot
from cuibono.terms import kind_and_slug
from cuibono.texts import Passage, SourceText, State, TextLibrary, verify

_PACKAGE: Final = "cuibono.analysis.standing"
SECONDS_FOR_QUESTIONS: Final = 20.0
"""After that no further question is asked: on a large graph each can take long."""

_ORDER: Final = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)
NO_COPY: Final = "no copy of the text is at hand"
MALFORMED: Final = "it lacks a position or a digest"


@dataclass(frozen=True, slots=True)
class Found:
    """One finding, in IRIs: what a page of items is made of."""

    node: str
    """A claim, evidence, passage or text; or the name of a question."""
    finding: str
    numbers: Mapping[str, int] = field(default_factory=dict[str, int])
    members: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    """Where they cannot be looked up by the node."""


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of a kind, and what could not be told."""

    found: tuple[Found, ...]
    note: str | None = None


def single_source(tables: Tables, source: str) -> Findings:
    """Return the claims that were read in one text only, those that fewest assert first."""
    rows = [row for row in _rows(tables, "claims", source) if row["texts"] == 1]
    return Findings(
        tuple(
            Found(
                str(row["node"]),
                "Read in one text only; as that text has it, asserted by "
                f"{_counted(row['speakers'], 'actor')} in "
                f"{_counted(row['documents'], 'document')} on record.",
                {"documents": int(row["documents"]), "speakers": int(row["speakers"])},
            )
            for row in rows
        )
    )


def second_hand(tables: Tables, source: str) -> Findings:
    """Return claims and evidence that were read nowhere at first hand."""
    claims = [
        Found(
            str(row["node"]),
            "Nobody was read saying or denying it: it is known through other texts.",
            {"documents": int(row["documents"]), "speakers": int(row["speakers"])},
        )
        for row in _rows(tables, "claims", source)
        if not row["first_hand"]
    ]
    evidence = [
        Found(
            str(row["node"]),
            f"Reported in {_counted(row['documents'], 'document')}, none of them read for it.",
            {"documents": int(row["documents"])},
        )
        for row in _rows(tables, "evidence", source)
    ]
    return Findings((*claims, *evidence))


def used_without_evidence(tables: Tables, source: str) -> Findings:
    """Return the claims used for policy, what should be done apart, that no evidence supports."""
    edges = [(str(r["source"]), str(r["target"])) for r in _rows(tables, "supports", "")]
    supported = _reached((a for a, _ in edges if _kind(a) == "evidence"), edges)
    return Findings(
        tuple(
            Found(
                str(row["node"]),
                f"Used for {_counted(row['policies'], 'policy item')}; no evidence on record "
                "supports it, directly or through other claims.",
                {"policies": int(row["policies"])},
            )
            for row in _rows(tables, "uses", source)
            if row["node"] not in supported
        )
    )


def circular(tables: Tables, source: str) -> Findings:
    """Return what rests on itself: claims, evidence, reports; a circle once."""
    links = _rows(tables, "supports", "")
    found = list(_circles(links, "Claims that support one another in a circle.", source))
    origins = _rows(tables, "origins", "")
    for kind, words in (
        ("evidence", "Evidence that draws on itself or is part of itself."),
        ("utterance", "Reports that report one another in a circle."),
    ):
        rows = [dict(row) | {"statement": row["source"]} for row in origins if row["kind"] == kind]
        found += _circles(rows, words, source)
    return Findings(tuple(found))


def unverified(tables: Tables, source: str, texts: TextLibrary) -> Findings:
    """Return passages that do not stand where they should, and texts without a copy at hand."""
    by_text: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in _rows(tables, "passages", source):
        by_text[str(row["text"]), str(row["text_digest"] or "")].append(row)
    found: list[Found] = []
    without = 0
    for (text, digest), rows in by_text.items():
        copy = texts.get(digest)
        if copy is None:
            without += len(rows)
            words = f"{_counted(len(rows), 'passage')} not verified: {NO_COPY}."
            found.append(Found(text, words, {"passages": len(rows)}))
        else:
            found += _not_exact(rows, copy, digest)
    note = f"{_counted(without, 'passage')} could not be looked at: {NO_COPY}." if without else None
    return Findings(tuple(found), note)


def unanswered(catalogue: Catalogue, snapshot: Snapshot) -> Findings:
    """Return the questions of the catalogue that have no answer, asked without parameters."""
    found: list[Found] = []
    left: list[str] = []
    until = monotonic() + SECONDS_FOR_QUESTIONS
    for question in catalogue.listed:
        if any(parameter.required for parameter in question.parameters):
            continue
        try:
            if monotonic() > until:
                left.append(question.name)
            elif not snapshot.select(_first_row(question.bind({}))):
                found.append(Found(question.name, question.empty))
        except QueryFailedError:
            left.append(question.name)
    note = f"Not asked, since it takes too long: {', '.join(left)}." if left else None
    return Findings(tuple(found), note)


def statements_of(tables: Tables, nodes: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """Return the statements about nodes: by node and kind (utterance, use, resting)."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    values = {"nodes": f" {' '.join(nodes)} "}
    for row in tables.rows(sql_text(_PACKAGE, "statements"), values):
        found[str(row["node"]), str(row["kind"])].append(str(row["statement"]))
    return found


def _rows(tables: Tables, name: str, source: str) -> list[Row]:
    return tables.rows(sql_text(_PACKAGE, name), {"source": source})


def _circles(rows: Iterable[Row], words: str, source: str) -> Iterator[Found]:
    """Yield the circles, with the statements inside each; of a source where it states one."""
    edges: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        edges[str(row["source"]), str(row["target"])].append(row)
    for group in circles(edges):
        members = set(group)
        inside = [row for ends, rows_ in edges.items() if members >= set(ends) for row in rows_]
        if not source or any(row["graph"] == source for row in inside):
            statements = dict.fromkeys(str(row["statement"]) for row in inside)
            yield Found(group[0], words, {"members": len(group)}, group, tuple(statements))


def _not_exact(rows: Iterable[Row], copy: SourceText, digest: str) -> Iterator[Found]:
    passages: list[Passage] = []
    for row in rows:
        if row["start_position"] is None or row["end_position"] is None or not row["digest"]:
            yield Found(str(row["passage"]), f"Not verified: {MALFORMED}.")
            continue
        passages.append(
            Passage(
                iri=str(row["passage"]),
                text=str(row["text"]),
                start=int(row["start_position"]),
                end=int(row["end_position"]),
                digest=str(row["digest"]),
                normalised_length=row["normalised_length"],
                section=row["section"],
            )
        )
    try:
        for one in verify(passages, copy, digest):
            if one.state is not State.EXACT:
                yield Found(one.passage.iri, _state(one.state, one.found))
    except DataError as fault:
        yield Found(str(next(iter(rows))["text"]), f"Not verified: {fault.detail}.")


def _state(state: State, found: Iterable[tuple[int, int]]) -> str:
    places = ", ".join(f"{start}-{end}" for start, end in found)
    return f"Not verified: {state}{f', found at {places}' if places else ''}."


def _reached(starts: Iterable[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    following: dict[str, list[str]] = defaultdict(list)
    for source, target in edges:
        following[source].append(target)
    found: set[str] = set()
    level = set(starts)
    while level:
        level = {target for node in level for target in following[node]} - found
        found |= level
    return found


def _first_row(query: str) -> str:
    """Return a query of the catalogue that stops at its first row: its order does not matter."""
    *_, order = _ORDER.finditer(query)
    return query[: order.start()] + "LIMIT 1"


def _counted(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _kind(iri: str) -> str | None:
    parts = kind_and_slug(iri)
    return parts[0] if parts else None
