"""The echo on small graphs: chains, circles, denials, dates, and who looked at the evidence."""

import io
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from rich.console import Console

from cuibono.analysis.echo import Echo, EchoDocument, as_csv, as_graphml, echo_of, echo_tree
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.networks import Inferred
from cuibono.analysis.tables import DuckTables
from cuibono.errors import NotFoundError
from cuibono.ingest import read_ontology
from cuibono.questions import Catalogue
from cuibono.store import EmbeddedStore
from cuibono.terms import PREFIXES, Graph, iri
from cuibono.texts import TextLibrary


def document(slug: str, date: str | None = None) -> str:
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(date)] if date else ""
    dated = f' ; cb:date "{date}"^^xsd:{kind}' if date else ""
    return (
        f'document:{slug} a cb:Document ; cb:citedAs "{slug}"{dated} . '
        f"text:{slug} a cb:TextVersion ; cb:textOf document:{slug} . "
        f"passage:{slug} a cb:Passage ; cb:passageOf text:{slug} . "
    )


def utters(slug: str, kind: str, claim: str, where: str | None, more: str = "") -> str:
    prop = {
        "Assertion": "assertedClaim",
        "Denial": "deniedClaim",
        "Attribution": "attributedClaim",
        "Withdrawal": "withdrawnClaim",
    }[kind]
    place = f" ; cb:inDocument document:{where}" if where else ""
    return (
        f"utterance:{slug} a cb:{kind} ; cb:speaker actor:{slug} ; cb:{prop} claim:{claim}"
        f"{place} {more} . "
    )


EVIDENCE = """
evidence:survey a cb:Survey ; cb:reportedIn document:a ; cb:directPartOf evidence:whole .
evidence:whole a cb:Study ; cb:drawsOn evidence:root .
evidence:root a cb:DataCollection .
evidence:read a cb:Study .
limitation:l a cb:Limitation ; cb:limits evidence:root ; cb:atPassage passage:c .
claim:between a cb:EmpiricalClaim ; cb:gloss "between"@en .
link:one a cb:SupportLink ; cb:linkSource evidence:survey ; cb:supportTarget claim:between ;
  cb:inDocument document:b .
link:two a cb:SupportLink ; cb:linkSource claim:between ; cb:supportTarget claim:proved .
link:back a cb:SupportLink ; cb:linkSource claim:proved ; cb:supportTarget claim:between .
link:reader a cb:DisputeLink ; cb:linkSource evidence:read ; cb:disputeTarget claim:proved ;
  cb:inDocument document:undated ; cb:basis basis:inferred .
"""
IN_2003 = 'cb:date "2003"^^xsd:gYear'
AT_B = "cb:atPassage passage:b"

WORLD = "\n".join(
    [
        *(
            f'claim:{c} a cb:EmpiricalClaim ; cb:gloss "{c}"@en . '
            for c in ("chain", "circle", "denied", "proved", "lonely", "dates")
        ),
        document("a", "2001"),
        document("b", "2002-05"),
        document("c", "2003-01-04"),
        document("undated"),
        # a chain: undated reports c, c reports b, b reports a; another says it on its own account
        utters("a", "Assertion", "chain", "a", f"; {AT_B}"),
        utters("b", "Attribution", "chain", "b", f"; cb:attributes utterance:a ; {AT_B}"),
        utters("c", "Attribution", "chain", "c", "; cb:attributes utterance:b"),
        utters("u", "Attribution", "chain", "undated", "; cb:attributes utterance:c"),
        utters("own", "Assertion", "chain", "c", '; cb:date "2000"^^xsd:gYear'),
        utters("nowhere", "Assertion", "chain", None),
        utters("gone", "Attribution", "chain", "c", "; cb:attributes utterance:not-on-record"),
        # two that report one another, and one that reports them
        utters("x", "Attribution", "circle", "a", "; cb:attributes utterance:y"),
        utters("y", "Attribution", "circle", "b", "; cb:attributes utterance:x"),
        utters("z", "Attribution", "circle", "c", "; cb:attributes utterance:x"),
        # one denies it, one passes that on, one says it and takes it back
        utters("no", "Denial", "denied", "a"),
        utters("told-no", "Attribution", "denied", "b", "; cb:attributes utterance:no"),
        utters("yes", "Assertion", "denied", "c"),
        utters("back", "Withdrawal", "denied", "undated", "; cb:withdraws utterance:yes"),
        # a report that is earlier than what it reports, and one that may be
        utters("late", "Assertion", "dates", "c"),
        utters("early", "Attribution", "dates", "a", "; cb:attributes utterance:late"),
        utters("maybe", "Attribution", "dates", "b", f"; {IN_2003} ; cb:attributes utterance:late"),
        # evidence: reported in a, argued from in b, described in c; undated has seen none of it
        *(utters(f"proved-{d}", "Assertion", "proved", d) for d in ("a", "b", "c", "undated")),
        EVIDENCE,
    ]
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    store = EmbeddedStore(tmp_path_factory.mktemp("echo") / "data")
    heads = "".join(f"@prefix {name}: <{value}> .\n" for name, value in PREFIXES.items())
    quads = list(ox.parse((heads + WORLD).encode(), format=ox.RdfFormat.TURTLE))
    with store.writing() as writer:
        source = ox.NamedNode("https://w3id.org/cuibono/graph/source")
        writer.replace({source: quads, Graph.ONTOLOGY: read_ontology()})
    return store


@pytest.fixture(scope="module")
def tables(store: EmbeddedStore) -> DuckTables:
    return DuckTables(store.current())


@pytest.fixture(scope="module")
def lookup(store: EmbeddedStore) -> Lookup:
    return Lookup(store.current(), Catalogue.read(), TextLibrary(None))


@pytest.fixture(scope="module")
def echoes(tables: DuckTables, lookup: Lookup) -> dict[str, Echo]:
    names = ("chain", "circle", "denied", "proved", "lonely", "dates")
    return {name: echo_of(tables, lookup, iri("claim", name)) for name in names}


def slugs(documents: tuple[EchoDocument, ...]) -> list[str]:
    return [one.document.slug for one in documents]


def text(echo: Echo) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(echo_tree(echo))
    return console.export_text()


def test_documents_come_in_order_of_time_the_undated_apart(echoes: dict[str, Echo]) -> None:
    echo = echoes["chain"]
    assert slugs(echo.documents) == ["c", "a", "b"], "c says it as of 2000, on its own account"
    assert slugs(echo.undated) == ["undated"]
    assert [d.date for d in echo.documents] == ["2000", "2001", "2002-05"]
    assert [thing.slug for thing in echo.earliest] == ["c"]
    assert [one.statement.iri.rpartition("/")[2] for one in echo.without_document] == ["nowhere"]


def test_each_report_names_whom_it_reports_and_whether_that_was_read(
    echoes: dict[str, Echo],
) -> None:
    by_slug = {one.document.slug: one for one in echoes["chain"].documents}
    (report,) = by_slug["b"].utterances[0].reports
    assert ([d.slug for d in report.documents], report.stance) == (["a"], "asserted")
    assert (report.was_read, report.reported_was_read) == (True, False)
    assert report.order == "after"
    assert [d.slug for d in by_slug["b"].after] == ["a"]
    assert by_slug["b"].was_read
    assert not by_slug["a"].was_read, "its passage stands in another text"


def test_a_chain_leads_back_to_the_first_speaker(echoes: dict[str, Echo]) -> None:
    echo = echoes["chain"]
    (last,) = echo.undated[0].utterances
    (origin,) = last.origins
    assert (origin.utterance, origin.steps) == (iri("utterance", "a"), 3)
    first = {one.statement.iri.rpartition("/")[2]: one for one in echo.first_speakers}
    assert list(first) == ["own", "a", "nowhere"], "in order of time, the undated last"
    assert [d.slug for d in first["a"].repeated_in] == ["b", "c", "undated"]
    assert first["own"].repeated_in == ()


def test_what_is_reported_need_not_be_on_record(echoes: dict[str, Echo]) -> None:
    c = next(one for one in echoes["chain"].documents if one.document.slug == "c")
    gone = next(u for u in c.utterances if u.statement.iri.endswith("/gone"))
    (report,) = gone.reports
    assert (report.stance, report.documents, report.order) == (None, (), "unknown")
    assert (gone.origins[0].speakers, gone.origins[0].stance) == ((), None)
    assert "which is not on record" in text(echoes["chain"])


def test_circles_end_and_are_told(echoes: dict[str, Echo]) -> None:
    echo = echoes["circle"]
    assert echo.circles == ((iri("utterance", "x"), iri("utterance", "y")),)
    assert slugs(echo.documents) == ["a", "b", "c"], "what has no end on record passes on the claim"
    circular = {one.document.slug: one.utterances[0].circular for one in echo.documents}
    assert circular == {"a": True, "b": True, "c": False}
    assert all(not one.utterances[0].origins for one in echo.documents)
    assert echo.first_speakers == ()
    assert "in a circle of reports" in text(echo)


def test_a_denial_is_no_echo_nor_is_passing_it_on(echoes: dict[str, Echo]) -> None:
    echo = echoes["denied"]
    assert slugs(echo.documents) == ["c"]
    assert {(one.document.slug, one.utterance.stance) for one in echo.against if one.document} == {
        ("a", "denied"),
        ("b", "attributed"),
        ("undated", "withdrawn"),
    }
    assert "who denies it" in text(echo)


def test_dates_that_run_against_the_report_are_told(echoes: dict[str, Echo]) -> None:
    by_slug = {one.document.slug: one.utterances[0] for one in echoes["dates"].documents}
    assert by_slug["a"].reports[0].order == "before"
    assert by_slug["b"].reports[0].order == "unknown", "2003 may be before or after its 4 January"
    assert "earlier than what it reports" in text(echoes["dates"])
    earliest = [thing.slug for thing in echoes["dates"].earliest]
    assert earliest == ["a"]


def looks(echo: Echo) -> set[tuple[str, str, str, str]]:
    return {
        (one.document.slug, look.way, look.evidence.slug, look.statement.iri.rpartition("/")[2])
        for one in (*echo.documents, *echo.undated)
        for look in one.looks
    }


def test_who_looked_at_the_evidence_and_how(
    echoes: dict[str, Echo], tables: DuckTables, lookup: Lookup
) -> None:
    echo = echoes["proved"]
    assert looks(echo) == {
        ("a", "reports", "survey", "survey"),
        ("b", "argues", "survey", "one"),
        ("c", "describes", "root", "l"),
    }, "through another claim, and down to the roots; a reader's link is no document's"
    assert {one.evidence.slug: (one.directions, one.by_reader) for one in echo.evidence} == {
        "survey": (("supports",), False),
        "whole": (("supports",), False),
        "root": (("supports",), False),
        "read": (("disputes",), True),
    }
    counts = echo.counts
    looked = (counts.looked, counts.looked_for, counts.looked_against)
    assert (counts.documents, *looked) == (4, 3, 3, 0)
    stated = echo_of(tables, lookup, iri("claim", "proved"), Inferred.EXCLUDE)
    assert {one.evidence.slug for one in stated.evidence} == {"survey", "whole", "root"}
    assert "no look at evidence is on record" in text(echo)


def test_of_a_claim_nobody_says_it_is_told_so(echoes: dict[str, Echo]) -> None:
    echo = echoes["lonely"]
    assert (echo.documents, echo.undated, echo.counts.documents) == ((), (), 0)
    assert echo.note == "Nobody is on record as saying this claim or passing it on."
    assert echo.evidence_absence
    assert echo.evidence_absence.kind == "not-searched"
    assert echo.note in text(echo)


def test_the_counts_add_up(echoes: dict[str, Echo]) -> None:
    for echo in echoes.values():
        counts = echo.counts
        assert counts.documents == counts.dated + counts.undated
        assert counts.documents == counts.asserting + counts.only_passing_on
        assert counts.documents == len(echo.documents) + len(echo.undated)
        assert max(counts.looked_for, counts.looked_against) <= counts.looked <= counts.documents


def test_only_claims_on_record_have_an_echo(tables: DuckTables, lookup: Lookup) -> None:
    for missing in (iri("claim", "no-such"), iri("evidence", "survey"), "urn:x"):
        with pytest.raises(NotFoundError):
            echo_of(tables, lookup, missing)


def test_the_graph_of_reports_opens_elsewhere(echoes: dict[str, Echo], tmp_path: Path) -> None:
    graph = nx.parse_graphml(as_graphml(echoes["chain"]))
    edges = {tuple(end.rpartition("/")[2] for end in ends) for ends in graph.edges()}
    assert edges == {("b", "a"), ("c", "b"), ("undated", "c"), ("c", "not-on-record")}
    assert graph.is_directed()
    assert {"a", "b", "c", "undated", "nowhere", "not-on-record"} == {
        node.rpartition("/")[2] for node in graph.nodes
    }
    assert graph.nodes[iri("document", "b")]["was_read"] is True
    circle = nx.parse_graphml(as_graphml(echoes["circle"]))
    assert set(circle.edges()) >= {
        (iri("document", "a"), iri("document", "b")),
        (iri("document", "b"), iri("document", "a")),
    }
    assert len(nx.parse_graphml(as_graphml(echoes["lonely"])).nodes) == 0


def test_the_table_has_a_row_for_each_document(echoes: dict[str, Echo]) -> None:
    rows = as_csv(echoes["proved"]).splitlines()
    assert rows[0].startswith("date,document,label,asserts,was_read,speakers,after,looked")
    assert len(rows) == 1 + echoes["proved"].counts.documents
    assert as_csv(echoes["lonely"]).count("\n") == 1
