"""What holds of every discourse network, whatever was said."""

from collections import Counter
from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuibono.analysis.networks import Network

Make = Callable[..., Network]
Said = list[tuple[str, str, bool]]

SAID = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("pqrs"), st.booleans()), max_size=14
)
LAW = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def matrix(network: Network) -> dict[tuple[str, str], float]:
    return {(t.source, t.target): t.weight for t in network.ties}


def by_the_manual(said: Said, kind: str) -> dict[tuple[str, str], int]:
    """Return the sums of the DNA manual as they are written, over every j, k and k'."""
    x = Counter((actor, concept, int(agreement)) for actor, concept, agreement in said)
    found: dict[tuple[str, str], int] = {}
    for first, second in combinations("abcd", 2):
        congruence = sum(
            x[first, j, k] * x[second, j, other] * (1 - abs(k - other))
            for j, k, other in product("pqrs", (0, 1), (0, 1))
        )
        conflict = sum(
            x[first, j, k] * x[second, j, other] * abs(k - other)
            for j, k, other in product("pqrs", (0, 1), (0, 1))
        )
        weight = {
            "congruence": congruence,
            "conflict": conflict,
            "subtract": congruence - conflict,
        }[kind]
        if weight:
            found[first, second] = weight
    return found


@pytest.mark.parametrize("kind", ["congruence", "conflict", "subtract"])
@given(said=SAID)
@LAW
def test_weights_are_the_sums_of_the_manual(kind: str, network_of: Make, said: Said) -> None:
    assert matrix(network_of(said, kind)) == by_the_manual(said, kind)


@given(said=SAID, order=st.randoms(use_true_random=False))
@LAW
def test_the_order_of_statements_does_not_matter(network_of: Make, said: Said, order: Any) -> None:
    rows = [row.model_copy() for row in network_of(said, "subtract").statements]
    order.shuffle(rows)
    again = network_of(rows, "subtract")
    first = network_of(said, "subtract")
    assert again == first


@given(said=SAID)
@LAW
def test_names_do_not_matter(network_of: Make, said: Said) -> None:
    """Other names for the actors, in another order, change nothing but the names."""
    other = dict(zip("abcd", "dcba", strict=True))
    renamed = [(other[actor], concept, agreement) for actor, concept, agreement in said]
    expected = {
        frozenset(other[end] for end in ends): weight
        for ends, weight in matrix(network_of(said, "subtract")).items()
    }
    found = matrix(network_of(renamed, "subtract"))
    assert {frozenset(ends): weight for ends, weight in found.items()} == expected


@given(said=SAID)
@LAW
def test_congruence_and_conflict_are_symmetric_in_agreement(network_of: Make, said: Said) -> None:
    """To swap for and against everywhere changes neither; of one actor, it swaps the two."""
    swapped = [(actor, concept, not agreement) for actor, concept, agreement in said]
    for kind in ("congruence", "conflict"):
        assert matrix(network_of(said, kind)) == matrix(network_of(swapped, kind))
    pair = [one for one in said if one[0] in "ab"]
    half = [(actor, concept, agreement == (actor == "a")) for actor, concept, agreement in pair]
    assert matrix(network_of(pair, "congruence")) == matrix(network_of(half, "conflict"))


@pytest.mark.parametrize("normalisation", ["none", "jaccard"])
@given(said=SAID)
@LAW
def test_subtract_is_congruence_less_conflict(
    normalisation: str, network_of: Make, said: Said
) -> None:
    congruence, conflict, subtract = (
        matrix(network_of(said, kind, normalisation=normalisation))
        for kind in ("congruence", "conflict", "subtract")
    )
    for ends in congruence.keys() | conflict.keys() | subtract.keys():
        difference = congruence.get(ends, 0) - conflict.get(ends, 0)
        assert subtract.get(ends, 0) == pytest.approx(difference)


@pytest.mark.parametrize("mode", ["actors", "concepts"])
@given(said=SAID)
@LAW
def test_the_statements_of_a_tie_reproduce_its_weight(
    mode: str, network_of: Make, said: Said
) -> None:
    for tie in network_of(said, "subtract", mode=mode).ties:
        counts = [ground.count if ground.agree else -ground.count for ground in tie.grounds]
        assert sum(counts) == tie.weight
    for tie in network_of(said, "two-mode").ties:
        counts = [ground.count if ground.agree else -ground.count for ground in tie.grounds]
        assert sum(counts) == tie.weight


@pytest.mark.parametrize(
    ("kind", "normalisation"),
    [
        *product(("congruence", "conflict", "subtract"), ("average", "jaccard", "cosine")),
        *product(("two-mode",), ("activity", "prominence")),
    ],
)
@given(said=SAID)
@LAW
def test_divided_by_the_divisor_the_statements_are_the_weight(
    kind: str, normalisation: str, network_of: Make, said: Said
) -> None:
    against = 1 if kind == "conflict" else -1
    for tie in network_of(said, kind, normalisation=normalisation).ties:
        pairs = sum(ground.count * (1 if ground.agree else against) for ground in tie.grounds)
        assert pairs / tie.divisor == tie.weight


@pytest.mark.parametrize("mode", ["actors", "concepts"])
@given(said=SAID, more=SAID)
@LAW
def test_another_statement_never_lowers_agreement_or_disagreement(
    mode: str, network_of: Make, said: Said, more: Said
) -> None:
    for kind in ("congruence", "conflict"):
        fewer, all_of_them = (network_of(rows, kind, mode=mode) for rows in (said, [*said, *more]))
        grown = matrix(all_of_them)
        assert all(grown[ends] >= weight for ends, weight in matrix(fewer).items())
        assert {n.iri for n in fewer.nodes} <= {n.iri for n in all_of_them.nodes}


@given(said=SAID, limit=st.integers(1, 4))
@LAW
def test_a_higher_limit_never_adds_a_statement(network_of: Make, said: Said, limit: int) -> None:
    for name in ("min_actor", "min_concept"):
        more, fewer = (
            {row.statement for row in network_of(said, "two-mode", **{name: least}).statements}
            for least in (limit, limit + 1)
        )
        assert fewer <= more


@given(said=SAID)
@LAW
def test_filters_that_leave_nothing_out_change_nothing(network_of: Make, said: Said) -> None:
    everything: dict[str, Any] = {
        "actors": tuple("abcd"),
        "concepts": tuple("pqrs"),
        "without_actors": ("z",),
        "reported": "exclude",
        "inferred": "exclude",
        "dates": "overlap",
    }
    plain = network_of(said, "subtract")
    found = network_of(said, "subtract", **everything)
    assert found.model_copy(update={"parameters": plain.parameters}) == plain
    assert network_of(list(plain.statements), "subtract") == plain, "made of its own statements"


@given(said=SAID)
@LAW
def test_each_statement_counts_once(network_of: Make, said: Said) -> None:
    found = network_of(said, "two-mode", aggregation="ignore")
    assert sum(tie.weight for tie in found.ties) == len(said) == len(found.statements)
    listed = [s for tie in found.ties for g in tie.grounds for s in g.source_statements]
    assert sorted(listed) == sorted(row.statement for row in found.statements)


@given(said=SAID)
@LAW
def test_normalised_weights_keep_their_bounds(network_of: Make, said: Said) -> None:
    for normalisation in ("jaccard", "cosine"):
        for tie in network_of(said, "congruence", normalisation=normalisation).ties:
            assert 0 < tie.weight <= 1
    for normalisation in ("average", "jaccard"):
        found = network_of(said, "conflict", normalisation=normalisation, duplicates="acrossrange")
        assert all(0 < tie.weight <= 1 for tie in found.ties)
    for normalisation in ("activity", "prominence"):
        found = network_of(said, "two-mode", normalisation=normalisation)
        assert all(-1 <= tie.weight <= 1 for tie in found.ties)


@given(said=SAID)
@LAW
def test_activity_shares_sum_to_one(network_of: Make, said: Said) -> None:
    found = network_of(said, "two-mode", aggregation="ignore", normalisation="activity")
    sums: Counter[str] = Counter()
    for tie in found.ties:
        sums[tie.source] += tie.weight  # type: ignore[assignment]
    assert all(total == pytest.approx(1) for total in sums.values())


@given(said=SAID)
@LAW
def test_without_duplicates_saying_twice_is_saying_once(network_of: Make, said: Said) -> None:
    once = network_of(said, "subtract", duplicates="acrossrange")
    twice = network_of([*said, *said], "subtract", duplicates="acrossrange")
    assert matrix(once) == matrix(twice)
