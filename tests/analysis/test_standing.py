"""What is open in small graphs of two sources, each way by a case that is and one that is not."""

from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.standing import Standing, StandingKind, StandingOf, StandingRequest, as_csv
from cuibono.analysis.standing import findings as found_in
from cuibono.analysis.tables import DuckTables
from cuibono.errors import NotFoundError
from cuibono.ingest import read_ontology
from cuibono.questions import Catalogue, answer
from cuibono.store import EmbeddedStore, Snapshot
from cuibono.terms import PREFIXES, Graph
from cuibono.texts import Passage, TextLibrary

CONTENT = "Stalls sell much. Shops sell less. Stalls sell much, they say."


def passage(slug: str, text: str, start: int, end: int, of: str | None = None) -> str:
    """Return a passage with the digest of what stands there, or of other words."""
    words = of or CONTENT[start:end]
    digest = Passage.of(words, 0, len(words), iri="", text="").digest
    return (
        f"passage:{slug} a cb:Passage ; cb:passageOf text:{text} ; cb:digest '{digest}' ; "
        f"cb:normalisedLength {len(words)} ; oa:hasSelector [ oa:start {start} ; oa:end {end} ] . "
    )


def text(slug: str, document: str, content: str) -> str:
    digest = sha256(content.encode()).hexdigest()
    return (
        f"document:{document} a cb:Document . text:{slug} a cb:TextVersion ; "
        f"cb:textOf document:{document} ; cb:digest 'sha256:{digest}' . "
    )


def claim(slug: str, kind: str = "EmpiricalClaim") -> str:
    return f'claim:{slug} a cb:{kind} ; cb:gloss "{slug}"@en . '


def asserts(slug: str, claim: str, document: str, passage: str) -> str:
    return (
        f"utterance:{slug} a cb:Assertion ; cb:speaker actor:{document} ; "
        f"cb:assertedClaim claim:{claim} ; cb:inDocument document:{document} ; "
        f"cb:atPassage passage:{passage} . "
    )


def supports(slug: str, source: str, target: str) -> str:
    ends = f"cb:linkSource {source} ; cb:supportTarget claim:{target}"
    return f"link:{slug} a cb:SupportLink ; {ends} . "


def used(slug: str, claim: str) -> str:
    return (
        f"link:{slug} a cb:Justification ; cb:justifyingClaim claim:{claim} ; "
        "cb:justifiedItem policy:p . "
    )


ONE = "".join(
    [
        text("read", "note", CONTENT),
        text("away", "report", "words that nobody has"),
        passage("exact", "read", 0, 17),
        passage("moved", "read", 3, 19, "Shops sell less."),
        passage("twice", "read", 5, 22, "Stalls sell much."[:-1]),
        passage("wrong", "read", 0, 17, "No such words here"),
        "passage:bare a cb:Passage ; cb:passageOf text:read . ",
        passage("unseen", "away", 0, 5, "words"),
        *map(claim, ("both", "one", "hearsay", "bare-use", "backed", "ring-a", "ring-b", "lone")),
        claim("ought", "NormativeClaim"),
        asserts("both-1", "both", "note", "exact"),
        asserts("one-1", "one", "note", "exact"),
        asserts("one-2", "one", "other", "moved"),
        asserts("hearsay", "hearsay", "other", "exact"),
        'policy:p a cb:PolicyProposal ; skos:prefLabel "p"@en . ',
        *(used(f"use-{name}", name) for name in ("bare-use", "backed", "ought", "ring-a")),
        supports("direct", "evidence:e", "one"),
        supports("through", "claim:one", "backed"),
        supports("ab", "claim:ring-a", "ring-b"),
        supports("ba", "claim:ring-b", "ring-a"),
        supports("self", "claim:lone", "lone"),
        "evidence:e a cb:Study ; cb:reportedIn document:other ; cb:atPassage passage:exact . ",
        "evidence:own a cb:Study ; cb:reportedIn document:note ; cb:atPassage passage:exact . ",
        "evidence:x a cb:Study ; cb:drawsOn evidence:y . ",
        "evidence:y a cb:Figure ; cb:directPartOf evidence:x . ",
    ]
)
TWO = "".join(
    [
        claim("both"),
        text("second", "letter", "another text"),
        passage("second", "second", 0, 7, "another"),
        asserts("both-2", "both", "letter", "second"),
        "utterance:r a cb:Attribution ; cb:speaker actor:x ; cb:attributedClaim claim:both ; "
        "cb:attributes utterance:s . utterance:s a cb:Attribution ; cb:speaker actor:y ; "
        "cb:attributedClaim claim:both ; cb:attributes utterance:r . ",
    ]
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    store = EmbeddedStore(tmp_path_factory.mktemp("standing") / "data")
    heads = "".join(f"@prefix {name}: <{value}> .\n" for name, value in PREFIXES.items())
    graphs = {
        ox.NamedNode(PREFIXES["graph"] + name): list(
            ox.parse((heads + turtle).encode(), format=ox.RdfFormat.TURTLE)
        )
        for name, turtle in (("one", ONE), ("two", TWO))
    }
    with store.writing() as writer:
        writer.replace(graphs | {Graph.ONTOLOGY: read_ontology()})
    return store.current()


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> TextLibrary:
    folder = tmp_path_factory.mktemp("texts")
    (folder / "note.txt").write_text(CONTENT, encoding="utf-8")
    return TextLibrary(folder)


def standing_of(snapshot: Snapshot, texts: TextLibrary) -> StandingOf:
    catalogue = Catalogue.read()
    return StandingOf(
        DuckTables(snapshot),
        Lookup(snapshot, catalogue, texts),
        catalogue,
        texts,
    )


@pytest.fixture(scope="module")
def standing(snapshot: Snapshot, texts: TextLibrary) -> StandingOf:
    return standing_of(snapshot, texts)


def ask(standing: StandingOf, kind: StandingKind | None = None, **more: str | int) -> Standing:
    return standing.standing(StandingRequest.model_validate({"kind": kind, **more}))


def found(asked: Standing) -> dict[str, str]:
    return {
        item.thing.slug if item.thing else item.question or "": item.finding for item in asked.items
    }


def test_passages_that_do_not_stand_where_they_should(standing: StandingOf) -> None:
    asked = ask(standing, StandingKind.UNVERIFIED)
    assert found(asked) == {
        "moved": "Not verified: moved, found at 18-34.",
        "twice": "Not verified: ambiguous, found at 0-16, 35-51.",
        "wrong": "Not verified: orphaned.",
        "bare": "Not verified: it lacks a position or a digest.",
        "away": "1 passage not verified: no copy of the text is at hand.",
        "second": "1 passage not verified: no copy of the text is at hand.",
    }
    (note,) = {count.note for count in asked.counts if count.kind is StandingKind.UNVERIFIED}
    assert note == "2 passages could not be looked at: no copy of the text is at hand."
    moved = next(item for item in asked.items if item.thing and item.thing.slug == "moved")
    assert [one.iri.rpartition("/")[2] for one in moved.statements] == ["one-2"], "rests on it"
    assert "cuibono passages find" in moved.next_step


def test_without_texts_each_text_is_told(snapshot: Snapshot) -> None:
    asked = ask(standing_of(snapshot, TextLibrary(None)), StandingKind.UNVERIFIED)
    assert {item.thing.kind for item in asked.items if item.thing} == {"text"}
    assert sum(item.numbers["passages"] for item in asked.items) == 7
    assert all("--texts" in item.next_step for item in asked.items)


def test_claims_used_for_policy_that_no_evidence_supports(standing: StandingOf) -> None:
    asked = ask(standing, StandingKind.UNSUPPORTED)
    assert set(found(asked)) == {"bare-use", "ring-a"}, "backed through a claim, ought is normative"
    bare = next(item for item in asked.items if item.thing and item.thing.slug == "bare-use")
    assert [one.iri.rpartition("/")[2] for one in bare.statements] == ["use-bare-use"]
    assert [policy.slug for policy in bare.members] == ["p"]
    assert bare.absence
    assert bare.absence.kind == "not-searched"


def test_what_rests_on_itself(standing: StandingOf) -> None:
    asked = ask(standing, StandingKind.CIRCULAR)
    rings = {
        tuple(member.slug for member in item.members): {
            one.iri.rpartition("/")[2] for one in item.statements
        }
        for item in asked.items
    }
    assert rings == {
        ("ring-a", "ring-b"): {"ab", "ba"},
        ("lone",): {"self"},
        ("x", "y"): {"x", "y"},
        ("r", "s"): {"r", "s"},
    }


def test_what_nobody_read_at_first_hand(standing: StandingOf) -> None:
    asked = ask(standing, StandingKind.SECOND_HAND)
    assert found(asked) == {
        "hearsay": "Nobody was read saying or denying it: it is known through other texts.",
        "e": "Reported in 1 document, none of them read for it.",
    }


def test_claims_read_in_one_text_those_that_fewest_assert_first(standing: StandingOf) -> None:
    asked = ask(standing, StandingKind.SINGLE_SOURCE)
    assert list(found(asked)) == ["hearsay", "one"], "both was read in two texts"
    assert [item.numbers for item in asked.items] == [
        {"documents": 1, "speakers": 1, "statements": 1},
        {"documents": 2, "speakers": 2, "statements": 2},
    ]


def test_questions_without_an_answer(standing: StandingOf, snapshot: Snapshot) -> None:
    asked = ask(standing, StandingKind.UNANSWERED, limit=1000)
    catalogue = Catalogue.read()
    empty = {q.name for q in catalogue.listed if not answer(q, snapshot, {}).total}
    assert set(found(asked)) == empty
    assert "actors/members" in empty
    assert "claims/who-says" not in empty


def test_questions_that_take_too_long_are_told(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found_in, "SECONDS_FOR_QUESTIONS", -1.0)
    asked = ask(standing_of(snapshot, TextLibrary(None)), StandingKind.UNANSWERED)
    assert asked.total == 0
    (note,) = [c.note for c in asked.counts if c.kind is StandingKind.UNANSWERED]
    assert note
    assert note.startswith("Not asked, since it takes too long: actors/")


def test_of_one_source_only_what_it_states(standing: StandingOf) -> None:
    assert standing.sources() == ("one", "two")
    two = {kind: found(ask(standing, kind, source="two")) for kind in StandingKind}
    assert two[StandingKind.SINGLE_SOURCE] == {}, "that both was read in one and two still counts"
    assert set(two[StandingKind.CIRCULAR]) == {"r"}
    assert set(two[StandingKind.UNVERIFIED]) == {"second"}
    assert two[StandingKind.UNANSWERED] == {}
    assert "not of one source" in str(ask(standing, source="two").counts[-1].note)
    for kind in StandingKind:
        if kind is not StandingKind.UNANSWERED:
            one = found(ask(standing, kind, source=PREFIXES["graph"] + "one"))
            assert one | two[kind] == found(ask(standing, kind))
    with pytest.raises(NotFoundError, match="the nearest are one"):
        ask(standing, source="on")
    with pytest.raises(NotFoundError, match="there are one, two"):
        ask(standing, source="zzz")


def test_pages_together_are_the_whole(standing: StandingOf) -> None:
    whole = ask(standing, limit=1000)
    assert whole.total == len(whole.items) == sum(count.total for count in whole.counts)
    pages = [ask(standing, limit=3, offset=start).items for start in range(0, whole.total, 3)]
    assert tuple(item for page in pages for item in page) == whole.items
    assert ask(standing, offset=10_000).items == ()
    order = [item.kind for item in whole.items]
    assert order == sorted(order, key=list(StandingKind).index)


def test_each_item_says_what_to_do_and_through_which_statements(standing: StandingOf) -> None:
    for item in ask(standing, limit=1000).items:
        assert item.next_step.endswith(".")
        assert item.question or item.thing
        if item.kind not in (StandingKind.UNVERIFIED, StandingKind.UNANSWERED):
            assert item.statements


def test_the_table_has_a_row_for_each_item(standing: StandingOf) -> None:
    asked = ask(standing, limit=1000)
    rows = as_csv(asked).splitlines()
    assert rows[0] == "kind,item,label,finding,members,statements,searched,next_step"
    assert len(rows) == 1 + asked.total


def test_texts_that_are_no_text_are_told(snapshot: Snapshot, tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    asked = ask(standing_of(snapshot, TextLibrary(tmp_path)), StandingKind.UNVERIFIED)
    assert {item.thing.kind for item in asked.items if item.thing} == {"text"}, "found by digest"
