"""Measures of a network: clusters by Leiden, their modularity, the backbone of its ties."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import Any, Final

Weights = Mapping[tuple[str, str], float]

_ONE_AT_A_TIME: Final = Lock()  # igraph has one generator of random numbers for all threads


@dataclass(frozen=True, slots=True)
class Clusters:
    """Which node is in which cluster, numbered by size from 1, and the modularity of that."""

    of: Mapping[str, int]
    modularity: float

    @property
    def number(self) -> int:
        return len(set(self.of.values()))


def clusters(nodes: Sequence[str], weights: Weights, seed: int) -> Clusters | None:
    """Return the clusters that Leiden finds by modularity; None where no tie is positive.

    Traag, Waltman and van Eck (2019), https://doi.org/10.1038/s41598-019-41695-z. Only positive
    weights count: modularity has no place for others. The same network and seed give the same
    clusters, in whatever order the nodes come.
    """
    names = sorted(nodes)
    place = {name: number for number, name in enumerate(names)}
    positive = sorted((ends, weight) for ends, weight in weights.items() if weight > 0)
    if not positive:
        return None
    igraph: Any = import_module("igraph")  # here, since others need not wait for it; untyped
    graph = igraph.Graph(len(names), [(place[a], place[b]) for (a, b), _ in positive])
    graph.es["weight"] = [weight for _, weight in positive]
    with _ONE_AT_A_TIME:
        igraph.set_random_number_generator(random.Random(seed))
        found = graph.community_leiden("modularity", weights="weight", n_iterations=-1)
    members: list[list[str]] = [[names[member] for member in group] for group in found]
    groups = sorted(members, key=lambda group: (-len(group), group))
    of = {name: number for number, group in enumerate(groups, start=1) for name in group}
    return Clusters(of, graph.modularity(found.membership, weights="weight"))


def backbone(weights: Weights, level: float) -> set[tuple[str, str]]:
    """Return the ties that the disparity filter keeps at a level of significance.

    Serrano, Boguñá and Vespignani (2009), https://doi.org/10.1073/pnas.0808904106, equation 2: of a
    node with k ties, one with the share p of its weight is significant where (1 - p)^(k - 1) is
    below the level; a tie stays that is so for either end. Weights count without their signs.
    """
    strength: dict[str, float] = {}
    degree: dict[str, int] = {}
    for ends, weight in weights.items():
        for end in ends:
            strength[end] = strength.get(end, 0.0) + abs(weight)
            degree[end] = degree.get(end, 0) + 1

    def chance(end: str, weight: float) -> float:
        return (1 - abs(weight) / strength[end]) ** (degree[end] - 1)

    return {
        ends for ends, weight in weights.items() if min(chance(end, weight) for end in ends) < level
    }
