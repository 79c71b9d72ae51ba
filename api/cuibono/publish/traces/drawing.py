"""A trace drawn as SVG: a layered drawing, from who is behind evidence on the left to policies.

The layout is Sugiyama's (igraph); what is drawn is plain SVG 2 with a title, a description and a
role ([SVG accessibility API mappings](https://www.w3.org/TR/svg-aam-1.0/)). Each box leads to what
it shows, each label of a line to the statement that says so.
"""

import textwrap
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final
from xml.etree import ElementTree

from cuibono.analysis.model import Statement, Thing
from cuibono.analysis.trace_model import Trace
from cuibono.publish.traces.graph import Edge, TraceGraph, trace_graph
from cuibono.publish.traces.layout import layered

MOST: Final = 120
"""The boxes of a drawing, those nearest to the claim; more could not be read."""

_BOX: Final = (200, 58)
_GAPS: Final = (150, 22)
_MARGIN: Final = 16
_LETTERS, _LINES = 29, 3
_NOT_DRAWN: Final = frozenset({"document"})
_LEFTWARDS: Final = frozenset({"rests on"})
"""Kinds of lines whose source stands to the right: what something rests on comes before it."""

_STYLE: Final = """
svg { --paper: #fdfdfb; --ink: #1d2328; --soft: #57616b; --line: #8a949e; --claim: #dfe8f7;
  --actor: #f6e7d3; --evidence: #dcefe2; --limitation: #f6dede; --policy: #ebe1f3;
  font: 12px system-ui, sans-serif }
@media (prefers-color-scheme: dark) { svg { --paper: #14181c; --ink: #e8ebee; --soft: #aab4bd;
  --line: #74808b; --claim: #22375a; --actor: #51401f; --evidence: #1f4630; --limitation: #5a2a2a;
  --policy: #43305a } }
.paper { fill: var(--paper) } text { fill: var(--ink) } a { text-decoration: none }
a:focus-visible rect, a:hover rect { stroke-width: 3 } a:hover text { text-decoration: underline }
.box rect { stroke: var(--line); fill: var(--paper) }
.box .kind { fill: var(--soft); font-size: 10px }
.claim rect { fill: var(--claim) } .actor rect { fill: var(--actor) }
.evidence rect { fill: var(--evidence) } .limitation rect { fill: var(--limitation) }
.policy rect { fill: var(--policy) } .root rect { stroke: var(--ink); stroke-width: 2.5 }
.line { fill: none; stroke: var(--line); stroke-width: 1.3 } .inferred { stroke-dasharray: 5 4 }
.said { font-size: 10px; text-anchor: middle; paint-order: stroke; stroke: var(--paper);
  stroke-width: 3.5px } .said text { fill: var(--soft) } marker path { fill: var(--line) }
"""

Link = Callable[[Thing | Statement], str]
Place = tuple[float, float]


def drawing(trace: Trace, link: Link, depth: int) -> str:
    """Return the drawing of a trace, so many arguments deep.

    `link` gives the address that a thing or statement is to lead to.
    """
    whole = _drawn(trace_graph(trace))
    return _Drawing(trace_graph(trace, depth), link, len(whole)).svg()


class _Drawing:
    def __init__(self, graph: TraceGraph, link: Link, whole: int) -> None:
        self._nodes = {one.iri: one for one in _drawn(graph)[:MOST]}
        self._omitted = whole - len(self._nodes)
        self._claim = next(iter(self._nodes.values()))
        self._link = link
        self._edges = _bundled(
            e for e in graph.edges.values() if {e.source, e.target} <= self._nodes.keys()
        )
        self._routes = self._laid_out()

    def _laid_out(self) -> dict[tuple[str, str], list[Place]]:
        """Return the corners of the boxes, and of the gaps between them, that each line passes."""
        order = {ends: _reading(ends, edges) for ends, edges in self._edges.items()}
        cells = layered(list(self._nodes), list(order.values()))
        step_x, step_y = (box + gap for box, gap in zip(_BOX, _GAPS, strict=True))
        places: dict[tuple[str, str], list[Place]] = {
            ends: [(layer * step_x, row * step_y) for layer, row in found]
            for ends, found in cells.items()
        }
        lines = {
            ends: places[ordered][:: 1 if ends == ordered else -1]
            for ends, ordered in order.items()
        }
        return lines | {(node, node): places[node, node] for node in self._nodes}

    def svg(self) -> str:
        places = [place for route in self._routes.values() for place in route]
        width = max(x for x, _ in places) + _BOX[0] + 2 * _MARGIN
        height = max(y for _, y in places) + _BOX[1] + 2 * _MARGIN + (20 if self._omitted else 0)
        root = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {width:.0f} {height:.0f}",
                "width": f"{width:.0f}",
                "height": f"{height:.0f}",
                "role": "graphics-document document",
                "aria-labelledby": "title description",
            },
        )
        _text(root, "title", f"Trace of the claim: {self._claim.label}", id="title")
        _text(root, "desc", self._description(), id="description")
        _text(root, "style", _STYLE)
        self._arrow(root)
        _add(root, "rect", **{"class": "paper", "width": "100%", "height": "100%"})
        inner = _add(root, "g", transform=f"translate({_MARGIN} {_MARGIN})")
        for ends, edges in self._edges.items():
            self._line(inner, self._routes[ends], edges)
        for thing in self._nodes.values():
            self._box(inner, thing, self._routes[thing.iri, thing.iri][0])
        if self._omitted:
            _text(inner, "text", self._left_out(), x="0", y=f"{height - 2 * _MARGIN - 4:.0f}")
        ElementTree.indent(root, " ")
        return ElementTree.tostring(root, encoding="unicode") + "\n"

    def _description(self) -> str:
        kinds = [thing.kind or "other" for thing in self._nodes.values()]
        counts = ", ".join(f"{kind}: {kinds.count(kind)}" for kind in dict.fromkeys(kinds))
        words = "; ".join(
            f"{self._nodes[e.source].label} {e.kind} {self._nodes[e.target].label}"
            for edges in self._edges.values()
            for e in edges[:1]
        )
        left_out = f" {self._left_out()}" if self._omitted else ""
        return f"Boxes by kind: {counts}.{left_out} Lines: {words}."

    def _left_out(self) -> str:
        return (
            f"{self._omitted} more, further from the claim, are not drawn: ask for another depth;"
            " text, JSON and GraphML have all."
        )

    def _arrow(self, root: ElementTree.Element) -> None:
        marker = _add(
            _add(root, "defs"),
            "marker",
            id="arrow",
            viewBox="0 0 8 8",
            refX="7.5",
            refY="4",
            markerWidth="7",
            markerHeight="7",
            orient="auto-start-reverse",
        )
        _add(marker, "path", d="M0 0L8 4L0 8z")

    def _box(self, parent: ElementTree.Element, thing: Thing, place: Place) -> None:
        x, y = place
        roots = {e.target for es in self._edges.values() for e in es if e.kind == "rests on"}
        roots -= {e.source for es in self._edges.values() for e in es if e.kind == "rests on"}
        kind = f"box {thing.kind or ''}{' root' if thing.iri in roots else ''}"
        group = _add(
            parent,
            "a",
            href=self._link(thing),
            transform=f"translate({x:.1f} {y:.1f})",
            **{"class": kind},
        )
        _text(group, "title", f"{thing.kind or 'thing'}: {thing.label}")
        stroke = {"stroke-width": "3"} if thing is self._claim else {}
        _add(group, "rect", width=str(_BOX[0]), height=str(_BOX[1]), rx="5", **stroke)
        _text(group, "text", thing.kind or "thing", x="8", y="12", **{"class": "kind"})
        lines = textwrap.wrap(
            thing.label, _LETTERS, max_lines=_LINES, placeholder="…", break_long_words=True
        )
        for number, line in enumerate(lines):
            _text(group, "text", line, x="8", y=str(26 + 13 * number))

    def _line(
        self, parent: ElementTree.Element, route: Sequence[Place], edges: Sequence[Edge]
    ) -> None:
        points = _anchored(route)
        inferred = all(edge.statement.inferred_by_reader for edge in edges)
        style = "line inferred" if inferred else "line"
        path = {"class": style, "d": _curve(points), "marker-end": "url(#arrow)"}
        _add(parent, "path", **path)
        middle = len(points) // 2
        (x1, y1), (x2, y2) = points[middle - 1], points[middle]
        label = _add(parent, "g", **{"class": "said"})
        kinds: dict[str, list[Edge]] = {}
        for edge in edges:
            kinds.setdefault(edge.kind, []).append(edge)
        for row, (kind, members) in enumerate(kinds.items()):
            line = _add(
                label, "text", x=f"{(x1 + x2) / 2:.1f}", y=f"{(y1 + y2) / 2 + 11 * row:.1f}"
            )
            for number, edge in enumerate(members):
                target = _add(line, "a", href=self._link(edge.statement))
                _text(target, "title", _sentence(self._nodes, edge))
                _text(target, "tspan", kind if number == 0 else f" {number + 1}")


def _drawn(graph: TraceGraph) -> list[Thing]:
    return [one for one in graph.nodes.values() if one.kind not in _NOT_DRAWN]


def _sentence(nodes: dict[str, Thing], edge: Edge) -> str:
    says = f" (so {edge.says})" if edge.says else ""
    return f"{nodes[edge.source].label} {edge.kind} {nodes[edge.target].label}{says}"


def _bundled(edges: Iterable[Edge]) -> dict[tuple[str, str], list[Edge]]:
    """Return the edges by their ends: one line for all statements from one thing to another."""
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        if edge.source != edge.target:
            found.setdefault((edge.source, edge.target), []).append(edge)
    return found


def _reading(ends: tuple[str, str], edges: Sequence[Edge]) -> tuple[str, str]:
    """Return the ends of a line in the order in which they are to stand, left to right."""
    start, end = ends
    return (end, start) if any(edge.kind in _LEFTWARDS for edge in edges) else ends


def _anchored(route: Sequence[Place]) -> list[Place]:
    """Return the points of a line: from the edge of its first box to the edge of its last."""
    width, height = _BOX
    points: list[Place] = []
    for number, (x, y) in enumerate(route):
        ahead = route[number + 1][0] if number + 1 < len(route) else x
        before = route[number - 1][0] if number else x
        middle = y + height / 2
        if number == 0:
            points.append((x + width if ahead >= x else x, middle))
        elif number == len(route) - 1:
            points.append((x if before <= x else x + width, middle))
        else:
            sides = (x, x + width) if ahead > x else (x + width, x)
            points += [(side, middle) for side in sides]
    return points


def _curve(points: Sequence[Place]) -> str:
    """Return the path through points, each step an S between level ends."""
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        bend = (x1 + x2) / 2 if abs(x2 - x1) > 1 else x1 + _GAPS[0] / 3
        path += f"C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    return path


def _add(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)


def _text(parent: ElementTree.Element, tag: str, text: str, **attributes: str) -> None:
    """Add an element with text, without the control characters that XML 1.0 has no place for."""
    printable = "".join(mark if mark >= " " or mark == "\n" else " " for mark in text)
    _add(parent, tag, **attributes).text = printable
