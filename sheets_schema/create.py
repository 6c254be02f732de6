"""A new workbook: every request of the one `batchUpdate` that builds it in an empty spreadsheet.

All ids (sheets, protections, metadata) are ours, so that a second try is refused instead of doubling.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sheets_schema.contents import Rows, contents_requests, first_ids, next_free_id
from sheets_schema.dress import (
    banding_request,
    format_request,
    header_cell,
    mark_request,
    rule_requests,
    width_request,
)
from sheets_schema.free_form import free_form_look
from sheets_schema.layout import TAB_KEY, VERSION_ID, VERSION_KEY, Layout, grid_size, planned_layout
from sheets_schema.look import MODULE_COLOURS, rgb
from sheets_schema.model import Shape, Tab, Value, Workbook, Writer
from sheets_schema.requests import Request

__all__ = ["Rows", "create_requests", "first_ids", "next_free_id"]

_FIRST_SHEET = 0


def create_requests(
    workbook: Workbook,
    *,
    time_zone: str = "UTC",
    settings: Mapping[str, Value] | None = None,
    rows: Rows | None = None,
) -> list[Request]:
    """Builds the workbook in a spreadsheet that still has only its first sheet (id 0), which goes.

    `settings` are values by setting name in place of the defaults; `rows` are further typed rows by tab
    (a roster's), put after the tab's own first rows. Row ids go by `first_ids`.
    """
    layout = planned_layout(workbook)
    chosen = {"Time zone": time_zone, **(settings or {})}
    requests = [
        _properties(time_zone),
        version_request(workbook.version),
        *(add_sheet(tab, at) for at, tab in enumerate(workbook.tabs)),
    ]
    # Taken away while no formula is there yet: a spreadsheet rewrites its formulas when a sheet goes.
    requests.append({"deleteSheet": {"sheetId": _FIRST_SHEET}})
    for tab in workbook.tabs:
        requests += tab_requests(workbook, layout, tab)
    requests += contents_requests(workbook, layout, chosen, rows or {})
    return requests


def version_request(version: int) -> Request:
    """The mark that says by which version of the definition the workbook was built."""
    mark = {
        "metadataId": VERSION_ID,
        "metadataKey": VERSION_KEY,
        "metadataValue": str(version),
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    return {"createDeveloperMetadata": {"developerMetadata": mark}}


def _properties(time_zone: str) -> Request:
    properties = {"locale": "en_US", "timeZone": time_zone, "autoRecalc": "ON_CHANGE"}
    return {"updateSpreadsheetProperties": {"properties": properties, "fields": "locale,timeZone,autoRecalc"}}


def add_sheet(tab: Tab, index: int) -> Request:
    rows, columns = grid_size(tab)
    grid = {"rowCount": rows, "columnCount": columns}
    if tab.shape is not Shape.FREE:
        grid["frozenRowCount"] = 1
        grid["frozenColumnCount"] = _frozen_columns(tab)
    properties: dict[str, Any] = {
        "sheetId": tab.sheet_id,
        "title": tab.title,
        "index": index,
        "hidden": tab.hidden,
        "gridProperties": grid,
        "tabColorStyle": {"rgbColor": rgb(MODULE_COLOURS[tab.module])},
    }
    return {"addSheet": {"properties": properties}}


def _frozen_columns(tab: Tab) -> int:
    keys = [column.key for column in tab.columns]
    return keys.index("name") + 1 if "name" in keys[:5] else 0


def tab_requests(workbook: Workbook, layout: Layout, tab: Tab) -> list[Request]:
    requests = [tab_mark(tab, tab.sheet_id * 1000)]
    if tab.shape is Shape.FREE:
        return [*requests, *free_form_look(workbook, layout, tab)]
    requests.append(_header(tab))
    requests += _widths(tab)
    requests.append(banding_request(tab, len(tab.columns) - 1, tab.sheet_id))
    for at, column in enumerate(tab.columns):
        requests.append(format_request(tab, at, column))
        requests.append(mark_request(tab, at, column, tab.sheet_id * 1000 + at + 1))
        requests += rule_requests(workbook, layout, tab, at, column)
    return requests + _protections(tab)


def tab_mark(tab: Tab, metadata_id: int | None) -> Request:
    """The developer metadata by which the tab is found again. Without an id Google chooses one."""
    mark: dict[str, Any] = {
        "metadataKey": TAB_KEY,
        "metadataValue": tab.key,
        "location": {"sheetId": tab.sheet_id},
        "visibility": "DOCUMENT",
    }
    if metadata_id is not None:
        mark["metadataId"] = metadata_id
    return {"createDeveloperMetadata": {"developerMetadata": mark}}


def _header(tab: Tab) -> Request:
    cells = [header_cell(tab, column) for column in tab.columns]
    start = {"sheetId": tab.sheet_id, "rowIndex": 0, "columnIndex": 0}
    fields = "userEnteredValue,note,userEnteredFormat"
    return {"updateCells": {"start": start, "rows": [{"values": cells}], "fields": fields}}


def _widths(tab: Tab) -> list[Request]:
    requests: list[Request] = []
    wanted = [(column.width, column.hidden) for column in tab.columns]
    for (width, hidden), run in groupby(enumerate(wanted), key=lambda one: one[1]):
        at = [index for index, _ in run]
        requests.append(width_request(tab, at[0], at[-1], width, hidden=hidden))
    return requests


def _protections(tab: Tab) -> list[Request]:
    if tab.shape is Shape.SERVICE:
        return [_protect(tab, 0, None, None)]
    requests = [
        _protect(tab, 0, {"startRowIndex": 0, "endRowIndex": 1}, "The header: titles may be changed.")
    ]
    ours = [at for at, one in enumerate(tab.columns) if one.writer in (Writer.FORMULA, Writer.SERVICE)]
    for number, run in enumerate(_spans(ours), start=1):
        span = {"startRowIndex": 1, "startColumnIndex": run[0], "endColumnIndex": run[-1] + 1}
        requests.append(_protect(tab, number, span, "Worked out by Holdfast; type in the columns beside it."))
    return requests


def _spans(numbers: Sequence[int]) -> list[list[int]]:
    grouped = groupby(enumerate(numbers), key=lambda one: one[1] - one[0])
    return [[number for _, number in run] for _, run in grouped]


def _protect(tab: Tab, number: int, span: Mapping[str, int] | None, says: str | None) -> Request:
    protected = {
        "protectedRangeId": tab.sheet_id * 100 + number,
        "range": {"sheetId": tab.sheet_id, **(span or {})},
        "description": says or "Holdfast's own tab; what is typed here is replaced.",
        "warningOnly": True,
    }
    return {"addProtectedRange": {"protectedRange": protected}}
