"""What stands beside the ontology about its terms: the shapes that constrain them, the mappings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from cuibono.terms import NS, PREFIXES, compact, term

_TARGETS: Final = (term("sh:targetClass"), term("sh:targetSubjectsOf"), term("sh:targetObjectsOf"))


@dataclass(frozen=True, slots=True)
class Constraint:
    """A rule that the data has to keep to, in the words of its shape."""

    shape: str
    """Prefixed name of the shape."""
    message: str
    severity: str
    """`violation`, `warning` or `info`."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A correspondence with a term of another vocabulary."""

    relation: str
    """How near they are, such as `close match`."""
    name: str
    """Prefixed name of the other term."""
    iri: str
    comment: str


Constraints = dict[str, tuple[Constraint, ...]]
Mappings = dict[str, tuple[Mapping, ...]]


def local_name(iri: str) -> str:
    """Return the local name of a term of ours, the prefixed name of another's."""
    return iri.removeprefix(NS) if iri.startswith(NS) else compact(iri)


def read_constraints(shapes: Iterable[Quad]) -> Constraints:
    """Return the shapes of each term, by local name.

    A class has those that target it and their property shapes, a property those of its paths.
    """
    quads = list(shapes)
    values: dict[tuple[object, NamedNode], list[object]] = defaultdict(list)
    for quad in quads:
        values[quad.subject, quad.predicate].append(quad.object)
    found: dict[str, dict[Constraint, None]] = defaultdict(dict)
    for shape in {q.subject for q in quads if isinstance(q.subject, NamedNode)}:
        constraint = _constraint(shape, values)
        targets = [node for target in _TARGETS for node in values[shape, target]]
        paths = [node for path in values[shape, term("sh:path")] for node in _path(path, values)]
        parts = [_constraint(part, values) for part in values[shape, term("sh:property")]]
        for node in (*targets, *paths):
            if isinstance(node, NamedNode) and node.value.startswith(NS):
                found[local_name(node.value)] |= {one: None for one in (constraint, *parts) if one}
    return {name: tuple(sorted(each, key=lambda one: one.shape)) for name, each in found.items()}


def read_mappings(sssom: str) -> Mappings:
    """Return the mappings of each term, by local name, in a mapping set of SSSOM as TSV."""
    lines = sssom.splitlines()
    head = [line[1:] for line in lines if line.startswith("#  ")]
    prefixes = {
        name.strip(): iri.strip() for name, _, iri in (line.partition(":") for line in head)
    }
    header, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    found: dict[str, list[Mapping]] = defaultdict(list)
    for row in rows:
        record = dict(zip(header, row, strict=True))
        prefix, _, local = record["object_id"].partition(":")
        found[record["subject_id"].removeprefix("cb:")].append(
            Mapping(
                relation=_RELATIONS[record["predicate_id"]],
                name=record["object_id"],
                iri=prefixes[prefix] + local,
                comment=record["comment"],
            )
        )
    return {name: tuple(each) for name, each in found.items()}


_RELATIONS: Final = {
    "skos:exactMatch": "the same as",
    "skos:closeMatch": "close to",
    "skos:broadMatch": "narrower than",
    "skos:narrowMatch": "broader than",
    "skos:relatedMatch": "related to",
}


def _constraint(
    shape: object, values: dict[tuple[object, NamedNode], list[object]]
) -> Constraint | None:
    if not isinstance(shape, NamedNode):
        return None
    messages = values[shape, term("sh:message")]
    severities = values[shape, term("sh:severity")]
    if not messages or not severities:
        return None
    message, severity = messages[0], severities[0]
    assert isinstance(message, Literal)
    assert isinstance(severity, NamedNode)
    words = message.value.replace("{?value}", "…").replace("{$this}", "it")
    return Constraint(
        compact(shape.value), words, severity.value.removeprefix(PREFIXES["sh"]).lower()
    )


def _path(node: object, values: dict[tuple[object, NamedNode], list[object]]) -> Iterator[object]:
    """Yield the predicates in a path, through its sequences, alternatives and inverses."""
    if isinstance(node, NamedNode):
        yield node
    elif isinstance(node, BlankNode):
        for (subject, _), objects in list(values.items()):
            if subject == node:
                for value in objects:
                    yield from _path(value, values)
