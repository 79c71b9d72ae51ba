"""What the analyses cost: the same questions in both languages, and every task told."""

import json
import operator
from pathlib import Path

import pyoxigraph as ox
import pytest

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.tables import DuckTables
from cuibono.analysis.trace import trace_claim
from cuibono.bench import GeneratedGraph, Measurement, Spread
from cuibono.bench.analyses import growth, in_engine, load_served, some_claims
from cuibono.bench.analysis_list import ANALYSES
from cuibono.bench.apart import apart
from cuibono.bench.comparisons import COMPARISONS, Comparison
from cuibono.bench.peers import PEERS
from cuibono.cli import run
from cuibono.questions import Catalogue
from cuibono.store import EmbeddedStore
from cuibono.texts import TextLibrary


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    with (folder / "graph.nq").open("wb") as sink:
        GeneratedGraph(10_000).write(sink)
    load_served(folder / "data", folder / "graph.nq")
    return folder / "data"


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda one: one.name)
def test_sql_and_sparql_ask_the_same(comparison: Comparison, data: Path) -> None:
    snapshot = EmbeddedStore(data).current()
    found = comparison.in_sql(DuckTables(snapshot))
    assert found
    assert found == in_engine(ox.Store.read_only(str(snapshot.folder)), comparison.sparql)


def test_generated_graphs_have_what_a_trace_leads_to(data: Path) -> None:
    snapshot = EmbeddedStore(data).current()
    lookup = Lookup(snapshot, Catalogue.read(), TextLibrary(None))
    traces = [trace_claim(lookup, claim) for claim in some_claims(data, 1_000)]
    evidence = [a.evidence for trace in traces for a in trace.arguments if a.evidence]
    roles = [role for one in evidence for role in one.roles]
    ties = {tie.kind for role in roles for backer in role.actors for tie in backer.ties}
    assert {"belongs to a promoter", "has an interest"} <= ties
    assert {len(chain.links) for trace in traces for chain in trace.chains} >= {2, 3}
    absences = {role.absence.kind for role in roles if role.absence}
    assert absences >= {"not-searched", "not-found", "withheld"}
    assert any(one.rests_on for one in evidence)
    assert any(use.advances for trace in traces for use in trace.uses)


def test_the_command_tells_every_task(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "analyses", "--sizes", "5k", "--turns", "1", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    tasks = {one["task"]: one for one in found["measurements"]}
    assert set(tasks) == {
        "a trace over HTTP",
        "fill the tables",
        *ANALYSES,
        *(one.name for one in COMPARISONS),
    }
    assert tasks["fill the tables"]["peak_bytes"] > 1 << 24
    contenders = {one["contender"] for one in found["measurements"]}
    assert ("virtuoso, SPARQL" in contenders) is not bool(PEERS["virtuoso"].missing)
    assert bool(found["left_out"]) is bool(PEERS["virtuoso"].missing)


def test_growth_is_told_from_size_to_size() -> None:
    sizes = [
        Measurement("a task", size, "cuibono", Spread((s,)), Spread((s,)), peak_bytes=size)
        for size, s in ((1_000, 1.0), (10_000, 8.0))
    ]
    (told,) = growth([*sizes, Measurement("a task", 1_000, "a peer", Spread((1.0,)))])
    assert told == "a task, 1,000 to 10,000 (10 x): time 8 x, CPU 8 x, memory 10 x"


def test_work_apart_is_measured_with_its_memory() -> None:
    little, much = apart(operator.mul, b"x", 1), apart(operator.mul, b"x", 100 << 20)
    assert much.peak_bytes > little.peak_bytes + (90 << 20)
    assert much.seconds > 0
    with pytest.raises(ZeroDivisionError):
        apart(operator.truediv, 1, 0)
