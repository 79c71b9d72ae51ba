"""Find loops: from claims over evidence, actors and policies, back to the claim."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from cuibono.analysis.loops.edges import Edge, Edges, Path, Paths, turned
from cuibono.analysis.loops.request import LoopRequest, Reach, Role, Stake
from cuibono.analysis.loops.times import Span, Times, agreement
from cuibono.analysis.tables import Tables
from cuibono.errors import ParameterError

MOST_LOOPS: Final = 10_000
"""More are no answer that anybody reads; they come of many ties and many wider policies."""

ROLE_KINDS: Final[Mapping[Role, str]] = {
    Role.PRODUCER: "was produced by",
    Role.FUNDER: "was paid for by",
    Role.DATA_OWNER: "uses data owned by",
}
STAKE_KINDS: Final[Mapping[Stake, str]] = {
    Stake.PROMOTES: "promotes",
    Stake.GAINS: "is said to gain from",
    Stake.INTEREST: "has an interest in",
}
_BACK: Final[Mapping[str, str]] = {
    "advances": "is advanced by",
    "is part of": "has as part",
    "is used for": "is argued for with",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A loop as a path, part by part."""

    evidence: Path
    behind: Edge
    ties: Path
    stake: Edge
    policies: Path

    @property
    def path(self) -> Path:
        return (*self.evidence, self.behind, *self.ties, self.stake, *self.policies)

    @property
    def nodes(self) -> frozenset[str]:
        return frozenset(edge.source for edge in self.path)

    @property
    def acts(self) -> tuple[Span, ...]:
        """When the actor promoted, was judged or had the interest, statement by statement."""
        return tuple(map(Span.of, self.stake.rows))

    @property
    def lasting(self) -> tuple[Edge, ...]:
        """The steps that begin and end: payments and ties between actors."""
        paid = (self.behind,) if self.behind.kind == ROLE_KINDS[Role.FUNDER] else ()
        return (*paid, *self.ties)

    @property
    def times(self) -> Times:
        return agreement((spans(edge) for edge in self.lasting), self.acts)

    @property
    def order(self) -> tuple[int, tuple[tuple[str, str], ...]]:
        """Where it stands among others: by length, then by what it leads through."""
        return len(self.path), tuple((edge.source, edge.kind) for edge in self.path)


def spans(edge: Edge) -> tuple[Span, ...]:
    """Return when a step held, statement by statement."""
    return tuple(map(Span.of, edge.rows))


class LoopSearch:
    """The loops of one claim, or of all, under the conditions of a request."""

    def __init__(self, tables: Tables, asked: LoopRequest, claim: str | None) -> None:
        self._asked = asked
        self.edges = edges = Edges(tables, asked, whole=claim is None)
        claims = None if claim is None else {claim}
        supporting = edges.fetch("support", claims)
        self.uses = edges.fetch("use", claims)
        self.evidence = edges.reach("rests", supporting)
        self.actors = edges.fetch("behind", self.evidence)
        self._claims = sorted(edges.nodes("support") & edges.nodes("use"))
        self._reached = edges.reach("tie", self.actors, asked.steps)
        self._stakes = edges.fetch("stake", self._reached)
        self._policies = self.uses | self._stakes
        if asked.policies is not Reach.SAME:
            self._policies = edges.reach("serves", self._policies)
        self._rests = Paths(edges, "rests", self.evidence)
        self._ties = Paths(edges, "tie", self._reached, asked.steps)
        self._serving = Paths(edges, "serves", self._policies)
        self._wider = cache(self._paths_to_wider)
        self._routes = cache(self._routes_between)

    def loops(self) -> list[Found]:
        """Return the loops, the shortest first; raises `ParameterError` where they are too many."""
        found: list[Found] = []
        for claim in self._claims:
            for loop in filter(self._is_asked_for, self._of(claim)):
                found.append(loop)
                if len(found) > MOST_LOOPS:
                    raise ParameterError(
                        f"there are more than {MOST_LOOPS:,} loops; ask for one claim, fewer "
                        "steps, policies=same, or some actors or policies",
                        parameter="steps",
                    )
        return sorted(found, key=lambda loop: loop.order)

    def _is_asked_for(self, loop: Found) -> bool:
        asked, nodes = self._asked, loop.nodes
        return (
            (not asked.actor or not nodes.isdisjoint(asked.actor))
            and (not asked.policy or not nodes.isdisjoint(asked.policy))
            and (not asked.times or loop.times in asked.times)
        )

    def _of(self, claim: str) -> Iterator[Found]:
        for evidence, behind in self._behind(claim):
            for ties, stake in self._stakes_of(behind.target):
                for use in self.edges.of("use", claim):
                    for route in self._routes(stake.target, use.target):
                        back = turned((use,), _BACK)
                        yield Found(evidence, behind, ties, stake, (*route, *back))

    def _behind(self, claim: str) -> Iterator[tuple[Path, Edge]]:
        """Yield the ways from a claim to who is behind its evidence."""
        kinds = {ROLE_KINDS[role] for role in self._asked.role or Role}
        for support in self.edges.of("support", claim):
            for rest in self._rests.of(support.target):
                path = (support, *rest)
                for behind in self.edges.of("behind", path[-1].target):
                    if behind.kind in kinds:
                        yield path, behind

    def _stakes_of(self, actor: str) -> Iterator[tuple[Path, Edge]]:
        """Yield the ways from an actor over others to a stake in a policy."""
        kinds = {STAKE_KINDS[stake] for stake in self._asked.stake or Stake}
        for ties in self._ties.of(actor):
            for stake in self.edges.of("stake", ties[-1].target if ties else actor):
                if stake.kind in kinds:
                    yield ties, stake

    def _routes_between(self, stake: str, use: str) -> tuple[Path, ...]:
        """Return the ways from the policy of an actor to that which a claim is used for."""
        if stake == use:
            return ((),)
        reach = self._asked.policies
        if reach is Reach.SAME:
            return ()
        routes = [*self._wider(stake)[use], *(turned(p, _BACK) for p in self._wider(use)[stake])]
        if reach is Reach.COMMON:
            routes += self._over_a_third(stake, use)
        return tuple(routes)

    def _over_a_third(self, stake: str, use: str) -> Iterator[Path]:
        for third, ups in self._wider(stake).items():
            for up in ups:
                for down in self._wider(use)[third]:
                    if third not in (stake, use) and _meet_only_at_the_end(up, down):
                        yield (*up, *turned(down, _BACK))

    def _paths_to_wider(self, policy: str) -> Mapping[str, list[Path]]:
        found: defaultdict[str, list[Path]] = defaultdict(list)
        for path in filter(None, self._serving.of(policy)):
            found[path[-1].target].append(path)
        return found


def _meet_only_at_the_end(up: Path, down: Path) -> bool:
    return {edge.source for edge in up}.isdisjoint(edge.source for edge in down)
