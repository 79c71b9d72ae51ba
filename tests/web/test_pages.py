"""Every kind of page renders whole and right without script, and leads on to pages that exist.

`sample/` is an invented debate about night markets, with its text: it has what the bundled graph
lacks, such as a denial, a funder, a stake, and labels that look like markup.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient

from cuibono.app import create_app
from cuibono.ingest import Ingest
from cuibono.settings import Settings
from cuibono.store import EmbeddedStore

if TYPE_CHECKING:
    from tests.web.conftest import Page

SAMPLE = Path(__file__).with_name("sample")
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
INFERENCE = "reader\N{RIGHT SINGLE QUOTATION MARK}s inference"
CLAIM = "/doc/claim/markets-bring-trade"
KINDS = {
    "/": "Who says so",
    "/claims": "Claims",
    "/actors": "Actors",
    "/policies": "Policies",
    "/evidence": "Evidence",
    "/sources": "Sources",
    "/queries": "Questions",
    "/queries/profiles/actor-sayings?actor=actor:league": "What an actor says",
    "/sparql": "SPARQL",
    "/about": "About",
    CLAIM: "Every night market",
    "/doc/actor/league": "Stallholders' League",
    "/doc/policy/open-pitches": "Open pitches",
    "/doc/evidence/visitor-count": "Count of visitors",
    "/doc/evidence/figure-3": "Rise of takings",
    "/doc/document/note": "Note on night markets",
    "/doc/document/stallholders-2019": "Stallholders 2019",
    "/doc/passage/nm-163-301": "characters 163 to 301",
    "/doc/link/takings-dispute": "Takings of shops",
    "/doc/utterance/guild-denies": "Shopkeepers' Guild →",
    "/doc/barrier/pitch-permits": "Permits for pitches",
    "/doc/place/northfield": "Northfield",
    "/doc/search/funder-of-the-study": "Funder of the study",
    "/doc/guideline/sample": "Guideline of the sample",
    "/doc/limitation/rent-floor": "Only dear stalls counted",
}


@pytest.fixture(scope="module")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("pages") / "data"
    loaded = Ingest(EmbeddedStore(data)).load([SAMPLE])
    assert not [one.source for one in loaded if one.is_refused]
    return data


@pytest.fixture(scope="module")
def browser(sample_store: Path) -> Iterator[TestClient]:
    """A browser on the sample, where a copy of its text is at hand."""
    settings = Settings(data=sample_store, texts=SAMPLE)
    with TestClient(create_app(settings), headers=BROWSER, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def browser_without_texts(sample_store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(data=sample_store)), headers=BROWSER) as client:
        yield client


Read = Callable[..., "Page"]


@pytest.fixture(scope="module")
def read(page_of: Callable[[str], Page]) -> Read:
    """What opens an address in a browser and expects a page of a status."""

    def open_and_read(client: TestClient, address: str, status: int = 200) -> Page:
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code == status, f"{address}: {answer.status_code}"
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "Accept" in answer.headers["vary"]
        return page_of(answer.text)

    return open_and_read


@pytest.mark.parametrize(("address", "title"), KINDS.items(), ids=list(KINDS))
def test_every_kind_of_page_is_whole(
    read: Read, browser: TestClient, address: str, title: str
) -> None:
    page = read(browser, address)
    assert title in page.heading
    assert page.faults == []


@pytest.mark.parametrize("address", KINDS)
def test_labels_that_look_like_markup_stay_text(browser: TestClient, address: str) -> None:
    assert "<script>" not in browser.get(address).text


def test_markup_in_labels_is_shown_as_it_is_written(read: Read, browser: TestClient) -> None:
    assert "<script>alert('gloss')</script>" in read(browser, CLAIM).text
    assert "<script>alert('label')</script>" in read(browser, "/doc/actor/residents").text


def test_markup_in_the_address_is_shown_as_it_is_written(read: Read, browser: TestClient) -> None:
    words = '"><script>alert(1)</script>'
    page = read(browser, f"/claims?{urlencode({'q': words})}")
    assert "<script>alert" not in page.html
    assert page.value_of("q") == words


def test_home_counts_what_is_there(read: Read, browser: TestClient) -> None:
    page = read(browser, "/")
    query = (
        "PREFIX cb: <https://w3id.org/cuibono/ns#> SELECT (COUNT(DISTINCT ?x) AS ?n) {?x a cb:%s}"
    )
    classes = {
        "claims": "Claim",
        "actors": "Actor",
        "documents": "Document",
        "policies": "PolicyItem",
        "evidence": "Evidence",
        "figures": "Figure",
        "passages": "Passage",
        "statements": "Relation",
    }
    for name, of_class in classes.items():
        answer = browser.get("/sparql", params={"query": query % of_class, "format": "json"})
        number = answer.json()["results"]["bindings"][0]["n"]["value"]
        assert int(number) > 0
        assert re.search(rf"\b{name}\s+{number}\b", page.text), name


def test_home_has_five_questions_each_one_click_from_an_answer(
    read: Read, client: TestClient
) -> None:
    page = read(client, "/")
    starts = page.links_in("ol.starts")
    assert len(starts) == 5
    assert len(set(starts)) == 5
    for href in starts:
        answer = client.get(href, headers=BROWSER)
        assert answer.status_code == 200
        assert 'class="empty"' not in answer.text.partition("</h2>")[0]


def test_an_empty_store_says_how_to_fill_it(read: Read, tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data=tmp_path)), headers=BROWSER) as client:
        page = read(client, "/")
        assert "cuibono load" in page.text
        assert page.faults == []
        assert "there is no store" in read(client, "/claims", 503).text.lower()


def test_each_statement_and_passage_of_a_trace_has_its_link(
    read: Read, browser: TestClient
) -> None:
    trace = browser.get("/api/claims/markets-bring-trade/trace", headers={"Accept": "*/*"}).json()
    page = read(browser, CLAIM)
    wanted = set(statements_in(trace)) - {trace["claim"]["iri"]}
    assert len(wanted) > 25
    paths = {iri.removeprefix("https://w3id.org/cuibono/id") for iri in wanted}
    assert {f"/doc{path}" for path in paths} - set(page.links) == set()


def statements_in(value: Any) -> Iterator[str]:
    """Yield the IRI of each statement and passage in a trace."""
    if isinstance(value, list):
        for item in value:
            yield from statements_in(item)
    if isinstance(value, dict):
        if {"graph", "passages"} <= value.keys() or {"start", "digest"} <= value.keys():
            yield value["iri"]
        for item in value.values():
            yield from statements_in(item)


def test_a_claim_is_told_with_its_sides_and_without_a_verdict(
    read: Read, browser: TestClient
) -> None:
    page = read(browser, CLAIM)
    assert page.text_of("section.side.supports").startswith("+ Supports it count of visitors")
    assert "Takings of shops hardly rise" in page.text_of("section.side.disputes")
    assert "only dear stalls counted" in page.text_of("section.side.qualifies")
    assert "Not the same is counted: measure and population differ." in page.text
    for verdict in ("biased", "debunked", "misleading", "false claim", "refuted"):
        assert verdict not in page.text.lower()


def test_a_claim_tells_who_says_denies_and_passes_it_on(read: Read, browser: TestClient) -> None:
    text = read(browser, CLAIM).text
    assert "Says it Stallholders' League in Stallholders 2019 (2019)" in text
    assert "known only through note on night markets" in text
    assert "Denies it Shopkeepers' Guild" in text
    assert "Passes it on, without saying it authors of the night markets note" in text


def test_a_claim_shows_figures_side_by_side_with_what_they_count(
    read: Read, browser: TestClient
) -> None:
    table = read(browser, CLAIM).text_of("table.figures")
    assert "+ for 92 %" in table
    assert "\N{MINUS SIGN} against ≤ 3 %" in table
    assert "shops in two streets 2020 study of till receipts" in table
    assert "50 EUR" not in table, "a threshold is no result"


def test_a_claim_tells_who_stands_behind_evidence_and_who_gains_by_whom(
    read: Read, browser: TestClient
) -> None:
    text = read(browser, CLAIM).text
    assert "Produced by, data owned by Stallholders' League promotes: open pitches" in text
    assert "Paid for by Pitchbook" in text
    assert "authors of the night markets note say that Pitchbook would gain from" in text


def test_what_is_missing_is_said_in_words(read: Read, browser: TestClient) -> None:
    text = read(browser, "/doc/evidence/till-study").text
    assert "Searched on 2026-11-24: the source does not say who paid for it." in text
    assert "Withheld: whose data it is is not disclosed." in text
    figure = read(browser, "/doc/evidence/figure-3").text
    assert "Nothing on record about who produced it, and no search for it." in figure


def test_what_a_reader_inferred_is_marked(read: Read, browser: TestClient) -> None:
    assert INFERENCE in read(browser, "/doc/link/takings-dispute").text
    assert INFERENCE not in read(browser, "/doc/link/count-supports").text
    assert "derived by rule" in read(browser, "/doc/link/count-supports").text


def test_a_passage_shows_its_words_in_context_where_the_text_is_at_hand(
    read: Read, browser: TestClient, browser_without_texts: TestClient
) -> None:
    text = (SAMPLE / "night-markets.txt").read_text(encoding="utf-8")
    page = read(browser, "/doc/passage/nm-302-341")
    assert page.text_of("mark") == text[302:341] == "The League gives no number of visitors."
    around = page.text_of("blockquote.in-context")
    before, _, after = around.partition(text[302:341])
    assert before.startswith("… ")
    assert after.endswith(" …")
    for part in (before.strip("… "), after.strip("… ")):
        assert 150 < len(part) <= 200
        assert part in " ".join(text.split())
    assert "The League" not in read(browser_without_texts, "/doc/passage/nm-302-341").text


def test_a_text_that_changed_shows_no_words(read: Read, sample_store: Path, tmp_path: Path) -> None:
    text = (SAMPLE / "night-markets.txt").read_text(encoding="utf-8")
    (tmp_path / "changed.txt").write_text(text.replace("League", "Legion"), encoding="utf-8")
    with TestClient(create_app(Settings(data=sample_store, texts=tmp_path))) as client:
        page = read(client, "/doc/passage/nm-302-341")
    assert "No copy of the text is at hand" in page.text
    assert "gives no number" not in page.text


def test_a_source_says_whether_it_was_read(read: Read, browser: TestClient) -> None:
    assert "This document was read" in read(browser, "/doc/document/note").text
    cited = read(browser, "/doc/document/okoro-lind-2021").text
    assert "was not read. What is known of it comes through note on night markets" in cited


def test_what_is_not_there_comes_with_what_is_nearest(read: Read, browser: TestClient) -> None:
    page = read(browser, "/doc/actor/leage", 404)
    assert "/doc/actor/league" in page.links
    assert page.faults == []
    assert "/queries/claims/who-says" in read(browser, "/queries/claims/who-say", 404).links
    assert read(browser, "/nowhere", 404).faults == []


def test_pages_link_to_the_same_as_data(read: Read, browser: TestClient) -> None:
    page = read(browser, CLAIM)
    for href in page.alternates:
        assert browser.get(href).status_code == 200
    assert {f"{CLAIM}.ttl", "/api/claims/markets-bring-trade/trace"} <= set(page.links)


def test_links_keep_the_path_under_which_the_service_is_reached(
    read: Read, sample_store: Path
) -> None:
    settings = Settings(data=sample_store, public_url="https://example.org/cui/")
    with TestClient(create_app(settings), headers=BROWSER) as client:
        for address in ("/", "/claims", CLAIM, "/queries"):
            own = [href for href in read(client, address).links if href.startswith("/")]
            assert own
            assert [href for href in own if not href.startswith("/cui/")] == []


def test_an_actor_and_an_organisation_show_that_one_supports_the_other(
    read: Read, client: TestClient
) -> None:
    backer = read(client, "/doc/actor/unctad").text
    assert "Supports loose coalition considering Aid for e-trade, as particular supporter" in backer
    backed = read(client, "/doc/actor/aid-for-e-trade-coalition").text
    assert "Its supporters UNCTAD, as particular supporter" in backed


def test_an_actor_shows_what_it_is_let_in_to_and_shut_out_of(
    read: Read, client: TestClient
) -> None:
    let_in = read(client, "/doc/actor/large-international-hotel-chains").text
    assert "large international hotel chains would be let in to global tourism platform" in let_in
    shut_out = read(client, "/doc/actor/local-firms-seeking-to-expand-outwards").text
    assert "and would be shut out" in shut_out


def test_a_policy_shows_what_is_set_against_it_and_against_the_use_of_claims(
    read: Read, client: TestClient
) -> None:
    item = read(client, "/doc/policy/policy-in-the-name-of-micro-multinationals").text
    assert "disputes it; the link is drawn by authors of the micro-multinationals paper" in item
    use = read(client, "/doc/policy/support-technology-enabled-exporters").text
    assert "disputes the use for it of: In a set of developing and emerging economies" in use
    assert "Nothing that is set for or against it" in read(client, "/doc/policy/ewtp").text


def test_every_page_of_the_bundled_graph_leads_to_pages_that_exist(
    page_of: Callable[[str], Page], client: TestClient
) -> None:
    waiting, seen = deque(["/"]), {"/"}
    asked: dict[str, int] = {}
    while waiting:
        address = waiting.popleft()
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code == 200, address
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = page_of(answer.text)
        assert page.faults == [], address
        for href in page.links:
            target = urljoin(address, href).partition("#")[0]
            path = urlsplit(target).path
            # The same question about each thing in turn, and each thing as data: a few of them do.
            sort = path if path.startswith("/queries/") else Path(path).suffix
            asked[sort] = asked.get(sort, 0) + bool(sort)
            if target.startswith("/") and target not in seen and asked[sort] <= 3:
                seen.add(target)
                waiting.append(target)
    kinds = {address.split("/")[2] for address in seen if address.startswith("/doc/")}
    assert {"claim", "actor", "policy", "evidence", "document", "passage", "utterance"} <= kinds
    assert len(seen) > 500


def test_statements_about_a_thing_are_named_in_words(client: TestClient) -> None:
    page = client.get("/doc/barrier/low-de-minimis-levels", headers={"accept": "text/html"}).text
    assert "assessment: paper on exporters and low de minimis levels" in page
    assert ">assessment:paper-on" not in page
