"""The trace on small graphs: circles end, what is missing is named, nothing is shown twice."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode
from rich.console import Console

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.trace import trace_claim
from cuibono.analysis.trace_model import Argument, Trace
from cuibono.analysis.trace_text import trace_tree
from cuibono.errors import NotFoundError
from cuibono.ingest.loading import read_ontology
from cuibono.questions import Catalogue
from cuibono.reasoning import compile_rules, materialise
from cuibono.store import EmbeddedStore, Row
from cuibono.store.embedded import EmbeddedSnapshot
from cuibono.terms import BASE, PREFIXES, Graph, iri
from cuibono.texts import TextLibrary

SOURCE = NamedNode(f"{BASE}graph/source")
TEXT = """
text:t a cb:TextVersion ; cb:textOf document:d ; cb:digest "sha256:0" .
document:d a cb:Document ; cb:citedAs "D 2001" .
passage:p a cb:Passage ; cb:passageOf text:t ; cb:digest "sha256:1" ; cb:section "1" ;
  oa:hasSelector <https://w3id.org/cuibono/id/passage/p#selector> .
<https://w3id.org/cuibono/id/passage/p#selector> oa:start 3 ; oa:end 9 .
"""


def claim(slug: str) -> str:
    return f'claim:{slug} a cb:EmpiricalClaim ; cb:gloss "{slug}"@en ; cb:atPassage passage:p .'


def link(slug: str, source: str, kind: str, target: str) -> str:
    return (
        f"link:{slug} a cb:{kind.capitalize()}Link ; cb:linkSource {source} ; "
        f"cb:{kind}Target claim:{target} ; cb:atPassage passage:p ."
    )


def evidence(slug: str, more: str = "") -> str:
    return f'evidence:{slug} a cb:Study ; cb:gloss "{slug}"@en ; cb:atPassage passage:p {more} .'


def trace(folder: Path, slug: str, *statements: str) -> Trace:
    turtle = "".join(f"@prefix {name}: <{value}> .\n" for name, value in PREFIXES.items())
    turtle += TEXT + "\n".join(statements)
    ontology = read_ontology()
    store = EmbeddedStore(folder)
    with store.writing() as writer:
        quads = list(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))
        writer.replace({SOURCE: quads, Graph.ONTOLOGY: ontology})
        materialise(writer, compile_rules(ontology))
    return trace_claim(lookup(store), iri("claim", slug))


def lookup(store: EmbeddedStore) -> Lookup:
    return Lookup(store.current(), Catalogue.read(), TextLibrary(None))


def sources(arguments: tuple[Argument, ...]) -> list[str]:
    return [argument.source.slug for argument in arguments]


def test_claims_that_support_one_another_end(tmp_path: Path) -> None:
    found = trace(
        tmp_path,
        "a",
        *map(claim, "ab"),
        link("ab", "claim:b", "support", "a"),
        link("ba", "claim:a", "support", "b"),
    )
    (first,) = found.arguments
    assert sources((first,)) == ["b"]
    (second,) = first.arguments
    assert sources((second,)) == ["a"]
    assert second.arguments == ()
    assert second.shown_elsewhere


def test_a_claim_reached_twice_is_traced_where_it_is_nearest(tmp_path: Path) -> None:
    found = trace(
        tmp_path,
        "a",
        *map(claim, "abc"),
        evidence("e"),
        link("x-ab", "claim:b", "support", "a"),
        link("y-bc", "claim:c", "support", "b"),
        link("z-ac", "claim:c", "dispute", "a"),
        link("ce", "evidence:e", "support", "c"),
    )
    nearest = next(one for one in found.arguments if one.source.slug == "c")
    (further,) = next(one for one in found.arguments if one.source.slug == "b").arguments
    assert sources(nearest.arguments) == ["e"]
    assert further.shown_elsewhere
    assert further.arguments == ()


def test_evidence_that_draws_on_itself_ends(tmp_path: Path) -> None:
    found = trace(
        tmp_path,
        "a",
        claim("a"),
        evidence("e", "; cb:drawsOn evidence:f"),
        evidence("f", "; cb:drawsOn evidence:e"),
        link("ae", "evidence:e", "support", "a"),
    )
    (argument,) = found.arguments
    assert argument.evidence
    (root,) = argument.evidence.rests_on
    assert root.thing.slug == "f"
    assert root.rests_on == ()


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    found = trace(
        tmp_path,
        "a",
        claim("a"),
        "search:s a cb:NegativeSearch ; cb:searchedNode claim:a ;"
        " cb:searchedProperty cb:disputedBy ; cb:absence absence:not-found ;"
        ' cb:date "2026-01-02"^^xsd:date .',
    )
    missing = {absence.what: absence for absence in found.missing}
    assert set(missing) == {"speaker", "support", "dispute", "use for a policy"}
    assert missing["dispute"].kind == "not-found"
    assert missing["dispute"].date == "2026-01-02"
    assert missing["support"].kind == "not-searched"
    assert "looked for" in str(trace_tree(found).children[-1].children[-2].label)


@pytest.mark.parametrize("kind", ["not-found", "stated-none", "withheld"])
def test_absences_of_a_role_differ(tmp_path: Path, kind: str) -> None:
    found = trace(
        tmp_path,
        "a",
        claim("a"),
        evidence("e"),
        link("ae", "evidence:e", "support", "a"),
        "search:s a cb:NegativeSearch ; cb:searchedNode evidence:e ;"
        f" cb:searchedProperty cb:fundedBy ; cb:absence absence:{kind} .",
    )
    (argument,) = found.arguments
    assert argument.evidence
    roles = {role.role: role for role in argument.evidence.roles}
    funder, producer = roles["funder"].absence, roles["producer"].absence
    assert funder
    assert producer
    assert (funder.kind, producer.kind) == (kind, "not-searched")


def test_a_funder_is_reached_through_its_statement(tmp_path: Path) -> None:
    found = trace(
        tmp_path,
        "a",
        claim("a"),
        evidence("e"),
        link("ae", "evidence:e", "support", "a"),
        'actor:f a cb:Firm ; skos:prefLabel "F"@en .',
        "funding:x a cb:Funding ; cb:funder actor:f ; cb:fundedItem evidence:e ;"
        " cb:atPassage passage:p .",
        'policy:p a cb:PolicyProposal ; skos:prefLabel "P"@en ; cb:atPassage passage:p .',
        'policy:q a cb:PolicyAgenda ; skos:prefLabel "Q"@en ; cb:atPassage passage:p .',
        "link:j a cb:Justification ; cb:justifyingClaim claim:a ; cb:justifiedItem policy:p ;"
        " cb:atPassage passage:p .",
        "link:q a cb:Advancement ; cb:advancingItem policy:p ; cb:advancedAgenda policy:q ;"
        " cb:atPassage passage:p .",
        'actor:o a cb:Coalition ; skos:prefLabel "O"@en .',
        "promotion:o a cb:Promotion ; cb:promoter actor:o ; cb:promotedAgenda policy:q ;"
        " cb:atPassage passage:p .",
        "membership:m a cb:Membership ; cb:membershipMember actor:f ; cb:membershipOf actor:o ;"
        " cb:atPassage passage:p .",
        "assessment:g a cb:Assessment ; cb:assessor actor:o ; cb:assessedActor actor:f ;"
        " cb:assessedItem policy:p ; cb:benefitDirection direction:gain ; cb:atPassage passage:p .",
    )
    (argument,) = found.arguments
    assert argument.evidence
    funder = next(role for role in argument.evidence.roles if role.role == "funder")
    assert funder.statement
    assert funder.statement.type == "Funding"
    (backer,) = funder.actors
    assert {(tie.kind, tie.policy.slug, tie.statement.type) for tie in backer.ties} == {
        ("belongs to a promoter", "q", "Membership"),
        ("is said to gain", "p", "Assessment"),
    }
    second = {tie.further.iri for tie in backer.ties if tie.further}
    assert second == {iri("promotion", "o")}
    assert [tie.assessor.slug for tie in backer.ties if tie.assessor] == ["o"]
    (use,) = found.uses
    assert [advance.policy.slug for advance in use.advances] == ["q"]
    assert [(p.actor.slug, p.policy.slug) for p in use.promotions] == [("o", "q")]
    assert [(g.assessor.slug, g.actor.slug) for g in use.gains] == [("o", "f")]


def utterance(slug: str, kind: str, document: str, more: str = "") -> str:
    prop = {"Assertion": "asserted", "Attribution": "attributed"}[kind]
    return (
        f'actor:{slug} a cb:Firm ; skos:prefLabel "{slug}"@en .'
        f"utterance:{slug} a cb:{kind} ; cb:{prop}Claim claim:a ; cb:speaker actor:{slug} ;"
        f" cb:inDocument document:{document} ; cb:atPassage passage:p {more} ."
    )


def test_a_chain_of_attribution_says_which_links_were_read(tmp_path: Path) -> None:
    found = trace(
        tmp_path,
        "a",
        claim("a"),
        'document:far a cb:Document ; cb:citedAs "F 1999" .',
        utterance("first", "Assertion", "far"),
        utterance("second", "Attribution", "far", "; cb:attributes utterance:first"),
        utterance("third", "Attribution", "d", "; cb:attributes utterance:second"),
        utterance("lost", "Attribution", "d", "; cb:attributes utterance:unheard"),
    )
    chains = {chain.links[0].statement.iri.rpartition("/")[2]: chain for chain in found.chains}
    assert set(chains) == {"third", "lost"}
    chain = chains["third"]
    assert [link.speakers[0].slug for link in chain.links] == ["third", "second", "first"]
    assert [link.document_was_read for link in chain.links] == [True, False, False]
    assert (chain.end, chain.read) == ("first-speaker", 1)
    assert chains["lost"].end == "not-on-record"
    assert [thing.slug for thing in chain.links[0].reported] == ["second"]
    console = Console(width=200)
    with console.capture() as said:
        console.print(trace_tree(found))
    assert "third (read) ← second (not read) ← first (not read)" in said.get()


def test_attributions_in_a_circle_end(tmp_path: Path) -> None:
    found = trace(
        tmp_path,
        "a",
        claim("a"),
        utterance("one", "Attribution", "d", "; cb:attributes utterance:two"),
        utterance("two", "Attribution", "d", "; cb:attributes utterance:one"),
    )
    (chain,) = found.chains
    assert len(chain.links) == 2
    assert chain.end == "circle"


def test_a_limitation_undercuts_what_its_evidence_speaks_for(tmp_path: Path) -> None:
    found = trace(
        tmp_path,
        "a",
        *map(claim, "ab"),
        evidence("e"),
        link("ae", "evidence:e", "support", "a"),
        link("be", "evidence:e", "dispute", "b"),
        link("ab", "claim:b", "qualify", "a"),
        'limitation:l a cb:Limitation ; cb:gloss "l"@en ; cb:limits evidence:e ;'
        " cb:atPassage passage:p .",
    )
    first = next(one for one in found.arguments if one.evidence)
    assert first.evidence
    (limitation,) = first.evidence.limitations
    assert [one.slug for one in limitation.undercuts] == ["a"]


def test_every_step_of_a_long_trace_is_read_in_few_queries(tmp_path: Path) -> None:
    many = [
        statement
        for number in range(40)
        for statement in (
            claim(f"c{number}"),
            link(f"l{number}", f"claim:c{number}", "support", "a" if number < 20 else "c1"),
            evidence(f"e{number}", "; cb:producedBy actor:f"),
            link(f"e{number}", f"evidence:e{number}", "dispute", f"c{number}"),
        )
    ]
    firm = 'actor:f a cb:Firm ; skos:prefLabel "F"@en .'
    found = trace(tmp_path, "a", claim("a"), firm, *many)
    counted = Counting(EmbeddedStore(tmp_path).current())
    again = trace_claim(Lookup(counted, Catalogue.read(), TextLibrary(None)), iri("claim", "a"))
    assert again == found
    assert len(again.arguments) == 20
    assert counted.queries < 25


class Counting:
    """A snapshot that counts the queries it is asked."""

    def __init__(self, snapshot: EmbeddedSnapshot) -> None:
        self.queries = 0
        self.id, self.folder, self.misreads = snapshot.id, snapshot.folder, snapshot.misreads
        self._snapshot = snapshot
        self.ask, self.construct, self.save_csv = (
            snapshot.ask,
            snapshot.construct,
            snapshot.save_csv,
        )

    def select(self, query: str) -> list[Row]:
        self.queries += 1
        return self._snapshot.select(query)


def test_only_claims_on_record_have_traces(tmp_path: Path) -> None:
    trace(tmp_path, "a", claim("a"), evidence("e"))
    found = lookup(EmbeddedStore(tmp_path))
    for missing in (iri("claim", "b"), iri("evidence", "e"), "urn:x"):
        with pytest.raises(NotFoundError):
            trace_claim(found, missing)
