"""Evidence arranged for reading: its results, and who stands behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cuibono.analysis.model import Absence, Statement, Thing
from cuibono.analysis.trace_model import Evidence, Figure, Role, Tie

_CRITERIA: Final = frozenset({"inclusion threshold", "sample size"})
_ROLES: Final = {
    "producer": "produced by",
    "data owner": "data owned by",
    "funder": "paid for by",
}


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


def results(evidence: Evidence) -> list[Figure]:
    """Return the figures of evidence without those that only say what was counted.

    These are thresholds and sizes of samples; they show with the scope and the limitations.
    """
    own = (evidence.figure,) if evidence.figure else ()
    without = criteria(evidence)
    return [f for f in (*own, *evidence.figures) if f.thing.iri not in without]


def criteria(evidence: Evidence) -> set[str]:
    """Return the figures that say which cases the evidence counts: thresholds, sizes of samples."""
    in_scope = {t.thing.iri for t in evidence.scope if t.dimension in _CRITERIA and t.thing}
    return in_scope | {one.threshold.thing.iri for one in evidence.limitations if one.threshold}


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
