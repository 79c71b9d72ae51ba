"""The argument graph of a snapshot in plain IRIs, for analyses that walk it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, Final

from cuibono.analysis.tables import Tables, sql_text
from cuibono.analysis.trace_model import Direction

_PACKAGE: Final = "cuibono.analysis.argument"


@dataclass(frozen=True, slots=True)
class Line:
    """An argument link: its source speaks for or against its target."""

    link: str
    direction: str
    source: str
    target: str
    inferred: bool = False
    """Whether only a reader draws it."""


@dataclass(frozen=True, slots=True)
class Backer:
    """An actor behind a piece of evidence, and the statement or thing that says so."""

    actor: str
    role: str
    """`producer`, `data owner`, `funder`, or `author` of a document that reports it."""
    stated_by: str


@dataclass(frozen=True)
class ArgumentGraph:
    """Links, evidence and what it comes from; walking it tolerates circles of any kind."""

    lines: tuple[Line, ...]
    evidence: frozenset[str]
    figures: frozenset[str]
    part_of: Mapping[str, frozenset[str]]
    draws_on: Mapping[str, frozenset[str]]
    reported_in: Mapping[str, frozenset[str]]
    backers: Mapping[str, tuple[Backer, ...]]

    @classmethod
    def read(cls, tables: Tables) -> ArgumentGraph:
        """Return the argument graph in the tables of a snapshot."""
        lines = tables.rows(sql_text(_PACKAGE, "lines"))
        origins = tables.rows(sql_text(_PACKAGE, "origins"))
        backers = tables.rows(sql_text(_PACKAGE, "backers"))
        return cls.of(
            (Line(**row) for row in lines),
            ((row["evidence"], row["relation"], row["origin"]) for row in origins),
            (
                (row["evidence"], Backer(row["actor"], row["role"], row["stated_by"]))
                for row in backers
            ),
        )

    @classmethod
    def of(
        cls,
        lines: Iterable[Line],
        origins: Iterable[tuple[str, str, str | None]],
        backers: Iterable[tuple[str, Backer]] = (),
    ) -> ArgumentGraph:
        """Return a graph of lines, origins (evidence, relation, what it comes from) and backers."""
        evidence: set[str] = set()
        figures: set[str] = set()
        found: dict[str, defaultdict[str, set[str]]] = {
            relation: defaultdict(set) for relation in ("part of", "draws on", "reported in")
        }
        for piece, relation, origin in origins:
            evidence.add(piece)
            if relation == "is a figure":
                figures.add(piece)
            elif origin is not None and origin != piece:
                found[relation][piece].add(origin)
        behind: defaultdict[str, set[Backer]] = defaultdict(set)
        for piece, backer in backers:
            behind[piece].add(backer)
        return cls(
            lines=tuple(lines),
            evidence=frozenset(evidence),
            figures=frozenset(figures),
            part_of=_frozen(found["part of"]),
            draws_on=_frozen(found["draws on"]),
            reported_in=_frozen(found["reported in"]),
            backers={
                piece: tuple(sorted(some, key=lambda b: (b.role, b.actor, b.stated_by)))
                for piece, some in behind.items()
            },
        )

    def grounds(
        self, claim: str, direction: Direction, *, inferred: bool = True
    ) -> dict[str, tuple[Line, ...]]:
        """Return the evidence for or against a claim, each piece with a shortest path of lines.

        The first line has the direction; from the claim that it starts from, supporting lines
        lead on. The claim is no ground of itself, and no claim is gone through twice.
        """
        found: dict[str, tuple[Line, ...]] = {}
        seen = {claim}
        waiting: deque[tuple[str, tuple[Line, ...]]] = deque([(claim, ())])
        while waiting:
            target, path = waiting.popleft()
            wanted = Direction.SUPPORTS if path else direction
            for line in self.lines_to.get(target, ()):
                if line.direction != wanted or (line.inferred and not inferred):
                    continue
                if line.source in self.evidence:
                    found.setdefault(line.source, (*path, line))
                elif line.source not in seen:
                    seen.add(line.source)
                    waiting.append((line.source, (*path, line)))
        return found

    def bearers(self, piece: str) -> frozenset[str]:
        """Return the piece itself, or of a figure the nearest evidence that it is a part of."""
        found, seen, waiting = set[str](), {piece}, [piece]
        while waiting:
            one = waiting.pop()
            wholes: frozenset[str] = frozenset()
            if one in self.figures:
                wholes = self.part_of.get(one, wholes)
            if wholes:
                waiting.extend(wholes - seen)
                seen |= wholes
            else:
                found.add(one)
        return frozenset(found or {piece})

    def rests_on(self, piece: str) -> frozenset[str]:
        """Return a piece of evidence and all that it draws on or is part of, at any depth."""
        found = self._rests_on.get(piece)
        if found is None:
            found = self._rests_on[piece] = frozenset(_reached(piece, self.draws_on, self.part_of))
        return found

    def roots(self, piece: str) -> frozenset[str]:
        """Return the evidence in which the reuse by a piece ends: what draws on nothing further.

        Evidence that draws on nothing is its own root. A part draws on what its whole draws on.
        Where evidence draws only on one another, in a circle, the first by IRI is the root.
        """
        reuse = self._reuse
        start = reuse.graph["mapping"].get(piece)
        if start is None:
            return frozenset({piece})
        below = {start, *_networkx().descendants(reuse, start)}
        return frozenset(min(reuse.nodes[n]["members"]) for n in below if not reuse.out_degree(n))

    def circle(self, piece: str) -> frozenset[str]:
        """Return the evidence that a piece draws on and that draws on it; alone, just the piece."""
        number = self._reuse.graph["mapping"].get(piece)
        return frozenset({piece} if number is None else self._reuse.nodes[number]["members"])

    @cached_property
    def lines_to(self) -> Mapping[str, tuple[Line, ...]]:
        """The lines by what they bear on, in the order of their links."""
        found: defaultdict[str, list[Line]] = defaultdict(list)
        for line in sorted(self.lines, key=lambda line: (line.link, line.source)):
            found[line.target].append(line)
        return {target: tuple(lines) for target, lines in found.items()}

    @cached_property
    def _rests_on(self) -> dict[str, frozenset[str]]:
        return {}  # what has been asked for so far

    @cached_property
    def _reuse(self) -> Any:
        """What draws on what, parts as their wholes do, each circle taken as one (networkx)."""
        graph = _networkx().DiGraph()
        graph.add_edges_from(
            (piece, drawn)
            for piece in sorted(self.evidence)
            for whole in _reached(piece, self.part_of)
            for drawn in self.draws_on.get(whole, ())
            if drawn != piece
        )
        return _networkx().condensation(graph)


def _reached(start: str, *ways: Mapping[str, frozenset[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        one = waiting.pop()
        new = {other for way in ways for other in way.get(one, ())} - found
        found |= new
        waiting.extend(new)
    return found


def _frozen(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {one: frozenset(some) for one, some in found.items()}


def _networkx() -> Any:
    return import_module("networkx")  # here, since others need not wait for it; untyped
