"""Disagreements of a small world by hand, and the law of symmetry: to deny swaps the sides."""

from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.analysis.worlds import lookup_in, snapshot_of, tables_of

from cuibono.analysis.disagreement import (
    ContestedList,
    ContestedRequest,
    Disagreement,
    Side,
    contested_claims,
    disagreement,
)
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.tables import DuckTables
from cuibono.errors import NotFoundError, ParameterError

World = tuple[DuckTables, Lookup]

WORLD: Final = """
claim:c a cb:EmpiricalClaim ; cb:gloss "Nearly all export."@en ; cb:aboutPlatform platform:market .
claim:rival a cb:EmpiricalClaim ; cb:gloss "Few parcels leave."@en ; cb:aboutActor actor:velo .
claim:calm a cb:EmpiricalClaim ; cb:gloss "Undisputed."@en ; cb:aboutPlatform platform:market .
claim:bare a cb:EmpiricalClaim ; cb:gloss "Nobody says so."@en .
claim:bold a cb:EmpiricalClaim ; cb:gloss "All export."@en ; cb:aboutPlatform platform:market .
platform:market a cb:Platform . platform:quiet a cb:Platform . actor:market a cb:Firm .
actor:velo a cb:Firm . actor:moss a cb:Person . actor:lee a cb:Person .

utterance:yes a cb:Assertion ; cb:speaker actor:velo ; cb:assertedClaim claim:c .
utterance:no a cb:Denial ; cb:speaker actor:moss , actor:lee ; cb:deniedClaim claim:c .
utterance:told a cb:Attribution ; cb:speaker actor:lee ; cb:attributedClaim claim:c .
utterance:back a cb:Withdrawal ; cb:speaker actor:velo ; cb:withdrawnClaim claim:c ;
  cb:withdraws utterance:yes .
utterance:calm a cb:Assertion ; cb:speaker actor:velo ; cb:assertedClaim claim:calm .

evidence:data a cb:DataCollection , cb:Evidence ; cb:producedBy actor:velo ;
  cb:atPlace place:arden ; cb:referencePeriod "2009"^^xsd:gYear .
evidence:share a cb:Figure , cb:Evidence ; cb:gloss "97 per cent."@en ; cb:value 97 ;
  cb:unit unit:PERCENT ; cb:measure measure:share-of-firms-exporting ;
  cb:directPartOf evidence:data .
evidence:study a cb:Study , cb:Evidence ; cb:gloss "Counts."@en ; cb:producedBy actor:moss .
evidence:count a cb:Figure , cb:Evidence ; cb:gloss "0.8 per cent."@en ; cb:value 0.8 ;
  cb:unit unit:PERCENT ; cb:bound bound:at-most ; cb:atPlace place:arden ;
  cb:measure measure:share-of-transactions-exported ; cb:directPartOf evidence:study .
evidence:reuse a cb:Study , cb:Evidence ; cb:gloss "Records again."@en ; cb:drawsOn evidence:data .

link:for a cb:SupportLink ; cb:linkSource evidence:data ; cb:supportTarget claim:c ;
  cb:aspect aspect:truth .
link:also a cb:SupportLink ; cb:linkSource evidence:reuse ; cb:supportTarget claim:c .
link:against a cb:DisputeLink ; cb:linkSource claim:rival ; cb:disputeTarget claim:c ;
  cb:drawnBy actor:lee ; cb:aspect aspect:extent ;
  cb:comparability mismatch:unit-of-analysis , mismatch:place .
link:counts a cb:SupportLink ; cb:linkSource evidence:study ; cb:supportTarget claim:rival .
link:read a cb:DisputeLink ; cb:linkSource evidence:count ; cb:disputeTarget claim:c ;
  cb:aspect aspect:comparability ; cb:basis basis:inferred .
link:narrow a cb:QualifyLink ; cb:linkSource evidence:study ; cb:qualifyTarget claim:c .
link:bold a cb:DisputeLink ; cb:linkSource claim:c ; cb:disputeTarget claim:bold .
search:s a cb:NegativeSearch ; cb:searchedNode claim:bold ; cb:searchedProperty cb:supportedBy ;
  cb:absence absence:not-found ; cb:date "2026-01-02"^^xsd:date .
"""


def slugs(statements: Any) -> list[str]:
    return [one.iri.rpartition("/")[2] for one in statements]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    snapshot = snapshot_of(tmp_path_factory.mktemp("disagreement"), WORLD)
    return tables_of(snapshot), lookup_in(snapshot)


@pytest.fixture
def found(world: World) -> Disagreement:
    return disagreement(*world, "c")


def test_both_sides_with_their_counts(found: Disagreement) -> None:
    assert found.is_disputed
    assert (found.for_it.sources.sources, found.for_it.sources.independent) == (2, 1)
    assert (found.against_it.sources.sources, found.against_it.sources.independent) == (1, 1)
    assert slugs(voice.utterance.statement for voice in found.for_it.voices) == ["yes"]
    assert slugs(voice.utterance.statement for voice in found.against_it.voices) == ["no"]
    assert slugs(found.for_it.voices[0].taken_back) == ["back"]
    assert slugs(one.statement for one in found.for_it.grounds) == ["also", "for"]
    assert slugs(one.statement for one in found.against_it.grounds) == ["against", "read"]
    assert slugs(one.statement for one in found.qualifications) == ["narrow"]


def test_what_exactly_is_disputed(found: Disagreement) -> None:
    told = {str(one.matter): one for one in found.disputed}
    assert list(told) == ["claim", "rival", "comparability"]
    assert slugs(told["claim"].statements) == ["no", "read"]
    assert slugs(told["rival"].statements) == ["against"]
    assert [aspect.slug for aspect in told["rival"].aspects] == ["aspect:extent"]
    assert slugs(told["comparability"].statements) == ["against", "read"]
    assert {one.slug for one in told["comparability"].mismatches} == {
        "mismatch:unit-of-analysis",
        "mismatch:place",
    }


def test_rivals_in_both_directions(found: Disagreement) -> None:
    assert {(one.claim.slug, one.against_this) for one in found.rivals} == {
        ("rival", True),
        ("bold", False),
    }


def test_figures_side_by_side(found: Disagreement) -> None:
    (share,) = found.for_it.figures
    (count,) = found.against_it.figures
    assert (share.written, count.written) == ("97 %", "≤ 0.8 %")
    assert [term.dimension for term in share.scope] == ["measure"]
    assert {term.dimension: term.value for term in share.scope_of_whole} == {
        "place": "place:arden",
        "period": "2009",
    }
    assert share.cited_by.slug == "data"
    told = {one.dimension: one.likeness for one in found.compared}
    assert told == {"measure": "different", "place": "same", "period": "unknown"}


def test_links_that_a_reader_draws_can_be_left_out(world: World) -> None:
    found = disagreement(*world, "claim:c", inferred=False)
    assert slugs(one.statement for one in found.against_it.grounds) == ["against"]
    assert slugs(found.disputed[0].statements) == ["no"]


@pytest.mark.parametrize(
    ("claim", "words"),
    [("calm", "Nobody on record denies"), ("bare", "Nobody on record asserts or denies")],
)
def test_no_disagreement_says_why(claim: str, words: str, world: World) -> None:
    found = disagreement(*world, claim)
    assert not found.is_disputed
    assert found.note
    assert words in found.note
    assert found.for_it.sources.absence


def test_a_claim_without_evidence_says_which_kind_of_none(world: World) -> None:
    found = disagreement(*world, "bold")
    assert found.for_it.sources.absence
    assert found.for_it.sources.absence.kind == "not-found"
    assert slugs(one.statement for one in found.against_it.grounds) == ["bold"]


@pytest.mark.parametrize("claim", ["nothing-such", "evidence:data", "not an iri"])
def test_what_is_no_claim(claim: str, world: World) -> None:
    with pytest.raises(NotFoundError, match="there is no claim"):
        disagreement(*world, claim)


def contested(world: World, about: str | None = None, **options: Any) -> ContestedList:
    return contested_claims(*world, ContestedRequest.model_validate(options), about)


def test_the_disputed_claims_of_a_question(world: World) -> None:
    found = contested(world, "platform:market")
    assert (found.claims, found.total) == (3, 2)
    bold, c = found.items
    assert (bold.claim.slug, c.claim.slug) == ("bold", "c")
    assert (c.for_it.sources, c.for_it.independent, c.for_it.voices) == (2, 1, 1)
    assert (c.against_it.sources, c.against_it.independent, c.against_it.voices) == (1, 1, 2)
    assert c.matters == ("claim", "rival", "comparability")
    assert [one.slug for one in c.rivals] == ["bold", "rival"]
    assert c.about_it


def test_a_question_reaches_the_claims_that_dispute_those_about_it(world: World) -> None:
    (only,) = contested(world, "velo").items
    assert (only.claim.slug, only.about_it) == ("c", False)
    assert contested(world).total == 2
    assert contested(world, limit=1, offset=1).items == contested(world).items[1:]
    quiet = contested(world, "quiet")
    assert (quiet.total, quiet.note) == (0, "No claim on record is about platform:quiet.")


def test_wrong_matters(world: World) -> None:
    with pytest.raises(ParameterError, match="is one of actor:market, platform:market; say which"):
        contested(world, "market")
    with pytest.raises(NotFoundError, match="there is no actor or barrier"):
        contested(world, "claim:c")


OPPOSITE: Final = {"for": "against", "against": "for", "on": "on"}
ARGUMENTS = st.lists(
    st.tuples(
        st.sampled_from(["for", "against", "on"]),
        st.sampled_from(["evidence:{n}e", "evidence:{n}f", "evidence:{n}g", "claim:{n}r"]),
        st.sampled_from(
            ["", "; cb:aspect aspect:comparability", "; cb:comparability mismatch:place"]
        ),
    ),
    max_size=5,
)
UTTERANCES = st.lists(
    st.tuples(st.sampled_from(["for", "against"]), st.sampled_from("ab")), max_size=3
)
CASE = st.tuples(ARGUMENTS, UTTERANCES, st.sampled_from(["e", "f", "h"]), st.sampled_from("ab"))
Case = tuple[list[tuple[str, str, str]], list[tuple[str, str]], str, str]


def told(case: Case, name: str, *, denied: bool = False) -> str:
    """Return a world in Turtle; denied, with everything said of its claim turned round."""
    arguments, utterances, ground, producer = case
    lines = [
        "claim:{n}c a cb:EmpiricalClaim . claim:{n}r a cb:EmpiricalClaim .",
        "evidence:{n}e a cb:Study , cb:Evidence ; cb:producedBy actor:a .",
        f"evidence:{{n}}f a cb:Study , cb:Evidence ; cb:producedBy actor:{producer} .",
        "evidence:{n}g a cb:Figure , cb:Evidence ; cb:value 3 ; cb:directPartOf evidence:{n}e ;",
        "  cb:atPlace place:x .",
        "evidence:{n}h a cb:Figure , cb:Evidence ; cb:value 4 ; cb:directPartOf evidence:{n}f ;",
        "  cb:atPlace place:y .",
        f"link:{{n}}r a cb:SupportLink ; cb:linkSource evidence:{{n}}{ground} ;",
        "  cb:supportTarget claim:{n}r .",
    ]
    for number, (direction, source, more) in enumerate(arguments):
        side = OPPOSITE[direction] if denied else direction
        kind, prop = {"for": ("Support", "support"), "against": ("Dispute", "dispute")}.get(
            side, ("Qualify", "qualify")
        )
        lines.append(
            f"link:{{n}}{number} a cb:{kind}Link ; cb:linkSource {source} ; "
            f"cb:{prop}Target claim:{{n}}c {more} ."
        )
    for number, (stance, speaker) in enumerate(utterances):
        side = OPPOSITE[stance] if denied else stance
        kind, prop = ("Assertion", "asserted") if side == "for" else ("Denial", "denied")
        lines.append(
            f"utterance:{{n}}{number} a cb:{kind} ; cb:speaker actor:{speaker} ; "
            f"cb:{prop}Claim claim:{{n}}c ."
        )
    return "\n".join(lines).replace("{n}", name)


def summary(side: Side, name: str) -> Any:
    """Return all that a side holds, its things by names that both worlds share."""

    def plain(iri: str) -> str:
        return iri.rpartition("/")[2].replace(name, "")

    return (
        side.sources.sources,
        side.sources.independent,
        [[plain(source.evidence.iri) for source in group.sources] for group in side.sources.groups],
        sorted(plain(voice.utterance.statement.iri) for voice in side.voices),
        sorted((plain(g.statement.iri), plain(g.source.iri), g.matters) for g in side.grounds),
        [(figure.written, plain(figure.cited_by.iri)) for figure in side.figures],
    )


@given(cases=st.lists(CASE, min_size=8, max_size=12))
@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_to_deny_a_claim_swaps_its_sides(
    cases: list[Case], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = "\n".join(
        told(case, f"m{n}-") + told(case, f"n{n}-", denied=True) for n, case in enumerate(cases)
    )
    snapshot = snapshot_of(tmp_path_factory.mktemp("law"), text)
    tables, lookup = tables_of(snapshot), lookup_in(snapshot)
    for n in range(len(cases)):
        name, mirror = f"m{n}-", f"n{n}-"
        one, other = (disagreement(tables, lookup, f"{world}c") for world in (name, mirror))
        assert summary(one.for_it, name) == summary(other.against_it, mirror)
        assert summary(one.against_it, name) == summary(other.for_it, mirror)
        assert [(c.dimension, c.likeness, c.for_it, c.against_it) for c in one.compared] == [
            (c.dimension, c.likeness, c.against_it, c.for_it) for c in other.compared
        ]
        assert len(one.qualifications) == len(other.qualifications)
        rivals = {rival.claim.iri for rival in one.rivals}
        for rival in (disagreement(tables, lookup, f"{name}r"),):
            assert (rival.claim.iri in rivals) == (
                one.claim.iri in {back.claim.iri for back in rival.rivals}
            )


def test_the_numbers_of_the_first_graph(snapshot: Any, graph_data: Path) -> None:
    """As `docs/analyses/disagreement.md` has them."""
    assert graph_data
    tables, lookup = tables_of(snapshot), lookup_in(snapshot)
    listed = contested_claims(tables, lookup, ContestedRequest())
    assert (listed.claims, listed.total) == (397, 11)
    found = disagreement(tables, lookup, "all-or-close-to-all-firms-on-platform-export")
    assert (found.for_it.sources.sources, found.against_it.sources.sources) == (1, 10)
    assert (len(found.for_it.figures), len(found.against_it.figures)) == (1, 19)
    assert [one.matter for one in found.disputed] == ["rival", "comparability"]
    assert len(found.rivals) == 5
