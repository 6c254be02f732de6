"""Which cells a rule covers and what may be typed in them, as Sheets' data validation. Nothing is strict:
a bad cell is listed on Sync and otherwise left alone.
"""

from __future__ import annotations

from typing import Any

from sheets_schema.formulas import column_range
from sheets_schema.layout import Layout
from sheets_schema.model import Column, Kind, Tab, Workbook


def below_header(tab: Tab, first: int, last: int | None = None) -> dict[str, int]:
    """The GridRange of columns without their header."""
    return {
        "sheetId": tab.sheet_id,
        "startRowIndex": 1,
        "endRowIndex": tab.capacity + 1,
        "startColumnIndex": first,
        "endColumnIndex": (first if last is None else last) + 1,
    }


def condition(workbook: Workbook, layout: Layout, column: Column) -> dict[str, Any] | None:
    """The BooleanCondition of what may be typed; None where anything may."""
    if column.choices is not None:
        return _one_of(column_range(workbook, layout, "lists", column.choices, items_only=True))
    if column.picks is not None:
        tab, items = column.picks.split(".")
        # a workbook of an older version may not have the tab
        return _one_of(column_range(workbook, layout, tab, items, items_only=True)) if tab in layout else None
    if column.kind is Kind.STUDENT:
        return _one_of(column_range(workbook, layout, "students", "code", items_only=True))
    simple = {Kind.DATE: "DATE_IS_VALID", Kind.DATETIME: "DATE_IS_VALID", Kind.BOOL: "BOOLEAN"}
    simple[Kind.EMAIL] = "TEXT_IS_EMAIL"
    return {"type": simple[column.kind]} if column.kind in simple else None


def _one_of(items: str) -> dict[str, Any]:
    return {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=" + items}]}
