"""What falls when evidence, documents, actors or statements are set aside, in plain IRIs.

`docs/analyses/impact.md` defines it.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cuibono.analysis.argument import ArgumentGraph
from cuibono.analysis.tables import Row, Tables, sql_text

_PACKAGE: Final = "cuibono.analysis.impact"
_BEHIND: Final = frozenset({"producer", "data owner", "funder"})


class Cause(StrEnum):
    """Why something falls."""

    ASKED = "asked"
    """It is set aside itself."""
    PART = "part"
    """It is a part of evidence that is set aside."""
    ACTOR = "actor"
    """An actor that is set aside produced it, paid for it or owns its data."""
    MAKER = "maker"
    """All who say, draw or promote it are set aside."""
    DOCUMENT = "document"
    """All documents that report or express it are set aside; or all authors of a document are."""
    PASSAGE = "passage"
    """All of its passages stand in documents that are set aside."""
    DRAWS = "draws"
    """All that it draws on falls."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """What falls, each with the first cause found."""

    evidence: Mapping[str, Cause]
    others: Mapping[str, Cause]
    """Statements, documents and other things."""
    without_passage: frozenset[str]
    """What loses its only passage, whatever other cause it falls by."""
    unasserted: tuple[str, ...]
    """Claims that were asserted, and that nobody is on record as asserting any more."""

    @property
    def nodes(self) -> frozenset[str]:
        return frozenset(self.evidence) | frozenset(self.others)


def what_falls(tables: Tables, graph: ArgumentGraph, aside: Set[str]) -> Fallen:
    """Return what falls with what is set aside."""
    rows = _ask(tables, "nodes", aside)
    others: dict[str, Cause] = {}
    for row in rows:
        others.setdefault(row["node"], Cause(row["reason"]))
    unpassaged = frozenset(row["node"] for row in rows if row["reason"] == Cause.PASSAGE)
    documents = {row["node"] for row in rows if row["reason"] == Cause.DOCUMENT}
    evidence = fallen_evidence(graph, aside, documents, unpassaged)
    return Fallen(
        evidence=evidence,
        others={node: cause for node, cause in others.items() if node not in graph.evidence},
        without_passage=unpassaged,
        unasserted=tuple(row["claim"] for row in _ask(tables, "unasserted", aside)),
    )


def superseded(tables: Tables) -> list[Row]:
    """Return what sources take back or replace: node, reason, and the statement that says so."""
    return tables.rows(sql_text(_PACKAGE, "superseded"))


def uses(tables: Tables) -> list[Row]:
    """Return which claim is used for which policy, and the link that says so."""
    return tables.rows(sql_text(_PACKAGE, "uses"))


def fallen_evidence(
    graph: ArgumentGraph, aside: Set[str], documents: Set[str], unpassaged: Set[str] = frozenset()
) -> dict[str, Cause]:
    """Return the evidence that falls, by cause.

    What a part does not say of who is behind it or where it is reported, its nearest whole does.
    """
    found: dict[str, Cause] = {}
    for piece in sorted(graph.evidence):
        cause = _own_cause(graph, piece, aside, documents, unpassaged)
        if cause:
            found[piece] = cause
    grows = True
    while grows:
        new = {
            piece
            for piece in graph.evidence - found.keys()
            if (drawn := graph.drawn_on(piece)) and drawn <= found.keys()
        }
        found |= dict.fromkeys(sorted(new), Cause.DRAWS)
        grows = bool(new)
    return found


def _own_cause(
    graph: ArgumentGraph,
    piece: str,
    aside: Set[str],
    documents: Set[str],
    unpassaged: Set[str],
) -> Cause | None:
    if piece in aside:
        return Cause.ASKED
    if any(one in aside for level in graph.levels(piece) for one in level):
        return Cause.PART
    if _nearest(graph, piece, _behind(graph)) & aside:
        return Cause.ACTOR
    reported = _nearest(graph, piece, lambda one: graph.reported_in.get(one, frozenset()))
    if reported and reported <= documents:
        return Cause.DOCUMENT
    return Cause.PASSAGE if piece in unpassaged else None


def _behind(graph: ArgumentGraph) -> Callable[[str], frozenset[str]]:
    return lambda one: frozenset(
        backer.actor for backer in graph.backers.get(one, ()) if backer.role in _BEHIND
    )


def _nearest(
    graph: ArgumentGraph, piece: str, said_of: Callable[[str], frozenset[str]]
) -> frozenset[str]:
    """Return what is said of a piece, or where nothing is, of the nearest whole."""
    for level in graph.levels(piece):
        if found := frozenset[str]().union(*map(said_of, level)):
            return found
    return frozenset()


def _ask(tables: Tables, answer: str, aside: Set[str]) -> list[Row]:
    text = f"WITH {sql_text(_PACKAGE, 'fallen')}\n{sql_text(_PACKAGE, answer)}"
    return tables.rows(text, {"aside": f" {' '.join(sorted(aside))} "})
