"""The evidence that bears on a claim, and the documents that looked at it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from cuibono.analysis.networks import Inferred
from cuibono.analysis.tables import Row, Tables, sql_text
from cuibono.terms import kind_and_slug

_PACKAGE: Final = "cuibono.analysis.echo"
Directions = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class EvidenceOf:
    """The evidence that bears on a claim, in which directions, and the links that say so."""

    directions: Mapping[str, frozenset[str]]
    links: frozenset[str]
    """Those that sources draw: that a reader drew one does not say that a document did."""
    by_reader: frozenset[str] = frozenset()
    """Evidence that only links of a reader tie to the claim."""


def evidence_of(tables: Tables, claim: str, inferred: Inferred) -> EvidenceOf:
    """Return what bears on a claim: at first hand, through claims, and what that draws on.

    Through another claim comes what supports that one; circles end.
    """
    links, origins = _Edges(tables, "links", "target"), _Edges(tables, "origins", "node")
    stated = _reached(links, origins, claim, Inferred.EXCLUDE)
    if inferred is Inferred.EXCLUDE:
        return stated
    every = _reached(links, origins, claim, Inferred.INCLUDE)
    return replace(every, by_reader=frozenset(every.directions.keys() - stated.directions.keys()))


def looks_at(tables: Tables, evidence: EvidenceOf) -> list[Row]:
    """Return a row for each way in which a document looked at a piece of this evidence."""
    values = {"evidence": listed(evidence.directions), "links": listed(evidence.links)}
    return tables.rows(sql_text(_PACKAGE, "looks"), values) if evidence.directions else []


def listed(iris: Iterable[str]) -> str:
    """Return IRIs as one text: neither engine takes lists as values in the same way."""
    return f" {' '.join(sorted(iris))} "


class _Edges:
    """What leads to nodes, asked of the tables once for each node."""

    def __init__(self, tables: Tables, query: str, key: str) -> None:
        self._tables = tables
        self._query = sql_text(_PACKAGE, query)
        self._key = key
        self._known: dict[str, list[Row]] = {}

    def of(self, nodes: Iterable[str]) -> Iterator[Row]:
        """Yield the rows of nodes, in the order of these."""
        wanted = list(nodes)
        if new := [node for node in wanted if node not in self._known]:
            self._known.update({node: [] for node in new})
            for row in self._tables.rows(self._query, {"nodes": listed(new)}):
                self._known[str(row[self._key])].append(row)
        for node in wanted:
            yield from self._known[node]


def _reached(links: _Edges, origins: _Edges, claim: str, inferred: Inferred) -> EvidenceOf:
    found: Directions = defaultdict(set)
    reached: Directions = defaultdict(set)
    drawn: set[str] = set()
    level = [claim]
    while level:
        following: set[str] = set()
        for row in links.of(level):
            if row["inferred"] and inferred is Inferred.EXCLUDE:
                continue
            directions = _directions(row, claim, reached)
            source = str(row["source"])
            if not directions or source == claim:
                continue
            if not row["inferred"]:
                drawn.add(str(row["link"]))
            if not _is_claim(source):
                found[source] |= directions
            elif not directions <= reached[source]:
                reached[source] |= directions
                following.add(source)
        level = sorted(following)
    _add_origins(origins, found)
    evidence = {node: frozenset(ways) for node, ways in found.items() if _is_evidence(node)}
    return EvidenceOf(evidence, frozenset(drawn))


def _directions(row: Row, claim: str, reached: Mapping[str, set[str]]) -> set[str]:
    """Return how the source of a link bears on the claim: through claims, if it supports them."""
    if row["target"] == claim:
        return {str(row["direction"])}
    return set(reached[str(row["target"])]) if row["direction"] == "supports" else set()


def _add_origins(origins: _Edges, found: Directions) -> None:
    """Add what evidence draws on or is part of, and what a limitation limits, to the roots."""
    level = set(found)
    while level:
        following: set[str] = set()
        for row in origins.of(sorted(level)):
            node, origin = str(row["node"]), str(row["origin"])
            if not found[node] <= found[origin]:
                found[origin] |= found[node]
                following.add(origin)
        level = following


def _is_claim(iri: str) -> bool:
    return _kind(iri) == "claim"


def _is_evidence(iri: str) -> bool:
    return _kind(iri) == "evidence"


def _kind(iri: str) -> str | None:
    parts = kind_and_slug(iri)
    return parts[0] if parts else None
