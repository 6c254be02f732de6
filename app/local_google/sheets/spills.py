"""Arrays that formulas lay over neighbouring cells: which formulas may, and where their values lie now."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.local_google.sheets.a1 import Box
from app.local_google.sheets.cells import Cell, Entered, Formula, Spilled
from app.local_google.sheets.engine import Engine
from app.local_google.sheets.tab import Tab

_ARRAYS = re.compile(
    r"\b(UNIQUE|SORT|SORTBY|FILTER|SEQUENCE|TRANSPOSE|ARRAYFORMULA|RANDARRAY|WRAPROWS|WRAPCOLS)\(|\{",
    re.IGNORECASE,
)
_PARTS = ("UNIQUE(", "SORT", "FILTER(", "SEQUENCE(", "TRANSPOSE(", "ARRAY", "WRAP", "{")
_MOST = 50_000

Anchors = set[tuple[int, int, int]]
Laid = dict[int, dict[tuple[int, int], Spilled]]


def may_spill(entered: Entered) -> bool:
    if not isinstance(entered, Formula):
        return False
    text = entered.text.upper()  # which words a formula has none of is found far sooner than where they begin
    return any(part in text for part in _PARTS) and bool(_ARRAYS.search(text))


def anchors_of(tabs: list[Tab]) -> Anchors:
    """Every cell whose formula may lay an array: sheet id, row, column."""
    return {
        (tab.sheet_id, row, column)
        for tab in tabs
        for row, column, entered in tab.placed()
        if may_spill(entered)
    }


def laid(engine: Engine, tabs: list[Tab], anchors: Anchors) -> Laid:
    """What arrays put into cells besides their own, by tab and place."""
    found: Laid = {}
    for sheet_id, row, column in anchors:
        tab = next((tab for tab in tabs if tab.sheet_id == sheet_id), None)
        if tab is None:
            continue
        height, width = engine.spill(tab.title, row, column)
        if height * width == 1 or height * width > _MOST:
            continue
        places = found.setdefault(sheet_id, {})
        box = Box(sheet_id, row, row + height, column, column + width).clamped(
            tab.row_count, tab.column_count
        )
        for down in range(box.top, box.end_row):
            for across in range(box.left, box.end_column):
                if (down, across) != (row, column):
                    places[down, across] = Spilled(engine.value(tab.title, down, across))
    return found


def with_spills(
    tab: Tab, box: Box, places: dict[tuple[int, int], Spilled]
) -> Iterator[tuple[int, int, Cell]]:
    """Kept cells and filled ones inside a box, row by row."""
    kept = {(row, column): cell for row, column, cell in tab.cells_in(box)}
    filled = {
        place: replace(tab.cell(*place), entered=value)
        for place, value in places.items()
        if box.holds(*place)
    }
    both = {**kept, **filled}
    return ((row, column, both[row, column]) for row, column in sorted(both))
