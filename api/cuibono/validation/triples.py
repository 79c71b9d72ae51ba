"""Look-ups in a small set of triples: shapes, reports, what is said about a few nodes."""

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from cuibono.terms import term

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal

_FIRST, _REST = term("rdf:first"), term("rdf:rest")


Statement = Quad | Triple
"""Quads stand for their triples: the graph of a statement makes no difference to shapes."""


def ntriples(statements: Iterable[Statement]) -> str:
    """Return statements as N-Triples; the triple of a quad is made on the way, and not kept."""
    triples = (one.triple if isinstance(one, Quad) else one for one in statements)
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return text.decode()


def as_term(value: object) -> Term:
    """Return a part of a statement; triple terms are refused when files are read."""
    assert isinstance(value, NamedNode | BlankNode | Literal), value
    return value


class Triples:
    """Triples by subject and predicate; values come in the order in which they were given."""

    def __init__(self, triples: Iterable[Statement]) -> None:
        self._values: dict[Node, dict[NamedNode, list[Term]]] = {}
        self._subjects: dict[tuple[NamedNode, Term], list[Node]] = defaultdict(list)
        for triple in triples:
            if isinstance(triple.subject, Triple) or isinstance(triple.object, Triple):
                continue  # RDF 1.2; `ingest.reading` refuses it
            described = self._values.setdefault(triple.subject, {})
            described.setdefault(triple.predicate, []).append(triple.object)
            self._subjects[triple.predicate, triple.object].append(triple.subject)

    def values(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """Return the values of a property of a node."""
        if isinstance(subject, Literal):
            return []
        return self._values.get(subject, {}).get(predicate, [])

    def predicates(self, subject: Term) -> list[NamedNode]:
        """Return the properties of a node."""
        return [] if isinstance(subject, Literal) else list(self._values.get(subject, {}))

    def value(self, subject: Term, predicate: NamedNode) -> Term | None:
        """Return the first value of a property of a node, if any."""
        return next(iter(self.values(subject, predicate)), None)

    def iri(self, subject: Term, predicate: NamedNode) -> NamedNode | None:
        """Return the first value of a property that is an IRI, if any."""
        found = (value for value in self.values(subject, predicate))
        return next((value for value in found if isinstance(value, NamedNode)), None)

    def words(self, subject: Term, predicate: NamedNode) -> str | None:
        """Return the text of a property: the English one where there are several."""
        found = [v for v in self.values(subject, predicate) if isinstance(v, Literal)]
        found.sort(key=lambda v: ((v.language or "") not in ("en", ""), v.language or "", v.value))
        return found[0].value if found else None

    def subjects(self, predicate: NamedNode, value: Term) -> list[Node]:
        """Return the nodes that have this value."""
        return self._subjects.get((predicate, value), [])

    def members(self, node: Term) -> list[Term]:
        """Return the members of an RDF list."""
        members: list[Term] = []
        seen: set[Term] = set()
        while node not in seen and (first := self.value(node, _FIRST)) is not None:
            seen.add(node)
            members.append(first)
            rest = self.value(node, _REST)
            if rest is None:
                break
            node = rest
        return members
