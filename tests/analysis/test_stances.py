"""From a graph to the statement table: who takes which stance, through what, and when."""

from datetime import date
from typing import Any

import pyoxigraph as ox
import pytest

from cuibono.analysis.networks import (
    Network,
    NetworkParameters,
    define_statements,
    discourse_network,
)
from cuibono.analysis.tables import DuckTables
from cuibono.store import EmbeddedStore
from cuibono.terms import PREFIXES

GRAPH = """
<https://w3id.org/cuibono/graph/one> {
  actor:ann a cb:Person . actor:firm a cb:Firm . actor:club a cb:Coalition . actor:paper a cb:Firm .
  claim:c a cb:EmpiricalClaim ; cb:gloss "A claim."@en .
  policy:means a cb:PolicyProposal . policy:end a cb:PolicyAgenda . barrier:wall a cb:Barrier .

  utterance:yes a cb:Assertion ; cb:speaker actor:ann ; cb:assertedClaim claim:c ;
    cb:inDocument document:speech ; cb:atPassage passage:in-speech .
  utterance:no a cb:Denial ; cb:speaker actor:firm ; cb:deniedClaim claim:c ;
    cb:date "2015-03"^^xsd:gYearMonth ; cb:inDocument document:speech , document:other ;
    cb:atPassage passage:in-report .
  utterance:told a cb:Attribution ; cb:speaker actor:paper ; cb:attributedClaim claim:c ;
    cb:attributes utterance:yes ; cb:inDocument document:report ; cb:atPassage passage:in-report .
  utterance:back a cb:Withdrawal ; cb:speaker actor:ann ; cb:withdrawnClaim claim:c ;
    cb:withdraws utterance:yes .

  promotion:p a cb:Promotion ; cb:promoter actor:firm , actor:club ; cb:promotedItem policy:means .
  promotion:q a cb:Promotion ; cb:promoter actor:ann ; cb:promotedAgenda policy:end .
  opposition:o a cb:Opposition ; cb:opponent actor:paper ; cb:opposedItem policy:means .
  opposition:e a cb:Opposition ; cb:opponent actor:club ; cb:opposedItem policy:end .
  link:one a cb:Advancement ; cb:advancingItem policy:means ; cb:advancedAgenda policy:end .
  link:same a cb:Advancement ; cb:advancingItem policy:means ; cb:advancedAgenda policy:end .
  link:inferred a cb:Advancement ; cb:basis basis:inferred ;
    cb:advancingItem policy:means ; cb:advancedAgenda policy:end .
  link:lower a cb:BarrierTargeting ; cb:basis basis:inferred ;
    cb:targetingItem policy:means ; cb:targetedBarrier barrier:wall .

  membership:then a cb:Membership ; cb:membershipMember actor:ann ; cb:membershipOf actor:club ;
    cb:endDate "2012"^^xsd:gYear .
  membership:now a cb:Membership ; cb:membershipMember actor:ann ; cb:membershipOf actor:firm ;
    cb:startDate "2013"^^xsd:gYear .

  document:speech a cb:Document ; cb:date "2014"^^xsd:gYear .
  document:other a cb:Document ; cb:date "2013"^^xsd:gYear .
  document:report a cb:Document ; cb:date "2016-05-06"^^xsd:date .
  text:speech cb:textOf document:speech . text:report cb:textOf document:report .
  passage:in-speech cb:passageOf text:speech . passage:in-report cb:passageOf text:report .
}
<https://w3id.org/cuibono/graph/two> {
  utterance:yes a cb:Assertion ; cb:speaker actor:ann ; cb:assertedClaim claim:c .
}
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> DuckTables:
    store = EmbeddedStore(tmp_path_factory.mktemp("stances") / "data")
    heads = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    quads = list(ox.parse(heads + GRAPH, format=ox.RdfFormat.TRIG))
    with store.writing() as writer:
        for name in {quad.graph_name for quad in quads}:
            assert isinstance(name, ox.NamedNode)
            writer.replace({name: [quad for quad in quads if quad.graph_name == name]})
    tables = DuckTables(store.current())
    define_statements(tables)
    return tables


def network(tables: DuckTables, concept: str, **parameters: Any) -> Network:
    given = {"kind": "two-mode", "concept_kind": concept, **parameters}
    return discourse_network(tables, NetworkParameters.model_validate(given))


def stances(found: Network) -> set[tuple[str, str, bool]]:
    def slug(iri: str) -> str:
        return iri.rpartition("/")[2]

    return {(slug(row.statement), slug(row.actor), row.agreement) for row in found.statements}


def test_assertion_and_denial_are_stances_attribution_and_withdrawal_are_none(
    tables: DuckTables,
) -> None:
    found = network(tables, "claim")
    assert stances(found) == {("yes", "ann", True), ("no", "firm", False)}
    assert len(found.statements) == 2, "what two graphs state counts once"


def test_a_date_is_of_the_statement_else_of_its_earliest_document(tables: DuckTables) -> None:
    by_name = {row.statement.rpartition("/")[2]: row for row in network(tables, "claim").statements}
    assert (by_name["yes"].date, by_name["yes"].date_last) == ("2014", date(2014, 12, 31))
    assert (by_name["no"].date, by_name["no"].date_first) == ("2015-03", date(2015, 3, 1))
    assert (by_name["no"].document or "").endswith("/other")


def test_what_was_itself_read(tables: DuckTables) -> None:
    assert stances(network(tables, "claim", reported="exclude")) == {("yes", "ann", True)}


def test_every_promoter_and_opponent_counts(tables: DuckTables) -> None:
    assert stances(network(tables, "policy")) == {
        ("p", "firm", True),
        ("p", "club", True),
        ("q", "ann", True),
        ("o", "paper", False),
        ("e", "club", False),
    }


def test_to_promote_a_means_promotes_its_end_to_oppose_it_does_not(tables: DuckTables) -> None:
    found = network(tables, "agenda")
    assert stances(found) == {
        ("p", "firm", True),
        ("p", "club", True),
        ("q", "ann", True),
        ("e", "club", False),
    }
    assert len(found.statements) == 4, "two links to one agenda make one stance"
    via = {row.via.rpartition("/")[2] for row in found.statements if row.via}
    assert via == {"one"}


def test_a_barrier_is_spoken_of_through_what_would_lower_it(tables: DuckTables) -> None:
    assert stances(network(tables, "barrier")) == {
        ("p", "firm", True),
        ("p", "club", True),
        ("o", "paper", False),
    }


def test_what_a_reader_infers_is_marked_and_can_be_left_out(tables: DuckTables) -> None:
    """A stance is a reader's where it reaches its concept by a reader's link only."""
    bases = {row.basis for row in network(tables, "barrier").statements}
    assert {(basis or "").rpartition("/")[2] for basis in bases} == {"inferred"}
    assert not stances(network(tables, "barrier", inferred="exclude"))
    agenda = network(tables, "agenda")
    assert {row.basis for row in agenda.statements} == {None}, "a source draws a link too"
    assert stances(network(tables, "agenda", inferred="exclude")) == stances(agenda)


def test_a_member_speaks_for_the_organisation_of_the_time(tables: DuckTables) -> None:
    found = network(tables, "claim", level="organisation")
    assert stances(found) == {("yes", "firm", True), ("no", "firm", False)}
    [ann] = [row for row in found.statements if row.statement.endswith("/yes")]
    assert (ann.membership or "").endswith("/membership/now")
    undated = network(tables, "agenda", level="organisation")
    assert ("q", "club", True) in stances(undated), "no date rules it out"
    assert stances(network(tables, "claim", level="person")) == {("yes", "ann", True)}
