"""Where the boxes and lines of a layered drawing stand, from left to right (Sugiyama's layout)."""

from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any, Final

BEND: Final = 0.3
"""The room that a line takes where it passes a layer, in boxes."""
Ends = tuple[str, str]
Cell = tuple[int, float]
"""A layer, counted from the left, and a place in it, counted in boxes from the top."""


def layered(nodes: Sequence[str], edges: Sequence[Ends]) -> dict[Ends, list[Cell]]:
    """Return the cells that each edge goes through, and that of each node under `(node, node)`.

    An edge over several layers bends around the boxes between. Circles are broken by the layout.
    """
    number = {node: place for place, node in enumerate(nodes)}
    layers = _layers(len(nodes), [(number[a], number[b]) for a, b in edges])
    chains = {(a, b): [number[a], number[b]] for a, b in edges}
    for chain in chains.values():
        start, end = (layers[one] for one in chain)
        step = 1 if start < end else -1
        for layer in range(start + step, end, step):
            chain.insert(-1, len(layers))
            layers.append(layer)
    steps = [(a, b) for chain in chains.values() for a, b in pairwise(chain)]
    rows = _rows(layers, steps, len(nodes))
    cells = [(layer, row) for layer, row in zip(layers, rows, strict=True)]
    found = {ends: [cells[one] for one in chain] for ends, chain in chains.items()}
    return found | {(node, node): [cells[place]] for node, place in number.items()}


def _layers(count: int, edges: list[tuple[int, int]]) -> list[int]:
    """Return the layer of each node: what nothing leads to stands just before what it leads to."""
    graph = _igraph().Graph(count, edges, directed=True)
    layers = [round(y) for _, y in graph.layout_sugiyama().coords[:count]]
    reached = {target for _, target in edges}
    for node in range(count):
        after = [layers[target] for source, target in edges if source == node]
        if node not in reached and after:
            layers[node] = max(0, min(after) - 1)
    return layers


def _rows(layers: list[int], edges: list[tuple[int, int]], boxes: int) -> list[float]:
    """Return the place of each node in its layer, with few crossings and no gaps.

    Sugiyama's layout says in which order; each layer is then set close, around one middle.
    """
    graph = _igraph().Graph(len(layers), edges, directed=True)
    found = graph.layout_sugiyama(layers=layers, maxiter=200).coords
    columns: dict[int, list[int]] = {}
    for node in sorted(range(len(layers)), key=lambda node: (found[node][0], node)):
        columns.setdefault(layers[node], []).append(node)
    heights = [1.0 if node < boxes else BEND for node in range(len(layers))]
    tallest = max(sum(heights[node] for node in column) for column in columns.values())
    rows = [0.0] * len(layers)
    for column in columns.values():
        row = (tallest - sum(heights[node] for node in column)) / 2
        for node in column:
            rows[node] = row + (heights[node] - 1) / 2
            row += heights[node]
    return rows


def _igraph() -> Any:
    return import_module("igraph")  # here, since others need not wait for it; untyped
