"""A statement table that comes from elsewhere, such as a database of another tool."""

from collections.abc import Iterable
from typing import Final

from cuibono.analysis.networks.model import StatementRecord
from cuibono.analysis.tables import DuckTables

_COLUMNS: Final = {
    "statement": "VARCHAR",
    "actor": "VARCHAR",
    "actor_label": "VARCHAR",
    "is_person": "BOOLEAN",
    "concept": "VARCHAR",
    "concept_label": "VARCHAR",
    "concept_kind": "VARCHAR",
    "agreement": "BOOLEAN",
    "via": "VARCHAR",
    "document": "VARCHAR",
    "document_label": "VARCHAR",
    "date": "VARCHAR",
    "date_precision": "VARCHAR",
    "date_first": "DATE",
    "date_last": "DATE",
    "modality": "VARCHAR",
    "role": "VARCHAR",
    "event": "VARCHAR",
    "basis": "VARCHAR",
    "confidence": "DOUBLE",
    "was_read": "BOOLEAN",
    "passage": "VARCHAR",
    "passages": "BIGINT",
    "graph": "VARCHAR",
}
"""The columns of the view `stances`, as `stances.sql` has them."""


def statement_tables(statements: Iterable[StatementRecord]) -> DuckTables:
    """Return tables with these statements as the statement table, for `discourse_network`.

    Actors and concepts are IRIs, or any other texts without spaces in them.
    """
    tables = DuckTables()
    rows = ([getattr(row, name) for name in _COLUMNS] for row in statements)
    tables.insert("stances", _COLUMNS, rows)
    tables.insert(
        "belonging",
        {
            "membership": "VARCHAR",
            "member": "VARCHAR",
            "organisation": "VARCHAR",
            "label": "VARCHAR",
            "basis": "VARCHAR",
            "first": "DATE",
            "last": "DATE",
        },
        (),
    )
    return tables
