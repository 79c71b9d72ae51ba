"""What holds of loops on every graph, and what is told of their statements."""

from collections.abc import Callable
from itertools import pairwise, permutations, product
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.analysis.worlds import (
    lookup_in,
    snapshot_of,
    snapshot_of_graphs,
    tables_from,
    tables_of,
)

from cuibono.analysis.loops import (
    LoopList,
    LoopRequest,
    loops_of_interest,
)
from cuibono.analysis.loops import search as searching
from cuibono.analysis.loops.search import LoopSearch
from cuibono.analysis.tables import DuckTables
from cuibono.errors import NotFoundError, ParameterError
from cuibono.store.embedded import EmbeddedSnapshot

LAW: Final = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ACTORS: Final = "abcd"
POLICIES: Final = "pqr"
PAIR = st.tuples(st.sampled_from(ACTORS), st.sampled_from(ACTORS))
LINK = st.tuples(st.sampled_from(POLICIES), st.sampled_from(POLICIES))
GRAPHS = st.fixed_dictionaries(
    {
        "members": st.sets(PAIR, max_size=6),
        "links": st.sets(LINK, max_size=5),
        "rests": st.sets(st.tuples(st.sampled_from("efg"), st.sampled_from("efg")), max_size=4),
        "made": st.sets(st.tuples(st.sampled_from("efg"), st.sampled_from(ACTORS)), max_size=3),
        "promotes": st.sets(
            st.tuples(st.sampled_from(ACTORS), st.sampled_from(POLICIES)), max_size=3
        ),
        "supports": st.sets(st.sampled_from("efg"), max_size=2),
        "uses": st.sets(st.sampled_from(POLICIES), max_size=2),
    }
)
Graph = dict[str, set[Any]]


def tables_with(graph: Graph) -> DuckTables:
    tables = tables_from(
        evidence=[{"evidence": e} for e in "efg"],
        evidence_lines=[
            {"link": f"l{e}", "direction": "supports", "source": e, "target": "c"}
            for e in graph["supports"]
        ],
        evidence_sources=[{"evidence": e, "draws_on": f} for e, f in graph["rests"]],
        evidence_roles=[{"evidence": e, "role": "producer", "actor": a} for e, a in graph["made"]],
        memberships=[
            {"membership": f"m{a}{b}", "member": a, "organisation": b} for a, b in graph["members"]
        ],
        promotions=[
            {"promotion": f"s{a}{p}", "promoter": a, "policy": p} for a, p in graph["promotes"]
        ],
        policy_links=[
            {"link": f"w{p}{q}", "kind": "advances", "item": p, "object": q}
            for p, q in graph["links"]
        ],
        justifications=[{"link": f"u{p}", "claim": "c", "policy": p} for p in graph["uses"]],
    )
    return tables


def by_brute_force(graph: Graph, steps: int) -> set[tuple[str, ...]]:
    """Return the loops as sequences of nodes, each sequence tried against the definition."""

    def simple(nodes: str, edges: set[tuple[str, str]], most: int) -> list[tuple[str, ...]]:
        return [
            path
            for size in range(1, min(len(nodes), most + 1) + 1)
            for path in permutations(nodes, size)
            if all(pair in edges for pair in pairwise(path))
        ]

    both_ways = graph["members"] | {(b, a) for a, b in graph["members"]}
    rests = simple("efg", graph["rests"], 3)
    ties = simple(ACTORS, both_ways, steps)
    up = simple(POLICIES, graph["links"], 3)
    routes = {*up, *(path[::-1] for path in up)}
    return {
        ("c", *rest, *tie, *route)
        for rest, tie, route in product(rests, ties, routes)
        if rest[0] in graph["supports"]
        and (rest[-1], tie[0]) in graph["made"]
        and (tie[-1], route[0]) in graph["promotes"]
        and route[-1] in graph["uses"]
    }


@pytest.mark.parametrize("steps", [0, 1, 3])
@given(graph=GRAPHS)
@LAW
def test_the_loops_are_all_simple_paths_of_the_definition(steps: int, graph: Graph) -> None:
    found = LoopSearch(tables_with(graph), LoopRequest(steps=steps), None).loops()
    nodes = [tuple(edge.source for edge in loop.path) for loop in found]
    assert set(nodes) == by_brute_force(graph, steps)
    kinds = [loop.order for loop in found]
    assert len(set(kinds)) == len(kinds)
    assert kinds == sorted(kinds)


@given(graph=GRAPHS, more=GRAPHS)
@LAW
def test_more_statements_more_steps_and_wider_reach_take_no_loop_away(
    graph: Graph, more: Graph
) -> None:
    def orders(of: Graph, **asked: Any) -> set[Any]:
        request = LoopRequest.model_validate(asked)
        return {loop.order for loop in LoopSearch(tables_with(of), request, None).loops()}

    both = {name: graph[name] | more[name] for name in graph}
    assert orders(graph) <= orders(both)
    assert orders(graph, steps=1) <= orders(graph, steps=2) <= orders(graph, steps=4)
    reaches = [orders(graph, policies=reach) for reach in ("same", "serving", "common")]
    assert reaches[0] <= reaches[1] <= reaches[2]
    assert orders(both) == orders(both, offset=3)


@given(graph=GRAPHS)
@LAW
def test_one_claim_has_the_loops_that_it_has_among_all(graph: Graph) -> None:
    tables = tables_with(graph)
    alone = LoopSearch(tables, LoopRequest(), "c").loops()
    assert [one.order for one in alone] == [
        one.order for one in LoopSearch(tables, LoopRequest(), None).loops()
    ]


WORLD: Final = """
claim:c a cb:EmpiricalClaim ; cb:gloss "A claim."@en .
claim:bare a cb:EmpiricalClaim . claim:unused a cb:EmpiricalClaim .
claim:nobody a cb:EmpiricalClaim . claim:other a cb:EmpiricalClaim .
actor:a a cb:Firm . actor:b a cb:Coalition . actor:x a cb:Firm .
policy:p a cb:PolicyProposal . policy:x a cb:PolicyProposal .
evidence:e a cb:Study , cb:Evidence ; cb:producedBy actor:a ; cb:reportedIn document:report .
evidence:lone a cb:Study , cb:Evidence .
link:support a cb:SupportLink ; cb:linkSource evidence:e ; cb:supportTarget claim:c ;
  cb:inDocument document:paper .
link:unused a cb:SupportLink ; cb:linkSource evidence:e ; cb:supportTarget claim:unused .
link:nobody a cb:SupportLink ; cb:linkSource evidence:lone ; cb:supportTarget claim:nobody .
link:other a cb:SupportLink ; cb:linkSource evidence:e ; cb:supportTarget claim:other .
link:use a cb:Justification ; cb:justifyingClaim claim:c ; cb:justifiedItem policy:p ;
  cb:inDocument document:speech .
link:use-bare a cb:Justification ; cb:justifyingClaim claim:bare ; cb:justifiedItem policy:p .
link:use-nobody a cb:Justification ; cb:justifyingClaim claim:nobody ; cb:justifiedItem policy:p .
link:use-other a cb:Justification ; cb:justifyingClaim claim:other ; cb:justifiedItem policy:x .
membership:m a cb:Membership ; cb:membershipMember actor:a ; cb:membershipOf actor:b ;
  cb:inDocument document:register .
promotion:s a cb:Promotion ; cb:promoter actor:b ; cb:promotedItem policy:p ;
  cb:inDocument document:campaign ; cb:role role:proposer .
utterance:back a cb:Withdrawal ; cb:speaker actor:a ; cb:withdrawnClaim claim:c .
search:f a cb:NegativeSearch ; cb:searchedNode evidence:e ; cb:searchedProperty cb:fundedBy ;
  cb:absence absence:withheld ; cb:date "2026-01-02"^^xsd:date .
"""
INFERABLE: Final = ("link:support", "membership:m", "promotion:s", "link:use")
DOCUMENTS: Final = {
    "paper": "is supported by",
    "report": "was produced by",
    "register": "belongs to",
    "campaign": "promotes",
    "speech": "is argued for with",
}


Ask = Callable[..., LoopList]


def ask_of(snapshot: EmbeddedSnapshot) -> Ask:
    tables = tables_of(snapshot)
    lookup = lookup_in(snapshot)

    def ask(claim: str | None = None, **options: Any) -> LoopList:
        return loops_of_interest(tables, lookup, LoopRequest.model_validate(options), claim)

    return ask


def with_more(folder: Path, more: str) -> Ask:
    return ask_of(snapshot_of(folder, WORLD + more))


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    return ask_of(snapshot_of(tmp_path_factory.mktemp("world"), WORLD))


@pytest.mark.parametrize("statement", INFERABLE)
def test_a_step_that_a_reader_infers_is_marked_and_can_be_left_out(
    statement: str, tmp_path: Path
) -> None:
    inferred = f"{statement} cb:basis basis:inferred ."
    ask = with_more(tmp_path, inferred)
    (loop,) = ask().items
    assert [s.inferred_by_reader for s in loop.steps].count(True) == 1
    assert loop.inferred_by_reader
    assert ask(inferred="exclude").total == 0


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_step_of_a_retracted_document_is_marked_and_can_be_left_out(
    document: str, tmp_path: Path
) -> None:
    back = f"""link:back a cb:Retraction ; cb:retractor actor:x ;
        cb:retractedDocument document:{document} ."""
    ask = with_more(tmp_path / "once", back)
    (loop,) = ask().items
    assert [step.kind for step in loop.steps if step.withdrawn] == [DOCUMENTS[document]]
    assert loop.withdrawn
    assert ask(withdrawn="exclude").total == 0
    elsewhere = "".join(f"{one} cb:inDocument document:other ." for one in INFERABLE)
    again = with_more(
        tmp_path / "twice", f"{back} evidence:e cb:reportedIn document:other . {elsewhere}"
    )
    assert again(withdrawn="exclude").total == 1


def test_parallel_statements_are_one_step_and_a_second_graph_adds_nothing(tmp_path: Path) -> None:
    again = "promotion:t a cb:Promotion ; cb:promoter actor:b ; cb:promotedItem policy:p ."
    snapshot = snapshot_of_graphs(
        tmp_path, f"graph:one {{ {WORLD} {again} }} graph:two {{ {WORLD} }}"
    )
    (loop,) = ask_of(snapshot)().items
    assert [len(step.statements) for step in loop.steps] == [1, 1, 1, 2, 1]


def test_circles_of_members_policies_and_evidence_end(tmp_path: Path) -> None:
    circles = """
        membership:back a cb:Membership ; cb:membershipMember actor:b ; cb:membershipOf actor:a .
        membership:self a cb:Membership ; cb:membershipMember actor:a ; cb:membershipOf actor:a .
        evidence:f a cb:Study , cb:Evidence ; cb:drawsOn evidence:e .
        evidence:e cb:drawsOn evidence:f .
        link:up a cb:Advancement ; cb:advancingItem policy:p ; cb:advancedAgenda policy:x .
        link:down a cb:Advancement ; cb:advancingItem policy:x ; cb:advancedAgenda policy:p ."""
    found = with_more(tmp_path, circles)("c", steps=6)
    assert [loop.ties for loop in found.items] == [1, 1]  # by belonging, and by having as member
    assert {loop.steps[2].kind for loop in found.items} == {"belongs to", "has as member"}


def test_a_loop_of_a_claim_says_what_is_taken_back_and_what_is_not_on_record(ask: Ask) -> None:
    found = ask("claim:c")
    assert [one.iri.rpartition("/")[2] for one in found.withdrawals] == ["back"]
    missing = {(one.what.partition(" of ")[0], one.kind, one.date) for one in found.missing}
    assert ("funder", "withheld", "2026-01-02") in missing
    assert ("data owner", "not-searched", None) in missing


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("bare", "No evidence on record supports the claim"),
        ("unused", "used for no policy"),
        ("nobody", "Nobody is named behind the evidence"),
        ("other", "tied to them by at most 2 ties"),
    ],
)
def test_no_loop_says_which_part_is_missing(claim: str, words: str, ask: Ask) -> None:
    found = ask(claim)
    assert found.total == 0
    assert found.note
    assert words in found.note


def test_pages_follow_one_another(tmp_path: Path) -> None:
    ask = with_more(tmp_path, "evidence:e cb:dataOwner actor:a .")
    whole = ask()
    assert whole.total == 2
    parts = [ask(limit=1, offset=n) for n in range(3)]
    assert tuple(one for part in parts for one in part.items) == whole.items


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"claim": "evidence:e"}, "there is no claim 'evidence:e'"),
        ({"actor": ["aa"]}, "there is no actor 'aa'"),
        ({"policy": ["claim:c"]}, "there is no policy 'claim:c'"),
    ],
)
def test_things_that_are_not_there(options: dict[str, Any], words: str, ask: Ask) -> None:
    with pytest.raises(NotFoundError, match=words):
        ask(**options)


def test_too_many_loops_are_refused_with_what_to_do(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_LOOPS", 0)
    with pytest.raises(ParameterError, match="more than 0 loops; ask for one claim"):
        ask()


def test_only_through_an_actor_or_a_policy(ask: Ask) -> None:
    assert ask(actor=["b"], policy=["p"]).total == 1
    assert ask(actor=["x"]).total == 0
    assert ask(actor=["x", "a"]).total == 1
    assert ask(policy=["x"]).total == 0
