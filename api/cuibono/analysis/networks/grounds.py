"""The statements behind each tie, and their count that reproduces its weight."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from cuibono.analysis.networks.model import Ground, StatementRecord
from cuibono.analysis.networks.parameters import Kind, Mode, NetworkParameters

Grounds = Callable[[str, str], tuple[Ground, ...]]


def two_mode_grounds(counted: Iterable[StatementRecord]) -> Grounds:
    """Return a function from actor and concept to what their tie rests on."""
    said: dict[tuple[str, str, bool], list[str]] = defaultdict(list)
    for row in counted:
        said[row.actor, row.concept, row.agreement].append(row.statement)

    def of(actor: str, concept: str) -> tuple[Ground, ...]:
        return tuple(
            Ground(over=None, agree=agree, source_statements=tuple(said[actor, concept, agree]))
            for agree in (True, False)
            if (actor, concept, agree) in said
        )

    return of


def one_mode_grounds(counted: Iterable[StatementRecord], parameters: NetworkParameters) -> Grounds:
    """Return a function from two nodes to what their tie rests on, of the kind that counts."""
    said: dict[str, dict[str, dict[bool, list[str]]]] = defaultdict(lambda: defaultdict(dict))
    for row in counted:
        unit, over = (row.actor, row.concept)
        if parameters.mode is Mode.CONCEPTS:
            unit, over = over, unit
        said[unit][over].setdefault(row.agreement, []).append(row.statement)
    wanted = {Kind.CONGRUENCE: (True,), Kind.CONFLICT: (False,)}.get(parameters.kind, (True, False))

    def of(source: str, target: str) -> tuple[Ground, ...]:
        return tuple(
            Ground(
                over=over,
                agree=agree,
                source_statements=tuple(said[source][over][stance]),
                target_statements=tuple(said[target][over][stance == agree]),
            )
            for over in sorted(said[source].keys() & said[target].keys())
            for agree in wanted
            for stance in (True, False)
            if stance in said[source][over] and (stance == agree) in said[target][over]
        )

    return of
