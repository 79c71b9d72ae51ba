"""States of the data, in which the gate looks up single nodes.

The data before and after a write are the store and a small difference to it; neither is ever
copied. The graphs that cuibono makes itself are left out, and the ontology is there instead as it
is in force.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Final, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuibono.store import Matching, Queryable, Row
from cuibono.terms import Graph
from cuibono.validation.triples import Node, Term
from cuibono.validation.walks import Lookup

MADE: Final = (Graph.ONTOLOGY, Graph.INFERRED)
"""The graphs that are no assertions of a source."""

_WHOLE = 64
"""A node with at most so many statements in a direction is read whole, which is one look-up."""

_BATCH = 200
"""How many look-ups one query carries."""

_LIMITED_BATCH = 20
"""How many with a limit, each of which is a query in the query."""

_NOT_MADE: Final = f"FILTER (?g NOT IN ({MADE[0]}, {MADE[1]}))"


class LostNodeError(Exception):
    """A blank node cannot be asked for in another process."""


class Index:
    """Statements by subject and by object."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._by: dict[tuple[Term, bool], list[Triple]] = defaultdict(list)
        for triple in dict.fromkeys(triples):
            self._by[cast(Term, triple.subject), False].append(triple)
            self._by[cast(Term, triple.object), True].append(triple)

    def find(self, lookup: Lookup) -> Sequence[Triple]:
        """Return the statements that are asked for."""
        found = self._by.get((lookup.node, lookup.is_inverse), [])
        if lookup.predicate is None:
            return found
        return [triple for triple in found if triple.predicate == lookup.predicate]

    def knows(self, node: Term) -> bool:
        """Whether there is a statement about or with the node."""
        return (node, False) in self._by or (node, True) in self._by


class _Difference:
    """What stands in a state of the data besides the store, and what of the store does not."""

    def __init__(self, without: frozenset[Triple], besides: Sequence[Index]) -> None:
        self.without = without
        self.besides = besides

    def applied(self, lookup: Lookup, stored: Iterable[Triple]) -> Iterator[Triple]:
        """Yield what is asked for, each statement once."""
        seen = {triple: None for index in self.besides for triple in index.find(lookup)}
        yield from seen
        for triple in stored:
            if triple not in seen and triple not in self.without:
                seen[triple] = None
                yield triple


class MatchedView:
    """A state of a store in this process."""

    def __init__(
        self, store: Matching, without: frozenset[Triple], besides: Sequence[Index]
    ) -> None:
        self._store = store
        self._difference = _Difference(without, besides)
        self._wholes: dict[tuple[Term, bool], dict[NamedNode, list[Triple]] | None] = {}

    def read(self, lookups: Iterable[Lookup]) -> Mapping[Lookup, Sequence[Triple]]:
        return {lookup: self._read(lookup) for lookup in lookups}

    def _read(self, lookup: Lookup) -> Sequence[Triple]:
        whole = self.whole(lookup.node, is_inverse=lookup.is_inverse)
        if whole is None:
            return list(islice(self._find(lookup), lookup.limit))
        if lookup.predicate is None:
            return list(chain(*whole.values()))
        return whole.get(lookup.predicate, ())

    def whole(self, node: Term, *, is_inverse: bool) -> Mapping[NamedNode, Sequence[Triple]] | None:
        key = (node, is_inverse)
        if key not in self._wholes:
            found = list(islice(self._find(Lookup(node, None, is_inverse)), _WHOLE + 1))
            self._wholes[key] = _grouped(found) if len(found) <= _WHOLE else None
        return self._wholes[key]

    def _find(self, lookup: Lookup) -> Iterator[Triple]:
        return self._difference.applied(lookup, self._stored(lookup))

    def _stored(self, lookup: Lookup) -> Iterator[Triple]:
        node, predicate, is_inverse, _ = lookup
        subject, value = (None, node) if is_inverse else (node, None)
        is_literal = isinstance(value, Literal)  # the engine takes 01 for 1; the shapes do not
        for quad in self._store.match(subject, predicate, value):
            if quad.graph_name not in MADE and not (is_literal and quad.object != value):
                yield quad.triple


def _grouped(triples: Iterable[Triple]) -> dict[NamedNode, list[Triple]]:
    grouped: dict[NamedNode, list[Triple]] = {}
    for triple in triples:
        grouped.setdefault(triple.predicate, []).append(triple)
    return grouped


class QueriedView:
    """A state of a store elsewhere: all look-ups of a round go together."""

    def __init__(
        self, store: Queryable, without: frozenset[Triple], besides: Sequence[Index]
    ) -> None:
        self._store = store
        self._difference = _Difference(without, besides)
        self._answers: dict[Lookup, Sequence[Triple]] = {}

    def read(self, lookups: Iterable[Lookup]) -> Mapping[Lookup, Sequence[Triple]]:
        """Return the statements that were asked for; raises `LostNodeError`."""
        asked = list(lookups)
        new = [lookup for lookup in asked if lookup not in self._answers]
        remote = [lookup for lookup in new if self._is_elsewhere(lookup)]
        stored: dict[Lookup, list[Triple]] = defaultdict(list)
        for batch in _batches(remote):
            for lookup, triple in self._ask(batch):
                stored[lookup].append(triple)
        for lookup in new:
            found = self._difference.applied(lookup, stored[lookup])
            self._answers[lookup] = list(islice(found, lookup.limit))
        return {lookup: self._answers[lookup] for lookup in asked}

    def whole(self, node: Term, *, is_inverse: bool) -> None:
        """Return None: every statement is asked for, many in one query."""

    def _is_elsewhere(self, lookup: Lookup) -> bool:
        if isinstance(lookup.node, BlankNode):
            if any(index.knows(lookup.node) for index in self._difference.besides):
                return False  # of the files that are being written
            raise LostNodeError
        return lookup.is_inverse or not isinstance(lookup.node, Literal)

    def _ask(self, lookups: Sequence[Lookup]) -> Iterator[tuple[Lookup, Triple]]:
        query = self._each(lookups) if lookups[0].limit is not None else self._together(lookups)
        for row in self._store.select(query):
            number = row["n"]
            assert isinstance(number, Literal)
            lookup = lookups[int(number.value)]
            yield lookup, _triple(lookup, row)

    def _together(self, lookups: Sequence[Lookup]) -> str:
        """Return the query of look-ups of one shape: a UNION of many keeps Oxigraph for minutes."""
        node = "?o" if lookups[0].is_inverse else "?s"
        if lookups[0].predicate is None:
            rows = " ".join(f"({n} {lookup.node})" for n, lookup in enumerate(lookups))
            values = f"VALUES (?n {node}) {{ {rows} }}"
        else:
            rows = " ".join(f"({n} {one.node} {one.predicate})" for n, one in enumerate(lookups))
            values = f"VALUES (?n {node} ?p) {{ {rows} }}"
        return f"SELECT DISTINCT ?n ?s ?p ?o {{ {values} GRAPH ?g {{ ?s ?p ?o }} {_NOT_MADE} }}"

    def _each(self, lookups: Sequence[Lookup]) -> str:
        """Return the query of look-ups with limits; a limit leaves room for what is gone."""
        parts: list[str] = []
        for number, lookup in enumerate(lookups):
            assert lookup.limit is not None
            subject, value = ("?s", lookup.node) if lookup.is_inverse else (lookup.node, "?o")
            parts.append(
                f"{{ SELECT DISTINCT ({number} AS ?n) ?s ?p ?o {{ GRAPH ?g "
                f"{{ {subject} {lookup.predicate or '?p'} {value} }} {_NOT_MADE} }}"
                f" LIMIT {lookup.limit + len(self._difference.without)} }}"
            )
        return f"SELECT ?n ?s ?p ?o {{ {' UNION '.join(parts)} }}"


def _batches(lookups: Iterable[Lookup]) -> Iterator[list[Lookup]]:
    """Yield look-ups of one shape, as many as go into one query."""
    alike: dict[tuple[bool, bool, bool], list[Lookup]] = defaultdict(list)
    for one in lookups:
        alike[one.is_inverse, one.predicate is None, one.limit is None].append(one)
    for (_, _, is_whole), found in alike.items():
        size = _BATCH if is_whole else _LIMITED_BATCH
        for start in range(0, len(found), size):
            yield found[start : start + size]


def _triple(lookup: Lookup, row: Row) -> Triple:
    # The node is as it was asked for: an engine may give 1 for 01.
    subject = row["s"] if lookup.is_inverse else lookup.node
    predicate = lookup.predicate or row["p"]
    assert isinstance(subject, Node)
    assert isinstance(predicate, NamedNode)
    return Triple(subject, predicate, lookup.node if lookup.is_inverse else row["o"])


def view_of(
    store: Queryable, without: Iterable[Triple] = (), besides: Sequence[Index] = ()
) -> MatchedView | QueriedView:
    """Return a state of the data: what the store holds, less and more some statements."""
    if isinstance(store, Matching):
        return MatchedView(store, frozenset(without), besides)
    return QueriedView(store, frozenset(without), besides)
