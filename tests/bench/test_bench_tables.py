"""What is measured is the same question."""

import json

import pyoxigraph as ox
import pytest

from cuibono.analysis.tables import DuckTables, bundled_tables, project
from cuibono.bench import GeneratedGraph
from cuibono.bench.tables import IN_SQL, in_sparql
from cuibono.cli import run
from cuibono.store.embedded import EmbeddedSnapshot


def test_both_give_the_same_answer(tmp_path_factory: pytest.TempPathFactory) -> None:
    store, tables = tmp_path_factory.mktemp("bench") / "store", tmp_path_factory.mktemp("tables")
    engine = ox.Store(str(store))
    engine.bulk_extend(GeneratedGraph(10_000))
    del engine
    project(EmbeddedSnapshot(store), tables, bundled_tables())
    found = [tuple(row.values()) for row in DuckTables.of(tables).rows(IN_SQL)]
    assert found
    assert found == in_sparql(ox.Store.read_only(str(store)))


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "tables", "--sizes", "5k", "--turns", "1", "--format", "json"]) == 0
    tasks = {one["task"] for one in json.loads(capsys.readouterr().out)["measurements"]}
    assert tasks == {"fill the tables", "co-promotion"}
