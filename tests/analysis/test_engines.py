"""The same SQL on DuckDB and on Spark: equal answers."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cuibono.analysis.argument import ArgumentGraph
from cuibono.analysis.disagreement import ContestedRequest, contested_claims
from cuibono.analysis.echo.bearing import evidence_of, looks_at
from cuibono.analysis.echo.sayings import Sayings
from cuibono.analysis.impact import superseded, uses, what_falls
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.loops import LoopRequest, Reach, loops_of_interest
from cuibono.analysis.matrix import MatrixRequest, Part, matrix
from cuibono.analysis.networks import (
    Inferred,
    NetworkParameters,
    define_statements,
    discourse_network,
)
from cuibono.analysis.scope import ScopeBook
from cuibono.analysis.standing.findings import (
    circular,
    second_hand,
    single_source,
    statements_of,
    unverified,
    used_without_evidence,
)
from cuibono.analysis.tables import (
    DuckTables,
    SparkTables,
    TableFormat,
    bundled_tables,
    export_tables,
)
from cuibono.bench.comparisons import COMPARISONS, Comparison
from cuibono.questions import Catalogue
from cuibono.store import EmbeddedStore, Snapshot
from cuibono.terms import expand, iri
from cuibono.texts import TextLibrary

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


def test_argument_graphs_are_equal(duck: DuckTables, spark: SparkTables) -> None:
    expected = duck.once(ArgumentGraph.read)
    assert expected.lines
    assert expected.backers
    assert spark.once(ArgumentGraph.read) == expected


def test_scopes_are_equal(duck: DuckTables, spark: SparkTables) -> None:
    expected = duck.once(ScopeBook.read)
    assert expected.values
    assert expected.containments
    assert expected.thresholds
    assert spark.once(ScopeBook.read) == expected


@pytest.mark.parametrize("name", ["actor:ebay", "document:hortacsu-et-al-2009"])
def test_what_falls_is_equal(name: str, duck: DuckTables, spark: SparkTables) -> None:
    graph = duck.once(ArgumentGraph.read)
    expected = what_falls(duck, graph, {expand(name)})
    assert expected.evidence
    assert what_falls(spark, graph, {expand(name)}) == expected
    assert superseded(spark) == superseded(duck)
    assert uses(spark) == uses(duck)


@pytest.mark.parametrize("slug", ["nearly-all-extensive-platform-users-export", "no-such-claim"])
def test_echoes_are_equal(slug: str, duck: DuckTables, spark: SparkTables) -> None:
    claim = iri("claim", slug)
    evidence = evidence_of(duck, claim, Inferred.INCLUDE)
    assert evidence_of(spark, claim, Inferred.INCLUDE) == evidence
    assert looks_at(spark, evidence) == looks_at(duck, evidence)
    sayings = Sayings.of(duck, claim, Inferred.INCLUDE)
    assert Sayings.of(spark, claim, Inferred.INCLUDE).all == sayings.all


@pytest.mark.parametrize("source", ["", "https://w3id.org/cuibono/graph/micro-multinationals"])
def test_standings_are_equal(source: str, duck: DuckTables, spark: SparkTables) -> None:
    for find in (single_source, second_hand, used_without_evidence, circular):
        assert find(spark, source) == find(duck, source)
    without = TextLibrary(None)
    assert unverified(spark, source, without) == unverified(duck, source, without)
    nodes = [one.node for one in single_source(duck, source).found][:50]
    assert statements_of(spark, nodes) == statements_of(duck, nodes)


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


def test_loops_matrix_and_disputed_claims_are_equal(
    duck: DuckTables, spark: SparkTables, snapshot: Snapshot
) -> None:
    lookup = Lookup(snapshot, Catalogue.read(), TextLibrary(None))
    loops = LoopRequest(policies=Reach.COMMON, steps=3)
    expected = loops_of_interest(duck, lookup, loops)
    assert expected.items
    assert loops_of_interest(spark, lookup, loops) == expected
    asked = MatrixRequest(
        wider=["lower-cross-border-trade-barriers"], part=[Part.PAYS, Part.GAINS], limit=1000
    )
    cells = matrix(duck, lookup, asked)
    assert cells.items
    assert matrix(spark, lookup, asked) == cells
    disputed = contested_claims(duck, lookup, ContestedRequest(), "category:micro-multinational")
    assert disputed.items
    assert (
        contested_claims(spark, lookup, ContestedRequest(), "category:micro-multinational")
        == disputed
    )
