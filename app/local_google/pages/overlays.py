"""Which conditional formats hold in the cells that are drawn, and the format they lay over each.

What a condition means is sheets/conditions.py's; here is only which cells are asked, and which rule wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.local_google.pages.grid import Line
from app.local_google.pages.styles import mixed
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Value
from app.local_google.sheets.conditions import decided, operand
from app.local_google.sheets.ranges import box_from
from app.local_google.sheets.rewrite import Reference, rewrite, shifted
from app.local_google.sheets.storage import open_book
from app.local_google.sheets.tab import Tab
from app.local_google.world import World

Json = dict[str, Any]
Overlays = dict[tuple[int, int], Json]
FREE_COLUMN = re.compile(r"(?<![$A-Za-z])[A-Za-z]{1,3}\$?\d")


@dataclass(frozen=True)
class Asked:
    """The part of a tab that is drawn, and what is needed to decide a rule on it."""

    world: World
    book: Book
    tab: Tab
    rows: Sequence[Line]
    columns: Sequence[Line]

    def cells(self, boxes: Sequence[Box]) -> Iterator[tuple[int, int]]:
        """The drawn cells that lie in any of the boxes, each once."""
        seen: set[tuple[int, int]] = set()
        for box in boxes:
            bottom = self.tab.row_count if box.bottom is None else box.bottom
            right = self.tab.column_count if box.right is None else box.right
            rows = [line.index for line in self.rows if box.top <= line.index < bottom]
            columns = [line.index for line in self.columns if box.left <= line.index < right]
            for place in ((row, column) for row in rows for column in columns):
                if place not in seen:
                    seen.add(place)
                    yield place


def overlays_of(
    world: World, book_id: str, sheet: Json, rows: Sequence[Line], columns: Sequence[Line]
) -> Overlays:
    """The format laid over each cell in which a rule holds; the first rule of the list wins."""
    rules = sheet.get("conditionalFormats", [])
    if not rules:
        return {}
    book = open_book(world, book_id)
    tab = book.tab(int(sheet["properties"]["sheetId"]))
    if tab is None:
        return {}
    book.ready(world.now())
    asked = Asked(world, book, tab, rows, columns)
    overlays: Overlays = {}
    for rule in reversed(rules):
        boxes = [box_from(place) for place in rule.get("ranges", [])]
        if "gradientRule" in rule:
            _add_gradient(asked, boxes, rule["gradientRule"], overlays)
        elif boxes:
            _add_boolean(asked, boxes, rule["booleanRule"], overlays)
    return overlays


def _add_boolean(asked: Asked, boxes: list[Box], rule: Json, overlays: Overlays) -> None:
    condition, look = rule["condition"], rule.get("format", {})
    for place in _holding(asked, boxes, condition):
        under = overlays.get(place, {})
        text = {**under.get("textFormat", {}), **look.get("textFormat", {})}
        overlays[place] = {**under, **look} | ({"textFormat": text} if text else {})


def _holding(asked: Asked, boxes: list[Box], condition: Json) -> list[tuple[int, int]]:
    """The drawn cells in which the condition is true."""
    places = list(asked.cells(boxes))
    if condition.get("type") == "CUSTOM_FORMULA":
        return _by_formula(asked, boxes[0], str(condition["values"][0].get("userEnteredValue", "")), places)
    today = asked.world.now().astimezone(asked.book.zone()).date()
    operands = [_operand(asked, value, today) for value in condition.get("values", [])]
    return [place for place in places if decided(condition, asked.book.value(asked.tab, *place), operands)]


def _operand(asked: Asked, value: Json, today: Any) -> Any:
    text = str(value.get("userEnteredValue", ""))
    if text.startswith("="):
        return asked.book.tries([_named(text, asked.tab)])[0]
    return operand(value, asked.book.locale, today)


def _named(formula: str, tab: Tab) -> str:
    """The formula with the tab's name before every reference that has none."""

    def change(reference: Reference) -> Reference:
        return reference if reference.title is not None else _titled(reference, tab.title)

    return rewrite(formula, change)


def _titled(reference: Reference, title: str) -> Reference:
    return Reference(title, reference.first, reference.last)


def _by_formula(
    asked: Asked, first: Box, formula: str, places: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """A formula is written for the first cell of its range; where no column is free, once a row is enough."""
    text = formula if formula.startswith("=") else f"={formula}"
    named = _named(text, asked.tab)
    by_row = not FREE_COLUMN.search(text)
    keys = {place: (place[0], first.left) if by_row else place for place in places}
    wanted = sorted(set(keys.values()))
    shown = [shifted(named, row - first.top, column - first.left) for row, column in wanted]
    answers = dict(zip(wanted, asked.book.tries(shown), strict=True)) if shown else {}
    return [place for place in places if _true(answers[keys[place]])]


def _true(value: Value) -> bool:
    return value is True or (isinstance(value, int | float) and not isinstance(value, bool) and value != 0)


def _add_gradient(asked: Asked, boxes: list[Box], rule: Json, overlays: Overlays) -> None:
    values = [
        value
        for box in boxes
        for row, column, cell in asked.tab.cells_in(box)
        if _is_number(value := asked.book.value(asked.tab, row, column, cell))
    ]
    numbers = sorted(float(value) for value in values if isinstance(value, int | float))
    points = [rule[name] for name in ("minpoint", "midpoint", "maxpoint") if name in rule]
    if not numbers or len(points) < 2:
        return
    stops = [(_stop(point, numbers), point) for point in points]
    for place in asked.cells(boxes):
        value = asked.book.value(asked.tab, *place)
        if isinstance(value, int | float) and not isinstance(value, bool):
            overlays[place] = {**overlays.get(place, {}), "backgroundColor": _between(float(value), stops)}


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _stop(point: Json, numbers: list[float]) -> float:
    kind, text = point.get("type", "MIN"), str(point.get("value", "0"))
    if kind in ("MIN", "MAX"):
        return numbers[0] if kind == "MIN" else numbers[-1]
    try:
        wanted = float(text.rstrip("%"))
    except ValueError:
        return numbers[0]
    if kind == "PERCENT":
        return numbers[0] + (numbers[-1] - numbers[0]) * wanted / 100
    if kind == "PERCENTILE":
        return numbers[round((len(numbers) - 1) * min(100.0, max(0.0, wanted)) / 100)]
    return wanted


def _between(value: float, stops: list[tuple[float, Json]]) -> Json:
    """The colour at a value: that of the nearest end beyond them, a mixture between two stops."""
    for (low, first), (high, second) in pairwise(stops):
        if value <= high or (high, second) == stops[-1]:
            share = (value - low) / (high - low) if high > low else 1.0
            return mixed(first, second, min(1.0, max(0.0, share)))
    return {}
