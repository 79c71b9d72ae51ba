"""Every method of the client against a running service with the bundled graph."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rdflib import Graph, URIRef

from cuibono import Client
from cuibono.analysis import claims, proofs, search, trace_model
from cuibono.analysis.answer_model import AnswerRecord, CatalogueRecord
from cuibono.analysis.networks import Network, NetworkRequest
from cuibono.client import Rows
from cuibono.errors import (
    CallError,
    NotFoundError,
    ParameterError,
    QueryLimitError,
    QuerySyntaxError,
)

HEADLINE = "all-or-close-to-all-firms-on-platform-export"
PROMOTES = ("actor:jack-ma", "cb:promotesAgenda", "policy:cross-border-e-trade-rules")


def test_claims_are_listed_narrowed_and_ordered(service: Client) -> None:
    page = service.claims(sort="-utterances", limit=3)
    assert isinstance(page, claims.ClaimList)
    assert len(page.items) == 3 < page.total
    assert [one.utterances for one in page.items] == sorted(
        (one.utterances for one in page.items), reverse=True
    )
    assert service.claims(actor="ebay").total < page.total
    assert service.claims(type="NormativeClaim").items[0].type == "NormativeClaim"
    assert service.claims(q="no such words here").items == ()


def test_pages_follow_one_another_to_the_end(service: Client) -> None:
    whole = [one.iri for one in service.iter_claims(actor="ebay", page=3)]
    assert len(whole) == len(set(whole)) == service.claims(actor="ebay").total > 3
    found = service.search("firms")
    hits = [hit.thing.iri for hit in service.iter_search("firms", page=7)]
    assert len(hits) == len(set(hits)) == found.total > 7
    assert list(service.iter_claims("no such words here")) == []


def test_a_claim_is_named_in_four_ways(service: Client) -> None:
    record = service.claim(HEADLINE)
    assert isinstance(record, claims.ClaimRecord)
    assert record.utterances[0].statement.passages
    for name in (f"claim:{HEADLINE}", record.claim.iri, record.claim):
        assert service.claim(name) == record


def test_a_trace_reaches_who_is_behind_the_evidence(service: Client) -> None:
    trace = service.trace(HEADLINE)
    assert isinstance(trace, trace_model.Trace)
    producers = {
        backer.actor.slug
        for argument in trace.arguments
        if argument.evidence
        for role in argument.evidence.roles
        if role.role == "producer"
        for backer in role.actors
    }
    assert "ebay" in producers
    assert trace.uses


def test_search_and_suggest(service: Client) -> None:
    found = service.search("ebya", kind=["actor", "platform"])
    assert isinstance(found, search.SearchResults)
    assert found.leniency is search.Leniency.TYPING_ERRORS
    assert "ebay" in {hit.thing.slug for hit in found.hits}
    typed = service.suggest("jack m", kind="actor", limit=1)
    assert [one.thing.slug for one in typed.suggestions] == ["jack-ma"]


def test_questions_and_their_answers(service: Client) -> None:
    catalogue = service.questions()
    assert isinstance(catalogue, CatalogueRecord)
    assert "policies/direct-promoters" in {one.name for one in catalogue.questions}
    assert len(service.questions(every=True).questions) > len(catalogue.questions)
    answer = service.ask("policies/direct-promoters", policy="ewtp")
    assert isinstance(answer, AnswerRecord)
    assert answer.total == len(answer.rows) > 1
    part = service.ask("policies/direct-promoters", policy="ewtp", limit=1, offset=1)
    assert part.rows == answer.rows[1:2]
    assert list(answer.to_pandas().columns) == [column.name for column in answer.columns]
    policy = service.search("ewtp", kind="policy").hits[0].thing
    assert service.ask("policies/direct-promoters", policy=policy).rows == answer.rows


TYPED = """
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?whole ?exact ?about ?true ?day ?time ?year ?text ?iri ?none ?wrong WHERE {
  BIND (7 AS ?whole) BIND (1.5 AS ?exact) BIND (2.5e0 AS ?about) BIND (true AS ?true)
  BIND ("2016-09-04"^^xsd:date AS ?day) BIND ("2016-09-04T10:00:00Z"^^xsd:dateTime AS ?time)
  BIND ("2016"^^xsd:gYear AS ?year) BIND ("mot"@fr AS ?text) BIND (xsd:date AS ?iri)
  BIND ("many"^^xsd:integer AS ?wrong)
}
"""


def test_a_select_gives_values_of_python(service: Client) -> None:
    rows = service.sparql(TYPED)
    assert isinstance(rows, Rows)
    assert rows[0] == {
        "whole": 7,
        "exact": Decimal("1.5"),
        "about": 2.5,
        "true": True,
        "day": date(2016, 9, 4),
        "time": datetime.fromisoformat("2016-09-04T10:00:00+00:00"),
        "year": "2016",
        "text": "mot",
        "iri": "http://www.w3.org/2001/XMLSchema#date",
        "none": None,
        "wrong": "many",
    }
    assert rows.bindings[0]["text"]["xml:lang"] == "fr"
    assert (len(rows), rows[:1], list(rows)) == (1, [rows[0]], [rows[0]])


def test_a_select_gives_a_frame_with_typed_columns(service: Client) -> None:
    frame = service.sparql(TYPED, pandas=True)
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "whole": "Int64",
        "exact": "Float64",
        "about": "Float64",
        "true": "boolean",
        "day": "datetime64[s]",
        "time": "datetime64[us, UTC]",
        "year": "string",
        "text": "string",
        "iri": "string",
        "none": "object",
        "wrong": "string",
    }
    assert frame["time"][0] == pd.Timestamp("2016-09-04T10:00:00Z")
    empty = service.sparql("SELECT ?a ?b { ?a ?b <urn:nothing> }", pandas=True)
    assert (list(empty.columns), len(empty)) == (["a", "b"], 0)


def test_ask_and_construct(service: Client) -> None:
    assert service.sparql("ASK { ?s ?p ?o }") is True
    assert service.sparql("ASK { <urn:nothing> ?p ?o }") is False
    graph = service.sparql("CONSTRUCT { <urn:s> <urn:p> ?n } WHERE { VALUES ?n { 1 2 } }")
    assert isinstance(graph, Graph)
    assert len(graph) == 2
    assert {subject for subject in graph.subjects()} == {URIRef("urn:s")}
    with pytest.raises(ParameterError, match="only a SELECT"):
        service.sparql("ASK { ?s ?p ?o }", pandas=True)


def test_inferences_can_be_left_out(service: Client) -> None:
    # The shortcut stands nowhere but in the graph of inferences.
    ask = (
        "ASK { <https://w3id.org/cuibono/id/actor/jack-ma> "
        "<https://w3id.org/cuibono/ns#promotesAgenda> ?agenda }"
    )
    assert service.sparql(ask) is True
    assert service.sparql(ask, inferred=False) is False


def test_a_long_query_goes_by_post(service: Client) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {' '.join(map(str, range(3000)))} }} }}"
    rows = service.sparql(query)
    assert isinstance(rows, Rows)
    assert rows[0]["n"] == 3000


def test_a_network_by_options_and_by_request(service: Client) -> None:
    found = service.network("congruence", concept="claim", min_weight=1)
    assert isinstance(found, Network)
    assert found.ties
    asked = NetworkRequest(min_weight=1)
    assert service.network("congruence", asked=asked) == found
    assert len(found.to_pandas()) == len(found.ties)
    one = found.nodes[0].iri
    assert {n.iri for n in service.network("two-mode", only_actor=[one]).nodes} > {one}


def test_a_proof_leads_to_what_is_asserted(service: Client) -> None:
    proof = service.explain(*PROMOTES)
    assert isinstance(proof, proofs.ProofStep)
    assert proof.rule

    def leaves(step: proofs.ProofStep) -> list[proofs.ProofStep]:
        return [leaf for one in step.premises for leaf in leaves(one)] or [step]

    assert any(leaf.graphs for leaf in leaves(proof))


def test_what_is_not_there_is_told_with_what_is_near(service: Client) -> None:
    for call in (service.claim, service.trace):
        with pytest.raises(NotFoundError) as told:
            call("all-or-close-to-all-firms-on-platform-exports")
        assert HEADLINE in told.value.members["nearest"]
        assert HEADLINE in told.value.detail
    with pytest.raises(NotFoundError, match="nearest are policies/direct-promoters"):
        service.ask("policies/direct-promoter")
    with pytest.raises(NotFoundError, match="neither asserted nor inferred"):
        service.explain("actor:ebay", "cb:promotesAgenda", "actor:ebay")
    with pytest.raises(ParameterError, match="is no claim"):
        service.claim("actor:ebay")
    with pytest.raises(ParameterError, match="is no claim"):
        service.trace("")
    for odd in ("no such:x", "../health/live", "ä?#"):
        with pytest.raises((NotFoundError, ParameterError)):
            service.claim(odd)


def test_wrong_values_are_told(service: Client) -> None:
    with pytest.raises(ParameterError, match="limit"):
        service.claims(limit=0)
    with pytest.raises(ParameterError, match="has no parameter 'polcy'; 'policy' is near"):
        service.ask("policies/direct-promoters", polcy="ewtp")
    with pytest.raises(ParameterError, match="no option 'min_wieght'; 'min_weight' is near"):
        service.network("congruence", min_wieght=1)
    with pytest.raises(ParameterError, match="normalised by"):
        service.network("two-mode", normalisation="jaccard")
    with pytest.raises(ParameterError, match="kind"):
        service.network("three-mode")
    with pytest.raises(ParameterError, match="there is no kind"):
        service.search("x", kind="nothing")
    with pytest.raises(QuerySyntaxError):
        service.sparql("SELECT nonsense")
    with pytest.raises(CallError):
        service.sparql("")


def test_a_query_over_the_limit_is_told(serve: Callable[..., Any], graph_data: Path) -> None:
    with (
        Client(serve(graph_data, query_seconds=1).address) as client,
        pytest.raises(QueryLimitError),
    ):
        client.sparql("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
