"""The frame: contenders take turns, and are told as ratios with machine and versions."""

import json
from pathlib import Path
from time import sleep

import pytest

from cuibono.bench import (
    BenchReport,
    Contender,
    Measurement,
    Spread,
    Stopwatch,
    as_json,
    as_text,
    frame,
    race,
    serving,
    store,
)
from cuibono.cli import run


def test_contenders_take_turns() -> None:
    done: list[str] = []
    found = race(
        "a task",
        10,
        [
            Contender("one", lambda: done.append("one"), lambda: done.append("made ready")),
            Contender("other", lambda: done.append("other")),
        ],
        turns=2,
        tell=done.append,
    )
    turn = ["made ready", "one", "other"]
    assert done == ["10: a task, turn 1 of 2", *turn, "10: a task, turn 2 of 2", *turn]
    assert [(one.contender, len(one.clock.seconds)) for one in found] == [("one", 2), ("other", 2)]
    assert found[0].ratio is None
    assert found[1].ratio


def test_the_percentile_is_the_longest_of_a_few() -> None:
    assert Spread((1.0, 9.0, 2.0)).p95 == 9.0
    many = Spread(tuple(float(n) for n in range(1, 102)))
    assert many.p95 == pytest.approx(96.0)
    assert many.median == 51.0


def test_waiting_takes_time_by_the_clock_alone() -> None:
    watch = Stopwatch()
    watch.time(lambda: sleep(0.2))
    found = watch.measurement("wait", 1, "us")
    assert found.clock.median >= 0.2
    assert found.processors
    assert found.processors.median < 0.1


def test_what_is_used_in_other_processes_counts() -> None:
    watch, used = Stopwatch(), iter((5.0, 7.0))
    watch.time(lambda: None, lambda: next(used))
    found = watch.measurement("ask", 1, "a server")
    assert found.processors
    assert found.processors.median == pytest.approx(2.0, abs=0.5)


def test_a_report_says_where_it_was_measured_and_who_is_missing() -> None:
    first = Measurement("a task", 10_000, "us", Spread((0.002,)), Spread((0.001,)))
    other = Measurement("a task", 10_000, "they", Spread((0.4,)), Spread((0.3,)), first)
    report = BenchReport("Reasoning", (first, other), {"python": "3"}, ("owlrl: not installed",))
    text = as_text(report)
    assert "2 ms" in text
    assert "200 x" in text
    assert "300 x" in text
    assert "machine:" in text
    assert "python 3" in text
    assert "left out: owlrl: not installed" in text
    (_, told) = json.loads(as_json(report))["measurements"]
    assert told["ratio"] == pytest.approx(200)
    assert told["cpu_ratio"] == pytest.approx(300)


def test_peers_that_are_missing_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there = frame.is_installed
    monkeypatch.setattr(
        "cuibono.bench.reasoning.is_installed", lambda name: name != "owlrl" and there(name)
    )
    assert run(["bench", "reasoning", "--sizes", "2k", "--turns", "1", "--format", "json"]) == 0
    output = capsys.readouterr()
    found = json.loads(output.out)
    assert found["left_out"] == ["owlrl: not installed"]
    assert {one["contender"] for one in found["measurements"]} == {"cuibono"}
    assert found["machine"]["cores"]
    assert "materialise, turn 1 of 1" in output.err


def test_validation_beside_its_peer(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "validation", "--sizes", "2k", "--turns", "1"]) == 0
    assert "pyshacl" in capsys.readouterr().out


@pytest.mark.parametrize("size", ["", "ten", "10K", "0", "1000M"])
def test_a_size_that_is_none_is_told(size: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "reasoning", "--sizes", size]) == 2
    assert "is no size: write 10k" in capsys.readouterr().err


def test_a_generated_graph_can_be_had(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "graph.nq"
    assert run(["bench", "graph", "2k", str(file)]) == 0
    assert file.read_bytes().count(b"\n") > 1_000
    assert run(["bench", "graph", "2k", str(tmp_path / "no" / "graph.nq")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads processor time from /proc")
def test_the_store_is_measured_on_every_count(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (serving, store):
        monkeypatch.setattr(module, "LOOK_UPS", 3)
    found = store.bench_store([2_000], 1, lambda _: None)
    tasks = {one.task for one in found.measurements}
    for task in ("load", "path", "count", "memory after that", "time past the deadline"):
        assert task in tasks
    for words in ("look-ups", "again", "1 client,", "4 clients", "16 clients", "rows"):
        assert any(words in task for task in tasks)
    past = next(one for one in found.measurements if "deadline" in one.task)
    assert 0 < past.clock.median < 1
    load = next(one for one in found.measurements if one.task == "load")
    assert load.rate == pytest.approx(2_000 / load.clock.median)
    memory = next(one for one in found.measurements if one.contender == "cuibono serve")
    assert memory.clock.median > 0
    took_part = {one.contender.partition(",")[0] for one in found.measurements}
    missing = {one.partition(":")[0].partition(",")[0] for one in found.left_out}
    for peer in ("oxigraph", "fuseki", "virtuoso", "rdflib-endpoint"):
        assert peer in took_part | missing


@pytest.mark.parametrize(
    ("size", "where", "why"),
    [
        (20_000, "/bin/rdflib-endpoint", "takes part up to 10,000 (--rdflib-up-to)"),
        (2_000, None, "not installed (pip install rdflib-endpoint)"),
    ],
)
def test_why_rdflib_takes_no_part_is_told(
    monkeypatch: pytest.MonkeyPatch, size: int, where: str | None, why: str
) -> None:
    monkeypatch.setattr(store, "program", lambda _: where)
    bench = store.StoreBench(size, 1, lambda _: None, rdflib_up_to=10_000)
    assert bench.rdflib() == ""
    assert bench.left_out == [f"rdflib-endpoint: {why}"]
