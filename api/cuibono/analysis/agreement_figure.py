"""The agreement of two codings as a figure: one row a measure, one dot a section, in SVG."""

from collections.abc import Iterator
from html import escape
from typing import Final

from cuibono.analysis.agreement import Agreement, Part

_LEFT: Final = 190
_WIDTH: Final = 420
_ROW: Final = 46
_TOP: Final = 64
_LEGEND: Final = "diamond: the whole text; dots: its sections"
_RIGHT: Final = 130
_LEAST: Final = 0.667
_RELIABLE: Final = 0.8
"""Krippendorff's customary limits: below the one nothing, above the other firm conclusions."""


def agreement_svg(found: Agreement) -> str:
    """Return a figure of the share of passages found by both and of each alpha."""
    rows = list(_rows(found))
    height = _TOP + _ROW * len(rows) + 40
    width = _LEFT + _WIDTH + _RIGHT
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
            ' font-family="system-ui, sans-serif" font-size="13" fill="#1c2733">',
            f"<title>{escape(_summary(found))}</title>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            '<text x="16" y="26" font-weight="600">Agreement of two codings</text>',
            f'<text x="{_LEFT + 20}" y="26" fill="#5b6875">{_LEGEND}</text>',
            *_scale(height),
            *(line for n, row in enumerate(rows) for line in _drawn(n, *row)),
            "</svg>\n",
        ]
    )


def _rows(found: Agreement) -> Iterator[tuple[str, str, float | None, list[float]]]:
    """Yield each row: name, what it counts, the value of the whole, the values of the sections."""
    whole = found.whole
    passages = sum(whole.passages)
    shares = [part.found_by_both for part in found.sections if part.found_by_both is not None]
    yield "passages found by both", f"{passages} passages", whole.found_by_both, shares
    for measure in whole.measures:
        values = [_alpha_of(part, measure.name) for part in found.sections]
        known = [value for value in values if value is not None]
        yield f"alpha of {measure.name}", f"{measure.units} units", measure.alpha, known


def _alpha_of(part: Part, name: str) -> float | None:
    return next(measure.alpha for measure in part.measures if measure.name == name)


def _scale(height: int) -> Iterator[str]:
    bottom = height - 34
    for value, dashes in ((0.0, ""), (_LEAST, "2 3"), (_RELIABLE, "2 3"), (1.0, "")):
        x = _x(value)
        yield (
            f'<line x1="{x}" x2="{x}" y1="{_TOP - 14}" y2="{bottom}" stroke="#c5ced8"'
            f' stroke-dasharray="{dashes}"/>'
        )
        label = f"{value:g}"
        yield f'<text x="{x}" y="{bottom + 18}" text-anchor="middle" fill="#5b6875">{label}</text>'


def _drawn(n: int, name: str, count: str, whole: float | None, parts: list[float]) -> Iterator[str]:
    y = _TOP + _ROW * n + 14
    yield f'<text x="16" y="{y + 4}">{escape(name)}</text>'
    yield f'<text x="{_LEFT + _WIDTH + 24}" y="{y + 4}" fill="#5b6875">{escape(count)}</text>'
    for value in parts:
        yield f'<circle cx="{_x(value)}" cy="{y}" r="4" fill="#7d93ab" fill-opacity="0.55"/>'
    if whole is None:
        yield f'<text x="{_LEFT + 8}" y="{y + 4}" fill="#5b6875">not defined</text>'
        return
    x = _x(whole)
    yield f'<path d="M{x} {y - 9} l7 9 l-7 9 l-7 -9 z" fill="#0b5cad"/>'
    yield f'<text x="{x}" y="{y - 13}" text-anchor="middle" font-size="12">{whole:.2f}</text>'


def _x(value: float) -> float:
    """Return where a value stands; what lies below 0 stands at the left edge."""
    return round(_LEFT + _WIDTH * max(0.0, min(1.0, value)), 1)


def _summary(found: Agreement) -> str:
    values = (f"{name} {value:.2f}" for name, _, value, _ in _rows(found) if value is not None)
    return f"Agreement of two codings: {', '.join(values)}. Dots are sections, diamonds the whole."
