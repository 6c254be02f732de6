"""Small builders of Sheets `batchUpdate` requests: cells of a row, rows at the end, a service tab whole.

Text goes out as `stringValue`; a formula only as a `Formula`, and those come from `formulas.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from sheets_schema.codec import encode
from sheets_schema.formulas import render
from sheets_schema.layout import Layout, TabLayout
from sheets_schema.model import Tab, Value, Workbook, Writer

Request = dict[str, Any]


@dataclass(frozen=True)
class Formula:
    """A formula as it goes into the cell, beginning with "="."""

    text: str


Cell = Value | Formula


def cells_requests(
    layout: Layout, tab: Tab, row_index: int, cells: Mapping[str, Cell], zone: tzinfo | None = None
) -> list[Request]:
    """Writes these cells of one row (0-based) and no others: one request for each run of adjacent columns."""
    return rows_requests(layout, tab, row_index, [cells], zone)


def rows_requests(
    layout: Layout,
    tab: Tab,
    row_index: int,
    rows: Sequence[Mapping[str, Cell]],
    zone: tzinfo | None = None,
) -> list[Request]:
    """Writes rows that follow one another; a column that any of them names is written in all."""
    place = layout[tab.key]
    keys = {key for row in rows for key in row}
    at = sorted((place.columns[key], key) for key in keys)
    requests: list[Request] = []
    for run in _runs(at):
        values = [{"values": [_cell(tab, key, row.get(key), zone) for _, key in run]} for row in rows]
        requests.append(_update(place.sheet_id, row_index, run[0][0], values))
    return requests


def _runs(at: Iterable[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    runs: list[list[tuple[int, str]]] = []
    for column, key in at:
        if runs and runs[-1][-1][0] == column - 1:
            runs[-1].append((column, key))
        else:
            runs.append([(column, key)])
    return runs


def _update(sheet_id: int, row: int, column: int, values: list[dict[str, Any]]) -> Request:
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": values, "fields": "userEnteredValue"}}


def _cell(tab: Tab, key: str, value: Cell, zone: tzinfo | None) -> dict[str, Any]:
    if isinstance(value, Formula):
        return {"userEnteredValue": {"formulaValue": value.text}}
    entered = encode(tab.column(key), value, zone)
    return {"userEnteredValue": entered} if entered else {}


def _full_row(place: TabLayout, tab: Tab, row: Mapping[str, Cell], zone: tzinfo | None) -> dict[str, Any]:
    width = max(place.columns.values(), default=-1) + 1
    cells: list[dict[str, Any]] = [{} for _ in range(width)]
    for key, value in row.items():
        cells[place.columns[key]] = _cell(tab, key, value, zone)
    return {"values": cells}


def append_request(
    layout: Layout, tab: Tab, rows: Sequence[Mapping[str, Cell]], zone: tzinfo | None = None
) -> Request:
    """Adds rows after the last row of a log that holds anything, with the ids and formulas given."""
    place = layout[tab.key]
    values = [_full_row(place, tab, row, zone) for row in rows]
    return {"appendCells": {"sheetId": place.sheet_id, "rows": values, "fields": "userEnteredValue"}}


def append_rows(
    workbook: Workbook,
    layout: Layout,
    tab: Tab,
    rows: Sequence[Mapping[str, Value]],
    next_index: int,
    zone: tzinfo | None = None,
) -> Request:
    """Adds rows with the tab's formulas, which will stand from row `next_index` (0-based) on.

    `next_index` is `TabRows.next_index` as just read; the read-back in the same call says if it held.
    """
    full: list[Mapping[str, Cell]] = [
        {**row, **row_formulas(workbook, layout, tab, next_index + at + 1)} for at, row in enumerate(rows)
    ]
    return append_request(layout, tab, full, zone)


def row_formulas(workbook: Workbook, layout: Layout, tab: Tab, row_number: int) -> dict[str, Formula]:
    """The formulas of row `row_number` (1-based), by column. A column that is gone is left out."""
    return {
        column.key: Formula(render(column.formula, workbook, layout, tab.key, row_number))
        for column in tab.columns
        if column.formula is not None and column.key in layout[tab.key].columns
    }


def replace_requests(
    layout: Layout,
    tab: Tab,
    rows: Sequence[Mapping[str, Cell]],
    old_row_count: int,
    zone: tzinfo | None = None,
) -> list[Request]:
    """Puts these rows on a service tab and clears what is left of the `old_row_count` rows before."""
    place = layout[tab.key]
    keys = [column.key for column in tab.columns if column.writer is Writer.SERVICE]
    blank: dict[str, Cell] = dict.fromkeys(keys)
    full: list[Mapping[str, Cell]] = [{**blank, **row} for row in rows]
    full += [blank] * max(0, old_row_count - len(rows))
    requests: list[Request] = []
    missing = len(full) + 1 - place.row_count
    if missing > 0:
        grow = {"sheetId": place.sheet_id, "dimension": "ROWS", "length": missing}
        requests.append({"appendDimension": grow})
    if full:
        requests += rows_requests(layout, tab, 1, full, zone)
    return requests


def show_request(layout: Layout, tab: str, shown: bool) -> Request:
    """Shows a tab, or hides it."""
    properties = {"sheetId": layout[tab].sheet_id, "hidden": not shown}
    return {"updateSheetProperties": {"properties": properties, "fields": "hidden"}}


def guard_request(metadata_id: int) -> Request:
    """Goes first in a batch: Google refuses the batch where this id is already there, so it applies once."""
    guard = {
        "metadataId": metadata_id,
        "metadataKey": "g",
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    return {"createDeveloperMetadata": {"developerMetadata": guard}}


def drop_guard_request(metadata_id: int) -> Request:
    """Takes an old guard away. Google answers 400 where it is gone, so name only those that are there."""
    lookup = {"developerMetadataLookup": {"metadataId": metadata_id}}
    return {"deleteDeveloperMetadata": {"dataFilter": lookup}}
