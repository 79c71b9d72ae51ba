"""Small graphs written out in tests, and the tables of them."""

from pathlib import Path
from typing import Any

import pyoxigraph as ox

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.tables import DuckTables, bundled_tables
from cuibono.analysis.tables.description import TYPES
from cuibono.questions import Catalogue
from cuibono.store import EmbeddedStore
from cuibono.store.embedded import EmbeddedSnapshot
from cuibono.terms import PREFIXES
from cuibono.texts import TextLibrary

HEADS = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def snapshot_of(folder: Path, statements: str) -> EmbeddedSnapshot:
    """Return the snapshot of a store whose one source states these statements of Turtle."""
    return snapshot_of_graphs(folder, f"graph:one {{\n{statements}\n}}")


def snapshot_of_graphs(folder: Path, trig: str) -> EmbeddedSnapshot:
    """Return the snapshot of a store with these graphs."""
    quads = list(ox.parse(HEADS + trig, format=ox.RdfFormat.TRIG))
    store = EmbeddedStore(folder / "data")
    with store.writing() as writer:
        for name in {quad.graph_name for quad in quads}:
            assert isinstance(name, ox.NamedNode)
            writer.replace({name: [quad for quad in quads if quad.graph_name == name]})
    return store.current()


def tables_of(snapshot: EmbeddedSnapshot) -> DuckTables:
    """Return the tables of a snapshot."""
    return DuckTables(snapshot)


def lookup_in(snapshot: EmbeddedSnapshot) -> Lookup:
    """Return look-ups in a snapshot, without texts."""
    return Lookup(snapshot, Catalogue.read(), TextLibrary(None))


def tables_from(**rows: list[dict[str, Any]]) -> DuckTables:
    """Return tables with just these rows, as the projection of a snapshot would make them."""
    tables = DuckTables()
    for table in bundled_tables():
        columns = {column.name: TYPES[column.type] for column in table.columns}
        given = rows.pop(table.name, [])
        tables.insert(table.name, columns, ([row.get(name) for name in columns] for row in given))
    assert not rows, f"there is no table {', '.join(rows)}"
    return tables
