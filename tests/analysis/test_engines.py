"""The same SQL on DuckDB and on Spark: equal answers."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cuibono.analysis.networks import NetworkParameters, define_statements, discourse_network
from cuibono.analysis.tables import (
    DuckTables,
    SparkTables,
    TableFormat,
    bundled_tables,
    export_tables,
)
from cuibono.bench.comparisons import COMPARISONS, Comparison
from cuibono.store import EmbeddedStore

NETWORKS: list[dict[str, Any]] = [
    {"kind": "two-mode", "concept_kind": "agenda", "level": "organisation", "duplicates": "week"},
    {"kind": "subtract", "normalisation": "jaccard", "duplicates": "month", "min_actor": 2},
    {"kind": "congruence", "mode": "concepts", "start": "2010-01-01", "dates": "overlap"},
]


@pytest.fixture(scope="module")
def duck(graph_data: Path) -> DuckTables:
    tables = DuckTables(EmbeddedStore(graph_data).current())
    define_statements(tables)
    return tables


@pytest.fixture(scope="module")
def spark(graph_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkTables]:
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("Spark is not at hand: it takes `pip install cuibono[spark]` and Java")
    sql = importlib.import_module("pyspark.sql")
    folder = tmp_path_factory.mktemp("tables")
    export_tables(EmbeddedStore(graph_data).current(), folder, TableFormat.PARQUET)
    session = (
        sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .getOrCreate()
    )
    tables = SparkTables(session, folder)
    define_statements(tables)
    yield tables
    session.stop()


def test_spark_reads_every_table(duck: DuckTables, spark: SparkTables) -> None:
    counts = " UNION ALL ".join(
        f"SELECT '{table.name}' AS name, COUNT(*) AS n FROM {table.name}"
        for table in bundled_tables()
    )
    text = f"SELECT * FROM ({counts}) counted ORDER BY name"
    assert spark.rows(text) == duck.rows(text)


@pytest.mark.parametrize("parameters", NETWORKS, ids=lambda p: p["kind"])
def test_networks_are_equal(
    parameters: dict[str, Any], duck: DuckTables, spark: SparkTables
) -> None:
    wanted = NetworkParameters.model_validate(parameters)
    expected = discourse_network(duck, wanted)
    assert expected.statements
    assert discourse_network(spark, wanted) == expected


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda one: one.name)
def test_what_is_raced_is_equal(
    comparison: Comparison, duck: DuckTables, spark: SparkTables
) -> None:
    expected = comparison.in_sql(duck)
    assert expected
    assert comparison.in_sql(spark) == expected


def test_a_value_is_no_part_of_the_text(duck: DuckTables) -> None:
    rows = duck.rows("SELECT :word AS word", {"word": "'; DROP VIEW things; --", "unused": 1})
    assert rows == [{"word": "'; DROP VIEW things; --"}]
