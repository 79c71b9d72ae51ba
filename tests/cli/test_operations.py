"""`cuibono backup`, `restore` and `rebuild`: beside a running service, and cut short anywhere."""

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from cuibono.cli import run
from cuibono.ingest import Ingest
from cuibono.ingest.backups import back_up, read_backup
from cuibono.ingest.rebuilding import rebuild, restore
from cuibono.store import EmbeddedStore
from cuibono.web.tokens import Tokens

BASE = "https://w3id.org/cuibono/"
SOURCE = f"""
@prefix actor: <{BASE}id/actor/> .
@prefix category: <{BASE}id/category/> .
@prefix cb: <{BASE}ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
GRAPH <{BASE}graph/%s> {{ %s }}
"""
TURTLE = {"content-type": "text/turtle", "authorization": "Bearer secret"}


def people(*names: str) -> str:
    return " ".join(f'actor:{n.lower()} a cb:Person ; skos:prefLabel "{n}"@en .' for n in names)


def call(*arguments: object) -> int:
    return run([str(one) for one in arguments])


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of two sources, a blank node and a token, and its backup."""
    folder = tmp_path_factory.mktemp("original")
    given = folder / "given"
    given.mkdir()
    (given / "registry.trig").write_text(SOURCE % ("registry", people("Ann", "Bob")))
    about = 'category:c a cb:Category ; skos:prefLabel "C"@en . [] skos:note "no name"@en .'
    (given / "one.trig").write_text(SOURCE % ("one", about))
    data = folder / "data"
    assert call("load", given, "--data", data) == 0
    assert call("token", "add", "press", "--data", data) == 0
    assert call("backup", folder / "kept", "--data", data) == 0
    return folder


@pytest.fixture
def data(original: Path, tmp_path: Path) -> Path:
    shutil.copytree(original / "given", tmp_path / "given")
    return shutil.copytree(original / "data", tmp_path / "data")


@pytest.fixture
def kept(original: Path, tmp_path: Path) -> Path:
    return shutil.copytree(original / "kept", tmp_path / "kept")


def state(data: Path) -> set[str]:
    """Return all statements of the published state, blank nodes by canonical names."""
    store = ox.Store.read_only(str(EmbeddedStore(data).current().folder))
    found = ox.Dataset(store)
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(map(str, found))


def change(data: Path) -> None:
    """Write so that one statement is other, one is new, and inferences follow."""
    file = data.parent / "changed.trig"
    file.write_text(SOURCE % ("two", people("Cem", "Dee")))
    assert run(["load", str(file), "--data", str(data)]) == 0
    assert run(["token", "remove", "press", "--data", str(data)]) == 0


def test_a_backup_is_restored_as_it_was(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = state(data)
    assert call("backup", tmp_path / "kept", "--data", data) == 0
    assert "backed up 2 sources and snapshot" in capsys.readouterr().out
    manifest = json.loads((tmp_path / "kept" / "manifest.json").read_bytes())
    assert "sources/one/one.trig" in manifest["files"]
    assert (tmp_path / "kept" / "tokens.json").stat().st_mode & 0o777 == 0o600
    change(data)
    assert state(data) != before

    assert call("restore", tmp_path / "kept", "--data", tmp_path / "elsewhere") == 0
    assert state(tmp_path / "elsewhere") == before
    assert [one.name for one in Tokens(tmp_path / "elsewhere", None).all()] == ["press"]
    assert call("restore", tmp_path / "kept", "--data", data, "--replace") == 0
    assert "restored 2 sources" in capsys.readouterr().out
    assert state(data) == before
    assert [one.name for one in Tokens(data, None).all()] == ["press"]
    # What was loaded before is known to have been checked
    assert call("load", tmp_path / "given", "--data", data) == 0
    assert "unchanged one" in capsys.readouterr().out


def test_what_is_rebuilt_is_equal_statement_for_statement(
    graph_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "copy"
    shutil.copytree(graph_data, data)
    before, snapshot = state(data), EmbeddedStore(data).current_name()
    for folder in ("live", "snapshots"):
        shutil.rmtree(data / folder)
    assert call("rebuild", "--data", data) == 0
    out = capsys.readouterr()
    assert "rebuilt 2 sources" in out.out
    assert "rebuilding: reasoning" in out.err
    assert EmbeddedStore(data).current_name() != snapshot
    assert state(data) == before


def test_a_service_answers_meanwhile_and_from_the_new_state_then(
    data: Path, tmp_path: Path, serve: Callable[..., Any]
) -> None:
    service = serve(data, token="secret")
    stop, acknowledged, faults = threading.Event(), list[int](), list[str]()

    def write() -> None:
        with service.client() as client:
            number = 0
            while not stop.is_set():
                number += 1
                body = "".join(f"<urn:{i}> <urn:n> {number} ." for i in range(30))
                answer = client.put("/store/written", content=body, headers=TURTLE)
                if answer.status_code in (201, 204):
                    acknowledged.append(number)
                else:
                    faults.append(answer.text)

    writing = threading.Thread(target=write)
    writing.start()
    while not acknowledged and not faults:
        time.sleep(0.02)
    least = acknowledged[-1]
    assert call("backup", tmp_path / "kept", "--data", data) == 0
    most = acknowledged[-1] + 1
    stop.set()
    writing.join()
    assert not faults

    assert call("restore", tmp_path / "kept", "--data", tmp_path / "other") == 0
    restored = state(tmp_path / "other")
    numbers = {line.split('"')[1] for line in restored if "<urn:n>" in line}
    (number,) = map(int, numbers)
    assert least <= number <= most
    assert sum("<urn:n>" in line for line in restored) == 30
    assert call("rebuild", "--data", tmp_path / "other") == 0
    assert state(tmp_path / "other") == restored  # sources and snapshot are of the same moment

    with service.client() as client:
        assert client.put("/store/late", content="<urn:a> <urn:b> 1 .", headers=TURTLE).is_success
        assert call("restore", tmp_path / "kept", "--data", data, "--replace") == 0
        query = {"query": "ASK { GRAPH ?g { <urn:a> <urn:b> 1 } }"}
        assert client.get("/sparql", params=query).json()["boolean"] is False
        assert client.get("/store/written").status_code == 200
        assert client.get("/api/claims").status_code == 200
        assert state(data) == restored
        assert client.put("/store/late", content="<urn:a> <urn:b> 1 .", headers=TURTLE).is_success
        assert call("rebuild", "--data", data) == 0
        assert client.get("/sparql", params=query).json()["boolean"] is True
        assert client.delete("/store/late", headers=TURTLE).is_success
    assert state(data) == restored


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def table(kept: Path) -> Path:
    return next(file for file in (kept / "snapshot").iterdir() if file.suffix == ".sst")


def edit(kept: Path, change: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((kept / "manifest.json").read_bytes())
    change(manifest)
    (kept / "manifest.json").write_text(json.dumps(manifest))


DAMAGE: dict[str, tuple[Callable[[Path], object], int, str]] = {
    "a source": (lambda kept: flip(kept / "sources/one/one.trig"), 1, "one.trig is not as it was"),
    "a table": (lambda kept: flip(table(kept)), 1, "is not as it was written"),
    "the tokens": (lambda kept: flip(kept / "tokens.json"), 1, "tokens.json is not as it was"),
    "cut": (lambda kept: (kept / "sources/one/one.trig").write_bytes(b""), 1, "not as it was"),
    "lost": (lambda kept: (kept / "sources/one/one.trig").unlink(), 1, "cannot be read"),
    "manifest": (lambda kept: (kept / "manifest.json").write_text("{"), 1, "cannot be read"),
    "list": (lambda kept: (kept / "manifest.json").write_text("[]"), 1, "cannot be read"),
    "no manifest": (lambda kept: (kept / "manifest.json").unlink(), 2, "is no backup"),
    "unfinished": (lambda kept: (kept / "unfinished").touch(), 1, "interrupted"),
    "later": (lambda kept: edit(kept, lambda m: m.update(format=2)), 1, "another version"),
    "paths": (
        lambda kept: edit(
            kept, lambda m: m["files"].update({"sources/../../x": {"size": 1, "sha256": ""}})
        ),
        1,
        "which no backup has",
    ),
    "nothing": (shutil.rmtree, 2, "there is no folder"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_backup_is_refused_and_nothing_is_lost(
    data: Path, kept: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    before = state(data)
    spoil, code, words = DAMAGE[damage]
    spoil(kept)
    for options in (("--replace",), ("--check",)):
        assert call("restore", kept, "--data", data, *options) == code
        told = capsys.readouterr().err
        assert words in told
        assert "Traceback" not in told
    assert state(data) == before
    assert call("restore", kept, "--data", data.parent / "new") == code
    assert not (data.parent / "new").exists()


def test_a_backup_can_be_checked_by_itself(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("restore", kept, "--check", "--data", tmp_path / "none") == 0
    assert "is whole: 2 sources" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


def test_what_is_there_is_not_overwritten_untold(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").touch()
    (tmp_path / "file").touch()
    for target, words in (
        (tmp_path / "full", "not empty"),
        (tmp_path / "file", "no folder"),
        (data / "kept", "inside the folder of the store"),
        (data, "inside the folder of the store"),
    ):
        assert call("backup", target, "--data", data) == 2
        assert words in capsys.readouterr().err
    assert call("backup", tmp_path / "kept", "--data", data) == 0
    assert call("backup", tmp_path / "kept", "--data", data) == 2
    assert call("restore", tmp_path / "kept", "--data", data) == 2
    assert "--replace" in capsys.readouterr().err
    (tmp_path / "tokens").mkdir()
    (tmp_path / "tokens" / "tokens.json").write_text("[]")
    assert call("restore", tmp_path / "kept", "--data", tmp_path / "tokens") == 2


def test_where_there_is_nothing_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("backup", tmp_path / "kept", "--data", tmp_path / "none") == 3
    assert "there is no store" in capsys.readouterr().err
    assert not (tmp_path / "kept").exists()
    assert call("rebuild", "--data", tmp_path / "none") == 3
    assert "nothing to rebuild from" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("command", ["backup", "restore", "rebuild"])
def test_an_engine_is_backed_up_by_its_own_means(
    command: str,
    kept: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CUIBONO_STORE", "http://127.0.0.1:1/")
    folders = {"backup": [tmp_path / "new"], "restore": [kept], "rebuild": []}
    assert call(command, *folders[command], "--data", tmp_path / "data") == 2
    assert "by its own means" in capsys.readouterr().err


def test_who_cannot_write_the_target_is_told(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert call("backup", tmp_path / "file" / "kept", "--data", data) == 3
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["rebuild", "restore"])
def test_a_damaged_store_is_made_anew(
    data: Path, kept: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = state(data)
    (data / "live" / "CURRENT").write_text("nonsense")
    for snapshot in (data / "snapshots").iterdir():
        (snapshot / "CURRENT").write_text("nonsense")
    for other in (["load", data.parent / "given"], ["backup", data.parent / "copy"], ["ask", "x"]):
        assert call(*other, "--data", data) in (2, 3)
        assert "internal fault" not in capsys.readouterr().err
    assert call("load", data.parent / "given", "--data", data) == 3
    assert "`cuibono rebuild`" in capsys.readouterr().err
    rest = [kept, "--replace"] if command == "restore" else []
    assert call(command, *rest, "--data", data) == 0
    assert state(data) == before


def test_a_kept_file_that_cannot_be_read_stops_a_rebuild_before_it_begins(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = state(data)
    (data / "sources" / "one" / "one.trig").write_text("GRAPH <urn:g> {")
    assert call("rebuild", "--data", data) == 1
    assert "one.trig" in capsys.readouterr().err
    assert state(data) == before
    assert list((data / "live").iterdir())


def test_what_contradicts_the_axioms_in_force_is_told_and_kept(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = data / "sources" / "one" / "one.trig"
    file.write_text(SOURCE % ("one", "actor:ann a cb:Claim ."))  # a person is no claim
    assert call("rebuild", "--data", data) == 1
    told = capsys.readouterr()
    assert "rebuilt 2 sources" in told.out
    assert "contradicts the axioms" in told.err
    assert any("ns#Claim" in line for line in state(data))


class Cut(BaseException):
    """The power goes."""


def cut_at(step: str) -> Callable[[str], None]:
    def tell(line: str) -> None:
        if line.startswith(step):
            raise Cut(line)

    return tell


@pytest.mark.parametrize("step", ["reading", "recovering one", "reasoning", "publishing"])
def test_a_rebuild_that_is_cut_short_is_finished_by_the_next_write(data: Path, step: str) -> None:
    before = state(data)
    with pytest.raises(Cut):
        rebuild(EmbeddedStore(data), cut_at(step))
    assert state(data) == before  # readers have what they had
    assert Ingest(EmbeddedStore(data)).recover()
    assert state(data) == before
    assert call("rebuild", "--data", data) == 0
    assert state(data) == before


@pytest.mark.parametrize("step", ["verifying", "copying sources", "loading", "publishing"])
def test_a_restore_that_is_cut_short_leaves_the_one_state_or_the_other(
    data: Path, kept: Path, step: str
) -> None:
    old = state(data)
    change(data)
    new = state(data)
    with pytest.raises(Cut):
        restore(EmbeddedStore(data), read_backup(kept), cut_at(step), replace=True)
    assert state(data) == new
    assert Ingest(EmbeddedStore(data)).recover()
    assert state(data) == (old if step in ("loading", "publishing") else new)
    assert call("restore", kept, "--data", data, "--replace") == 0
    assert state(data) == old


def test_a_backup_that_is_cut_short_is_made_again(data: Path, tmp_path: Path) -> None:
    with pytest.raises(Cut):
        back_up(EmbeddedStore(data), tmp_path / "kept", cut_at("copying snapshot"))
    assert call("restore", tmp_path / "kept", "--data", tmp_path / "new") == 1
    assert call("backup", tmp_path / "kept", "--data", data) == 0
    assert call("restore", tmp_path / "kept", "--data", tmp_path / "new") == 0
    assert state(tmp_path / "new") == state(data)


@pytest.mark.parametrize("seconds", [1.0, 1.6])
def test_a_restore_killed_at_any_moment_loses_nothing(
    data: Path, kept: Path, seconds: float
) -> None:
    old = state(data)
    change(data)
    new = state(data)
    command = ["restore", str(kept), "--replace", "--data", str(data)]
    process = subprocess.Popen([sys.executable, "-m", "cuibono", *command])
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert state(data) in (old, new)
    Ingest(EmbeddedStore(data)).recover()
    assert state(data) in (old, new)


def test_a_service_makes_the_store_from_sources_and_tokens_alone(
    data: Path, tmp_path: Path, serve: Callable[..., Any]
) -> None:
    before = state(data)
    bare = tmp_path / "bare"
    shutil.copytree(data / "sources", bare / "sources")
    serve(bare)
    assert state(bare) == before
