"""Cells as callers read them: values, formulas or formatted text, in a block without trailing blanks."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from app.local_google.sheets import places
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Cell, CellError, Formula, Json, Spilled, Value, tidy_number
from app.local_google.sheets.formats import TEMPORAL, shown
from app.local_google.sheets.rewrite import words
from app.local_google.sheets.tab import Tab

_DAYS = re.compile(r"=\s*(TODAY|DATE|EDATE|EOMONTH|WORKDAY|WORKDAY\.INTL|DATEVALUE|TO_DATE)\(", re.IGNORECASE)
_MOMENTS = re.compile(r"=\s*NOW\(", re.IGNORECASE)
_CLOCKS = re.compile(r"=\s*(TIME|TIMEVALUE)\(", re.IGNORECASE)
_STEP = re.compile(r"=\s*[^-+*/&<>=(]+(\s*[-+]\s*\d+)?\s*\Z")
_DEPTH = 8
_FEW = 8  # so many formulas are asked for one by one


def number_format_of(book: Book, tab: Tab, cell: Cell, depth: int = 0) -> Json | None:
    """The cell's own numberFormat, or for a formula the one its result brings along."""
    own: Json | None = cell.format.get("numberFormat") if cell.format else None
    if own or not isinstance(cell.entered, Formula) or depth > _DEPTH:
        return own
    text = cell.entered.text
    if _DAYS.match(text):
        return {"type": "DATE"}
    if _MOMENTS.match(text):
        return {"type": "DATE_TIME"}
    if _CLOCKS.match(text):
        return {"type": "TIME"}
    if len(text) > 80 or not _STEP.match(text):
        return None
    found = [word for word in words(text) if word.reference]
    reference = found[0].reference if len(found) == 1 else None
    if reference is None or reference.last or reference.first.row is None or reference.first.column is None:
        return None
    target = tab if reference.title is None else book.titled(reference.title)
    if target is None:
        return None
    return number_format_of(book, target, target.cell(reference.first.row, reference.first.column), depth + 1)


def plain(value: Value) -> Any:
    """A value as JSON: errors as their code, whole numbers without a fraction, blanks as an empty string."""
    if isinstance(value, float):
        return tidy_number(value)
    if isinstance(value, CellError):
        return value.code
    return "" if value is None else value


class Renderer:
    """Reads cells of one spreadsheet in one manner; `ready` was called on the book before."""

    def __init__(self, book: Book, render: str = "FORMATTED_VALUE", dates: str = "SERIAL_NUMBER") -> None:
        self.book, self.locale = book, book.locale
        self.formatted = render not in ("UNFORMATTED_VALUE", "FORMULA")
        self.formulas = render == "FORMULA"
        self.dates_as_text = dates == "FORMATTED_STRING"
        self.bare = not (self.formatted or self.formulas or self.dates_as_text)

    def cell(self, tab: Tab, row: int, column: int, cell: Cell) -> Any:
        entered = cell.entered
        if self.formulas and isinstance(entered, Formula):
            return entered.text
        if (
            not self.formatted
            and not self.dates_as_text
            and not isinstance(entered, Formula | Spilled | float)
        ):
            return "" if entered is None else entered
        value = self.book.value(tab, row, column, cell)
        if self.formatted:
            if isinstance(value, str) and not cell.format:
                return value
            return shown(value, number_format_of(self.book, tab, cell), self.locale)
        if self.dates_as_text and isinstance(value, int | float) and not isinstance(value, bool):
            number_format = number_format_of(self.book, tab, cell)
            if number_format and number_format.get("type") in TEMPORAL:
                return shown(value, number_format, self.locale)
        return plain(value)

    def block(self, box: Box) -> list[list[Any]]:
        """Rows of the box; trailing blank cells and rows are absent, blanks between are empty strings."""
        tab = places.tab_of(self.book, box.sheet_id)
        cells = [found for found in self.book.filled(tab, box) if found[2].entered is not None]
        show = self._bare(tab, cells) if self.bare else partial(self.cell, tab)
        rows: list[list[Any]] = []
        line: list[Any] = []
        for row, column, cell in cells:
            place = row - box.top
            while len(rows) <= place:
                line = []
                rows.append(line)
            gap = column - box.left - len(line)
            if gap:
                line.extend([""] * gap)
            line.append(show(row, column, cell))
        return rows

    def _bare(self, tab: Tab, cells: list[tuple[int, int, Cell]]) -> Callable[[int, int, Cell], Any]:
        """`cell` for cells without any formatting, for which the engine is asked once."""
        at = [(row, column) for row, column, cell in cells if isinstance(cell.entered, Formula)]
        if len(at) < _FEW:
            return partial(self.cell, tab)
        top, left = at[0][0], min(column for _, column in at)
        right = max(column for _, column in at) + 1
        results = self.book.results(tab, Box(tab.sheet_id, top, at[-1][0] + 1, left, right))

        def show(row: int, column: int, cell: Cell) -> Any:
            entered = cell.entered
            if isinstance(entered, Formula):
                value = results(row, column)
                return plain(value if value != 0 else self.book.resulting(tab, entered, value))
            return plain(entered.value if isinstance(entered, Spilled) else entered)

        return show

    def value_range(self, name: str, box: Box, major: str) -> Json:
        """The ValueRange of an answer."""
        columns = major == "COLUMNS"
        found: Json = {"range": name, "majorDimension": "COLUMNS" if columns else "ROWS"}
        block = self.block(box)
        if columns:
            block = transposed(block)
        if block:
            found["values"] = block
        return found


def transposed(rows: list[list[Any]], fill: Any = "") -> list[list[Any]]:
    """Columns of the rows, each without its trailing fill."""
    width = max((len(row) for row in rows), default=0)
    columns = []
    for index in range(width):
        column = [row[index] if index < len(row) else fill for row in rows]
        while column and column[-1] == fill:
            column.pop()
        columns.append(column)
    return columns
