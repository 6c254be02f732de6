"""Charts with axes laid out as SVG: bars, columns, lines, areas and points. It knows no spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import escape

from app.local_google.pages.svg import INK, LETTER, RULE, SOFT, TOP, frame, key, short

Area = tuple[float, float, float, float]
BOTTOM, RIGHT = 46, 16


@dataclass(frozen=True)
class Series:
    """One line or set of bars; None where there is no number."""

    name: str
    values: list[float | None]
    kind: str
    colour: str


@dataclass(frozen=True)
class Scale:
    """Numbers laid along a stretch of pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def steps(low: float, high: float) -> list[float]:
    """Round numbers from at most `low` to at least `high`, about five of them."""
    if high <= low:
        high = low + 1
    rough = (high - low) / 5
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough - 1e-12)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def plot(
    title: str,
    width: int,
    height: int,
    names: Sequence[str],
    series: Sequence[Series],
    *,
    sideways: bool,
    stacked: bool,
    axes: tuple[str, str],
    legend: bool,
) -> str:
    """Bars, columns, lines, areas and points over named places."""
    ticks = _ticks(series, stacked)
    shown = [each for each in series if each.name]
    top = TOP + (22 if legend and len(shown) > 1 else 0)
    left = (max((len(short(name, 22)) for name in names), default=0) * LETTER if sideways else 46.0) + 22
    area = (left, float(top), float(width - RIGHT), float(height - BOTTOM))
    stretch = (area[0], area[2]) if sideways else (area[3], area[1])
    value_axis = Scale(ticks[0], ticks[-1], *stretch)
    parts = [_rules(ticks, value_axis, area, sideways)]
    step = ((area[3] - area[1]) if sideways else (area[2] - area[0])) / max(1, len(names))
    parts.append(_names(names, area, step, sideways))
    parts.append(_marks(series, value_axis, area, step, sideways, stacked))
    if not names:
        place = f'x="{(area[0] + area[2]) / 2:.1f}" y="{(area[1] + area[3]) / 2:.1f}"'
        parts.append(f'<text {place} text-anchor="middle" fill="{INK}">No data yet</text>')
    if legend and len(shown) > 1:
        x = left
        for each in shown:
            parts.append(key(x, TOP + 8, each.colour, each.name))
            x += 34 + len(short(each.name, 34)) * LETTER
    middle = (area[0] + area[2]) / 2
    if axes[0]:
        parts.append(f'<text x="{middle:.1f}" y="{height - 8}" text-anchor="middle">{escape(axes[0])}</text>')
    if axes[1]:
        turned = f'transform="translate(14 {(area[1] + area[3]) / 2:.1f}) rotate(-90)"'
        parts.append(f'<text {turned} text-anchor="middle">{escape(axes[1])}</text>')
    return frame(title, width, height, "".join(parts), _said(names, series))


def _said(names: Sequence[str], series: Sequence[Series]) -> str:
    sentences = []
    for each in series:
        known = [(name, value) for name, value in zip(names, each.values, strict=False) if value is not None]
        sentences.append(f"{each.name}: {', '.join(f'{name} {value:g}' for name, value in known)}.")
    return " ".join(sentences)


def _ticks(series: Sequence[Series], stacked: bool) -> list[float]:
    values = [value for each in series for value in each.values if value is not None]
    if stacked and series:
        length = max(len(each.values) for each in series)
        values += [sum(_value(each, n) for each in series) for n in range(length)]
    return steps(min([0.0, *values]), max([0.0, *values]) or 1.0)


def _value(series: Series, number: int) -> float:
    return (series.values[number] if number < len(series.values) else None) or 0.0


def _rules(ticks: Sequence[float], axis: Scale, area: Area, sideways: bool) -> str:
    parts = []
    for tick in ticks:
        at = axis.at(tick)
        colour = SOFT if tick == 0 else RULE
        if sideways:
            parts.append(f'<path d="M{at:.1f} {area[1]:.1f}V{area[3]:.1f}" stroke="{colour}"/>')
            parts.append(f'<text x="{at:.1f}" y="{area[3] + 16:.1f}" text-anchor="middle">{tick:g}</text>')
        else:
            parts.append(f'<path d="M{area[0]:.1f} {at:.1f}H{area[2]:.1f}" stroke="{colour}"/>')
            parts.append(f'<text x="{area[0] - 6:.1f}" y="{at + 4:.1f}" text-anchor="end">{tick:g}</text>')
    return "".join(parts)


def _every(names: Sequence[str], step: float, sideways: bool) -> int:
    """One name in how many is written: few names are all written, shortened; many where they find room."""
    if not names or (len(names) <= 8 and not sideways):
        return 1
    longest = max(len(name) for name in names)
    return max(1, ceil((16 if sideways else min(longest + 2, 12) * LETTER) / step))


def _names(names: Sequence[str], area: Area, step: float, sideways: bool) -> str:
    parts, every = [], _every(names, step, sideways)
    room = max(3, int(step * every / LETTER) - 1)
    for number, name in enumerate(names):
        if number % every:
            continue
        middle = number * step + step / 2
        if sideways:
            text, x, y, anchor = short(name, 22), area[0] - 6, area[1] + middle + 4, "end"
        else:
            text, x, y, anchor = short(name, room), area[0] + middle, area[3] + 16, "middle"
        parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>')
    return "".join(parts)


def _marks(
    series: Sequence[Series],
    axis: Scale,
    area: Area,
    step: float,
    sideways: bool,
    stacked: bool,
) -> str:
    bars = [each for each in series if each.kind in ("BAR", "COLUMN")]
    parts = [
        _bars(each, place, 1 if stacked else len(bars), axis, area, step, sideways, bars[: place * stacked])
        for place, each in enumerate(bars)
    ]
    for each in series:
        if each.kind not in ("BAR", "COLUMN"):
            parts.append(_path(each, axis, area, step))
    return "".join(parts)


def _bars(
    each: Series,
    place: int,
    beside: int,
    axis: Scale,
    area: Area,
    step: float,
    sideways: bool,
    under: Sequence[Series],
) -> str:
    parts, thick = [], min(step * 0.72 / beside, 56.0)
    for number, value in enumerate(each.values):
        if value is None:
            continue
        base = sum(_value(lower, number) for lower in under)
        start, end = sorted((axis.at(base), axis.at(base + value)))
        offset = number * step + (step - thick * beside) / 2 + (thick * place if beside > 1 else 0)
        if sideways:
            x, y, wide, high = start, area[1] + offset, end - start, thick
        else:
            x, y, wide, high = area[0] + offset, start, thick, end - start
        size = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
        parts.append(f'<rect {size} rx="1.5" fill="{each.colour}"/>')
    return "".join(parts)


def _path(each: Series, axis: Scale, area: Area, step: float) -> str:
    points: list[tuple[float, float] | None] = [
        None if value is None else (area[0] + number * step + step / 2, axis.at(value))
        for number, value in enumerate(each.values)
    ]
    dots = [point for point in points if point]
    drawn = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{each.colour}"/>' for x, y in dots)
    if each.kind == "SCATTER" or not dots:
        return drawn
    line = "".join(f"{'M' if number == 0 else 'L'}{x:.1f} {y:.1f}" for number, (x, y) in enumerate(dots))
    if each.kind in ("AREA", "STEPPED_AREA"):
        floor_at = axis.at(max(axis.low, 0))
        closed = f"{line}L{dots[-1][0]:.1f} {floor_at:.1f}L{dots[0][0]:.1f} {floor_at:.1f}Z"
        drawn = f'<path d="{closed}" fill="{each.colour}" fill-opacity=".25"/>{drawn}'
    return f'<path d="{line}" fill="none" stroke="{each.colour}" stroke-width="2"/>{drawn}'
