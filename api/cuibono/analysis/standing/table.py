"""The standing of a graph as a table."""

import csv
import io
from typing import Final

from cuibono.analysis.standing.model import Standing, StandingItem

COLUMNS: Final = (
    "kind",
    "item",
    "label",
    "finding",
    "members",
    "statements",
    "searched",
    "next_step",
)


def as_csv(standing: Standing) -> str:
    """Return the items as CSV, one a row; lists are parted by a space."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, standing.items))
    return sink.getvalue()


def _row(item: StandingItem) -> list[str]:
    return [
        item.kind,
        item.thing.iri if item.thing else item.question or "",
        item.thing.label if item.thing else "",
        item.finding,
        " ".join(member.iri for member in item.members),
        " ".join(statement.iri for statement in item.statements),
        str(item.absence.kind) if item.absence else "",
        item.next_step,
    ]
