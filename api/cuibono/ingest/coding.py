"""Coding sheets: what one coder found in a text, before it is made into a graph.

A coding is a folder with `claims.tsv`, `links.tsv` and `items.tsv`; beside the folders of two
coders may stand `adjudication.tsv`. Columns and values are described in docs/coding-guideline.md.
Sheets are UTF-8, one row a line, cells parted by tabs, without quoting, the columns named in the
first line.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic import NonNegativeInt as Position

from cuibono.errors import CallError, DataError

Folder = Path | Traversable

_SHOWN: Final = 20
"""Faults told at once; more would not be read."""


def _split(value: object) -> object:
    """Return the parts of a cell that lists several, parted by `|`."""
    parts = str(value).split("|")
    return tuple(part.strip() for part in parts if part.strip())


def _split_ids(value: object) -> object:
    """Return the ids in a cell; they hold no commas, so these part them too."""
    return _split(str(value).replace(",", "|"))


Ids = Annotated[tuple[str, ...], BeforeValidator(_split_ids)]
Listed = Annotated[tuple[str, ...], BeforeValidator(_split)]
Filled = Annotated[str, Field(min_length=1)]


class Row(BaseModel):
    """A row of a sheet: something at a span of the text, in Unicode code points."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    section: Filled
    start: Position
    end: Position
    line: int
    """Line of the sheet, which is no column of it."""


class ClaimRow(Row):
    """An utterance: `claim` is the key of its proposition, the same key the same proposition."""

    id: Filled
    kind: Literal["empirical", "normative", "definitional"]
    modality: Literal["plain", "hedged", "boosted"]
    voice: Literal["own", "cited", "reported", "denied", "unnamed"]
    speakers: Listed
    works: Listed
    claim: Filled
    gloss: Filled
    note: str


class LinkRow(Row):
    """An argument link from a claim or item to a claim, by their ids."""

    id: Filled
    source: Filled
    target: Filled
    direction: Literal["support", "dispute", "qualify"]
    drawn_by: str
    directness: str
    aspect: str
    basis: Literal["stated", "inferred", ""]
    note: str


class ItemRow(Row):
    """Anything else that was found: evidence, a figure, a policy, an actor."""

    id: Filled
    kind: Filled
    name: Filled
    details: str
    note: str


class Decision(Row):
    """What was decided on what two coders found; without a reason only where both stand."""

    subject: Literal["claim", "link", "item"]
    first: Ids
    second: Ids
    decision: Literal["first", "second", "both", "merged", "neither"]
    reason: str


class Coding(BaseModel):
    """What one coder found."""

    model_config = ConfigDict(frozen=True)

    name: str
    claims: tuple[ClaimRow, ...]
    links: tuple[LinkRow, ...]
    items: tuple[ItemRow, ...]


R = TypeVar("R", bound=Row)


def read_codings(folder: Folder) -> tuple[Coding, Coding]:
    """Return the two codings in the folders of a folder, in the order of their names.

    Raises `CallError` where there are not two, and `DataError` naming file, line and column.
    """
    coders = sorted(
        (
            entry
            for entry in folder.iterdir()
            if entry.is_dir() and (entry / "claims.tsv").is_file()
        ),
        key=lambda entry: entry.name,
    )
    if len(coders) != 2:
        raise CallError(
            f"{folder.name} holds {len(coders)} codings; agreement is measured between two, "
            "each a folder with claims.tsv, links.tsv and items.tsv"
        )
    first, second = map(read_coding, coders)
    return first, second


def read_coding(folder: Folder) -> Coding:
    """Return the coding in a folder; raises `DataError`."""
    coding = Coding(
        name=folder.name,
        claims=tuple(_rows(folder, "claims.tsv", ClaimRow)),
        links=tuple(_rows(folder, "links.tsv", LinkRow)),
        items=tuple(_rows(folder, "items.tsv", ItemRow)),
    )
    _refuse(_broken_references(coding))
    return coding


def read_decisions(folder: Folder, codings: tuple[Coding, Coding]) -> tuple[Decision, ...]:
    """Return the adjudication beside two codings, empty where there is none; raises `DataError`."""
    if not (folder / "adjudication.tsv").is_file():
        return ()
    decisions = tuple(_rows(folder, "adjudication.tsv", Decision))
    known = [
        {"claim": _ids(one.claims), "link": _ids(one.links), "item": _ids(one.items)}
        for one in codings
    ]
    shown = f"{folder.name}/adjudication.tsv"
    _refuse(
        f"{shown}, line {decision.line}, column reason: it is empty; a decision for "
        f"{decision.decision} needs one"
        for decision in decisions
        if decision.decision != "both" and not decision.reason
    )
    _refuse(
        f"{shown}, line {decision.line}, column {column}: {name!r} is no {decision.subject} of "
        f"{coding.name}"
        for decision in decisions
        for coding, ids, column, names in zip(
            codings, known, ("first", "second"), (decision.first, decision.second), strict=True
        )
        for name in names
        if name not in ids[decision.subject]
    )
    return decisions


def _rows(folder: Folder, name: str, kind: type[R]) -> list[R]:
    """Return the rows of a sheet; raises `DataError` with what is wrong with the first of them."""
    shown = f"{folder.name}/{name}"
    try:
        content = (folder / name).read_text(encoding="utf-8-sig")
    except OSError:
        raise DataError(f"{folder.name} lacks {name}") from None
    except UnicodeDecodeError:
        raise DataError(f"{shown} is not UTF-8") from None
    head, *lines = content.split("\n")
    columns = [column.strip() for column in head.split("\t")]
    if sorted(columns) != sorted(_columns(kind)):
        wanted = ", ".join(_columns(kind))
        raise DataError(f"{shown}, line 1: the columns are {', '.join(columns)}; wanted: {wanted}")
    rows: list[R] = []
    faults: list[str] = []
    for number, line in enumerate(lines, start=2):
        if line.strip():
            row, found = _row(line.rstrip("\r").split("\t"), columns, kind, number)
            faults += [f"{shown}, line {number}{fault}" for fault in found]
            rows += [row] if row else []
    _refuse(faults or list(_repeated(shown, rows)))
    return rows


def _row(
    cells: Sequence[str], columns: Sequence[str], kind: type[R], line: int
) -> tuple[R | None, list[str]]:
    if len(cells) != len(columns):
        return None, [f": {len(cells)} cells, wanted {len(columns)} parted by tabs"]
    try:
        row = kind.model_validate({**dict(zip(columns, cells, strict=True)), "line": line})
    except ValidationError as fault:
        return None, [_told(one) for one in fault.errors()]
    if row.start >= row.end:
        return None, [f", column end: {row.end} is not after the start {row.start}"]
    return row, []


def _told(fault: Any) -> str:
    column, value = ".".join(map(str, fault["loc"])), fault["input"]
    match fault["type"]:
        case "literal_error":
            said = f"{value!r} is none of {fault['ctx']['expected']}"
        case "string_too_short":
            said = "it is empty; a value is wanted"
        case _:
            said = f"{value!r} is no whole number from 0"
    return f", column {column}: {said}"


def _repeated(shown: str, rows: Sequence[Row]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for row in rows:
        if isinstance(row, ClaimRow | LinkRow | ItemRow):
            if row.id in seen:
                yield (
                    f"{shown}, line {row.line}, column id: {row.id!r} stands on line "
                    f"{seen[row.id]} already"
                )
            seen.setdefault(row.id, row.line)


def _broken_references(coding: Coding) -> Iterator[str]:
    claims = _ids(coding.claims)
    sources = claims | _ids(coding.items)
    for link in coding.links:
        where = f"{coding.name}/links.tsv, line {link.line}, column"
        if link.source not in sources:
            yield f"{where} source: {link.source!r} is the id of no claim or item"
        if link.target not in claims:
            yield f"{where} target: {link.target!r} is the id of no claim"


def _ids(rows: Sequence[ClaimRow | LinkRow | ItemRow]) -> set[str]:
    return {row.id for row in rows}


def _columns(kind: type[Row]) -> list[str]:
    """Return the columns of a sheet in the order of the handbook: id, place, the rest."""
    place = ("section", "start", "end")
    names = [name for name in kind.model_fields if name != "line"]
    return sorted(names, key=lambda name: (name != "id", name not in place))


def _refuse(faults: Iterable[str]) -> None:
    """Raise `DataError` where there are faults."""
    found = list(faults)
    if found:
        more = f"\n… and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise DataError("\n".join(found[:_SHOWN]) + more)
