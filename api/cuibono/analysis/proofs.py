"""Why a statement holds: its proof, down to what is asserted, with graphs and passages.

Defined in `docs/analyses/explain.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, Triple

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.model import Model, Passage, Thing
from cuibono.errors import NotFoundError, ParameterError
from cuibono.reasoning import Atom, Proof, Rule, Rules, explain
from cuibono.store import Snapshot, Term
from cuibono.terms import BASE, compact, expand, term

Node = TypeVar("Node")
Made = TypeVar("Made")

NEAR = 3
"""How many statements of a kind are told where one is not known."""


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
    is_proven_above: bool = False
    """Whether the statement was proven before in this proof, and its premises stand there."""


def read_statement(subject: str, predicate: str, value: str) -> Triple:
    """Return a statement whose parts are prefixed names, IRIs or, as object, a literal of Turtle.

    Raises `ParameterError`, saying which part is at fault.
    """
    return Triple(_iri("subject", subject), _iri("predicate", predicate), _value(value))


def prove(snapshot: Snapshot, rules: Rules, statement: Triple) -> Proof:
    """Return the proof of a statement.

    Raises `NotFoundError` where it does not hold, saying what comes near.
    """
    proof = explain(snapshot, rules, statement)
    if proof is None:
        near = _near(snapshot, statement)
        hint = f"; on record are {'; '.join(near)}" if near else "; nothing comes near it"
        raise NotFoundError(
            f"the statement {_told(statement)} is neither asserted nor inferred{hint}. "
            "That nothing on record leads to it does not say that it is false",
            near=near,
        )
    return proof


def dressed(proof: Proof, lookup: Lookup) -> ProofStep:
    """Return a proof with labels, and with the passages of what is asserted."""
    told: set[Triple] = set()
    above: list[bool] = []

    def premises(one: Proof) -> Sequence[Proof]:
        above.append(bool(one.rule) and one.statement in told)
        told.add(one.statement)
        return () if above[-1] else one.premises

    return folded(
        proof, premises, lambda one, steps: _dressed(one, lookup, steps, is_above=above.pop())
    )


def proof_as_json(step: ProofStep) -> str:
    """Return a proof as JSON, however high it is: pydantic goes 255 steps deep."""

    def told(one: ProofStep, premises: Sequence[str]) -> str:
        itself = one.model_dump_json(exclude={"premises"})
        return f'{itself[:-1]},"premises":[{",".join(premises)}]}}'

    return folded(step, lambda one: one.premises, told)


def folded(
    root: Node,
    below: Callable[[Node], Sequence[Node]],
    make: Callable[[Node, Sequence[Made]], Made],
) -> Made:
    """Make something of a tree, each node from what is made of those below, without recursion.

    `below` sees the nodes from the root on, depth first; `make` in the opposite order.
    """
    order: list[tuple[Node, int]] = []
    pending = [root]
    while pending:
        node = pending.pop()
        nodes = below(node)
        order.append((node, len(nodes)))
        pending += reversed(nodes)
    made: list[Made] = []
    for node, number in reversed(order):
        made.append(make(node, [made.pop() for _ in range(number)]))
    return made.pop()


def _dressed(
    proof: Proof, lookup: Lookup, premises: Sequence[ProofStep], *, is_above: bool
) -> ProofStep:
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
        premises=tuple(premises),
        is_proven_above=is_above,
    )


def _near(snapshot: Snapshot, statement: Triple) -> list[str]:
    """Return statements that hold and share two parts with one that does not."""
    subject, predicate, value = map(str, statement)
    found: dict[str, None] = {}
    for pattern in (
        f"{subject} {predicate} ?x",
        f"{subject} ?x {value}",
        f"?x {predicate} {value}",
    ):
        query = f"SELECT DISTINCT ?x {{ GRAPH ?g {{ {pattern} }} }} ORDER BY ?x LIMIT {NEAR}"
        for row in snapshot.select(query):
            told = (_shown(row["x"]) if part == "?x" else part for part in pattern.split(" ", 2))
            found[" ".join(_compact(part) for part in told)] = None
    return list(found)


def proof_as_prov(proof: Proof, lookup: Lookup) -> list[Quad]:
    """Return a proof on PROV-O.

    Each statement is reified; an inferred one is generated by an activity that used its premises
    and followed a rule, an asserted one has the graphs that assert it as its primary sources.
    """
    told: dict[Triple, None] = {}
    pending, seen = [proof], set[Triple]()
    while pending:
        one = pending.pop()
        if one.statement not in seen:
            seen.add(one.statement)
            told.update(dict.fromkeys(_prov(one, lookup)))
            pending += one.premises
    return [Quad(*triple) for triple in told]


def _prov(proof: Proof, lookup: Lookup) -> Iterator[Triple]:
    node = _node(proof)
    yield Triple(node, term("rdf:type"), term("prov:Entity"))
    yield Triple(node, term("rdf:type"), term("rdf:Statement"))
    for name, part in zip(("subject", "predicate", "object"), proof.statement, strict=True):
        yield Triple(node, term(f"rdf:{name}"), part)
    for graph in proof.graphs:
        yield Triple(node, term("prov:hadPrimarySource"), graph)
    if proof.graphs:
        for passage in lookup.statement(str(proof.statement.subject)[1:-1]).passages:
            yield Triple(node, term("cb:atPassage"), NamedNode(passage.iri))
    if proof.rule:
        inference = NamedNode(f"{node.value}#inference")
        yield Triple(node, term("prov:wasGeneratedBy"), inference)
        yield Triple(inference, term("rdf:type"), term("prov:Activity"))
        yield Triple(inference, term("rdfs:label"), Literal(proof.rule.name))
        yield Triple(inference, term("rdfs:comment"), Literal(_words(proof.rule), language="en"))
        for premise in proof.premises:
            yield Triple(inference, term("prov:used"), _node(premise))
            yield Triple(node, term("prov:wasDerivedFrom"), _node(premise))


def _node(proof: Proof) -> NamedNode:
    """Return the IRI of a reified statement: the same for the same statement everywhere."""
    digest = hashlib.sha256(str(proof.statement).encode()).hexdigest()[:32]
    return NamedNode(f"{BASE}statement/{digest}")


def _words(rule: Rule) -> str:
    parts = [*map(_atom, rule.body)]
    parts += [f"{one} is not {other}" for one, other in rule.pattern.distinct]
    parts += [f"not ({' and '.join(map(_atom, group))})" for group in rule.pattern.unless]
    parts += rule.pattern.conditions
    given = f"if {' and '.join(parts)}, then " if parts else "always "
    return given + _atom(rule.head)


def _atom(atom: Atom) -> str:
    return f"{_shown(atom.subject)} {_shown(atom.predicate)} {_shown(atom.object)}"


def _told(statement: Triple) -> str:
    return " ".join(map(_shown, statement))


def _compact(part: str) -> str:
    return compact(part[1:-1]) if part.startswith("<") else part


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
