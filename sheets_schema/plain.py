"""A spreadsheet of plain values for one reader: the tabs they may see, without formulas, lists or metadata.

The same requests make it and keep it: a tab is written whole, and what is left over of it is cleared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from sheets_schema.codec import encode
from sheets_schema.layout import SHEET_IDS
from sheets_schema.look import MODULE_COLOURS, body_format, header_format, rgb
from sheets_schema.model import Column, Tab, Value, Workbook
from sheets_schema.requests import Request

Rows = Sequence[Mapping[str, Value]]
SPARE = 20  # rows a tab of a new file has more than it needs


def shown_columns(tab: Tab) -> tuple[Column, ...]:
    """The columns a reader is shown: all but the row ids."""
    return tuple(column for column in tab.columns if column.key != "id")


def plain_file_requests(seen: Workbook, rows: Mapping[str, Rows], zone: tzinfo) -> list[Request]:
    """Builds the whole file in a spreadsheet that still has only its first sheet (id 0)."""
    requests: list[Request] = []
    for at, tab in enumerate(seen.tabs):
        requests += _new_tab(tab, at, len(rows.get(tab.key, ())))
        requests.append(_values(tab, rows.get(tab.key, ()), zone))
    return [*requests, {"deleteSheet": {"sheetId": 0}}]


def plain_tab_requests(tab: Tab, rows: Rows, zone: tzinfo) -> list[Request]:
    """Writes one tab of a file that is there. The tab first gets the rows and columns it needs, no more."""
    size = {"rowCount": len(rows) + 1 + SPARE, "columnCount": len(shown_columns(tab))}
    grid = {"sheetId": tab.sheet_id, "gridProperties": size}
    fields = "gridProperties(rowCount,columnCount)"
    return [
        {"updateSheetProperties": {"properties": grid, "fields": fields}},
        _values(tab, rows, zone),
    ]


def other_tabs_requests(seen: Workbook, here: Collection[int]) -> list[Request]:
    """Tabs that the reader may see by now are added, those they may see no more are deleted, also where the
    definition has them no more; `here` are the ids of the tabs there are."""
    wanted = {tab.sheet_id for tab in seen.tabs}
    requests: list[Request] = []
    for at, tab in enumerate(seen.tabs):
        if tab.sheet_id not in here:
            requests += _new_tab(tab, at, 0)
    gone = [sheet for sheet in sorted(here) if sheet in SHEET_IDS and sheet not in wanted]
    return requests + [{"deleteSheet": {"sheetId": sheet}} for sheet in gone]


def _new_tab(tab: Tab, at: int, row_count: int) -> list[Request]:
    columns = shown_columns(tab)
    size = {"rowCount": row_count + 1 + SPARE, "columnCount": len(columns), "frozenRowCount": 1}
    properties = {
        "sheetId": tab.sheet_id,
        "title": tab.title,
        "index": at,
        "gridProperties": size,
        "tabColorStyle": {"rgbColor": rgb(MODULE_COLOURS[tab.module])},
    }
    requests: list[Request] = [{"addSheet": {"properties": properties}}]
    for number, column in enumerate(columns):
        span = {"sheetId": tab.sheet_id, "startColumnIndex": number, "endColumnIndex": number + 1}
        head = {"userEnteredFormat": header_format(tab.module, computed=False)}
        body = {"userEnteredFormat": body_format(column)}
        requests += [
            _everywhere({**span, "startRowIndex": 0, "endRowIndex": 1}, head),
            _everywhere({**span, "startRowIndex": 1}, body),
            _width(tab.sheet_id, number, column.width),
        ]
    return requests


def _everywhere(span: Mapping[str, int], cell: Mapping[str, Any]) -> Request:
    return {"repeatCell": {"range": dict(span), "cell": dict(cell), "fields": "userEnteredFormat"}}


def _width(sheet_id: int, column: int, pixels: int) -> Request:
    place = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    return {
        "updateDimensionProperties": {
            "range": place,
            "properties": {"pixelSize": pixels},
            "fields": "pixelSize",
        }
    }


def _values(tab: Tab, rows: Rows, zone: tzinfo) -> Request:
    columns = shown_columns(tab)
    header = [{"userEnteredValue": {"stringValue": column.title}} for column in columns]
    body = [[_cell(column, row.get(column.key), zone) for column in columns] for row in rows]
    values = [{"values": cells} for cells in [header, *body]]
    return {"updateCells": {"range": {"sheetId": tab.sheet_id}, "rows": values, "fields": "userEnteredValue"}}


def _cell(column: Column, value: Value, zone: tzinfo) -> dict[str, Any]:
    entered = encode(column, value, zone)
    return {"userEnteredValue": entered} if entered else {}
