"""Evidence arranged for reading: its results, who stands behind it, what was met before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cuibono.analysis.model import Absence, Statement, Thing
from cuibono.analysis.trace_model import Argument, Direction, Evidence, Figure, Role, Tie, Trace

_CRITERIA: Final = frozenset({"inclusion threshold", "sample size"})
_ROLES: Final = {
    "producer": "produced by",
    "data owner": "data owned by",
    "funder": "paid for by",
}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure that bears on a claim: on which side, and from which evidence."""

    direction: Direction
    figure: Figure
    evidence: Thing


@dataclass(frozen=True, slots=True)
class GroupedTie:
    """A tie of an actor to a policy, with all statements that say it."""

    kind: str
    policy: Thing
    through: Thing | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """Actors behind evidence in one or more roles, or why nobody is named."""

    roles: str
    actors: tuple[tuple[Thing, tuple[GroupedTie, ...]], ...]
    statements: tuple[Statement, ...]
    absence: Absence | None


@dataclass(slots=True)
class Met:
    """What a page has told already, so that it is told once and referred to after."""

    _met: set[str] = field(default_factory=set[str])

    def first(self, iri: str) -> bool:
        """Return whether something is met for the first time, and keep it in mind."""
        is_new = iri not in self._met
        self._met.add(iri)
        return is_new


def figure_rows(trace: Trace) -> tuple[FigureRow, ...]:
    """Return the result figures among the arguments about a claim, each once, for its side.

    Within a side, figures of the same measure stand together.
    """
    criteria = {iri for argument in trace.arguments for iri in _all_criteria(argument)}
    rows: dict[tuple[Direction, str], FigureRow] = {}
    for argument in trace.arguments:
        for row in _rows_of(argument, argument.direction):
            if row.figure.thing.iri not in criteria:
                rows.setdefault((row.direction, row.figure.thing.iri), row)
    order = list(Direction)

    def place(row: FigureRow) -> tuple[int, str, str]:
        measure = row.figure.measure.label if row.figure.measure else ""
        return order.index(row.direction), measure, row.evidence.label

    return tuple(sorted(rows.values(), key=place))


def results(evidence: Evidence) -> list[Figure]:
    """Return the figures of evidence without those that only say what was counted.

    These are thresholds and sizes of samples; they show with the scope and the limitations.
    """
    own = (evidence.figure,) if evidence.figure else ()
    criteria = set(_criteria(evidence))
    return [f for f in (*own, *evidence.figures) if f.thing.iri not in criteria]


def behind(evidence: Evidence) -> list[Behind]:
    """Return who stands behind evidence; roles of the same actors are told together."""
    groups: dict[tuple[str, ...], list[Role]] = {}
    for role in evidence.roles:
        actors = tuple(sorted(backer.actor.iri for backer in role.actors))
        groups.setdefault(actors or (role.role,), []).append(role)
    return [_behind(roles) for roles in groups.values()]


def _behind(roles: Sequence[Role]) -> Behind:
    statements = {role.statement.iri: role.statement for role in roles if role.statement}
    return Behind(
        roles=", ".join(_ROLES.get(role.role, role.role) for role in roles),
        actors=tuple((backer.actor, _grouped(backer.ties)) for backer in roles[0].actors),
        statements=tuple(statements.values()),
        absence=roles[0].absence,
    )


def _grouped(ties: Sequence[Tie]) -> tuple[GroupedTie, ...]:
    groups: dict[tuple[str, str, str], list[Tie]] = {}
    for tie in ties:
        key = (tie.kind, tie.policy.iri, tie.through.iri if tie.through else "")
        groups.setdefault(key, []).append(tie)
    return tuple(
        GroupedTie(
            members[0].kind,
            members[0].policy,
            members[0].through,
            tuple(tie.statement for tie in members),
        )
        for members in groups.values()
    )


def _rows_of(argument: Argument, direction: Direction) -> Iterator[FigureRow]:
    if argument.evidence:
        for evidence in _with_roots(argument.evidence):
            parents = evidence.rests_on if evidence.figure else ()
            source = parents[0].thing if parents else evidence.thing
            yield from (FigureRow(direction, figure, source) for figure in results(evidence))
    for nested in argument.arguments:
        if nested.direction is Direction.SUPPORTS:
            yield from _rows_of(nested, direction)


def _all_criteria(argument: Argument) -> Iterator[str]:
    if argument.evidence:
        for evidence in _with_roots(argument.evidence):
            yield from _criteria(evidence)
    if argument.limitation and argument.limitation.threshold:
        yield argument.limitation.threshold.thing.iri
    for nested in argument.arguments:
        yield from _all_criteria(nested)


def _criteria(evidence: Evidence) -> Iterator[str]:
    yield from (t.thing.iri for t in evidence.scope if t.dimension in _CRITERIA and t.thing)
    yield from (item.threshold.thing.iri for item in evidence.limitations if item.threshold)


def _with_roots(evidence: Evidence) -> Iterator[Evidence]:
    yield evidence
    for root in evidence.rests_on:
        yield from _with_roots(root)
