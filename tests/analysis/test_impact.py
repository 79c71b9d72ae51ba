"""Impact: what falls and what is lost, and that it equals counting again from scratch."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.conftest import statement
from tests.analysis.world import claim, evidence, link, world

from cuibono.analysis.argument import ArgumentGraph
from cuibono.analysis.impact import (
    Cause,
    Fallen,
    Loss,
    impact,
    impact_tree,
    losses,
    vanishing_ties,
    what_falls,
)
from cuibono.analysis.independence import count_sources
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.networks import (
    NetworkParameters,
    define_statements,
    discourse_network,
    statement_tables,
)
from cuibono.analysis.tables import DuckTables, bundled_tables
from cuibono.analysis.tables.description import TYPES
from cuibono.analysis.trace_model import Direction
from cuibono.errors import NotFoundError, ParameterError
from cuibono.store import EmbeddedStore
from cuibono.terms import expand, iri

LAW = settings(max_examples=15, deadline=None)
SUPPORTS = Direction.SUPPORTS
Rows = dict[str, list[dict[str, Any]]]


NEEDED = {
    *("evidence", "evidence_sources", "evidence_roles", "evidence_lines", "documents", "authors"),
    *("statements", "statement_documents", "statement_drawers", "citations", "passages"),
    *("utterances", "promotions", "oppositions", "assessments"),
}


def tables_of(rows: Rows) -> DuckTables:
    """Return the tables that tell what falls, with these rows and no others."""
    tables = DuckTables()
    for table in bundled_tables():
        if table.name in NEEDED:
            columns = {column.name: TYPES[column.type] for column in table.columns}
            some = [[row.get(name) for name in columns] for row in rows.get(table.name, [])]
            tables.insert(table.name, columns, some)
    return tables


# Small worlds: evidence a to d, claims X to Z, documents u to w, actors p to r

EVIDENCE, CLAIMS, DOCUMENTS, ACTORS = "abcd", "XYZ", "uvw", "pqr"


def pairs(*ends: str, size: int = 5) -> st.SearchStrategy[list[tuple[str, ...]]]:
    return st.lists(st.tuples(*map(st.sampled_from, ends)), max_size=size, unique=True)


WORLDS = st.fixed_dictionaries(
    {
        "lines": pairs(EVIDENCE + CLAIMS, CLAIMS, size=8),
        "drawn": pairs(EVIDENCE, EVIDENCE),
        "parts": pairs(EVIDENCE, EVIDENCE, size=3),
        "reported": pairs(EVIDENCE, DOCUMENTS),
        "behind": pairs(EVIDENCE, ACTORS),
        "authors": pairs(DOCUMENTS, ACTORS),
        "linked_in": pairs("01234567", DOCUMENTS),
        "drawn_by": pairs("01234567", ACTORS),
        "cited": pairs("01234567" + EVIDENCE, DOCUMENTS),
    }
)
ASIDE = st.sets(st.sampled_from(EVIDENCE + DOCUMENTS + ACTORS + "01"), max_size=3)
World = dict[str, list[tuple[str, ...]]]


def rows_of(made: World) -> Rows:
    """Return the tables of a world; link n is the nth line."""
    numbers = [str(number) for number in range(len(made["lines"]))]
    rows: Rows = {
        "evidence": [{"evidence": one} for one in EVIDENCE]
        + [{"evidence": one, "part_of": whole} for one, whole in made["parts"]]
        + [{"evidence": one, "reported_in": document} for one, document in made["reported"]],
        "evidence_sources": [{"evidence": one, "draws_on": other} for one, other in made["drawn"]],
        "evidence_roles": [
            {"evidence": one, "role": "producer", "actor": actor} for one, actor in made["behind"]
        ],
        "documents": [{"document": one} for one in DOCUMENTS],
        "authors": [{"document": one, "author": actor} for one, actor in made["authors"]],
        "evidence_lines": [
            {"link": number, "direction": "supports", "source": source, "target": target}
            for number, (source, target) in zip(numbers, made["lines"], strict=True)
        ],
        "statements": [{"statement": number} for number in numbers],
        "statement_documents": [
            {"statement": one, "document": document}
            for one, document in made["linked_in"]
            if one in numbers
        ],
        "statement_drawers": [
            {"statement": one, "actor": actor} for one, actor in made["drawn_by"] if one in numbers
        ],
        "citations": [
            {"node": one, "passage": f"passage {document}"}
            for one, document in made["cited"]
            if one in numbers or one in EVIDENCE
        ],
        "passages": [{"passage": f"passage {one}", "document": one} for one in DOCUMENTS],
    }
    return rows


def said(pairs_: Sequence[tuple[str, ...]]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in pairs_:
        found[one].add(other)
    return found


def by_the_definition(made: World, aside: set[str]) -> set[str]:
    """Return what falls, rule by rule as `docs/analyses/impact.md` has it."""
    numbers = {str(number) for number in range(len(made["lines"]))}
    authors, parts, drawn = said(made["authors"]), said(made["parts"]), said(made["drawn"])
    gone = {d for d in DOCUMENTS if d in aside or (authors[d] and authors[d] <= aside)}

    def nearest(one: str, what: dict[str, set[str]]) -> set[str]:
        level, seen = {one}, {one}
        while level:
            if found := set[str]().union(*(what.get(each, set()) for each in level)):
                return found
            level = set[str]().union(*(parts.get(each, set()) for each in level)) - seen
            seen |= level
        return set()

    def wholes(one: str) -> set[str]:
        found = {one}
        while new := set[str]().union(*(parts.get(each, set()) for each in found)) - found:
            found |= new
        return found

    fallen = {one for one in numbers if one in aside}
    for facts, against in (
        (said(made["linked_in"]), gone),
        (said(made["drawn_by"]), aside),
        (said(made["cited"]), gone),
    ):
        fallen |= {
            one for one in numbers | set(EVIDENCE) if facts.get(one) and facts[one] <= against
        }
    for one in EVIDENCE:
        reported = nearest(one, said(made["reported"]))
        if wholes(one) & aside or nearest(one, said(made["behind"])) & aside:
            fallen.add(one)
        if reported and reported <= gone:
            fallen.add(one)
    grows = True
    while grows:
        rests = {
            one: set[str]().union(*(drawn.get(w, set()) for w in wholes(one))) - {one}
            for one in EVIDENCE
        }
        new = {one for one in EVIDENCE if rests[one] and rests[one] <= fallen} - fallen
        fallen, grows = fallen | new, bool(new)
    return fallen | gone


def from_scratch(rows: Rows, fallen: set[str]) -> ArgumentGraph:
    """Return the argument graph of tables that never held what falls."""
    left = {
        name: [
            {key: None if key in ("part_of", "reported_in") and value in fallen else value
             for key, value in row.items()}
            for row in some
            if not any(
                row.get(key) in fallen
                for key in ("evidence", "link", "source", "target", "draws_on", "statement")
            )
        ]
        for name, some in rows.items()
    }  # fmt: skip
    return ArgumentGraph.read(tables_of(left))


def fall(rows: Rows, aside: set[str]) -> tuple[ArgumentGraph, Fallen]:
    tables = tables_of(rows)
    graph = tables.once(ArgumentGraph.read)
    return graph, what_falls(tables, graph, aside)


@given(WORLDS, ASIDE)
@LAW
def test_what_falls_is_what_the_definition_says(made: World, aside: set[str]) -> None:
    _, fallen = fall(rows_of(made), aside)
    assert fallen.nodes == by_the_definition(made, aside)


@given(WORLDS, ASIDE)
@LAW
def test_losses_equal_counting_again_from_scratch(made: World, aside: set[str]) -> None:
    rows = rows_of(made)
    graph, fallen = fall(rows, aside)
    left = from_scratch(rows, set(fallen.nodes))
    expected = {}
    for one in CLAIMS:
        before, after = (count_sources(each, one, SUPPORTS) for each in (graph, left))
        if (before.pieces.keys(), before.cited_by) != (after.pieces.keys(), after.cited_by):
            expected[one] = (before.number, before.independent, after.number, after.independent)
    found = {
        one.node: (
            one.before.number, one.before.independent, one.after.number, one.after.independent
        )
        for one in losses(graph, fallen.nodes)
    }  # fmt: skip
    assert found == expected


@given(WORLDS, ASIDE)
@LAW
def test_setting_aside_and_restoring_is_the_identity(made: World, aside: set[str]) -> None:
    rows = rows_of(made)
    graph, fallen = fall(rows, aside)
    before = {one: count_sources(graph, one, SUPPORTS) for one in CLAIMS}
    losses(graph, fallen.nodes)
    again, nothing = fall(rows, set())
    assert not nothing.nodes
    assert losses(graph, frozenset()) == ()
    assert graph.without(frozenset()) == graph == again
    assert {one: count_sources(graph, one, SUPPORTS) for one in CLAIMS} == before


@given(WORLDS, ASIDE, ASIDE)
@LAW
def test_with_more_set_aside_no_less_falls(made: World, one: set[str], other: set[str]) -> None:
    rows = rows_of(made)
    graph, both = fall(rows, one | other)
    for part in (one, other):
        _, fallen = fall(rows, part)
        assert fallen.nodes <= both.nodes
        lost = {each.node for each in losses(graph, fallen.nodes) if each.loss is Loss.ALL}
        assert lost <= {each.node for each in losses(graph, both.nodes) if each.loss is Loss.ALL}


SAID = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("pqrs"), st.booleans()), max_size=12
)


@pytest.mark.parametrize("kind", ["congruence", "conflict"])
@given(SAID, st.sets(st.integers(1, 12)), st.sets(st.sampled_from("abcd"), max_size=1))
@LAW
def test_vanishing_ties_equal_the_network_again_from_scratch(
    kind: str, spoken: list[tuple[str, str, bool]], gone: set[int], actors: set[str]
) -> None:
    rows = [statement(number, one) for number, one in enumerate(spoken, start=1)]
    fallen = {f"s{number}" for number in gone}
    parameters = NetworkParameters.model_validate({"kind": kind})
    kept = [row for row in rows if row.statement not in fallen and row.actor not in actors]
    before, after = (
        {(t.source, t.target) for t in discourse_network(statement_tables(some), parameters).ties}
        for some in (rows, kept)
    )
    found = vanishing_ties(statement_tables(rows), parameters, fallen, actors)
    assert {(tie.source, tie.target) for tie in found} == before - after


# From a store

SMALL = (
    *(claim(slug) for slug in ("c", "d", "e")),
    "actor:firm a cb:Firm . actor:other a cb:Firm . policy:rule a cb:PolicyProposal .",
    "document:one a cb:Document ; cb:author actor:firm . document:two a cb:Document ;"
    " dcterms:replaces document:old . document:old a cb:Document . document:lost a cb:Document .",
    evidence("study", "; cb:reportedIn document:one"),
    evidence("figure", "; cb:directPartOf evidence:study", kind="Figure"),
    evidence("later", "; cb:reportedIn document:two ; cb:drawsOn evidence:study"),
    evidence("own", "; cb:reportedIn document:two ; cb:producedBy actor:other"),
    evidence("twin", "; cb:reportedIn document:d ; cb:producedBy actor:other"),
    evidence("outdated", "; cb:reportedIn document:old"),
    evidence("retracted", "; cb:reportedIn document:lost"),
    link("fc", "evidence:figure", "support", "c"),
    link("lc", "evidence:later", "support", "c"),
    link("cd", "claim:c", "support", "d"),
    link("od", "evidence:own", "support", "d"),
    link("oe", "evidence:own", "support", "e"),
    link("te", "evidence:twin", "support", "e"),
    link("xe", "evidence:outdated", "support", "e"),
    link("re", "evidence:retracted", "support", "e"),
    "link:use a cb:Justification ; cb:justifyingClaim claim:c ; cb:justifiedItem policy:rule ;"
    " cb:atPassage passage:p .",
    *(
        f"utterance:{actor} a cb:Assertion ; cb:speaker actor:{actor} ; cb:assertedClaim claim:c ;"
        f" cb:inDocument document:{document} ; cb:atPassage passage:p ."
        for actor, document in (("firm", "one"), ("other", "two"))
    ),
    "utterance:back a cb:Withdrawal ; cb:speaker actor:other ; cb:withdrawnClaim claim:c ;"
    " cb:withdraws utterance:other ; cb:atPassage passage:p .",
    "link:retraction a cb:Retraction ; cb:retractor actor:firm ;"
    " cb:retractedDocument document:lost ; cb:atPassage passage:p .",
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[DuckTables, Lookup]:
    tables, lookup = world(tmp_path_factory.mktemp("small"), *SMALL)
    define_statements(tables)
    return tables, lookup


def lost(found: Any) -> dict[str, str]:
    return {one.node.slug: str(one.loss) for one in found.losses}


def test_a_study_takes_its_figures_and_what_draws_on_it_alone(
    small: tuple[DuckTables, Lookup],
) -> None:
    found = impact(*small, [iri("evidence", "study")])
    assert {e.evidence.slug: e.cause for e in found.evidence} == {
        "study": Cause.ASKED,
        "figure": Cause.PART,
        "later": Cause.DRAWS,
    }
    # What is left for d is reported in the same document as what falls
    assert lost(found) == {"c": "all support", "d": "all independent support"}
    (first, second) = found.losses
    assert (first.sources_before, first.sources_after) == (2, 0)
    assert (second.independent_before, second.independent_after) == (1, 1)
    assert [s.iri.rpartition("/")[2] for s in second.pieces[0].path] == ["cd", "fc"]
    (policy,) = found.policies
    assert (policy.policy.slug, policy.supported_before, policy.supported_after) == ("rule", 1, 0)
    assert not found.unasserted
    assert all(one.statement.passages for one in found.evidence)


def test_what_is_left_may_not_be_independent_of_what_falls(
    small: tuple[DuckTables, Lookup],
) -> None:
    assert lost(impact(*small, [iri("evidence", "own")]))["e"] == "some support"
    named = [iri("evidence", slug) for slug in ("own", "retracted", "outdated")]
    assert lost(impact(*small, named))["e"] == "all independent support"


def test_an_actor_takes_its_evidence_documents_utterances_and_ties(
    small: tuple[DuckTables, Lookup],
) -> None:
    found = impact(*small, [iri("actor", "firm")])
    causes = {e.evidence.slug: e.cause for e in found.evidence}
    assert causes["study"] is Cause.DOCUMENT
    assert iri("utterance", "firm") in found.statements
    (network, *others) = found.networks
    assert [{tie.source.slug, tie.target.slug} for tie in network.ties] == [{"firm", "other"}]
    assert set(network.ties[0].statements) == {iri("utterance", "firm"), iri("utterance", "other")}
    assert not any(one.ties for one in others)
    both = impact(*small, [iri("actor", "firm"), iri("actor", "other")])
    assert [one.slug for one in both.unasserted] == ["c"]


def test_what_is_withdrawn_retracted_or_replaced_shows_by_itself(
    small: tuple[DuckTables, Lookup],
) -> None:
    found = impact(*small)
    assert {(one.thing.slug, one.reason) for one in found.set_aside} == {
        ("lost", "retracted"),
        ("old", "replaced"),
        ("other", "withdrawn"),
    }
    assert all(one.statement for one in found.set_aside)
    assert {e.evidence.slug for e in found.evidence} == {"retracted", "outdated"}
    assert iri("utterance", "other") in found.statements
    alone = impact(*small, [iri("evidence", "own")])
    with_all = impact(*small, [iri("evidence", "own")], withdrawn=True)
    assert [one.reason for one in alone.set_aside] == ["asked"]
    assert len(with_all.set_aside) == 4
    assert impact(*small, withdrawn=False).note
    assert not impact(*small, withdrawn=False).losses


def test_the_text_that_all_was_read_in_takes_every_passage(
    small: tuple[DuckTables, Lookup],
) -> None:
    found = impact(*small, [iri("document", "d")])
    assert {iri("claim", "c"), iri("link", "fc"), iri("evidence", "own")} <= set(
        found.without_passage
    )
    assert set(lost(found).values()) == {"all support"}


def test_what_nothing_depends_on_says_so(small: tuple[DuckTables, Lookup]) -> None:
    found = impact(*small, [iri("link", "retraction")])
    assert found.note == "Nothing on record depends on what is set aside."


def test_the_tree_tells_each_part(small: tuple[DuckTables, Lookup]) -> None:
    from rich.console import Console

    console = Console(width=200)
    with console.capture() as captured:
        console.print(impact_tree(impact(*small, [iri("actor", "firm"), iri("document", "d")])))
        console.print(impact_tree(impact(*small)))
    printed = captured.get()
    for words in (
        "actor:firm (asked)",
        "evidence that falls: ",
        "loses all support: 3",
        "loses its only passage: ",
        "more (--format json)",
        "no longer asserted by anybody: 1",
        "rule: claims with support 1 to 0",
        "congruence over claim: ties that vanish: 1",
        "document:lost (retracted)",
    ):
        assert words in printed, printed


@pytest.mark.parametrize("name", ["claim:c", "policy:rule", "place:nowhere", "passage:p"])
def test_what_cannot_be_set_aside_is_told(small: tuple[DuckTables, Lookup], name: str) -> None:
    with pytest.raises(ParameterError, match="evidence, documents, actors and statements can"):
        impact(*small, [expand(name)])


def test_what_is_not_on_record_is_told(small: tuple[DuckTables, Lookup]) -> None:
    with pytest.raises(NotFoundError, match="nothing on record"):
        impact(*small, [iri("evidence", "nothing")])


def test_the_paper_and_the_records_of_ebay_on_the_first_graph(graph_data: Path) -> None:
    """The numbers that `docs/analyses/impact.md` tells."""
    tables = DuckTables(EmbeddedStore(graph_data).current())
    graph = tables.once(ArgumentGraph.read)

    def counts(name: str) -> tuple[int, list[int]]:
        fallen = what_falls(tables, graph, {expand(name)})
        found = losses(graph, fallen.nodes)
        return len(fallen.evidence), [sum(one.loss is loss for one in found) for loss in Loss]

    assert counts("evidence:ebay-commercial-seller-data") == (2, [7, 2, 8])
    assert counts("actor:ebay") == (5, [10, 0, 8])
    assert counts("document:hortacsu-et-al-2009") == (5, [4, 0, 2])
    assert counts("document:micro-multinationals-paper") == (65, [117, 0, 0])
