"""What holds of every matrix: sums over statements, and that order is nothing."""

from collections import defaultdict
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.analysis.worlds import lookup_in, snapshot_of, tables_from

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.matrix import Kind, Matrix, MatrixRequest, Part, matrix

LAW: Final = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
IRI: Final = "https://w3id.org/cuibono/id"
ACTORS: Final = [f"{IRI}/actor/{name}" for name in "abc"]
POLICIES: Final = [f"{IRI}/policy/{name}" for name in "pq"]
CLAIMS: Final = [f"{IRI}/claim/{name}" for name in "cd"]
EVIDENCE: Final = [f"{IRI}/evidence/{name}" for name in "ef"]
NUMBER = st.integers(1, 4)


def rows(**columns: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    fixed = {
        name: st.sampled_from(values) if isinstance(values, list) else values
        for name, values in columns.items()
    }
    return st.lists(st.fixed_dictionaries(fixed), max_size=4)


def named(kind: str) -> st.SearchStrategy[str]:
    return NUMBER.map(lambda number: f"{IRI}/{kind}/s{number}")


WORLDS = st.fixed_dictionaries(
    {
        "promotions": rows(promotion=named("promotion"), promoter=ACTORS, policy=POLICIES),
        "oppositions": rows(opposition=named("opposition"), opponent=ACTORS, policy=POLICIES),
        "justifications": rows(link=named("link"), claim=CLAIMS, policy=POLICIES, used_by=ACTORS),
        "utterances": rows(
            utterance=named("utterance"),
            speaker=ACTORS,
            claim=CLAIMS,
            stance=["asserted", "denied", "attributed", "withdrawn"],
        ),
        "evidence_lines": rows(
            link=named("link"), direction=["supports", "disputes"], source=EVIDENCE, target=CLAIMS
        ),
        "evidence_roles": rows(evidence=EVIDENCE, role=["producer", "data owner"], actor=ACTORS),
        "evidence_sources": rows(evidence=EVIDENCE, draws_on=EVIDENCE),
        "memberships": rows(membership=named("membership"), member=ACTORS, organisation=ACTORS),
        "fundings": rows(funding=named("funding"), funder=ACTORS, item=EVIDENCE + ACTORS),
        "assessments": rows(
            assessment=named("assessment"),
            assessor=ACTORS,
            party=ACTORS,
            item=POLICIES,
            direction=["x/direction/gain", "x/direction/loss"],
        ),
    }
)
World = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def lookup(tmp_path_factory: pytest.TempPathFactory) -> Lookup:
    """Look-ups in a graph that has none of these things: they go by their names."""
    return lookup_in(snapshot_of(tmp_path_factory.mktemp("none"), "actor:x a cb:Firm ."))


def matrix_of(world: World, lookup: Lookup, **options: Any) -> Matrix:
    things = [
        *({"thing": actor, "kind": "actor"} for actor in ACTORS),
        *({"thing": policy, "kind": "policy"} for policy in POLICIES),
    ]
    tables = tables_from(things=things, evidence=[{"evidence": one} for one in EVIDENCE], **world)
    return matrix(tables, lookup, MatrixRequest.model_validate({"limit": 1000, **options}))


def said_by_hand(world: World) -> dict[tuple[str, str], set[str]]:
    """Return the first column as its definition has it, statement by statement."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in world["promotions"]:
        found[one["promoter"], one["policy"]].add(one["promotion"])
    for one in world["oppositions"]:
        found[one["opponent"], one["policy"]].add(one["opposition"])
    for use in world["justifications"]:
        found[use["used_by"], use["policy"]].add(use["link"])
        for one in world["utterances"]:
            if one["claim"] == use["claim"] and one["stance"] in ("asserted", "denied"):
                found[one["speaker"], use["policy"]].add(one["utterance"])
    return found


@given(world=WORLDS)
@LAW
def test_the_first_column_is_its_definition(lookup: Lookup, world: World) -> None:
    found = matrix_of(world, lookup, part=["says"])
    assert {
        (row.actor.iri, row.policy.iri): {entry.statement.iri for entry in row.says.entries}
        for row in found.items
    } == said_by_hand(world)


@given(world=WORLDS)
@LAW
def test_numbers_are_sums_over_statements(lookup: Lookup, world: World) -> None:
    found = matrix_of(world, lookup)
    for row in found.items:
        for part in Part:
            cell = row.cell(part)
            assert cell.statements == len({entry.statement.iri for entry in cell.entries})
            assert (cell.absence is None) == (cell.statements > 0)
            assert {entry.kind.part for entry in cell.entries} <= {part}
    for part in Part:
        assert found.totals[part] == sum(row.cell(part).statements for row in found.items)


@given(world=WORLDS, kind=st.sampled_from(Kind))
@LAW
def test_a_condition_keeps_what_fits_and_counts_the_rest(
    lookup: Lookup, world: World, kind: Kind
) -> None:
    whole = {(row.actor.iri, row.policy.iri): row for row in matrix_of(world, lookup).items}
    kept = {(r.actor.iri, r.policy.iri): r for r in matrix_of(world, lookup, kind=[kind]).items}
    for pair, row in whole.items():
        cell = row.cell(kind.part)
        fitting = tuple(entry for entry in cell.entries if entry.kind is kind)
        assert (pair in kept) == bool(fitting)
        if pair in kept:
            found = kept[pair].cell(kind.part)
            assert found.entries == fitting
            assert found.statements + found.left_out == cell.statements


@given(world=WORLDS, random=st.randoms(use_true_random=False))
@LAW
def test_the_order_of_statements_is_nothing(lookup: Lookup, world: World, random: Any) -> None:
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in world.items()}
    doubled = {name: [*rows, *rows] for name, rows in shuffled.items()}
    assert matrix_of(world, lookup) == matrix_of(doubled, lookup)


@given(world=WORLDS, more=WORLDS)
@LAW
def test_more_statements_take_none_away(lookup: Lookup, world: World, more: World) -> None:
    def entries(of: World) -> set[tuple[str, str, str, str]]:
        return {
            (row.actor.iri, row.policy.iri, entry.kind, entry.statement.iri)
            for row in matrix_of(of, lookup).items
            for part in Part
            for entry in row.cell(part).entries
        }

    both = {name: [*world[name], *more[name]] for name in world}
    assert entries(world) <= entries(both)
