"""Rules beyond OWL: what a file may say, interested evidence, ties classed in time."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Triple
from tests.reasoning.test_maintenance import quads
from tests.reasoning.worlds import GRAPHS, inferred, writer

from cuibono.artefacts import Folder, documents
from cuibono.errors import DataError
from cuibono.ingest import bundled_rules, read_ontology
from cuibono.reasoning import explain, materialise, read_rules, replace
from cuibono.reasoning.rule_files import parse_rule
from cuibono.terms import PREFIXES, term

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
RULES = bundled_rules(read_ontology())
FILES = [file for file in documents(Folder.QUERIES, ".rq") if file.name.startswith(
    ("held", "not-held", "undated", "interested-producer", "interested-funder"))]  # fmt: skip
HEADER = "#+ title: A rule\n#+ description: It says something.\nPREFIX : <urn:x:>\n"


def triples(turtle: str) -> set[Triple]:
    return {q.triple for q in ox.parse((HEAD + turtle).encode(), format=ox.RdfFormat.TURTLE)}


def test_the_bundled_rules_are_read_and_valid_as_they_stand() -> None:
    assert len({rule.name for rule in read_rules()}) == len(FILES) == 8
    for file in FILES:
        ox.Store().query(file.read_text(encoding="utf-8"))


MEMBERSHIP = "membership:m cb:membershipOf actor:o {} . promotion:p cb:promoter actor:o {} ."
TIES = ("cb:heldDuring", "cb:notHeldDuring", "cb:undatedAgainst")


@pytest.mark.parametrize(
    ("membership", "promotion", "tie"),
    [
        ("cb:startDate 2015", "cb:date 2016", "cb:heldDuring"),
        ("cb:startDate 2016", "cb:date 2016", "cb:heldDuring"),
        ("cb:startDate 2016", "cb:date 2016-01", "cb:heldDuring"),
        ("cb:startDate 2016-06", "cb:date 2016-06-30", "cb:heldDuring"),
        ("cb:startDate 2016-06", "cb:date 2016", "cb:undatedAgainst"),
        ("cb:startDate 2016-06-15", "cb:date 2016-06", "cb:undatedAgainst"),
        ("cb:startDate 2016-06-15", "cb:date 2016-06-14", "cb:notHeldDuring"),
        ("cb:startDate 2017", "cb:date 2016-12-31", "cb:notHeldDuring"),
        ("cb:startDate 2010 ; cb:endDate 2015", "cb:date 2012", "cb:heldDuring"),
        ("cb:startDate 2010 ; cb:endDate 2015", "cb:date 2015-12-31", "cb:heldDuring"),
        ("cb:startDate 2010 ; cb:endDate 2015-02", "cb:date 2015", "cb:undatedAgainst"),
        ("cb:startDate 2010 ; cb:endDate 2015", "cb:date 2016", "cb:notHeldDuring"),
        ("cb:endDate 2015", "cb:date 2016", "cb:notHeldDuring"),
        ("cb:endDate 2015", "cb:date 2014", "cb:undatedAgainst"),
        ("cb:date 2016", "cb:date 2016-05", "cb:heldDuring"),
        ("cb:date 2016-05", "cb:date 2016", "cb:undatedAgainst"),
        ("cb:date 2016", "cb:date 2017", "cb:undatedAgainst"),
        ("cb:startDate 2015", "", "cb:undatedAgainst"),
        ("", "cb:date 2016", "cb:undatedAgainst"),
    ],
)
def test_ties_are_classed_by_the_days_that_dates_stand_for(
    membership: str, promotion: str, tie: str
) -> None:
    store = writer((GRAPHS[0], said(membership, promotion)))
    materialise(store, RULES)
    assert ties(inferred(store)) == {tie}


def said(membership: str, promotion: str) -> set[Triple]:
    def dated(text: str) -> str:
        words = [typed(word) if word[:1].isdigit() else word for word in text.split()]
        return f"; {' '.join(words)}" if words else ""

    return triples(MEMBERSHIP.format(dated(membership), dated(promotion)))


def typed(date: str) -> str:
    return f'"{date}"^^xsd:{("gYear", "gYearMonth", "date")[date.count("-")]}'


def ties(statements: set[Triple]) -> set[str]:
    return {name for name in TIES if any(one.predicate == term(name) for one in statements)}


def test_a_date_that_comes_later_takes_the_undated_tie_back() -> None:
    store = writer((GRAPHS[0], said("", "cb:date 2016")))
    materialise(store, RULES)
    dated = triples(f"membership:m cb:startDate {typed('2012')} .")
    replace(store, RULES, {GRAPHS[1]: quads(dated, GRAPHS[1])})
    assert ties(inferred(store)) == {"cb:heldDuring"}
    replace(store, RULES, {GRAPHS[1]: []})
    assert ties(inferred(store)) == {"cb:undatedAgainst"}


@pytest.mark.parametrize(
    ("behind", "item", "is_interested"),
    [
        ("evidence:e cb:producedBy actor:a .", "policy:i", True),
        ("funding:f cb:funder actor:a ; cb:fundedItem evidence:e .", "policy:i", True),
        ("evidence:e cb:dataOwner actor:a .", "policy:i", False),
        ("evidence:e cb:producedBy actor:a .", "policy:other", False),
    ],
)
def test_evidence_is_interested_regarding_a_claim(
    behind: str, item: str, is_interested: bool
) -> None:
    facts = triples(
        f"""evidence:e a cb:Survey . {behind}
        interest:n cb:interestHolder actor:a ; cb:interestObject {item} .
        link:s a cb:SupportLink ; cb:linkSource evidence:e ; cb:supportTarget claim:c .
        link:j cb:justifyingClaim claim:c ; cb:justifiedItem policy:i ."""
    )
    store = writer((GRAPHS[0], facts))
    materialise(store, RULES)
    (wanted,) = triples("evidence:e cb:interestedRegarding claim:c .")
    proof = explain(store, RULES, wanted)
    assert bool(proof) == (wanted in inferred(store)) == is_interested
    (typed_so,) = triples("evidence:e a cb:InterestedEvidence .")
    assert (typed_so in inferred(store)) == is_interested


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PREFIX : <urn:x:> CONSTRUCT { ?x :p ?y } WHERE { ?x :q ?y }", "its header"),
        (HEADER + "CONSTRUCT { ?x :p ?y } WHERE { ?x :q ?y", "it is not SPARQL"),
        (HEADER + "SELECT * WHERE { ?x :q ?y }", "a rule is a CONSTRUCT query"),
        (HEADER + "CONSTRUCT { ?x :p ?z } WHERE { ?x :q ?y }", "?z of the template"),
        (HEADER + "CONSTRUCT { ?x ?y :o } WHERE { ?x :q ?y }", "the predicates of the template"),
        (HEADER + "CONSTRUCT { ?x :p ?y } WHERE { ?x :q/:r ?y }", "a property path"),
        (HEADER + "CONSTRUCT { ?x :p ?y } WHERE { ?x :q ?y OPTIONAL { ?y :r ?z } }", "LeftJoin"),
        (HEADER + "CONSTRUCT { ?x :p ?y } WHERE { ?x :q ?y FILTER EXISTS { ?y :r ?z } }", "EXISTS"),
    ],
)
def test_what_is_no_rule_is_told(text: str, words: str) -> None:
    with pytest.raises(DataError) as fault:
        list(parse_rule("rule", text))
    assert words in fault.value.detail


def test_rules_that_deny_what_they_conclude_are_refused(tmp_path: Path) -> None:
    one = "CONSTRUCT { ?x :p ?y } WHERE { ?x :q ?y FILTER NOT EXISTS { ?x :r ?y } }"
    other = "CONSTRUCT { ?x :r ?y } WHERE { ?x :p ?y }"
    (tmp_path / "one.rq").write_text(HEADER + one)
    (tmp_path / "other.rq").write_text(HEADER + other)
    with pytest.raises(DataError, match="denies what it concludes"):
        read_rules(tmp_path)
    (tmp_path / "one.rq").write_text("nonsense")
    with pytest.raises(DataError, match=r"queries/rules/one\.rq: its header"):
        read_rules(tmp_path)
