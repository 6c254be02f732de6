"""What conditional formats lay over the cells of a box: boolean rules in their order, and colour scales."""

import itertools
import statistics
from dataclasses import replace
from datetime import datetime

from app.local_google.sheets.a1 import Box
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Json, Value
from app.local_google.sheets.conditions import decided, operand
from app.local_google.sheets.looks import overlaid, with_styles
from app.local_google.sheets.ranges import box_from
from app.local_google.sheets.rewrite import Reference, rewrite, shifted
from app.local_google.sheets.tab import Tab

Places = list[tuple[int, int]]
Painted = dict[tuple[int, int], Json]


def painted(book: Book, tab: Tab, box: Box, now: datetime) -> Painted:
    """The format over each cell of a bounded box in which a rule holds; `ready` was called before.

    Where several rules hold, the first decides each property, as in Google's list.
    """
    found: Painted = {}
    for rule in tab.things.get("conditionalFormats", ()):
        boxes = [box_from(item).clamped(tab.row_count, tab.column_count) for item in rule["ranges"]]
        places = _places(boxes, box)
        if not places:
            continue
        if "gradientRule" in rule:
            looks = _gradient(book, tab, rule["gradientRule"], boxes, places)
        else:
            held = _holding(book, tab, rule["booleanRule"]["condition"], boxes, places, now)
            looks = dict.fromkeys(held, rule["booleanRule"].get("format", {}))
        for place, look in looks.items():
            found[place] = overlaid(look, found[place]) if place in found else look
    return found


def _places(boxes: list[Box], window: Box) -> Places:
    found: dict[tuple[int, int], None] = {}
    for box in boxes:
        rows = range(max(box.top, window.top), min(box.end_row, window.end_row))
        columns = range(max(box.left, window.left), min(box.end_column, window.end_column))
        found |= {(row, column): None for row in rows for column in columns}
    return list(found)


def _holding(
    book: Book, tab: Tab, condition: Json, boxes: list[Box], places: Places, now: datetime
) -> Places:
    """The places whose cell meets the condition; formulas count from the top left of the rule's ranges."""
    today = now.astimezone(book.zone()).date()
    anchor = (min(box.top for box in boxes), min(box.left for box in boxes))
    values = condition.get("values", [])
    columns: list[list[Value]] = []
    for value in values:
        text = value.get("userEnteredValue", "")
        if text.startswith("="):
            columns.append(_each(book, tab, text, anchor, places))
        else:
            columns.append([operand(value, book.locale, today)] * len(places))
    if condition.get("type") == "CUSTOM_FORMULA":
        return [place for place, answer in zip(places, columns[0], strict=True) if _is_true(answer)]
    return [
        place
        for index, place in enumerate(places)
        if decided(condition, book.value(tab, *place), [column[index] for column in columns])
    ]


def _is_true(answer: Value) -> bool:
    if isinstance(answer, bool):
        return answer
    return isinstance(answer, int | float) and answer != 0


def _each(book: Book, tab: Tab, text: str, anchor: tuple[int, int], places: Places) -> list[Value]:
    """The formula's value for each place; equal texts are worked out once."""

    def named(reference: Reference) -> Reference:
        return reference if reference.title is not None else replace(reference, title=tab.title)

    qualified = rewrite(text, named)
    texts = [shifted(qualified, row - anchor[0], column - anchor[1]) for row, column in places]
    different = list(dict.fromkeys(texts))
    answers = dict(zip(different, book.tries(different), strict=True))
    return [answers[each] for each in texts]


def _gradient(book: Book, tab: Tab, rule: Json, boxes: list[Box], places: Places) -> Painted:
    numbers = [
        number for box in boxes for row, column, cell in tab.cells_in(box)
        if (number := _number(book.value(tab, row, column, cell))) is not None
    ]  # fmt: skip
    if not numbers:
        return {}
    points = [rule[name] for name in ("minpoint", "midpoint", "maxpoint") if rule.get(name)]
    stops = sorted(((_stop(point, numbers), point) for point in points), key=lambda stop: stop[0])
    found: Painted = {}
    for row, column in places:
        number = _number(book.value(tab, row, column))
        if number is not None:
            found[row, column] = with_styles({"backgroundColor": _between(stops, number)})
    return found


def _number(value: Value) -> float | None:
    return None if isinstance(value, bool) or not isinstance(value, int | float) else float(value)


def _stop(point: Json, numbers: list[float]) -> float:
    low, high = min(numbers), max(numbers)
    try:
        given = float(point.get("value") or 0)
    except ValueError:
        given = 0.0
    kind = point.get("type")
    if kind == "NUMBER":
        return given
    if kind == "PERCENT":
        return low + (high - low) * given / 100
    if kind == "PERCENTILE" and len(numbers) > 1:
        place = round(given) - 1
        return low if place < 0 else statistics.quantiles(numbers, n=100, method="inclusive")[min(place, 98)]
    return high if kind == "MAX" else low


def _between(stops: list[tuple[float, Json]], number: float) -> Json:
    low, high = stops[0], stops[-1]
    for first, second in itertools.pairwise(stops):
        if first[0] <= number <= second[0]:
            low, high = first, second
            break
    span = high[0] - low[0]
    share = 0.0 if span == 0 else max(0.0, min(1.0, (number - low[0]) / span))
    one, other = _colour(low[1]), _colour(high[1])
    return {
        name: one.get(name, 0) + (other.get(name, 0) - one.get(name, 0)) * share
        for name in ("red", "green", "blue")
    }


def _colour(point: Json) -> Json:
    colour: Json = point.get("colorStyle", {}).get("rgbColor") or point.get("color") or {}
    return colour
