"""Rows that the basic filter hides."""

from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Json
from app.local_google.sheets.conditions import decided, operand
from app.local_google.sheets.ranges import box_from
from app.local_google.sheets.rendering import Renderer
from app.local_google.sheets.tab import Tab
from app.local_google.world import World


def refresh(world: World, book: Book, tab: Tab) -> None:
    """Mark the rows below the filter's header that its criteria leave out, and no others."""
    for row in list(tab.row_lines):
        line = {key: value for key, value in tab.row_lines[row].items() if key != "hiddenByFilter"}
        del tab.row_lines[row]
        if line:
            tab.row_lines[row] = line
    basic = tab.things.get("basicFilter")
    criteria = _criteria(basic) if basic else {}
    if not basic or not criteria:
        return
    book.ready(world.now())
    box = box_from(basic["range"]).clamped(tab.row_count, tab.column_count)
    renderer = Renderer(book)
    for row in range(box.top + 1, box.end_row):
        if any(
            not _passes(world, book, renderer, tab, row, column, item) for column, item in criteria.items()
        ):
            tab.row_lines[row] = {**tab.row_lines.get(row, {}), "hiddenByFilter": True}


def _criteria(basic: Json) -> dict[int, Json]:
    found = {int(column): item for column, item in basic.get("criteria", {}).items()}
    for spec in basic.get("filterSpecs", []):
        found[spec.get("columnIndex", 0)] = spec.get("filterCriteria", {})
    return found


def _passes(
    world: World, book: Book, renderer: Renderer, tab: Tab, row: int, column: int, item: Json
) -> bool:
    cell = tab.cell(row, column)
    if str(renderer.cell(tab, row, column, cell)) in item.get("hiddenValues", ()):
        return False
    condition = item.get("condition")
    if not condition:
        return True
    today = world.now().astimezone(book.zone()).date()
    operands = [operand(value, book.locale, today) for value in condition.get("values", [])]
    return decided(condition, book.value(tab, row, column, cell), operands)
