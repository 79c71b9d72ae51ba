"""The rooms of the house: imports run one way, and versions agree."""

import ast
import re
from pathlib import Path

import pytest
import yaml

import cuibono

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "api" / "cuibono"
ORDER = (
    {"artefacts", "terms", "settings", "errors"},
    {"texts"},
    {"store"},
    {"reasoning", "validation"},
    {"ingest"},
    {"questions"},
    {"analysis"},
    {"client", "publish"},
    {"web"},
    {"bench"},
    {"app", "cli", "__main__", "__init__"},
)
RANK = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "cuibono":
                names = [f"cuibono.{alias.name}" for alias in node.names]
        parts = [name.split(".") for name in names if name.startswith("cuibono.")]
        rooms |= {name[1] for name in parts if name[1] in RANK}
    return rooms


def test_every_module_is_looked_at() -> None:
    assert len(MODULES) > 50
    assert {room_of(path) for path in MODULES} == set(RANK)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_room_imports_from_its_left_only(path: Path) -> None:
    room = room_of(path)
    to_the_right = {
        other
        for other in imported_rooms(path) - {room}
        if RANK[other] > RANK[room] or (RANK[other] == RANK[room] and RANK[room] not in (0, 10))
    }
    assert to_the_right == set()


def test_the_newest_entry_of_the_changelog_is_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    assert newest
    assert newest[1] == cuibono.__version__


def test_constraints_name_versions_and_no_addresses() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in lines)


def test_the_citation_file_has_the_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == cuibono.__version__
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
