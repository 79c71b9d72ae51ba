"""The matrix of actors and policies, as defined in `docs/analyses/matrix.md`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from typing import Final

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.matrix.absences import Absences
from cuibono.analysis.matrix.model import Cell, Entry, Matrix, MatrixRow
from cuibono.analysis.matrix.request import Kind, MatrixRequest, Part
from cuibono.analysis.tables import Row, Tables, sql_text
from cuibono.errors import ParameterError

_PACKAGE: Final = "cuibono.analysis.matrix"
MOST_ROWS: Final = 200_000
"""More are asked for only by showing every actor beside every policy of a large graph."""

WORDS: Final[Mapping[Kind, str]] = {
    Kind.PROMOTES: "promotes it",
    Kind.OPPOSES: "opposes it",
    Kind.USES: "uses a claim for it",
    Kind.ASSERTS: "asserts a claim",
    Kind.DENIES: "denies a claim",
    Kind.ARGUES: "draws an argument on it",
    Kind.PAYS_FOR_EVIDENCE: "paid for evidence",
    Kind.PAYS_FOR_EVENT: "paid for an event at which it was promoted",
    Kind.PAYS_FOR_DOCUMENT: "paid for a document in which it was promoted",
    Kind.PAYS_FOR_ORGANISATION: "paid for an organisation that promotes it",
    Kind.PRODUCES_EVIDENCE: "produced evidence; no payment is stated",
    Kind.GIVES_DATA: "owns the data of evidence; no payment is stated",
    Kind.BELONGS: "belongs to an organisation that promotes it; no payment is stated",
    Kind.GAINS: "is said to gain",
    Kind.LOSES: "is said to lose",
    Kind.IS_INCLUDED: "is said to be let in",
    Kind.IS_EXCLUDED: "is said to be shut out",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """An actor and a policy, with how many statements each column holds."""

    actor: str
    policy: str
    counts: Mapping[Part, int]


def _define(tables: Tables) -> None:
    tables.define("rests_on", sql_text(_PACKAGE, "rests_on"))
    tables.define("matrix_entries", sql_text(_PACKAGE, "entries"))


def matrix(tables: Tables, lookup: Lookup, asked: MatrixRequest) -> Matrix:
    """Return the rows that a request asks for.

    Raises `NotFoundError` for a thing that is not there and `ParameterError` for parts and kinds
    that exclude one another or for too many rows.
    """
    tables.once(_define)
    asked = asked.known(tables)
    _check(asked)
    pairs = _ordered(lookup, _pairs(tables, asked), asked)
    page = pairs[asked.offset : asked.offset + asked.limit]
    entries = _entries(tables, asked, page)
    whole = {
        (pair.actor, pair.policy): pair.counts
        for pair in (_joined(tables, _narrowed(asked, page, whole=True)) if page else ())
    }
    absences = Absences(tables, page)
    return Matrix(
        items=tuple(_row(lookup, pair, entries, whole, absences) for pair in page),
        total=len(pairs),
        limit=asked.limit,
        offset=asked.offset,
        actors=len({pair.actor for pair in pairs}),
        policies=len({pair.policy for pair in pairs}),
        totals={part: sum(pair.counts[part] for pair in pairs) for part in Part},
        note=None if pairs else _why_empty(asked),
    )


def _check(asked: MatrixRequest) -> None:
    """Raise `ParameterError` where a kind asked for is of no column asked for."""
    for kind in asked.kind:
        if asked.part and kind.part not in asked.part:
            raise ParameterError(
                f"{kind} stands in the column {kind.part}, which part leaves out", parameter="kind"
            )


def _selected(tables: Tables, asked: MatrixRequest, answer: str) -> list[Row]:
    text = f"{sql_text(_PACKAGE, 'selection')}\n{sql_text(_PACKAGE, answer)}"
    return tables.rows(text, asked.values())


def _pairs(tables: Tables, asked: MatrixRequest) -> list[Pair]:
    """Return the pairs that statements join, and others where they are asked for or named."""
    joined = {(pair.actor, pair.policy): pair for pair in _joined(tables, asked)}
    if asked.empty or (asked.actor and asked.policy):
        actors = dict.fromkeys([*asked.actor, *(actor for actor, _ in joined)])
        policies = dict.fromkeys([*asked.policy, *(policy for _, policy in joined)])
        if len(actors) * len(policies) > MOST_ROWS:
            raise ParameterError(
                f"{len(actors):,} actors by {len(policies):,} policies make more than "
                f"{MOST_ROWS:,} rows; choose some, or leave out the empty ones",
                parameter="empty",
            )
        for ends in product(actors, policies):
            joined.setdefault(ends, Pair(*ends, dict.fromkeys(Part, 0)))
    return list(joined.values())


def _joined(tables: Tables, asked: MatrixRequest) -> list[Pair]:
    return [
        Pair(row["actor"], row["policy"], {part: int(row[part]) for part in Part})
        for row in _selected(tables, asked, "pairs")
    ]


def _narrowed(asked: MatrixRequest, page: Sequence[Pair], *, whole: bool = False) -> MatrixRequest:
    """Return the same request for a page; `whole` lifts what leaves out statements of a pair."""
    ends = {
        "actor": sorted({pair.actor for pair in page}),
        "policy": sorted({pair.policy for pair in page}),
    }
    return MatrixRequest.model_validate(ends) if whole else asked.model_copy(update=ends)


def _ordered(lookup: Lookup, pairs: list[Pair], asked: MatrixRequest) -> list[Pair]:
    name = asked.sort.value.lstrip("-")

    def label(iri: str) -> tuple[str, str]:
        return lookup.thing(iri).label.casefold(), iri

    def by_label(pair: Pair) -> tuple[tuple[str, str], tuple[str, str]]:
        return label(pair.actor), label(pair.policy)

    ordered = sorted(pairs, key=by_label)
    down = asked.sort.value.startswith("-")
    match name:
        case "actor":
            return sorted(ordered, key=lambda pair: label(pair.actor), reverse=down)
        case "policy":
            return sorted(ordered, key=lambda pair: label(pair.policy), reverse=down)
        case _:
            return sorted(ordered, key=lambda pair: pair.counts[Part(name)], reverse=down)


def _entries(
    tables: Tables, asked: MatrixRequest, page: Sequence[Pair]
) -> Mapping[tuple[str, str, Part], list[list[Row]]]:
    """Return, for each cell of the page, the rows of each statement and kind."""
    found: defaultdict[tuple[str, str, Part], list[list[Row]]] = defaultdict(list)
    if not page:
        return found
    rows_of_page = _selected(tables, _narrowed(asked, page), "rows")
    for key, rows in groupby(rows_of_page, key=_statement_of):
        actor, policy, part, *_ = key
        found[actor, policy, Part(part)].append(list(rows))
    return found


def _statement_of(row: Row) -> tuple[str, str, str, str, str]:
    return row["actor"], row["policy"], row["part"], row["kind"], row["statement"]


def _row(
    lookup: Lookup,
    pair: Pair,
    entries: Mapping[tuple[str, str, Part], list[list[Row]]],
    whole: Mapping[tuple[str, str], Mapping[Part, int]],
    absences: Absences,
) -> MatrixRow:
    there = whole.get((pair.actor, pair.policy), pair.counts)
    cells = {
        part: Cell(
            statements=pair.counts[part],
            entries=tuple(
                _entry(lookup, rows) for rows in entries.get((pair.actor, pair.policy, part), ())
            ),
            left_out=there[part] - pair.counts[part],
            absence=None if there[part] else absences.of(pair.actor, pair.policy, part),
        )
        for part in Part
    }
    return MatrixRow(
        actor=lookup.thing(pair.actor),
        policy=lookup.thing(pair.policy),
        says=cells[Part.SAYS],
        pays=cells[Part.PAYS],
        gains=cells[Part.GAINS],
    )


def _entry(lookup: Lookup, rows: Sequence[Row]) -> Entry:
    first = rows[0]
    links = [row[name] for row in rows for name in ("first_link", "second_link") if row[name]]
    things = [row["thing"] for row in rows if row["thing"]]
    return Entry(
        kind=Kind(first["kind"]),
        words=_words(first),
        statement=lookup.statement(first["statement"]),
        things=tuple(map(lookup.thing, dict.fromkeys(things))),
        through=tuple(map(lookup.statement, dict.fromkeys(links))),
        said_by=lookup.thing(first["said_by"]) if first["said_by"] else None,
        detail=first["detail"],
        inferred_by_reader=all(row["inferred"] for row in rows),
    )


def _words(row: Row) -> str:
    kind = Kind(row["kind"])
    words = WORDS[kind]
    if kind in (Kind.ASSERTS, Kind.DENIES):
        return f"{words} used for it" if row["first_link"] else f"{words} about it"
    if kind.part is Part.GAINS and row["thing"]:
        return f"{words} by a barrier that it is meant to lower"
    return words


def _why_empty(asked: MatrixRequest) -> str:
    given = sorted(asked.model_dump(exclude_defaults=True, exclude={"limit", "offset", "sort"}))
    if not given:
        return "No statement on record ties an actor to a policy."
    return f"No statement on record ties an actor to a policy under: {', '.join(given)}."
