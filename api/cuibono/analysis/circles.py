"""Circles in what leads to what."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any


def circles(edges: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the groups of nodes that lead to one another: strongly connected components.

    A node by itself is one where an edge leads from it to itself. Each group, and the list, is in
    order.
    """
    known = sorted(set(edges))
    if not known:
        return []
    names = sorted({end for edge in known for end in edge})
    place = {name: number for number, name in enumerate(names)}
    igraph: Any = import_module("igraph")  # here, since others need not wait for it; untyped
    graph = igraph.Graph(len(names), [(place[a], place[b]) for a, b in known], directed=True)
    found: list[list[int]] = list(graph.connected_components(mode="strong"))
    itself = {a for a, b in known if a == b}
    groups = [sorted(names[member] for member in group) for group in found]
    return sorted(tuple(group) for group in groups if len(group) > 1 or group[0] in itself)
