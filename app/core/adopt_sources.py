"""What can be brought in, as tabs: the grid of a Google spreadsheet, or the .xlsx downloaded from one.

Both become the same `ForeignTab`, so that one proposal reads them alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.core.adopt import ForeignTab
from app.core.model import Cell
from app.core.roster.rows import RawLine
from app.core.roster.sheet import read_sheets
from sheets_schema.codec import from_serial

_DATES = ("DATE", "DATE_TIME")
_ADDRESS = re.compile(r"https?://[^\s/]+/(?:a/[^\s/]+/)?spreadsheets/(?:u/\d+/)?d/([\w-]+)")


def spreadsheet_id_in(text: str) -> str:
    """The id in a spreadsheet's address; what is no address is an id already."""
    found = _ADDRESS.match(text.strip())
    return found[1] if found else text.strip()


def tabs_of_file(file_name: str, data: bytes) -> tuple[ForeignTab, ...]:
    """The sheets of an .xlsx. Raises UnreadableError."""
    return tuple(
        ForeignTab(
            sheet.table.sheet,
            tuple(
                RawLine(line.number, [_of_file(value) for value in line.cells]) for line in sheet.table.lines
            ),
            sheet.hidden,
            sheet.hidden_columns,
        )
        for sheet in read_sheets(file_name, data)
    )


def tabs_of_grid(found: Mapping[str, Any]) -> tuple[ForeignTab, ...]:
    """The tabs with cells of a `Spreadsheet` resource that was read with its grid data."""
    sheets = [one for one in found["sheets"] if one["properties"].get("sheetType", "GRID") == "GRID"]
    return tuple(_of_sheet(sheet) for sheet in sheets)


def _of_sheet(sheet: Mapping[str, Any]) -> ForeignTab:
    """A tab's lines from its grid data. A merged area says the same in each of its cells."""
    cells: dict[tuple[int, int], Cell] = {}
    hidden: set[int] = set()
    for data in sheet.get("data", ()):
        top, left = int(data.get("startRow", 0)), int(data.get("startColumn", 0))
        for row, line in enumerate(data.get("rowData", ()), start=top):
            for column, cell in enumerate(line.get("values", ()), start=left):
                value = _of_grid(cell)
                if value is not None:
                    cells[row, column] = value
        for column, about in enumerate(data.get("columnMetadata", ()), start=left):
            hidden |= {column} if about.get("hiddenByUser") else set()
    for area in sheet.get("merges", ()):
        _spread(cells, area)
    properties = sheet["properties"]
    rows = sorted({row for row, _ in cells})
    width = 1 + max((column for _, column in cells), default=-1)
    lines = tuple(RawLine(row + 1, [cells.get((row, column)) for column in range(width)]) for row in rows)
    return ForeignTab(str(properties["title"]), lines, bool(properties.get("hidden")), frozenset(hidden))


def _spread(cells: dict[tuple[int, int], Cell], area: Mapping[str, int]) -> None:
    top, left = area.get("startRowIndex", 0), area.get("startColumnIndex", 0)
    value = cells.get((top, left))
    if value is None:
        return
    for row in range(top, area["endRowIndex"]):
        for column in range(left, area["endColumnIndex"]):
            cells[row, column] = value


def _of_grid(cell: Mapping[str, Any]) -> Cell:
    """The value as shown by its format: a number formatted as a date is a date."""
    value = cell.get("effectiveValue", {})
    if "numberValue" in value:
        number = float(value["numberValue"])
        kind = cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type", "")
        return from_serial(number, ZoneInfo("UTC")).date() if kind in _DATES else _number(number)
    if "boolValue" in value:
        return bool(value["boolValue"])
    text = value.get("stringValue")
    return str(text) if text else None


def _of_file(value: Cell) -> Cell:
    """As a grid's cell would be: a day without its time, a whole number without a point."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float):
        return _number(value)
    return value or None if isinstance(value, str) else value


def _number(number: float) -> int | float:
    return int(number) if number.is_integer() else number
