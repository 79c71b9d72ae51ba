"""A trace on PROV-O (https://www.w3.org/TR/prov-o/): who and what each step comes from.

| of a trace | on PROV-O |
| --- | --- |
| actor; all else that is said or made | `prov:Agent`; `prov:Entity` |
| a statement stands in a passage of a text | `prov:wasDerivedFrom` the passage |
| a source's named graph holds a statement | the graph is a `prov:Collection`, `prov:hadMember` |
| who utters, draws, assesses or uses | the statement `prov:wasAttributedTo` the actor |
| an assertion | the claim `prov:wasAttributedTo` the speaker, qualified by the utterance |
| an attribution of another's utterance | the utterance `prov:wasDerivedFrom` that one |
| a support link | the claim `prov:wasDerivedFrom` the source, qualified by the link |
| evidence on evidence, a figure of a study | `prov:wasDerivedFrom` |
| producer | the evidence `prov:wasAttributedTo` the producer |
| funder, data owner | `prov:wasInfluencedBy`; a funding qualifies it |
| a use for a policy | the policy `prov:wasInfluencedBy` the claim, qualified by the justification |

Denials, disputes, qualifications, promotions, memberships, gains and searches are no provenance of
what they are about: they stand in our own terms. Each relation of the graph is itself what
qualifies, so that no IRI and no blank node is made up.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from cuibono.analysis.model import Absence, Passage, Statement, Thing
from cuibono.analysis.trace_model import (
    Argument,
    Direction,
    Evidence,
    Gain,
    Limitation,
    Promotion,
    Tie,
    Trace,
    Use,
    Utterance,
)
from cuibono.terms import NS, expand, term

_UTTERED: Final = {
    "Assertion": "cb:assertedClaim",
    "Denial": "cb:deniedClaim",
    "Attribution": "cb:attributedClaim",
    "Withdrawal": "cb:withdrawnClaim",
}
_TARGETS: Final = {
    Direction.SUPPORTS: "cb:supportTarget",
    Direction.DISPUTES: "cb:disputeTarget",
    Direction.QUALIFIES: "cb:qualifyTarget",
}
_PROPERTIES: Final = {"producer": "cb:producedBy", "data owner": "cb:dataOwner"}

Triple = tuple[str, str, str | Literal]
"""Subject, property as a prefixed name, and value: an IRI, or a literal."""


def provenance(trace: Trace) -> list[Quad]:
    """Return the trace as statements, each once."""
    triples = chain(
        _thing(trace.claim),
        _statement(trace.statement),
        _utterances(trace.claim, trace.utterances),
        _arguments(trace.claim, trace.arguments),
        *(_use(trace.claim, use) for use in trace.uses),
        *(_absence(trace.claim.iri, absence) for absence in trace.missing),
    )
    return list(dict.fromkeys(_quad(*triple) for triple in triples))


def _quad(subject: str, prop: str, value: str | Literal) -> Quad:
    node = NamedNode(expand(value)) if isinstance(value, str) else value
    return Quad(NamedNode(subject), term(prop), node)


def _thing(thing: Thing) -> Iterator[Triple]:
    yield thing.iri, "rdfs:label", Literal(thing.label)
    if thing.type:
        yield thing.iri, "rdf:type", f"{NS}{thing.type}"
    if thing.kind == "actor":
        yield thing.iri, "rdf:type", "prov:Agent"
    elif thing.kind in ("claim", "document", "evidence", "limitation", "policy", "text"):
        yield thing.iri, "rdf:type", "prov:Entity"


def _things(things: Iterable[Thing], subject: str, *properties: str) -> Iterator[Triple]:
    """Yield what relates something to each of these things, and what these are."""
    for thing in things:
        yield from _thing(thing)
        for prop in properties:
            yield subject, prop, thing.iri


def _statement(statement: Statement) -> Iterator[Triple]:
    yield statement.iri, "rdf:type", f"{NS}{statement.type}"
    yield statement.iri, "rdf:type", "prov:Entity"
    if statement.graph:
        yield statement.graph, "rdf:type", "prov:Collection"
        yield statement.graph, "prov:hadMember", statement.iri
    if statement.inferred_by_reader:
        yield statement.iri, "cb:basis", "basis:inferred"
    for passage in statement.passages:
        yield statement.iri, "cb:atPassage", passage.iri
        yield statement.iri, "prov:wasDerivedFrom", passage.iri
        yield from _passage(passage)


def _passage(passage: Passage) -> Iterator[Triple]:
    yield passage.iri, "rdf:type", "prov:Entity"
    yield passage.iri, "rdf:type", "cb:Passage"
    yield passage.iri, "cb:passageOf", passage.text
    yield passage.iri, "cb:digest", Literal(passage.digest)
    yield passage.iri, "prov:wasDerivedFrom", passage.text
    if passage.section:
        yield passage.iri, "cb:section", Literal(passage.section)
    yield passage.text, "rdf:type", "prov:Entity"
    yield from _things((passage.document,), passage.text, "cb:textOf", "prov:wasDerivedFrom")


def _utterances(claim: Thing, utterances: Iterable[Utterance]) -> Iterator[Triple]:
    for one in utterances:
        said, kind = one.statement.iri, one.statement.type
        yield from _statement(one.statement)
        yield said, _UTTERED.get(kind, "cb:utteredClaim"), claim.iri
        yield from _things(one.speakers, said, "cb:speaker", "prov:wasAttributedTo")
        if one.document:
            yield from _things((one.document,), said, "cb:inDocument")
        if one.attributes:
            yield said, "cb:attributes", one.attributes
            yield said, "prov:wasDerivedFrom", one.attributes
        if kind == "Assertion":
            yield claim.iri, "prov:qualifiedAttribution", said
            yield said, "rdf:type", "prov:Attribution"
            yield from _things(one.speakers, claim.iri, "prov:wasAttributedTo")
            yield from _things(one.speakers, said, "prov:agent")
        for absence in one.missing:
            yield from _absence(said, absence)


def _arguments(claim: Thing, arguments: Iterable[Argument]) -> Iterator[Triple]:
    for one in arguments:
        link, source = one.statement.iri, one.source
        yield from _statement(one.statement)
        yield from _things((source,), link, "cb:linkSource")
        yield from _things(one.drawn_by, link, "cb:drawnBy", "prov:wasAttributedTo")
        yield link, _TARGETS[one.direction], claim.iri
        if one.direction is Direction.SUPPORTS:
            yield claim.iri, "prov:wasDerivedFrom", source.iri
            yield claim.iri, "prov:qualifiedDerivation", link
            yield link, "rdf:type", "prov:Derivation"
            yield link, "prov:entity", source.iri
        for name, things in (("directness", one.directness), ("aspect", one.aspect)):
            yield from _things((things,) if things else (), link, f"cb:{name}")
        yield from _things(one.mismatches, link, "cb:comparability")
        yield from _utterances(source, one.said_by)
        if one.evidence:
            yield from _evidence(one.evidence)
        if one.limitation:
            yield from _limitation(one.limitation)
        yield from _arguments(source, one.arguments)


def _evidence(evidence: Evidence) -> Iterator[Triple]:
    iri = evidence.thing.iri
    yield from _thing(evidence.thing)
    yield from _statement(evidence.statement)
    yield from _things(evidence.documents, iri, "cb:reportedIn")
    yield from _roles(evidence)
    for figure in evidence.figures:
        yield from _thing(figure.thing)
        yield from _statement(figure.statement)
        yield figure.thing.iri, "prov:wasDerivedFrom", iri
    for limitation in evidence.limitations:
        yield from _limitation(limitation)
        yield limitation.thing.iri, "cb:limits", iri
    for root in evidence.rests_on:
        yield iri, "prov:wasDerivedFrom", root.thing.iri
        yield from _evidence(root)
    yield from _things(evidence.rests_on_elsewhere, iri, "prov:wasDerivedFrom")
    for absence in evidence.missing:
        yield from _absence(iri, absence)


def _roles(evidence: Evidence) -> Iterator[Triple]:
    iri = evidence.thing.iri
    for role in evidence.roles:
        for backer in role.actors:
            actor, statement = (backer.actor,), backer.statement
            if role.role in _PROPERTIES:
                yield from _things(actor, iri, _PROPERTIES[role.role])
            if role.role == "producer":
                yield from _things(actor, iri, "prov:wasAttributedTo")
            else:
                yield from _things(actor, iri, "prov:wasInfluencedBy")
            if role.role == "funder":
                yield from _statement(statement)
                yield statement.iri, "cb:fundedItem", iri
                yield iri, "prov:qualifiedInfluence", statement.iri
                yield statement.iri, "rdf:type", "prov:AgentInfluence"
                yield from _things(actor, statement.iri, "cb:funder", "prov:agent")
            for tie in backer.ties:
                yield from _tie(backer.actor, tie)
        if role.absence:
            yield from _absence(iri, role.absence)


def _limitation(limitation: Limitation) -> Iterator[Triple]:
    yield from _thing(limitation.thing)
    yield from _statement(limitation.statement)
    yield from _things(
        limitation.stated_by, limitation.thing.iri, "cb:statedBy", "prov:wasAttributedTo"
    )
    yield from _things(limitation.undercuts, limitation.thing.iri, "cb:undercuts")


def _tie(actor: Thing, tie: Tie) -> Iterator[Triple]:
    """Yield a tie that no use of the claim tells: an interest, a membership or a backing."""
    iri = tie.statement.iri
    yield from _statement(tie.statement)
    if tie.through:
        ends = {
            "Membership": ("cb:membershipMember", "cb:membershipOf"),
            "Backing": ("cb:backer", "cb:backedOrganisation"),
        }[tie.statement.type]
        yield from _things((actor,), iri, ends[0])
        yield from _things((tie.through,), iri, ends[1])
    elif tie.statement.type == "Interest":
        yield from _things((actor,), iri, "cb:interestHolder")
        yield from _things((tie.policy,), iri, "cb:interestObject")


def _use(claim: Thing, use: Use) -> Iterator[Triple]:
    iri = use.statement.iri
    yield from _statement(use.statement)
    yield iri, "cb:justifyingClaim", claim.iri
    yield from _things((use.policy,), iri, "cb:justifiedItem")
    yield from _things(use.used_by, iri, "cb:usedBy", "prov:wasAttributedTo")
    yield use.policy.iri, "prov:wasInfluencedBy", claim.iri
    yield use.policy.iri, "prov:qualifiedInfluence", iri
    yield iri, "rdf:type", "prov:EntityInfluence"
    yield iri, "prov:entity", claim.iri
    for advance in use.advances:
        part, whole = ("cb:componentItem", "cb:compositeItem")
        if advance.statement.type == "Advancement":
            part, whole = ("cb:advancingItem", "cb:advancedAgenda")
        yield from _statement(advance.statement)
        yield from _things((advance.item,), advance.statement.iri, part)
        yield from _things((advance.policy,), advance.statement.iri, whole)
    for promotion in use.promotions:
        yield from _promotion(promotion)
    for gain in use.gains:
        yield from _gain(gain)
    for absence in (use.promotions_absence, use.gains_absence):
        yield from _absence(use.policy.iri, absence) if absence else ()
    for absence in use.missing:
        yield from _absence(iri, absence)


def _promotion(promotion: Promotion) -> Iterator[Triple]:
    iri = promotion.statement.iri
    yield from _statement(promotion.statement)
    yield from _things((promotion.actor,), iri, "cb:promoter")
    yield from _things((promotion.policy,), iri, "cb:promotedItem")
    yield from _things(promotion.documents, iri, "cb:inDocument")


def _gain(gain: Gain) -> Iterator[Triple]:
    iri = gain.statement.iri
    party = "cb:assessedCategory" if gain.actor.kind == "category" else "cb:assessedActor"
    yield from _statement(gain.statement)
    yield from _things((gain.assessor,), iri, "cb:assessor", "prov:wasAttributedTo")
    yield from _things((gain.actor,), iri, party)
    yield from _things((gain.policy,), iri, "cb:assessedItem")
    for name, code in (("benefitDirection", gain.direction), ("access", gain.access)):
        yield from _things((code,) if code else (), iri, f"cb:{name}")


def _absence(about: str, absence: Absence) -> Iterator[Triple]:
    """Yield the search on record; that nobody searched has no IRI to be told of."""
    if not absence.search:
        return
    yield absence.search, "rdf:type", "cb:NegativeSearch"
    yield absence.search, "cb:searchedNode", about
    yield absence.search, "cb:searchedProperty", absence.property or ""
    yield absence.search, "cb:absence", f"absence:{absence.kind}"
    if absence.date:
        yield absence.search, "cb:date", Literal(absence.date, datatype=term("xsd:date"))
    for passage in absence.passages:
        yield absence.search, "prov:wasDerivedFrom", passage.iri
        yield from _passage(passage)
