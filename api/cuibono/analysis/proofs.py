"""Why a statement holds: its proof, down to what is asserted, with graphs and passages.

Defined in `docs/analyses/explain.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, Triple

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.model import Model, Passage, Thing
from cuibono.errors import NotFoundError, ParameterError
from cuibono.reasoning import Atom, Proof, Rule, explain
from cuibono.store import Snapshot, Term
from cuibono.terms import BASE, compact, expand, term


class ProofStep(Model):
    """A statement and why it holds: asserted in `graphs`, or by `rule` from `premises`."""

    subject: Thing
    predicate: Thing
    object: Thing | str
    graphs: tuple[str, ...]
    """The source graphs that assert it, empty where it is inferred."""
    passages: tuple[Passage, ...]
    rule: str | None
    """The rule of OWL 2 RL and what it is about, such as `prp-spo2 cb:promotes`."""
    rule_in_words: str | None
    premises: tuple[ProofStep, ...]


def read_statement(subject: str, predicate: str, value: str) -> Triple:
    """Return a statement whose parts are prefixed names, IRIs or, as object, a literal of Turtle.

    Raises `ParameterError`, saying which part is at fault.
    """
    return Triple(_iri("subject", subject), _iri("predicate", predicate), _value(value))


def prove(snapshot: Snapshot, rules: Sequence[Rule], statement: Triple) -> Proof:
    """Return the proof of a statement; raises `NotFoundError` where it does not hold."""
    proof = explain(snapshot, rules, statement)
    if proof is None:
        raise NotFoundError(
            f"the statement {' '.join(map(_shown, statement))} is neither asserted nor inferred; "
            "nothing on record leads to it"
        )
    return proof


def dressed(proof: Proof, lookup: Lookup) -> ProofStep:
    """Return a proof with labels, and with the passages of what is asserted."""
    subject, predicate, value = proof.statement
    assert isinstance(subject, NamedNode)
    return ProofStep(
        subject=lookup.thing(subject.value),
        predicate=lookup.thing(predicate.value),
        object=lookup.thing(value.value) if isinstance(value, NamedNode) else str(value),
        graphs=tuple(graph.value for graph in proof.graphs),
        passages=lookup.statement(subject.value).passages if proof.graphs else (),
        rule=proof.rule.name if proof.rule else None,
        rule_in_words=_words(proof.rule) if proof.rule else None,
        premises=tuple(dressed(premise, lookup) for premise in proof.premises),
    )


def proof_as_prov(proof: Proof) -> list[Quad]:
    """Return a proof on PROV-O: reified statements, each derived from its premises."""
    return [Quad(*triple) for triple in dict.fromkeys(_prov(proof))]


def _prov(proof: Proof) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    node = _node(proof)
    subject, predicate, value = proof.statement
    assert isinstance(subject, NamedNode)
    assert isinstance(value, NamedNode | Literal)
    yield node, term("rdf:type"), term("prov:Entity")
    yield node, term("rdf:type"), term("rdf:Statement")
    yield node, term("rdf:subject"), subject
    yield node, term("rdf:predicate"), predicate
    yield node, term("rdf:object"), value
    for graph in proof.graphs:
        yield node, term("prov:hadPrimarySource"), graph
    if proof.rule:
        yield node, term("rdfs:comment"), Literal(_words(proof.rule), language="en")
    for premise in proof.premises:
        yield node, term("prov:wasDerivedFrom"), _node(premise)
        yield from _prov(premise)


def _node(proof: Proof) -> NamedNode:
    """Return the IRI of a reified statement: the same for the same statement everywhere."""
    digest = hashlib.sha256(str(proof.statement).encode()).hexdigest()[:32]
    return NamedNode(f"{BASE}statement/{digest}")


def _words(rule: Rule) -> str:
    return f"if {' and '.join(map(_atom, rule.body))}, then {_atom(rule.head)}"


def _atom(atom: Atom) -> str:
    return f"{_shown(atom.subject)} {_shown(atom.predicate)} {_shown(atom.object)}"


def _shown(part: object) -> str:
    return compact(part.value) if isinstance(part, NamedNode) else str(part)


def _iri(name: str, value: str) -> NamedNode:
    try:
        return NamedNode(expand(value.strip("<>")))
    except ValueError as fault:
        raise ParameterError(f"{name}: {fault}", parameter=name) from None


def _value(value: str) -> Term:
    if not value.startswith(('"', "'")):
        return _iri("object", value)
    turtle = f"@prefix xsd: <{expand('xsd:')}> . <urn:s> <urn:p> {value} ."
    try:
        quads: list[Quad] = list(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))
    except (SyntaxError, ValueError):
        raise ParameterError(
            f"object: {value} is no literal; literals are written as in Turtle, such as "
            '"2013"^^xsd:gYear',
            parameter="object",
        ) from None
    return quads[0].object
