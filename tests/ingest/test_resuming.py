"""A load that was interrupted goes on where it was; what a crash left half done is mended."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cuibono.ingest import Ingest
from cuibono.ingest.archive import Archive
from cuibono.store import EmbeddedStore
from cuibono.store.snapshots import write_durably
from cuibono.terms import BASE

SOURCE = """
@prefix actor: <https://w3id.org/cuibono/id/actor/> .
@prefix cb: <https://w3id.org/cuibono/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
GRAPH <https://w3id.org/cuibono/graph/%s> { actor:%s a cb:Person ; skos:prefLabel "%s"@en . }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "registry.trig").write_text(SOURCE % ("registry", "ann", "Ann"))
    for i in range(12):
        (folder / f"source-{i}.trig").write_text(SOURCE % (f"source-{i}", f"a-{i}", f"A {i}"))
    return folder


def labels(data: Path) -> set[str]:
    rows = (
        EmbeddedStore(data)
        .current()
        .select(
            f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s a ?c }} FILTER(STRSTARTS(STR(?g), '{BASE}')) }}"
        )
    )
    return {str(row["g"]).rpartition("/")[2].rstrip(">") for row in rows}


def names(data: Path) -> set[str]:
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    rows = EmbeddedStore(data).current().select(f"SELECT ?l {{ ?s {label} ?l }}")
    return {str(getattr(row["l"], "value", "")) for row in rows}


def told_of(data: Path, folder: Path) -> list[str]:
    told: list[str] = []
    Ingest(EmbeddedStore(data)).load([folder], told.append)
    return told


def test_what_is_there_already_is_not_written_again(tmp_path: Path, folder: Path) -> None:
    assert sum(line.startswith("writing") for line in told_of(tmp_path / "data", folder)) == 13
    before = EmbeddedStore(tmp_path / "data").current().id
    assert not [line for line in told_of(tmp_path / "data", folder) if line.startswith("writing")]
    assert EmbeddedStore(tmp_path / "data").current().id == before
    (folder / "source-3.trig").write_text(SOURCE % ("source-3", "b-3", "B 3"))
    told = told_of(tmp_path / "data", folder)
    assert [line for line in told if line.startswith("writing")] == [
        "writing source-3: 2 statements"
    ]


def test_a_load_that_was_interrupted_goes_on_where_it_was(tmp_path: Path, folder: Path) -> None:
    class PowerCut(BaseException):
        pass

    def cut(line: str) -> None:
        if line.startswith("writing source-5"):
            raise PowerCut

    data = tmp_path / "data"
    with pytest.raises(PowerCut):
        Ingest(EmbeddedStore(data)).load([folder], cut)
    assert EmbeddedStore(data).is_empty()
    told = told_of(data, folder)
    written = {line.split()[1].rstrip(":") for line in told if line.startswith("writing")}
    assert "source-5" in written
    assert len(labels(data) & {f"source-{i}" for i in range(12)}) == 12
    assert labels(data) >= {"registry", "inferred"}


def test_a_store_that_was_lost_is_written_again_from_the_kept_files(
    tmp_path: Path, folder: Path
) -> None:
    import shutil

    data = tmp_path / "data"
    told_of(data, folder)
    shutil.rmtree(data / "live")
    told = told_of(data, folder)
    assert sum(line.startswith("recovering") for line in told) == 13
    assert len(labels(data) & {f"source-{i}" for i in range(12)}) == 12


class Cut(BaseException):
    """The power goes."""


@pytest.mark.parametrize("place", ["keep", "write_durably"])
def test_of_a_new_source_that_was_not_kept_whole_nothing_is_left(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    data = tmp_path / "data"
    told_of(data, folder)
    (tmp_path / "new").mkdir()
    for part in ("a", "b"):
        text = SOURCE % ("late", f"late-{part}", f"Late {part}")
        (tmp_path / "new" / f"{part}.trig").write_text(text)

    def keep(*_: object) -> None:
        raise Cut

    def write(path: Path, content: bytes) -> None:
        write_durably(path, content)
        if path.name == "a.trig":
            raise Cut

    with monkeypatch.context() as patched:
        if place == "keep":
            patched.setattr(Archive, "keep", keep)
        else:
            patched.setattr("cuibono.ingest.archive.write_durably", write)
        with pytest.raises(Cut):
            Ingest(EmbeddedStore(data)).load([tmp_path / "new"])
    told = told_of(data, folder)
    assert "recovering late" in told
    assert not names(data) & {"Late a", "Late b"}
    assert not (data / "sources" / "late").exists()
    assert not list((data / "sources").glob(".*"))


@pytest.mark.parametrize("seconds", [0.6, 0.9, 1.2])
def test_a_load_killed_at_any_moment_is_mended_by_the_next(
    tmp_path: Path, folder: Path, seconds: float
) -> None:
    data = tmp_path / "data"
    told_of(data, folder)
    before = names(data)
    for i in range(12):
        (folder / f"source-{i}.trig").write_text(SOURCE % (f"source-{i}", f"c-{i}", f"C {i}"))
    arguments = [sys.executable, "-m", "cuibono", "load", str(folder), "--data", str(data)]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert names(data) == before  # readers saw nothing half
    told_of(data, folder)
    rows = (
        EmbeddedStore(data)
        .current()
        .select("SELECT ?l { ?s a ?c ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }")
    )
    found = {str(getattr(row["l"], "value", "")) for row in rows}
    assert {f"C {i}" for i in range(12)} <= found
    assert not {f"A {i}" for i in range(12)} & found
