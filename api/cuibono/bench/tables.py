"""How long the tables take to fill, and what a question takes on them beside SPARQL."""

import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from cuibono.analysis.tables import DuckTables, bundled_tables, project
from cuibono.bench.frame import BenchReport, Contender, Measurement, Tell, race, versions
from cuibono.bench.generator import GeneratedGraph
from cuibono.store.embedded import EmbeddedSnapshot

IN_SQL = """
WITH promoted AS (SELECT DISTINCT promoter, policy FROM promotions)
SELECT a.promoter AS one, b.promoter AS other, COUNT(*) AS policies
FROM promoted a JOIN promoted b ON a.policy = b.policy AND a.promoter < b.promoter
GROUP BY a.promoter, b.promoter ORDER BY one, other
"""
IN_SPARQL = """
PREFIX cb: <https://w3id.org/cuibono/ns#>
SELECT ?one ?other (COUNT(DISTINCT ?policy) AS ?policies) WHERE {
  ?a cb:promoter ?one ; cb:promotedItem|cb:promotedAgenda ?policy .
  ?b cb:promoter ?other ; cb:promotedItem|cb:promotedAgenda ?policy .
  FILTER(STR(?one) < STR(?other))
}
GROUP BY ?one ?other ORDER BY ?one ?other
"""
"""The same question: which pairs of actors promote how many policy items both."""


def bench_tables(sizes: Sequence[int], turns: int, tell: Tell) -> BenchReport:
    """Measure filling the tables beside writing the graph out, and co-promotion beside SPARQL."""
    measured = [one for size in sizes for one in _measured(size, turns, tell)]
    return BenchReport("Tables", tuple(measured), versions("duckdb", "pyoxigraph"))


def _measured(size: int, turns: int, tell: Tell) -> Generator[Measurement]:
    tell(f"{size:,}: loading")
    with _stored(GeneratedGraph(size)) as folder:
        store, tables = ox.Store.read_only(str(folder / "store")), folder / "tables"
        tables.mkdir()
        contenders = (
            Contender(
                "cuibono",
                lambda: project(EmbeddedSnapshot(folder / "store"), tables, bundled_tables()),
            ),
            Contender(
                "pyoxigraph, as N-Quads",
                lambda: store.dump(str(folder / "dump.nq"), ox.RdfFormat.N_QUADS),
            ),
        )
        yield from race("fill the tables", size, contenders, turns=turns, tell=tell)
        opened = DuckTables.of(tables)
        asked = (
            Contender("cuibono, on tables", lambda: opened.rows(IN_SQL)),
            Contender("pyoxigraph, SPARQL", lambda: in_sparql(store)),
        )
        yield from race("co-promotion", size, asked, turns=turns, tell=tell)


def in_sparql(store: ox.Store) -> list[tuple[str, str, int]]:
    """Return the answer as the engine gives it."""
    found = store.query(IN_SPARQL, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [(row[0].value, row[1].value, int(row[2].value)) for row in found]


@contextmanager
def _stored(graph: GeneratedGraph) -> Generator[Path]:
    with tempfile.TemporaryDirectory(prefix="cuibono-bench-") as name:
        folder = Path(name)
        store = ox.Store(str(folder / "store"))
        store.bulk_extend(graph)
        store.optimize()
        del store
        yield folder
