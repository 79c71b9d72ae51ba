"""Ties of discourse networks that vanish with what falls."""

from collections.abc import Iterable, Set
from typing import Final

from cuibono.analysis.networks import (
    ConceptKind,
    Kind,
    NetworkParameters,
    discourse_network,
)
from cuibono.analysis.networks.model import NetworkTie
from cuibono.analysis.tables import Tables

NETWORKS: Final = tuple(
    NetworkParameters(kind=kind, concept_kind=concept)
    for concept in (ConceptKind.CLAIM, ConceptKind.POLICY)
    for kind in (Kind.CONGRUENCE, Kind.CONFLICT)
)
"""Who agrees and who disagrees with whom, over claims and over policies."""


def vanishing_ties(
    tables: Tables, parameters: NetworkParameters, fallen: Set[str], actors: Set[str]
) -> tuple[NetworkTie, ...]:
    """Return the ties of a one-mode network of which no pair of statements is left.

    Raises `ParameterError` where the network is too large to tell.
    """
    before = discourse_network(tables, parameters)
    return tuple(tie for tie in before.ties if not _is_left(tie, fallen, actors))


def _is_left(tie: NetworkTie, fallen: Set[str], actors: Set[str]) -> bool:
    return actors.isdisjoint((tie.source, tie.target)) and any(
        _any_left(ground.source_statements, fallen) and _any_left(ground.target_statements, fallen)
        for ground in tie.grounds
    )


def _any_left(statements: Iterable[str], fallen: Set[str]) -> bool:
    return any(statement not in fallen for statement in statements)
