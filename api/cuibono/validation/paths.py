"""Property paths of SHACL (https://www.w3.org/TR/shacl/#property-paths): read, told, written."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from cuibono.terms import compact, term
from cuibono.validation.triples import Node, Term, Triples

_POSTFIX: Final = {
    "*": term("sh:zeroOrMorePath"),
    "+": term("sh:oneOrMorePath"),
    "?": term("sh:zeroOrOnePath"),
}
_INVERSE = term("sh:inversePath")
_ALTERNATIVE = term("sh:alternativePath")
_FIRST, _REST, _NIL = term("rdf:first"), term("rdf:rest"), term("rdf:nil")


@dataclass(frozen=True, slots=True)
class Steps:
    """A path made of paths; the operator is that of SPARQL's property paths."""

    operator: str
    parts: tuple["Path", ...]

    def __str__(self) -> str:
        inner = [f"({part})" if _is_compound(part) else path_text(part) for part in self.parts]
        if self.operator in _POSTFIX:
            return f"{inner[0]}{self.operator}"
        return f"^{inner[0]}" if self.operator == "^" else self.operator.join(inner)


Path = NamedNode | Steps
Fresh = Callable[[], BlankNode]

ANY: Final = Steps("!", ())
"""Whatever predicate: an empty negated property set of SPARQL, which no shape can write."""

CLASSES: Final = Steps("/", (term("rdf:type"), Steps("*", (term("rdfs:subClassOf"),))))
"""From a node to its classes as SHACL sees them."""


def inverse(path: Path) -> Path:
    """Return the path from its end to its start, with `^` before predicates only."""
    if isinstance(path, NamedNode) or path == ANY:
        return Steps("^", (path,))
    if path.operator == "^":
        return path.parts[0]
    parts = path.parts[::-1] if path.operator == "/" else path.parts
    return Steps(path.operator, tuple(map(inverse, parts)))


def _is_compound(path: Path) -> bool:
    return isinstance(path, Steps) and path.operator in "/|"


def path_text(path: Path) -> str:
    """Return a path as SPARQL writes it, with prefixed names."""
    return compact(path.value) if isinstance(path, NamedNode) else str(path)


def first_predicate(path: Path) -> NamedNode | None:
    """Return the predicate that a path starts with at its focus node, if it starts with one."""
    if isinstance(path, NamedNode):
        return path
    return None if path.operator == "^" else first_predicate(path.parts[0])


def read_path(triples: Triples, node: Term) -> Path | None:
    """Return the path that a node of a shapes or report graph stands for, if it is one."""
    if isinstance(node, NamedNode):
        return node
    if members := triples.members(node):
        return _steps("/", triples, members)
    if (inverse := triples.value(node, _INVERSE)) is not None:
        return _steps("^", triples, [inverse])
    if (choice := triples.value(node, _ALTERNATIVE)) is not None:
        return _steps("|", triples, triples.members(choice))
    for operator, predicate in _POSTFIX.items():
        if (repeated := triples.value(node, predicate)) is not None:
            return _steps(operator, triples, [repeated])
    return None


def _steps(operator: str, triples: Triples, nodes: Sequence[Term]) -> Path | None:
    parts = [read_path(triples, node) for node in nodes]
    known = tuple(part for part in parts if part is not None)
    return Steps(operator, known) if known and len(known) == len(parts) else None


def write_path(path: Path, fresh: Fresh = BlankNode) -> tuple[Node, list[Triple]]:
    """Return the node that stands for a path in a report, and the triples that it needs.

    `fresh` makes the blank nodes.
    """
    if isinstance(path, NamedNode):
        return path, []
    written = [write_path(part, fresh) for part in path.parts]
    triples = [triple for _, inner in written for triple in inner]
    nodes = [node for node, _ in written]
    if path.operator == "/":
        head, chain = _list(nodes, fresh)
        return head, [*triples, *chain]
    node = fresh()
    if path.operator == "|":
        head, chain = _list(nodes, fresh)
        return node, [*triples, *chain, Triple(node, _ALTERNATIVE, head)]
    predicate = _INVERSE if path.operator == "^" else _POSTFIX[path.operator]
    return node, [*triples, Triple(node, predicate, nodes[0])]


def _list(nodes: Sequence[Node], fresh: Fresh) -> tuple[Node, list[Triple]]:
    cells = [fresh() for _ in nodes]
    return cells[0], list(_cells(cells, nodes))


def _cells(cells: Sequence[BlankNode], nodes: Sequence[Node]) -> Iterator[Triple]:
    rests: list[Node] = [*cells[1:], _NIL]
    for cell, node, rest in zip(cells, nodes, rests, strict=True):
        yield Triple(cell, _FIRST, node)
        yield Triple(cell, _REST, rest)
