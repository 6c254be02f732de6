"""One column's looks and rules, wherever it stands: header, width, format, mark, pick list, colours.

Used for a new workbook (`create.py`) and for a column that comes later (`migrate.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheets_schema.formulas import render
from sheets_schema.layout import COLUMN_KEY, Layout
from sheets_schema.look import band_colours, body_format, header_format, tone_format
from sheets_schema.model import Colour, Column, Tab, Workbook
from sheets_schema.requests import Request
from sheets_schema.validation import below_header, condition


def header_cell(tab: Tab, column: Column) -> dict[str, Any]:
    """The header's CellData: title, note, look."""
    return {
        "userEnteredValue": {"stringValue": column.title},
        "note": column.why,
        "userEnteredFormat": header_format(tab.module, computed=column.formula is not None),
    }


def width_request(tab: Tab, first: int, last: int, width: int, *, hidden: bool) -> Request:
    """The width of columns that stand side by side, and whether they are hidden."""
    span = {"sheetId": tab.sheet_id, "dimension": "COLUMNS", "startIndex": first, "endIndex": last + 1}
    properties = {"pixelSize": width, "hiddenByUser": hidden}
    change = {"range": span, "properties": properties, "fields": "pixelSize,hiddenByUser"}
    return {"updateDimensionProperties": change}


def mark_request(tab: Tab, at: int, column: Column, metadata_id: int | None = None) -> Request:
    """The developer metadata by which the column is found again. Without an id Google chooses one."""
    place = {"sheetId": tab.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    mark: dict[str, Any] = {
        "metadataKey": COLUMN_KEY,
        "metadataValue": f"{tab.key}.{column.key}",
        "location": {"dimensionRange": place},
        "visibility": "DOCUMENT",
    }
    if metadata_id is not None:
        mark["metadataId"] = metadata_id
    return {"createDeveloperMetadata": {"developerMetadata": mark}}


def format_request(tab: Tab, at: int, column: Column) -> Request:
    """The format of the cells below the header."""
    look = body_format(column)
    fields = ",".join(f"userEnteredFormat.{name}" for name in look)
    cell = {"userEnteredFormat": look}
    return {"repeatCell": {"range": below_header(tab, at), "cell": cell, "fields": fields}}


def banding_request(tab: Tab, last_column: int, banding_id: int | None = None) -> Request:
    """The rows in two colours in turn, below the header. Without an id Google chooses one."""
    banded: dict[str, Any] = {
        "range": below_header(tab, 0, last_column),
        "rowProperties": band_colours(tab.module),
    }
    if banding_id is not None:
        banded["bandedRangeId"] = banding_id
    return {"addBanding": {"bandedRange": banded}}


def rule_requests(workbook: Workbook, layout: Layout, tab: Tab, at: int, column: Column) -> list[Request]:
    """What may be typed, and the conditional colours."""
    allowed = condition(workbook, layout, column)
    requests = [] if allowed is None or not column.typed else [allowed_request(tab, at, column, allowed)]
    return requests + [colour_request(workbook, layout, tab, at, colour) for colour in column.colours]


def allowed_request(tab: Tab, at: int, column: Column, allowed: Mapping[str, Any]) -> Request:
    """What may be typed below the header. A bad cell is told on Sync and never refused."""
    rule = {"condition": allowed, "strict": False, "showCustomUi": True, "inputMessage": column.why}
    return {"setDataValidation": {"range": below_header(tab, at), "rule": rule}}


def colour_request(workbook: Workbook, layout: Layout, tab: Tab, at: int, colour: Colour) -> Request:
    """A conditional colour. It goes before those already there."""
    formula = render(colour.when, workbook, layout, tab.key, 2)
    when = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
    coloured = {
        "ranges": [below_header(tab, at)],
        "booleanRule": {"condition": when, "format": tone_format(colour.tone)},
    }
    return {"addConditionalFormatRule": {"rule": coloured, "index": 0}}
