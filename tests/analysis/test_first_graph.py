"""What the pages of `docs/analyses/` say of the bundled graph, held to it."""

from pathlib import Path
from typing import Any

import pytest

from cuibono.analysis.echo import echo_of
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.networks import (
    Inferred,
    Network,
    NetworkParameters,
    define_statements,
    discourse_network,
)
from cuibono.analysis.standing import StandingKind, StandingOf
from cuibono.analysis.standing.findings import unverified
from cuibono.analysis.tables import DuckTables
from cuibono.questions import Catalogue, answer, records
from cuibono.store import EmbeddedStore, Snapshot
from cuibono.terms import iri
from cuibono.texts import TextLibrary

ECHOES = {
    "nearly-all-extensive-platform-users-export": ("eBay 2013a", 5, 4, 4, 5, 5, 1),
    "term-marks-a-new-breed-of-entrepreneurial-firm": ("Pontin 2004", 6, 5, 6, 0, 0, 0),
    "exports-on-platforms-shift-from-superstars-to-smaller-firms": (
        "Hortaçsu et al. 2009", 4, 3, 3, 1, 0, 1,
    ),
    "emerging-country-mse-may-be-even-more-likely-to-export": ("eBay 2013a", 3, 2, 3, 3, 3, 0),
}  # fmt: skip
"""The earliest; documents, dated, making it their own; looked, for, against or qualifying."""


@pytest.fixture(scope="module")
def tables(graph_data: Path) -> DuckTables:
    tables = DuckTables(EmbeddedStore(graph_data).current())
    define_statements(tables)
    return tables


def network(tables: DuckTables, kind: str, concept: str, **parameters: Any) -> Network:
    given = {"kind": kind, "concept_kind": concept, **parameters}
    return discourse_network(tables, NetworkParameters.model_validate(given))


def ties(found: Network) -> dict[frozenset[str], float]:
    return {
        frozenset(end.rpartition("/")[2] for end in (tie.source, tie.target)): tie.weight
        for tie in found.ties
    }


@pytest.mark.parametrize(
    ("concept", "inferred", "stances", "actors", "congruence", "conflict"),
    [
        ("claim", "include", 544, 55, 76, 1),
        ("policy", "include", 26, 12, 1, 0),
        ("agenda", "include", 25, 10, 8, 0),
        ("agenda", "exclude", 24, 10, 7, 0),
        ("barrier", "include", 5, 4, 1, 0),
        ("barrier", "exclude", 1, 1, 0, 0),
    ],
)
def test_networks(
    concept: str,
    inferred: str,
    stances: int,
    actors: int,
    congruence: int,
    conflict: int,
    tables: DuckTables,
) -> None:
    found = network(tables, "congruence", concept, inferred=inferred)
    against = network(tables, "conflict", concept, inferred=inferred)
    assert (len(found.statements), len(found.nodes)) == (stances, actors)
    assert (len(found.ties), len(against.ties)) == (congruence, conflict)


def test_the_heaviest_ties(tables: DuckTables) -> None:
    authors = "authors-of-micro-multinationals-paper"
    asia = frozenset({authors, "unnamed-proponents-of-the-asia-argument"})
    assert ties(network(tables, "conflict", "claim")) == {asia: 2}
    claims = ties(network(tables, "congruence", "claim"))
    heaviest = {ends for ends, weight in claims.items() if weight == max(claims.values())}
    others = (authors, "copeland", "pontin", "stepanek")
    assert heaviest == {frozenset({"hal-varian", other}) for other in others}
    assert max(claims.values()) == 12
    assert ties(network(tables, "congruence", "policy")) == {frozenset({"b20", "jack-ma"}): 1}
    agendas = ties(network(tables, "congruence", "agenda"))
    assert agendas[frozenset({"b20", "jack-ma"})] == 4
    friends = frozenset({"ebay", "friends-of-e-commerce-for-development"})
    assert agendas[friends] == 2
    assert friends not in ties(network(tables, "congruence", "agenda", inferred="exclude"))


def test_the_question_tells_the_same_pairs_as_the_networks(
    snapshot: Snapshot, catalogue: Catalogue, tables: DuckTables
) -> None:
    for over, concept in (("claims", "claim"), ("policies", "policy")):
        rows = records(answer(catalogue.get("actors/agreement"), snapshot, {"over": over}))
        for kind, column in (("congruence", "agreeing"), ("conflict", "disagreeing")):
            asked: dict[tuple[str, str], int] = {}
            for row in rows:
                ends = str(row["actor"]), str(row["other"])
                asked[ends] = asked.get(ends, 0) + int(row[column] or 0)
            found = network(tables, kind, concept).ties
            assert {(t.source, t.target): t.weight for t in found} == {
                ends: pairs for ends, pairs in asked.items() if pairs and ends[0] < ends[1]
            }


@pytest.mark.parametrize("slug", ECHOES)
def test_echoes(slug: str, tables: DuckTables, snapshot: Snapshot, catalogue: Catalogue) -> None:
    lookup = Lookup(snapshot, catalogue, TextLibrary(None))
    found = echo_of(tables, lookup, iri("claim", slug))
    (earliest,) = found.earliest
    counts = found.counts
    assert ECHOES[slug] == (
        earliest.label,
        *(counts.documents, counts.dated, counts.asserting),
        *(counts.looked, counts.looked_for, counts.looked_against),
    )
    assert counts.read == 1, "the paper"
    stated = echo_of(tables, lookup, iri("claim", slug), Inferred.EXCLUDE).counts
    assert stated.looked_against == 0, "only a reader ties to it what is against it"
    assert stated.looked == counts.looked_for


def test_standing(tables: DuckTables, snapshot: Snapshot, catalogue: Catalogue) -> None:
    library = TextLibrary(None)
    standing = StandingOf(tables, Lookup(snapshot, catalogue, library), catalogue, library)
    found = {kind: [one.node for one in standing.findings(kind).found] for kind in StandingKind}
    assert {kind: len(nodes) for kind, nodes in found.items()} == {
        StandingKind.UNVERIFIED: 1,
        StandingKind.UNSUPPORTED: 8,
        StandingKind.CIRCULAR: 0,
        StandingKind.SECOND_HAND: 88,
        StandingKind.SINGLE_SOURCE: 397,
        StandingKind.UNANSWERED: 0,
    }
    second_hand = [node for node in found[StandingKind.SECOND_HAND] if "/claim/" in node]
    assert len(second_hand) == 46
    asked = {
        "claims/used-without-evidence": found[StandingKind.UNSUPPORTED],
        "claims/second-hand": second_hand,
        "claims/single-source": found[StandingKind.SINGLE_SOURCE],
    }
    for name, nodes in asked.items():
        rows = records(answer(catalogue.get(name), snapshot, {}))
        assert {row["claim"] for row in rows} == set(nodes), name


def test_all_passages_stand_where_the_text_is_at_hand(tables: DuckTables, seed_texts: Path) -> None:
    assert unverified(tables, "", TextLibrary(seed_texts)).found == ()
    (without,) = unverified(tables, "", TextLibrary(None)).found
    assert without.numbers == {"passages": 737}
