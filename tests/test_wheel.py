"""The wheel carries every tracked artefact and nothing else."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cuibono.artefacts import Folder

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out], cwd=ROOT, check=True
    )
    with zipfile.ZipFile(next(out.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


def tracked(folder: str) -> set[str]:
    """Return the tracked files of a folder; all its files where this is no git checkout."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", folder]
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        return {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}
    return {
        path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("name", list(Folder))
def test_the_wheel_holds_the_tracked_artefacts(wheel_names: set[str], name: Folder) -> None:
    bundled = {
        member.removeprefix("cuibono/rdf/")
        for member in wheel_names
        if member.startswith(f"cuibono/rdf/{name}/")
    }
    assert bundled == tracked(name.value) != set()


@pytest.mark.parametrize("name", list(Folder))
def test_no_python_stands_among_the_rdf(name: Folder) -> None:
    assert [path for path in tracked(name.value) if path.endswith(".py")] == []


def test_the_wheel_adds_one_import_name(wheel_names: set[str]) -> None:
    tops = {member.split("/")[0] for member in wheel_names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"cuibono"}


def test_the_wheel_holds_the_templates_and_built_assets(wheel_names: set[str]) -> None:
    assert any(member.startswith("cuibono/web/templates/") for member in wheel_names)
    assert "cuibono/web/assets/manifest.json" in wheel_names
