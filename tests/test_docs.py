"""The docs name what there is: every command, every route."""

import re
from pathlib import Path

import pytest
import typer.main

from cuibono.app import create_app
from cuibono.cli import app
from cuibono.settings import Settings

DOCS = Path(__file__).resolve().parents[1] / "docs"


def commands() -> list[str]:
    """Return the commands as they are typed, such as `passages verify`."""
    group = typer.main.get_command(app)
    found: list[str] = []
    for name, command in getattr(group, "commands", {}).items():
        below = getattr(command, "commands", None)
        found += [f"{name} {sub}" for sub in below] if below else [name]
    return found


def routes() -> list[str]:
    """Return the routes that the service describes, and those that it does not: SPARQL, pages."""
    described = create_app(Settings(data=Path("nowhere"))).openapi()["paths"]
    pages = {"/", "/claims", "/actors", "/policies", "/evidence", "/sources", "/about", "/standing"}
    return sorted({*described, *pages, "/sparql"})


def test_there_are_as_many_as_expected() -> None:
    assert len(commands()) >= 10
    assert len(routes()) >= 20


@pytest.mark.parametrize("command", commands())
def test_each_command_is_on_its_page(command: str) -> None:
    assert f"`cuibono {command}" in (DOCS / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("route", routes())
def test_each_route_is_on_its_page(route: str) -> None:
    page = (DOCS / "http.md").read_text(encoding="utf-8")
    shown = re.sub(r"\{(\w+)(:path)?\}", r"{\1}", route)
    stem = shown.partition("{")[0].rstrip("/") or "/"
    assert f"`{stem}" in page, route


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_links_between_the_docs_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_tests_that_show_what_an_engine_cannot_are_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", (DOCS / "engines.md").read_text(encoding="utf-8")))
    files = (Path(__file__).parent / "store").glob("test_*.py")
    there = {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text())}
    assert len(named) > 20
    assert named <= there, named - there
