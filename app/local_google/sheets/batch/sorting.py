"""sortRange: rows of a block in another order."""

from dataclasses import replace
from typing import Any

from app.local_google.api import bad_request
from app.local_google.sheets import places
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.batch.pasting import taken
from app.local_google.sheets.batch.run import Edit, kind
from app.local_google.sheets.cells import Cell, CellError, Formula, Json, Value
from app.local_google.sheets.ranges import box_from
from app.local_google.sheets.rewrite import shifted
from app.local_google.sheets.tab import Tab


@kind("sortRange")
def sort_range(edit: Edit, request: Json) -> None:
    box = places.grid_box(edit.book, request.get("range", {}))
    specs = request.get("sortSpecs", [])
    if not specs:
        raise bad_request("Must specify at least one sort spec.")
    keys = []
    for spec in specs:
        column = spec.get("dimensionIndex", 0)
        if not box.left <= column < box.end_column:
            raise bad_request(f"sortSpecs.dimensionIndex[{column}] is not in the range to sort.")
        keys.append((column, spec.get("sortOrder") == "DESCENDING"))
    edit.guard.check(box)
    sort_rows(edit, places.tab_of(edit.book, box.sheet_id), box, keys)


def sort_rows(edit: Edit, tab: Tab, box: Box, keys: list[tuple[int, bool]]) -> None:
    """Order the rows of a bounded box by columns; blanks come last, equal rows keep their order."""
    if any(box_from(item).meets(box) for item in tab.listed("merges")):
        raise bad_request("You can't sort a range that contains merged cells.")
    edit.book.ready(edit.world.now())
    order = list(range(box.top, box.end_row))
    for column, descending in reversed(keys):
        values = {row: edit.book.value(tab, row, column) for row in order}
        filled = [row for row in order if not _blank(values[row])]
        blanks = [row for row in order if _blank(values[row])]
        filled.sort(key=lambda row: _rank(values[row]), reverse=descending)
        order = filled + blanks
    block = taken(tab, box)
    for place, row in enumerate(order, box.top):
        if place == row:
            continue
        for column, cell in enumerate(block[row - box.top], box.left):
            edit.book.put(tab, place, column, _moved(cell, place - row))


def _moved(cell: Cell, rows: int) -> Cell:
    if isinstance(cell.entered, Formula):
        return replace(cell, entered=Formula(shifted(cell.entered.text, rows, 0)))
    return cell


def _blank(value: Value) -> bool:
    return value is None or value == ""


def _rank(value: Value) -> tuple[int, Any]:
    """Numbers before text before booleans before errors."""
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, int | float):
        return 0, value
    if isinstance(value, CellError):
        return 3, value.code
    return 1, str(value).lower()
