"""CellData and GridData: cells with their values, formats and rules, as spreadsheets.get answers them."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.local_google.sheets.a1 import Box
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import EMPTY, Cell, CellError, Formula, Json, Spilled, extended
from app.local_google.sheets.formats import pattern_of, shown
from app.local_google.sheets.looks import overlaid
from app.local_google.sheets.making import DEFAULT_FORMAT
from app.local_google.sheets.painting import Painted, painted
from app.local_google.sheets.ranges import answered
from app.local_google.sheets.rendering import number_format_of
from app.local_google.sheets.tab import Tab

ROW_PIXELS, COLUMN_PIXELS = 21, 100
_PARTS = (
    "userEnteredValue",
    "effectiveValue",
    "formattedValue",
    "userEnteredFormat",
    "effectiveFormat",
    "hyperlink",
    "note",
    "dataValidation",
    "textFormatRuns",
    "chipRuns",
)
_HYPERLINK = re.compile(r'=\s*HYPERLINK\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_BARE_LINK = re.compile(r"https?://\S+\Z")


def parts_wanted(mask: str | None) -> frozenset[str]:
    """The parts of CellData that a `fields` mask can let through; all of them when it names none."""
    named = frozenset(part for part in _PARTS if mask and part in mask)
    return named or frozenset(_PARTS)


class GridReader:
    """Builds GridData of one spreadsheet; `ready` was called on the book before."""

    def __init__(self, book: Book, parts: frozenset[str], now: datetime) -> None:
        self.book, self.parts, self.locale, self.now = book, parts, book.locale, now
        self._effective: dict[tuple[int, str], Json] = {}

    def grid_data(self, tab: Tab, box: Box) -> Json:
        """One GridData for a bounded box; trailing blank cells and rows are absent."""
        found: Json = {}
        if box.top:
            found["startRow"] = box.top
        if box.left:
            found["startColumn"] = box.left
        rows = self._rows(tab, box)
        if rows:
            found["rowData"] = rows
        found["rowMetadata"] = _lines(tab, True, box.top, box.end_row)
        found["columnMetadata"] = _lines(tab, False, box.left, box.end_column)
        return found

    def _rows(self, tab: Tab, box: Box) -> list[Json]:
        rows: list[Json] = []
        paint: Painted = {}
        if "effectiveFormat" in self.parts and tab.things.get("conditionalFormats"):
            paint = painted(self.book, tab, box, self.now)
        for row, column, cell in self._cells(tab, box, paint):
            data = self.cell(tab, row, column, cell)
            if (row, column) in paint:
                look = data.get("effectiveFormat") or self._effective_format(tab, cell)
                data["effectiveFormat"] = overlaid(look, paint[row, column])
            while len(rows) <= row - box.top:
                rows.append({})
            values: list[Json] = rows[-1].setdefault("values", [])
            values.extend({} for _ in range(column - box.left - len(values)))
            values.append(data)
        return rows

    def _cells(self, tab: Tab, box: Box, paint: Painted) -> Iterable[tuple[int, int, Cell]]:
        """Kept cells, and blank ones over which a conditional format lies."""
        if not paint:
            return self.book.shown(tab, box)
        cells = {(row, column): cell for row, column, cell in self.book.shown(tab, box)}
        return ((*place, cells.get(place, EMPTY)) for place in sorted({*cells, *paint}))

    def cell(self, tab: Tab, row: int, column: int, cell: Cell) -> Json:
        """CellData of one cell, in so far as it is wanted."""
        parts, entered = self.parts, cell.entered
        found: Json = {}
        if entered is not None:
            self._values(found, tab, row, column, cell)
        if cell.format and "userEnteredFormat" in parts:
            found["userEnteredFormat"] = cell.format
        if "effectiveFormat" in parts and (entered is not None or cell.format):
            found["effectiveFormat"] = self._effective_format(tab, cell)
        if cell.note and "note" in parts:
            found["note"] = cell.note
        if cell.rule and "dataValidation" in parts:
            found["dataValidation"] = cell.rule
        if cell.extra:
            found.update({key: value for key, value in cell.extra.items() if key in parts})
        return found

    def _values(self, found: Json, tab: Tab, row: int, column: int, cell: Cell) -> None:
        parts = self.parts
        if "userEnteredValue" in parts and not isinstance(cell.entered, Spilled):
            found["userEnteredValue"] = extended(cell.entered)
        link = _link(cell) if "hyperlink" in parts else None
        if link:
            found["hyperlink"] = link
        if "effectiveValue" not in parts and "formattedValue" not in parts:
            return
        value = self.book.value(tab, row, column, cell)
        if value is None:
            return
        if "effectiveValue" in parts:
            found["effectiveValue"] = extended(value)
        text = value.code if isinstance(value, CellError) else None
        if "formattedValue" in parts:
            found["formattedValue"] = text or shown(
                value, number_format_of(self.book, tab, cell), self.locale
            )

    def _effective_format(self, tab: Tab, cell: Cell) -> Json:
        number_format = number_format_of(self.book, tab, cell)
        key = (id(cell.format), str(number_format))
        known = self._effective.get(key)
        if known is None:
            known = dict(overlaid({**DEFAULT_FORMAT, "hyperlinkDisplayType": "PLAIN_TEXT"}, cell.format))
            if number_format:
                known["numberFormat"] = {**number_format, "pattern": pattern_of(number_format, self.locale)}
            self._effective[key] = known
        return known


def _link(cell: Cell) -> str | None:
    if isinstance(cell.entered, Formula):
        match = _HYPERLINK.match(cell.entered.text)
        return match[1].replace('""', '"') if match else None
    if isinstance(cell.entered, str) and _BARE_LINK.match(cell.entered):
        return cell.entered
    return None


def _lines(tab: Tab, rows: bool, start: int, end: int) -> list[Json]:
    """DimensionProperties of the lines, with their developer metadata."""
    own = tab.lines(rows)
    pixels = ROW_PIXELS if rows else COLUMN_PIXELS
    usual: Json = {"pixelSize": pixels}
    found: list[Json] = [{**usual, **own[index]} if index in own else usual for index in range(start, end)]
    kind = "ROWS" if rows else "COLUMNS"
    marks: dict[int, list[Any]] = {}
    for item in tab.things.get("developerMetadata", ()):
        place = item["location"].get("dimensionRange")
        if place and place["dimension"] == kind and start <= place["startIndex"] < end:
            marks.setdefault(place["startIndex"], []).append(answered(item))
    for index, items in marks.items():
        found[index - start] = {**found[index - start], "developerMetadata": items}
    return found
