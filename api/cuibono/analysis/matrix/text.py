"""A matrix as rows of text, for CSV and for tables that people read."""

import csv
import io
from typing import Final

from cuibono.analysis.matrix.model import Cell, Matrix, MatrixRow
from cuibono.analysis.matrix.request import Part
from cuibono.analysis.model import Absence, AbsenceKind
from cuibono.terms import compact

COLUMNS: Final = (
    *("actor", "actor_label", "policy", "policy_label", *Part),
    *(f"{part}_{what}" for part in Part for what in ("kinds", "statements", "absence")),
)


def as_csv(found: Matrix) -> str:
    """Return the rows as CSV: the counts, and of each column kinds, statements and absence."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(row) for row in found.items)
    return sink.getvalue()


def short(cell: Cell) -> str:
    """Return a cell in a word: how many statements, or which kind of none."""
    if cell.absence:
        return absence_words(cell.absence)
    return (
        f"{cell.statements} ({cell.left_out} left out)" if cell.left_out else str(cell.statements)
    )


def absence_words(absence: Absence) -> str:
    """Return a kind of absence in words, with the day of the search."""
    day = f" on {absence.date}" if absence.date else ""
    match absence.kind:
        case AbsenceKind.NOT_SEARCHED:
            return "not searched"
        case AbsenceKind.NOT_FOUND:
            return f"searched{day}: nothing"
        case AbsenceKind.STATED_NONE:
            return "stated: none"
        case AbsenceKind.WITHHELD:
            return "withheld"


def _cells(row: MatrixRow) -> list[str | int]:
    cells = [row.cell(part) for part in Part]
    return [
        *(compact(row.actor.iri), row.actor.label, compact(row.policy.iri), row.policy.label),
        *(cell.statements for cell in cells),
        *(text for cell in cells for text in _details(cell)),
    ]


def _details(cell: Cell) -> tuple[str, str, str]:
    return (
        " ".join(dict.fromkeys(entry.kind for entry in cell.entries)),
        " ".join(dict.fromkeys(compact(entry.statement.iri) for entry in cell.entries)),
        absence_words(cell.absence) if cell.absence else "",
    )
