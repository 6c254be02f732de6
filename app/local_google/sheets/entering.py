"""Putting values into cells, typed or raw, with the limits and refusals of Google."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.local_google.api import bad_request
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Cell, Entered, Formula, Json, tidy_number
from app.local_google.sheets.tab import Tab
from app.local_google.sheets.typed import Typed, parse_typed

MAX_TEXT = 50_000
TOO_LONG = f"Your input contains more than the maximum of {MAX_TEXT} characters in a single cell."


def check_length(entered: Entered) -> None:
    text = entered.text if isinstance(entered, Formula) else entered
    if isinstance(text, str) and len(text) > MAX_TEXT:
        raise bad_request(TOO_LONG)


def is_plain_text(cell: Cell) -> bool:
    """Whether the cell has the number format TEXT, in which whatever is typed stays what was typed."""
    return bool(cell.format) and (cell.format or {}).get("numberFormat", {}).get("type") == "TEXT"


def typed_into(cell: Cell, text: str, book: Book, now: datetime) -> Cell:
    """The cell after a person typed the text."""
    if is_plain_text(cell):
        return replace(cell, entered=text or None, extra=None)
    typed = parse_typed(text, book.locale, now.astimezone(book.zone()).date())
    check_length(typed.entered)
    return replace(cell, entered=typed.entered, format=_format_after(cell, typed), extra=None)


def _format_after(cell: Cell, typed: Typed) -> Json | None:
    if typed.number_format is None or (cell.format and cell.format.get("numberFormat")):
        return cell.format
    return {**(cell.format or {}), "numberFormat": typed.number_format}


def entered_into(cell: Cell, value: Any, raw: bool, book: Book, now: datetime) -> Cell:
    """The cell after `value` of a ValueRange was written: a JSON scalar, never None."""
    if isinstance(value, str):
        if not raw:
            return typed_into(cell, value, book, now)
        check_length(value)
        return replace(cell, entered=value or None, extra=None)
    entered: Entered = value if isinstance(value, bool) else tidy_number(value)
    if not raw and is_plain_text(cell):
        entered = str(value).upper() if isinstance(value, bool) else str(entered)
    return replace(cell, entered=entered, extra=None)


@dataclass
class Written:
    """What one ValueRange touched: cells, and the rows and columns they lie in."""

    box: Box
    cells: int
    rows: set[int]
    columns: set[int]


def check_values(values: Any) -> None:
    """Refuse lists and structures in the place of a scalar."""
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            if isinstance(value, dict | list):
                kind = "struct_value" if isinstance(value, dict) else "list_value"
                raise bad_request(f"Invalid values[{row}][{column}]: {kind} {{\n}}\n")


def write_block(book: Book, tab: Tab, box: Box, values: list[list[Any]], raw: bool, now: datetime) -> Written:
    """Write rows of values from the box's corner; None skips a cell. The caller has checked the room."""
    touched_rows: set[int] = set()
    touched_columns: set[int] = set()
    count = 0
    for row, line in enumerate(values, box.top):
        for column, value in enumerate(line, box.left):
            if value is None:
                continue
            book.put(tab, row, column, entered_into(tab.cell(row, column), value, raw, book, now))
            touched_rows.add(row)
            touched_columns.add(column)
            count += 1
    return Written(box, count, touched_rows, touched_columns)
