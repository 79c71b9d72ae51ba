"""The vocabulary at a glance: what its relations lead from and to, drawn as SVG.

Drawn from the ontology, so that it shows what is there. Relations stand in the middle, since each
is a thing of its own with a passage; who takes part stands left, what it is about right.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cuibono.publish.vocabulary import Class, Property

LEFT: Final = ("Actor", "Organisation")
MIDDLE: Final = (
    *("Utterance", "ArgumentLink", "Promotion", "Opposition", "Membership", "Backing", "Interest"),
    *("Funding", "Assessment", "Categorisation", "Hindrance", "Justification", "Advancement"),
    *("Composition", "BarrierTargeting", "Retraction"),
)
RIGHT: Final = (
    "Claim",
    "ArgumentNode",
    "Evidence",
    "Category",
    "Barrier",
    "PolicyItem",
    "Document",
)

WIDTH: Final = 900
_ROW: Final = 38
_BOX: Final = (170, 28)
_COLUMNS: Final = (0, 365, 730)


@dataclass(frozen=True, slots=True)
class Box:
    """A class with its place in the drawing."""

    name: str
    label: str
    x: int
    y: int
    kind: str

    @property
    def width(self) -> int:
        return _BOX[0]

    @property
    def height(self) -> int:
        return _BOX[1]


@dataclass(frozen=True, slots=True)
class Line:
    """What leads from a relation to a class, by these properties."""

    source: Box
    target: Box
    labels: tuple[str, ...]

    @property
    def is_kind(self) -> bool:
        """Whether it says that the one class is a kind of the other, which stands beside it."""
        return self.source.x == self.target.x

    @property
    def path(self) -> str:
        """The line as SVG path data: a curve from the edge of one box to that of the other."""
        if self.is_kind:
            upper, lower = sorted((self.source, self.target), key=lambda box: box.y)
            return f"M{upper.x + upper.width // 2} {upper.y + upper.height}V{lower.y}"
        leftwards = self.target.x < self.source.x
        x1 = self.source.x + (0 if leftwards else self.source.width)
        x2 = self.target.x + (self.target.width if leftwards else 0)
        y1 = self.source.y + self.source.height // 2
        y2 = self.target.y + self.target.height // 2
        bend = (x1 + x2) // 2
        return f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}"


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes and lines, and how tall the drawing is."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int

    @property
    def relations(self) -> list[tuple[Box, list[Line]]]:
        """Each relation with its lines: the drawing in words."""
        middle = [box for box in self.boxes if box.kind == "relation"]
        return [(box, [line for line in self.lines if line.source == box]) for box in middle]


def draw(tops: Iterable[Class], properties: tuple[Property, ...]) -> Diagram:
    """Return the diagram of a vocabulary; what it has no class for is left out."""
    classes = {one.name: one for top in tops for one in _all(top)}
    height = _ROW * len(MIDDLE)
    boxes = {
        box.name: box
        for names, x, kind in zip(
            (LEFT, MIDDLE, RIGHT), _COLUMNS, ("who", "relation", "what"), strict=True
        )
        for box in _column([classes[name] for name in names if name in classes], x, kind, height)
    }
    lines = [
        line
        for name in MIDDLE
        if name in boxes
        for line in _lines(classes[name], classes, boxes, properties)
    ]
    lines += [
        Line(boxes[name], boxes[above], ("a kind of",))
        for name in (*LEFT, *RIGHT)
        if name in boxes
        for above in classes[name].broader
        if above in boxes
    ]
    return Diagram(tuple(boxes.values()), tuple(lines), WIDTH, height)


def _column(classes: list[Class], x: int, kind: str, height: int) -> Iterator[Box]:
    step = height / max(len(classes), 1)
    for row, one in enumerate(classes):
        y = round(step * row + (step - _BOX[1]) / 2)
        yield Box(one.name, one.label, x, y, kind)


def _lines(
    relation: Class,
    classes: dict[str, Class],
    boxes: dict[str, Box],
    properties: tuple[Property, ...],
) -> Iterator[Line]:
    """Yield the lines of a relation, for what it and its kinds lead to directly."""
    kinds = {one.name for one in _all(relation)}
    labels: dict[str, list[str]] = {}
    for one in properties:
        if kinds & set(one.domain) and one.range:
            target = _nearest(one.range[0], classes, boxes)
            if target and target != relation.name and boxes[target].kind != "relation":
                labels.setdefault(target, []).append(one.label)
    for target, names in labels.items():
        yield Line(boxes[relation.name], boxes[target], tuple(names))


def _nearest(name: str, classes: dict[str, Class], boxes: dict[str, Box]) -> str | None:
    """Return the class itself or the nearest above it that is drawn."""
    while name not in boxes:
        above = [one for one in classes[name].broader if one in classes] if name in classes else []
        if not above:
            return None
        name = above[0]
    return name


def _all(one: Class) -> Iterator[Class]:
    yield one
    for child in one.children:
        yield from _all(child)
