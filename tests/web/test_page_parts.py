"""The parts of pages: lists that page and filter, assets that may be missing, absence in words."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from markupsafe import Markup

from cuibono.analysis.model import Absence, AbsenceKind
from cuibono.web.pages.assets import FOLDER, Assets, find_assets
from cuibono.web.pages.lists import HEADINGS, PAGE_SIZE
from cuibono.web.pages.words import absence_words, counted, joined, upper_first

if TYPE_CHECKING:
    from tests.web.conftest import Page

HTML = {"Accept": "text/html"}
Open = Callable[[str], "Page"]


@pytest.fixture
def opened(client: TestClient, page_of: Callable[[str], Page]) -> Open:
    """What opens an address of the bundled graph."""

    def open_page(address: str) -> Page:
        answer = client.get(address, headers=HTML)
        assert answer.status_code == 200, address
        return page_of(answer.text)

    return open_page


def test_the_pages_of_a_list_make_the_whole(opened: Open) -> None:
    address, seen, pages = "/claims", list[str](), 0
    while address:
        page = opened(address)
        items = page.links_in("ol.listing")
        assert 0 < len(items) <= PAGE_SIZE
        seen += items
        pages += 1
        following = [e for e in page.all("a") if e.attributes.get("rel") == "next"]
        address = "/claims" + following[0].attributes["href"] if following else ""
    assert pages > 1
    assert len(seen) == len(set(seen))
    assert f"{len(seen)} entries" in opened("/claims").text


def test_a_page_past_the_last_is_the_last(opened: Open) -> None:
    assert opened("/claims?page=999").links_in("ol.listing")


@pytest.mark.parametrize("name", HEADINGS)
def test_a_list_is_filtered_by_words_and_by_each_class(opened: Open, name: str) -> None:
    everything = set(opened(f"/{name}").links_in("ol.listing"))
    parts = [opened(f"/{name}?type={kind}") for kind in HEADINGS[name].classes]
    found = [set(part.links_in("ol.listing")) for part in parts if part.all("ol")]
    assert found
    if len(everything) < PAGE_SIZE:
        assert all(part < everything or part == everything for part in found)
    assert "Nothing on record fits" in opened(f"/{name}?q=no-such-words").text


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, h in HEADINGS.items() for number in h.numbers]
)
def test_a_list_is_sorted_by_each_number_greatest_first(
    opened: Open, name: str, number: str
) -> None:
    _, one, many = HEADINGS[name].numbers[number]
    items = [e for e in opened(f"/{name}?sort={number}").all("li") if e.all_of("div.numbers")]
    values = [
        int(words.partition(" ")[0].replace(",", ""))
        for item in items
        for words in (div.text for div in item.all_of("div"))
        if words.partition(" ")[2] in (one, many)
    ]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("query", ["sort=price", "type=Thing", "page=0", "page=x", "sort=-claims"])
def test_a_list_says_what_it_cannot_do(client: TestClient, query: str) -> None:
    answer = client.get(f"/claims?{query}", headers=HTML)
    assert answer.status_code in (400, 422)
    assert query.partition("=")[0] in answer.text


def test_the_order_of_a_list_stays_chosen_in_its_form(opened: Open) -> None:
    page = opened("/actors?sort=claims&type=Firm&q=a")
    chosen = [e.text for e in page.all("option") if "selected" in e.attributes]
    assert chosen == ["firm", "says most"]
    assert page.value_of("q") == "a"


def test_pages_work_without_assets_and_say_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert find_assets(tmp_path) == find_assets(tmp_path) == Assets()
    assert caplog.text.count("make assets") == 1


def test_assets_are_found_through_the_manifest_also_after_a_new_build(tmp_path: Path) -> None:
    for version in ("a", "b-longer"):
        manifest = {
            "src/pages.ts": {"file": f"pages-{version}.js", "css": [f"pages-{version}.css"]},
            "styles/icon.svg": {"file": f"icon-{version}.svg"},
        }
        (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        assert find_assets(tmp_path) == Assets(
            (f"/assets/pages-{version}.css",),
            (f"/assets/pages-{version}.js",),
            f"/assets/icon-{version}.svg",
        )


@pytest.mark.skipif(not (FOLDER / "manifest.json").is_file(), reason="assets are not built")
def test_the_built_assets_are_served(client: TestClient, opened: Open) -> None:
    page = opened("/")
    loaded = [e.attributes.get("src") or e.attributes["href"] for e in page.all("script", "link")]
    assert len(loaded) == 3
    for address in loaded:
        assert client.get(address).status_code == 200


def test_the_four_absences_are_told_apart() -> None:
    told = {
        absence_words(Absence(what="funder", kind=kind, explanation="", date="2026-01-02"))
        for kind in AbsenceKind
    }
    assert len(told) == len(AbsenceKind) == 4
    assert "Searched on 2026-01-02: the source does not say who paid for it." in told


def test_parts_are_joined_as_people_write_them_and_escaped() -> None:
    assert joined([]) == ""
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert joined(["<b>", Markup("<i>c</i>")]) == "&lt;b&gt; and <i>c</i>"


def test_numbers_agree_with_their_nouns() -> None:
    assert counted(1, "claim") == "1 claim"
    assert counted(1234, "claim") == "1,234 claims"
    assert counted(2, "entry", "entries") == "2 entries"


def test_names_that_begin_small_stay_so() -> None:
    assert upper_first("eBay reports") == "eBay reports"
    assert upper_first("open pitches") == "Open pitches"
    assert upper_first("") == ""
