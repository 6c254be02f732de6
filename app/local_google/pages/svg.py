"""What every drawn chart shares, and charts without axes: pies and scorecards. It knows no spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from markupsafe import escape

INK, SOFT, RULE = "#1e2a2f", "#55646b", "#d9dfdf"
TOP = 44
LETTER = 6.6  # pixels a letter takes, about


@dataclass(frozen=True)
class Drawn:
    """A chart as SVG, and the cell whose corner it hangs from."""

    svg: str
    row: int
    column: int
    left: int
    top: int


def frame(title: str, width: int, height: int, inside: str, said: str) -> str:
    """The picture around a drawing: title, border, and what a screen reader says."""
    label = escape(f"{title or 'Chart'}. {said}")
    head = f'<text x="16" y="26" font-size="15" font-weight="600" fill="{INK}">{escape(title)}</text>'
    return (
        f'<svg class="chart" role="img" aria-label="{label}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" xmlns="http://www.w3.org/2000/svg" font-size="12" fill="{SOFT}">'
        f'<rect width="{width}" height="{height}" rx="6" fill="#fff" stroke="{RULE}"/>{head}{inside}</svg>'
    )


def unreadable(title: str, width: int, height: int) -> str:
    """A chart whose ranges cannot be read."""
    text = '<text x="16" y="56">This chart cannot be drawn here.</text>'
    return frame(title, width, height, text, "It cannot be drawn here.")


def scorecard(title: str, under: str, width: int, height: int, value: str) -> str:
    """One number, large."""
    inside = (
        f'<text x="{width / 2}" y="{height / 2 + 16}" font-size="40" font-weight="700" text-anchor="middle" '
        f'fill="{INK}">{escape(value)}</text>'
        f'<text x="{width / 2}" y="{height / 2 + 42}" text-anchor="middle">{escape(under)}</text>'
    )
    return frame(title, width, height, inside, value)


def pie(
    title: str,
    width: int,
    height: int,
    names: Sequence[str],
    values: Sequence[float],
    colours: Sequence[str],
    *,
    hole: float,
) -> str:
    """Shares of a whole, with a list of what they are."""
    total = sum(value for value in values if value > 0)
    radius = min(width * 0.3, (height - TOP - 16) / 2)
    x, y = 24 + radius, TOP + (height - TOP - 8) / 2
    parts, angle = [], -pi / 2
    for number, value in enumerate(values):
        turn = 2 * pi * max(0.0, value) / total if total else 0.0
        parts.append(_slice(x, y, radius, angle, turn, colours[number % len(colours)]))
        angle += turn
    if hole:
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius * hole:.1f}" fill="#fff"/>')
    left = x + radius + 24
    for number, (name, value) in enumerate(zip(names, values, strict=True)):
        line = TOP + 14 + number * 20
        share = f" ({100 * value / total:.0f} %)" if total else ""
        parts.append(key(left, line, colours[number % len(colours)], f"{name}{share}"))
    said = ", ".join(f"{name}: {value:g}" for name, value in zip(names, values, strict=True))
    return frame(title, width, height, "".join(parts), said)


def _slice(x: float, y: float, radius: float, angle: float, turn: float, colour: str) -> str:
    if turn >= 2 * pi - 1e-9:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}"/>'
    start = (x + radius * cos(angle), y + radius * sin(angle))
    end = (x + radius * cos(angle + turn), y + radius * sin(angle + turn))
    large = int(turn > pi)
    return (
        f'<path d="M{x:.1f} {y:.1f}L{start[0]:.1f} {start[1]:.1f}'
        f'A{radius:.1f} {radius:.1f} 0 {large} 1 {end[0]:.1f} {end[1]:.1f}Z" fill="{colour}" stroke="#fff"/>'
    )


def key(x: float, y: float, colour: str, text: str) -> str:
    """One entry of a legend."""
    return (
        f'<rect x="{x:.1f}" y="{y - 10:.1f}" width="12" height="12" rx="2" fill="{colour}"/>'
        f'<text x="{x + 18:.1f}" y="{y:.1f}">{escape(short(text, 34))}</text>'
    )


def short(text: str, length: int) -> str:
    """The text, cut to a length."""
    return text if len(text) <= length else text[: length - 1] + "…"
