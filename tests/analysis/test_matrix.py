"""The matrix of a small world by hand, its conditions, and the kinds of empty cells."""

from pathlib import Path
from typing import Any, Final

import pytest
from tests.analysis.worlds import lookup_in, snapshot_of, tables_of

from cuibono.analysis.matrix import Matrix, MatrixRequest, Part, as_csv, matrix
from cuibono.errors import NotFoundError, ParameterError

WORLD: Final = """
actor:velo a cb:Firm ; skos:prefLabel "Velo"@en .
actor:league a cb:Coalition ; skos:prefLabel "league"@en .
actor:bank a cb:PublicBody ; skos:prefLabel "Bank"@en .
actor:shops a cb:ActorGroup ; skos:prefLabel "shops"@en .
actor:paper a cb:ActorGroup ; skos:prefLabel "paper"@en .
actor:nobody a cb:Firm ; skos:prefLabel "Nobody"@en .
category:stall a cb:Category .
policy:fees a cb:PolicyProposal ; skos:prefLabel "lower fees"@en .
policy:open a cb:PolicyAgenda ; skos:prefLabel "open trade"@en .
policy:table a cb:PolicyProposal ; skos:prefLabel "a table"@en .
barrier:wall a cb:Barrier . event:fair a cb:Event . document:report a cb:Document .
claim:used a cb:EmpiricalClaim . claim:about a cb:EmpiricalClaim ; cb:aboutPolicy policy:open .
claim:other a cb:EmpiricalClaim ; cb:aboutPlatform platform:market . platform:market a cb:Platform .

promotion:velo a cb:Promotion ; cb:promoter actor:velo ; cb:promotedItem policy:fees ;
  cb:inDocument document:report .
promotion:league a cb:Promotion ; cb:promoter actor:league , actor:velo ;
  cb:promotedAgenda policy:open ; cb:atEvent event:fair .
opposition:shops a cb:Opposition ; cb:opponent actor:shops ; cb:opposedItem policy:fees .
link:use a cb:Justification ; cb:justifyingClaim claim:used ; cb:justifiedItem policy:fees ;
  cb:usedBy actor:velo .
link:use-other a cb:Justification ; cb:justifyingClaim claim:other ; cb:justifiedItem policy:table .
utterance:yes a cb:Assertion ; cb:speaker actor:velo ; cb:assertedClaim claim:used .
utterance:no a cb:Denial ; cb:speaker actor:paper ; cb:deniedClaim claim:used .
utterance:told a cb:Attribution ; cb:speaker actor:bank ; cb:attributedClaim claim:used .
utterance:about a cb:Assertion ; cb:speaker actor:paper ; cb:assertedClaim claim:about .
link:against a cb:DisputeLink ; cb:linkSource claim:other ; cb:policyTarget policy:fees ;
  cb:drawnBy actor:paper .

evidence:data a cb:DataCollection , cb:Evidence ;
  cb:producedBy actor:velo ; cb:dataOwner actor:velo .
evidence:study a cb:Study , cb:Evidence ; cb:drawsOn evidence:data ; cb:producedBy actor:paper .
evidence:counter a cb:Study , cb:Evidence .
link:for a cb:SupportLink ; cb:linkSource evidence:study ; cb:supportTarget claim:used .
link:contra a cb:DisputeLink ; cb:linkSource evidence:counter ; cb:disputeTarget claim:used ;
  cb:basis basis:inferred .
funding:counter a cb:Funding ; cb:funder actor:bank ; cb:fundedItem evidence:counter .
funding:fair a cb:Funding ; cb:funder actor:bank ; cb:fundedItem event:fair .
funding:report a cb:Funding ; cb:funder actor:bank ; cb:fundedItem document:report .
funding:league a cb:Funding ; cb:funder actor:shops ; cb:fundedItem actor:league .
membership:bank a cb:Membership ; cb:membershipMember actor:bank ; cb:membershipOf actor:league .
membership:paper a cb:Membership ; cb:membershipMember actor:paper ; cb:membershipOf actor:nobody .

assessment:gain a cb:Assessment ; cb:assessor actor:paper ; cb:assessedActor actor:velo ;
  cb:assessedItem policy:fees ; cb:benefitDirection direction:gain ; cb:mechanism "more sales"@en .
assessment:loss a cb:Assessment ; cb:assessor actor:velo ; cb:assessedActor actor:shops ;
  cb:assessedItem policy:fees ; cb:benefitDirection direction:loss .
assessment:wall a cb:Assessment ; cb:assessor actor:paper ; cb:assessedActor actor:shops ;
  cb:assessedItem barrier:wall ; cb:access access:excluded .
assessment:stall a cb:Assessment ; cb:assessor actor:paper ; cb:assessedCategory category:stall ;
  cb:assessedItem policy:fees ; cb:benefitDirection direction:gain .
link:lower a cb:BarrierTargeting ; cb:targetingItem policy:fees ; cb:targetedBarrier barrier:wall .
link:end a cb:Advancement ; cb:advancingItem policy:fees ; cb:advancedAgenda policy:open .
link:part a cb:Composition ; cb:componentItem policy:table ; cb:compositeItem policy:fees .

search:a a cb:NegativeSearch ; cb:searchedNode evidence:counter ; cb:searchedProperty cb:fundedBy ;
  cb:absence absence:not-found ; cb:date "2026-01-01"^^xsd:date .
search:b a cb:NegativeSearch ; cb:searchedNode evidence:data ; cb:searchedProperty cb:fundedBy ;
  cb:absence absence:withheld ; cb:date "2026-02-02"^^xsd:date .
search:c a cb:NegativeSearch ; cb:searchedNode policy:open ; cb:searchedProperty cb:assessedItem ;
  cb:absence absence:stated-none ; cb:date "2026-03-03"^^xsd:date .
search:d a cb:NegativeSearch ; cb:searchedNode policy:fees ; cb:searchedProperty cb:promotedBy ;
  cb:absence absence:not-found ; cb:date "2026-04-04"^^xsd:date .
"""
CELLS: Final = {
    ("velo", "fees", "says"): ["asserts yes", "promotes velo", "uses use"],
    ("velo", "fees", "pays"): ["gives-data data", "produces-evidence data"],
    ("velo", "fees", "gains"): ["gains gain"],
    ("velo", "open", "says"): ["promotes league"],
    ("league", "open", "says"): ["promotes league"],
    ("shops", "fees", "says"): ["opposes shops"],
    ("shops", "fees", "gains"): ["is-excluded wall", "loses loss"],
    ("shops", "open", "pays"): ["pays-for-organisation league"],
    ("paper", "fees", "says"): ["argues against", "denies no"],
    ("paper", "fees", "pays"): ["produces-evidence study"],
    ("paper", "open", "says"): ["asserts about"],
    ("bank", "fees", "pays"): ["pays-for-document report", "pays-for-evidence counter"],
    ("bank", "open", "pays"): ["belongs bank", "pays-for-event fair"],
}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Any:
    snapshot = snapshot_of(tmp_path_factory.mktemp("matrix"), WORLD)
    tables, lookup = tables_of(snapshot), lookup_in(snapshot)

    def ask(**options: Any) -> Matrix:
        return matrix(tables, lookup, MatrixRequest.model_validate(options))

    return ask


def cells(found: Matrix) -> dict[tuple[str, str, str], list[str]]:
    return {
        (row.actor.slug, row.policy.slug, str(part)): sorted(
            f"{entry.kind} {entry.statement.iri.rpartition('/')[2]}"
            for entry in row.cell(part).entries
        )
        for row in found.items
        for part in Part
        if row.cell(part).entries
    }


def test_every_way_into_a_cell(ask: Any) -> None:
    found = ask()
    assert cells(found) == CELLS
    assert (found.total, found.actors, found.policies) == (9, 5, 2)
    assert found.totals == {"says": 9, "pays": 7, "gains": 3}


def test_a_cell_opens_its_statements_with_what_leads_to_the_policy(ask: Any) -> None:
    (row,) = ask(actor=["velo"], policy=["policy:fees"]).items
    says = {entry.kind: entry for entry in row.says.entries}
    assert [one.iri.rpartition("/")[2] for one in says["asserts"].through] == ["use"]
    assert [thing.slug for thing in says["asserts"].things] == ["used"]
    assert says["asserts"].words == "asserts a claim used for it"
    made = row.pays.entries[0]
    assert [one.iri.rpartition("/")[2] for one in made.through] == ["for", "use"]
    (gain,) = row.gains.entries
    assert (gain.said_by.slug, gain.detail) == ("paper", "more sales")
    assert row.pays.statements == 1  # the evidence is one, in two ways
    (shops,) = ask(actor=["shops"], policy=["fees"]).items
    assert {entry.words for entry in shops.gains.entries} == {
        "is said to lose",
        "is said to be shut out by a barrier that it is meant to lower",
    }


@pytest.mark.parametrize(
    ("pair", "part", "kind", "date"),
    [
        (("velo", "open"), "gains", "stated-none", "2026-03-03"),
        (("velo", "open"), "pays", "not-searched", None),
        (("shops", "fees"), "pays", "withheld", "2026-02-02"),
        (("bank", "fees"), "says", "not-found", "2026-04-04"),
        (("bank", "fees"), "gains", "not-searched", None),
        (("nobody", "table"), "says", "not-searched", None),
    ],
)
def test_which_kind_of_empty(
    pair: tuple[str, str], part: str, kind: str, date: str | None, ask: Any
) -> None:
    (row,) = ask(actor=[pair[0]], policy=[pair[1]]).items
    cell = row.cell(Part(part))
    assert (cell.statements, cell.absence.kind, cell.absence.date) == (0, kind, date)
    if pair == ("shops", "fees"):
        assert "searched for fundedBy of 2 things" in cell.absence.explanation


def test_what_a_condition_leaves_out_is_not_said_to_be_absent(ask: Any) -> None:
    (row,) = ask(actor=["velo"], policy=["fees"], part=["gains"]).items
    assert (row.says.statements, row.says.left_out, row.says.absence) == (0, 3, None)
    (row,) = ask(actor=["velo"], policy=["fees"], kind=["promotes"]).items
    assert (row.says.statements, row.says.left_out) == (1, 2)
    (row,) = ask(actor=["bank"], policy=["fees"], inferred="exclude").items
    assert (row.pays.statements, row.pays.left_out) == (1, 1)


@pytest.mark.parametrize(
    ("options", "pairs"),
    [
        ({"actor": ["velo", "actor:league"]}, {"velo fees", "velo open", "league open"}),
        ({"policy": ["open"], "part": ["says"]}, {"velo open", "league open", "paper open"}),
        ({"wider": ["open"], "actor": ["velo"]}, {"velo fees", "velo open"}),
        ({"wider": ["fees"], "actor": ["velo"]}, {"velo fees"}),
        ({"topic": ["wall"], "part": ["gains"]}, {"velo fees", "shops fees"}),
        ({"topic": ["platform:market"]}, set()),
        ({"kind": ["opposes", "belongs"]}, {"shops fees", "bank open"}),
        ({"kind": ["gains"], "part": ["gains"]}, {"velo fees"}),
    ],
)
def test_conditions(options: dict[str, Any], pairs: set[str], ask: Any) -> None:
    found = ask(**options)
    assert {f"{row.actor.slug} {row.policy.slug}" for row in found.items} == pairs
    assert (found.note is None) == bool(pairs)


def test_order_and_pages(ask: Any) -> None:
    rows = ask(sort="-says").items
    assert [row.says.statements for row in rows] == [3, 2, 1, 1, 1, 1, 0, 0, 0]
    names = [row.actor.label for row in ask().items]
    assert names == sorted(names, key=str.casefold)
    assert ask(sort="-policy").items[0].policy.label == "open trade"
    pages = [ask(sort="policy", limit=3, offset=offset).items for offset in (0, 3, 6, 9)]
    assert [row for page in pages for row in page] == list(ask(sort="policy").items)
    assert pages[-1] == ()


def test_empty_pairs_on_request(ask: Any) -> None:
    found = ask(empty=True)
    assert found.total == found.actors * found.policies == 10
    assert ask(empty=True, actor=["nobody"], policy=["table"]).total == 1
    assert ask(actor=["nobody"]).note.startswith("No statement on record ties")


@pytest.mark.parametrize(
    ("options", "fault", "words"),
    [
        ({"actor": ["fees"]}, NotFoundError, "no actor 'fees'"),
        ({"policy": ["opem"]}, NotFoundError, "the nearest are open"),
        ({"wider": ["velo"]}, NotFoundError, "no policy 'velo'"),
        ({"topic": ["claim:used"]}, NotFoundError, "no actor or barrier or category"),
        ({"kind": ["gains"], "part": ["says"]}, ParameterError, "stands in the column gains"),
    ],
)
def test_wrong_conditions(
    options: dict[str, Any], fault: type[Exception], words: str, ask: Any
) -> None:
    with pytest.raises(fault, match=words):
        ask(**options)


def test_csv_has_counts_statements_and_kinds_of_empty(ask: Any) -> None:
    lines = as_csv(ask(actor=["league"])).splitlines()
    assert lines[0].startswith("actor,actor_label,policy,policy_label,says,pays,gains,says_kinds")
    assert lines[1] == (
        "actor:league,league,policy:open,open trade,1,0,0,promotes,promotion:league,,,,"
        "not searched,,,stated: none"
    )


def test_a_slug_of_several_things_must_be_told_apart(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, "actor:fees a cb:Firm . policy:fees a cb:PolicyProposal .")
    tables = tables_of(snapshot)
    with pytest.raises(ParameterError, match="'fees' is one of actor:fees, policy:fees"):
        matrix(tables, lookup_in(snapshot), MatrixRequest(topic=["fees"]))
