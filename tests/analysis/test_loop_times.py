"""Times of loops: as the rules over memberships and promotions have them, and over whole loops."""

import re
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.analysis.worlds import HEADS, snapshot_of, tables_of

from cuibono.analysis.loops import LoopRequest, Times
from cuibono.analysis.loops.edges import Edges
from cuibono.analysis.loops.search import LoopSearch
from cuibono.analysis.loops.times import Span, agreement, fit_of
from cuibono.analysis.tables import DuckTables
from cuibono.ingest import bundled_rules, read_ontology
from cuibono.reasoning import materialise
from cuibono.store import EmbeddedStore
from cuibono.terms import KINDS, NS, Graph

DATES: Final = ("2014", "2015", "2015-06", "2015-06-15", "2016-01-01")
TYPES: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}
CLASSES: Final = {
    "heldDuring": Times.WITHIN,
    "notHeldDuring": Times.OUTSIDE,
    "undatedAgainst": Times.UNDATED,
}
DATE = st.none() | st.sampled_from(DATES)
MEMBERSHIP = st.fixed_dictionaries({"startDate": DATE, "endDate": DATE}) | st.fixed_dictionaries(
    {"date": DATE}
)
Dated = dict[str, str | None]


def dated(values: Dated) -> str:
    return "".join(
        f' ; cb:{name} "{value}"^^xsd:{TYPES[len(value)]}'
        for name, value in values.items()
        if value
    )


def possible(values: Dated) -> bool:
    """Whether it does not end before it begins: such a relation has no meaning in time."""
    start, end = values.get("startDate"), values.get("endDate")
    return not (start and end) or start[: len(end)] <= end[: len(start)]


def world(cases: Iterable[tuple[Dated, Dated]]) -> str:
    return "\n".join(
        f"membership:m{n} a cb:Membership ; cb:membershipMember actor:a{n} ; "
        f"cb:membershipOf actor:b{n}{dated(held)} .\n"
        f"promotion:p{n} a cb:Promotion ; cb:promoter actor:b{n} ; "
        f"cb:promotedItem policy:p{n}{dated(done)} ."
        for n, (held, done) in enumerate(cases)
    )


@given(cases=st.lists(st.tuples(MEMBERSHIP, MEMBERSHIP), min_size=20, max_size=60))
@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_one_tie_is_classed_as_by_the_rules(
    cases: list[tuple[Dated, Dated]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    cases = [(held, done) for held, done in cases if possible(held) and possible(done)]
    store = EmbeddedStore(tmp_path_factory.mktemp("rules") / "data")
    stated = ox.NamedNode("https://w3id.org/cuibono/graph/one")
    quads = ox.parse(HEADS + f"graph:one {{ {world(cases)} }}", format=ox.RdfFormat.TRIG)
    ontology = read_ontology()
    with store.writing() as writer:
        writer.replace({Graph.ONTOLOGY: ontology, stated: list(quads)})
        materialise(writer, bundled_rules(ontology))
    tables = DuckTables(store.current())
    edges = Edges(tables, LoopRequest(), whole=True)
    spans = {
        row["statement"].rpartition("/")[2]: Span.of(row)
        for stage in ("tie", "stake")
        for node in edges.nodes(stage)
        for edge in edges.of(stage, node)
        for row in edge.rows
    }
    for number in range(len(cases)):
        told = {
            CLASSES[str(row["class"]).removeprefix(f"<{NS}").rstrip(">")]
            for row in store.current().select(
                "SELECT ?class { ?m ?class ?p . FILTER(STRENDS(STR(?m), '/membership/m"
                f"{number}')) FILTER(STRENDS(STR(?p), '/promotion/p{number}')) }}"
            )
        }
        assert told == {fit_of(spans[f"m{number}"], spans[f"p{number}"])}, cases[number]


CORE: Final = """claim:c a cb:EmpiricalClaim . evidence:e a cb:Study , cb:Evidence .
    link:e a cb:SupportLink ; cb:linkSource evidence:e ; cb:supportTarget claim:c .
    link:u a cb:Justification ; cb:justifyingClaim claim:c ; cb:justifiedItem policy:p ."""


def made(dates: str = "") -> str:
    return "evidence:e cb:producedBy actor:a ." + dates


def paid(dates: str = "") -> str:
    return f"funding:f a cb:Funding ; cb:funder actor:a ; cb:fundedItem evidence:e {dates}."


def belongs(name: str, dates: str = "", member: str = "a", to: str = "b") -> str:
    return f"""membership:{name} a cb:Membership ;
        cb:membershipMember actor:{member} ; cb:membershipOf actor:{to} {dates}."""


def promotes(actor: str, dates: str = "", name: str = "s") -> str:
    return f"""promotion:{name} a cb:Promotion ;
        cb:promoter actor:{actor} ; cb:promotedItem policy:p {dates}."""


def gains(actor: str, dates: str = "") -> str:
    return f"""assessment:s a cb:Assessment ; cb:assessor actor:j ; cb:assessedItem policy:p ;
        cb:assessedActor actor:{actor} ; cb:benefitDirection direction:gain {dates}."""


IN_2016: Final = '; cb:date "2016"^^xsd:gYear '
FROM_2015: Final = '; cb:startDate "2015"^^xsd:gYear '
FROM_2018: Final = '; cb:startDate "2018"^^xsd:gYear '
TO_2014: Final = '; cb:endDate "2014"^^xsd:gYear '

LOOPS: Final = {
    "producer, direct": (made() + promotes("a", IN_2016), Times.DIRECT),
    "producer, direct, no date": (made() + promotes("a"), Times.DIRECT),
    "payer, direct, within": (paid(FROM_2015) + promotes("a", IN_2016), Times.WITHIN),
    "payer, direct, outside": (paid(TO_2014) + promotes("a", IN_2016), Times.OUTSIDE),
    "payer, direct, undated": (paid() + promotes("a", IN_2016), Times.UNDATED),
    "member, within": (made() + belongs("m", FROM_2015) + promotes("b", IN_2016), Times.WITHIN),
    "member, over": (made() + belongs("m", TO_2014) + promotes("b", IN_2016), Times.OUTSIDE),
    "member, not yet": (made() + belongs("m", FROM_2018) + promotes("b", IN_2016), Times.OUTSIDE),
    "member, no date": (made() + belongs("m") + promotes("b", IN_2016), Times.UNDATED),
    "member, promotion without date": (
        made() + belongs("m", FROM_2015) + promotes("b"),
        Times.UNDATED,
    ),
    "member, assessed within": (
        made() + belongs("m", FROM_2015) + gains("b", IN_2016),
        Times.WITHIN,
    ),
    "member, assessed before": (
        made() + belongs("m", FROM_2018) + gains("b", IN_2016),
        Times.OUTSIDE,
    ),
    "one tie over, one within": (
        made()
        + belongs("m", FROM_2015, to="k")
        + belongs("n", TO_2014, "k")
        + promotes("b", IN_2016),
        Times.OUTSIDE,
    ),
    "one tie undated, one within": (
        made() + belongs("m", FROM_2015, to="k") + belongs("n", "", "k") + promotes("b", IN_2016),
        Times.UNDATED,
    ),
    "two statements of the tie, one over": (
        made() + belongs("m", TO_2014) + belongs("n", FROM_2015) + promotes("b", IN_2016),
        Times.WITHIN,
    ),
    "two promotions, one before": (
        made()
        + belongs("m", FROM_2018)
        + promotes("b", IN_2016)
        + promotes("b", '; cb:date "2019"^^xsd:gYear ', "t"),
        Times.WITHIN,
    ),
    "payment over, tie within": (
        paid(TO_2014) + belongs("m", FROM_2015) + promotes("b", IN_2016),
        Times.OUTSIDE,
    ),
}


@pytest.fixture(scope="module")
def all_of_them(tmp_path_factory: pytest.TempPathFactory) -> DuckTables:
    """Every case as a world of its own: its things end in the number of the case."""
    text = "".join(
        re.sub(rf"\b({'|'.join(KINDS)}):(\w+)", rf"\1:\2-{n}", CORE + world)
        for n, (world, _) in enumerate(LOOPS.values())
    )
    tables = tables_of(snapshot_of(tmp_path_factory.mktemp("times"), text))
    return tables


@pytest.mark.parametrize("name", LOOPS)
def test_the_times_of_a_loop(name: str, all_of_them: DuckTables) -> None:
    claim = f"https://w3id.org/cuibono/id/claim/c-{list(LOOPS).index(name)}"
    (loop,) = LoopSearch(all_of_them, LoopRequest(), claim).loops()
    assert loop.times == LOOPS[name][1]


@pytest.mark.parametrize("times", Times)
def test_loops_can_be_chosen_by_their_times(times: Times, all_of_them: DuckTables) -> None:
    found = LoopSearch(all_of_them, LoopRequest(times=[times]), None).loops()
    assert len(found) == sum(expected == times for _, expected in LOOPS.values()) > 0


DAY = st.none() | st.dates()
SPANS = st.builds(lambda start, end: Span(starts=start, ends=end), DAY, DAY)


@given(ties=st.lists(st.lists(SPANS, min_size=1, max_size=3), max_size=3), act=SPANS)
def test_one_statement_more_never_makes_times_agree_less(ties: list[list[Span]], act: Span) -> None:
    order = [Times.OUTSIDE, Times.UNDATED, Times.WITHIN]
    if not ties:
        assert agreement(ties, [act]) is Times.DIRECT
        return
    more = [*ties[:-1], [*ties[-1], Span()]]
    assert order.index(agreement(more, [act])) >= order.index(agreement(ties, [act]))
    assert agreement([list(reversed(spans)) for spans in reversed(ties)], [act]) == agreement(
        ties, [act]
    )
