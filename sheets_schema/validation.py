"""Which cells a rule covers and what may be typed in them, as Sheets' data validation. Nothing is strict:
a bad cell is listed on Sync and otherwise left alone.
"""

from __future__ import annotations

from typing import Any

from sheets_schema.formulas import column_range
from sheets_schema.layout import Layout
from sheets_schema.model import Column, Kind, Tab, Workbook
from sheets_schema.requests import Request


def below_header(tab: Tab, first: int, last: int | None = None) -> dict[str, int]:
    return {
        "sheetId": tab.sheet_id,
        "startRowIndex": 1,
        "endRowIndex": tab.capacity + 1,
        "startColumnIndex": first,
        "endColumnIndex": (first if last is None else last) + 1,
    }


def validations(workbook: Workbook, layout: Layout, tab: Tab) -> list[Request]:
    requests: list[Request] = []
    for at, column in enumerate(tab.columns):
        allowed = condition(workbook, layout, column)
        if allowed is None or not column.typed:
            continue
        rule = {"condition": allowed, "strict": False, "showCustomUi": True, "inputMessage": column.why}
        requests.append({"setDataValidation": {"range": below_header(tab, at), "rule": rule}})
    return requests


def condition(workbook: Workbook, layout: Layout, column: Column) -> dict[str, Any] | None:
    if column.choices is not None:
        return _one_of(column_range(workbook, layout, "lists", column.choices, items_only=True))
    if column.kind is Kind.STUDENT:
        return _one_of(column_range(workbook, layout, "students", "code", items_only=True))
    simple = {Kind.DATE: "DATE_IS_VALID", Kind.DATETIME: "DATE_IS_VALID", Kind.BOOL: "BOOLEAN"}
    simple[Kind.EMAIL] = "TEXT_IS_EMAIL"
    return {"type": simple[column.kind]} if column.kind in simple else None


def _one_of(items: str) -> dict[str, Any]:
    return {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=" + items}]}
