"""What holds of every standing: evidence closes a claim, sources make up the whole."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cuibono.analysis.standing.findings import Findings, circular, used_without_evidence
from cuibono.analysis.tables import DuckTables
from cuibono.terms import iri

LAW = settings(max_examples=12, deadline=None)
GRAPHS = ("one", "two")
NODES = [*(("claim", name) for name in "abcd"), ("evidence", "x"), ("evidence", "y")]

LINKS = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES[:4]), st.sampled_from(GRAPHS)),
    max_size=8,
)
"""Links of support: source, target, graph."""
USES = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(GRAPHS)), max_size=5)
"""Claims used for a policy, and the graph that says so."""
NORMATIVE = st.sets(st.sampled_from("abcd"), max_size=1)


def tables_of(links: list[Any], uses: list[Any], normative: set[str]) -> DuckTables:
    tables = DuckTables()

    def insert(name: str, columns: str, rows: list[tuple[str, ...]]) -> None:
        tables.insert(name, dict.fromkeys(columns.split(), "VARCHAR"), rows)

    insert(
        "evidence_lines",
        "link direction source target graph",
        [
            (f"l{n}", "supports", iri(*source), iri(*target), graph)
            for n, (source, target, graph) in enumerate(links)
        ],
    )
    insert(
        "justifications",
        "claim policy graph",
        [(iri("claim", name), "p", graph) for name, graph in uses],
    )
    insert(
        "things",
        "thing class",
        [(iri("claim", name), "ns#NormativeClaim") for name in normative],
    )
    insert("evidence_sources", "evidence draws_on graph", [])
    insert("evidence", "evidence part_of graph", [])
    insert("utterances", "utterance attributes graph", [])
    return tables


def nodes(found: Findings) -> set[str]:
    return {one.node for one in found.found}


@given(links=LINKS, more=LINKS, uses=USES, normative=NORMATIVE)
@LAW
def test_another_link_never_opens_a_claim(
    links: list[Any], more: list[Any], uses: list[Any], normative: set[str]
) -> None:
    fewer = used_without_evidence(tables_of(links, uses, normative), "")
    every = used_without_evidence(tables_of([*links, *more], uses, normative), "")
    assert nodes(every) <= nodes(fewer)


@given(links=LINKS, uses=USES, normative=NORMATIVE)
@LAW
def test_a_claim_is_open_until_evidence_supports_it(
    links: list[Any], uses: list[Any], normative: set[str]
) -> None:
    tables = tables_of(links, uses, normative)
    open_claims = nodes(used_without_evidence(tables, ""))
    closed = [(("evidence", "x"), ("claim", name), "one") for name in "abcd"]
    assert nodes(used_without_evidence(tables_of(closed, uses, normative), "")) == set()
    used = {iri("claim", name) for name, _ in uses if name not in normative}
    assert open_claims <= used
    without = [link for link in links if link[0][0] == "claim"]
    assert nodes(used_without_evidence(tables_of(without, uses, normative), "")) == used


@given(links=LINKS, uses=USES, order=st.randoms(use_true_random=False))
@LAW
def test_the_order_of_rows_does_not_matter(links: list[Any], uses: list[Any], order: Any) -> None:
    first = tables_of(links, uses, set())
    numbered = list(links)
    order.shuffle(numbered)
    other = tables_of(numbered, uses, set())
    assert nodes(used_without_evidence(first, "")) == nodes(used_without_evidence(other, ""))
    assert [one.members for one in circular(first, "").found] == [
        one.members for one in circular(other, "").found
    ]


@given(links=LINKS, uses=USES)
@LAW
def test_the_sources_together_are_the_whole(links: list[Any], uses: list[Any]) -> None:
    tables = tables_of(links, uses, set())
    for find in (used_without_evidence, circular):
        parts = [nodes(find(tables, graph)) for graph in GRAPHS]
        assert parts[0] | parts[1] == nodes(find(tables, ""))
