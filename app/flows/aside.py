"""Cells set aside before they are written, to the right of what _Holdfast holds: as requests, and read again.

They stay there until the next batch, so that the worker after one that died can look as well. Each batch
makes the place anew, with its guard and its worker in the corner: an older one is taken for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from app.core.stood import Aside, Place, Stood
from app.google.sheets import Sheets
from sheets_schema.codec import decode
from sheets_schema.formulas import quoted
from sheets_schema.layout import Layout, column_letters
from sheets_schema.model import Workbook
from sheets_schema.read import TabLayout
from sheets_schema.requests import Request

TAB = "holdfast"
FIRST = 1  # 0-based sheet row of the corner; the cells follow below it
Grid = Sequence[Sequence[Any]]


def mark_of(guard: int, epoch: int) -> str:
    """What the corner says: which batch, and by whom, for several may have tried the same number."""
    return f"{guard} {epoch}"


def aside_requests(layout: Layout, asides: Sequence[Aside], mark: str) -> list[Request]:
    """Goes ahead of every write, also where there is nothing to set aside."""
    if TAB not in layout:
        return []
    place = layout[TAB]
    left = _left(place)
    corner = {"sheetId": place.sheet_id, "rowIndex": FIRST, "columnIndex": left}
    marked = [{"values": [{"userEnteredValue": {"stringValue": mark}}]}]
    put = {"updateCells": {"start": corner, "rows": marked, "fields": "userEnteredValue"}}
    return [_columns(place, left), _columns(place, left + _width(asides)), put, *_copies(layout, asides)]


def aside_range(layout: Layout, asides: Sequence[Aside]) -> list[str]:
    """What to ask for in the batch's answer."""
    if TAB not in layout or not asides:
        return []
    left = _left(layout[TAB])
    first, last = column_letters(left), column_letters(left + _width(asides) - 1)
    rows = max(one.row for one in asides) + 1
    return [f"{quoted(layout[TAB].title)}!{first}{FIRST + 1}:{last}{FIRST + 1 + rows}"]


def stood_in_answer(
    workbook: Workbook,
    layout: Layout,
    zone: tzinfo,
    asides: Sequence[Aside],
    answer: Mapping[str, Any],
    mark: str,
) -> Stood:
    """What the answer of the batch itself shows."""
    for sheet in answer.get("updatedSpreadsheet", {}).get("sheets", ()):
        if TAB in layout and int(sheet["properties"].get("sheetId", 0)) == layout[TAB].sheet_id:
            rows = (sheet.get("data") or [{}])[0].get("rowData", [])
            grid = [[_raw(cell) for cell in row.get("values", ())] for row in rows]
            return stood_in(workbook, zone, asides, grid, mark)
    return Stood()


def left_since(sheets: Sheets, spreadsheet_id: str, layout: Layout) -> Grid:
    """The place as a batch left it whose answer nobody saw."""
    if TAB not in layout:
        return ()
    title, left = layout[TAB].title, _left(layout[TAB])
    return [row[left:] for row in sheets.values(spreadsheet_id, [title])[title][FIRST:]]


def epoch_in(grid: Grid, guard: int) -> int | None:
    """Whose batch of this guard it is; None where the corner does not say."""
    said, _, epoch = str(_at(grid, 0, 0)).partition(" ")
    return int(epoch) if said == str(guard) and epoch.isdecimal() else None


def stood_in(workbook: Workbook, zone: tzinfo, asides: Iterable[Aside], grid: Grid, mark: str) -> Stood:
    if _at(grid, 0, 0) != mark:
        return Stood()
    cells: dict[Place, Any] = {}
    raws: dict[Place, Any] = {}
    unreadable = set()
    for one in asides:
        tab, _, key = one.place
        raw = raws[one.place] = _at(grid, 1 + one.row, one.column)
        column = workbook.tab(tab).column(key)
        if not column.typed or key == "id":
            continue
        cells[one.place], fault = decode(column, raw, zone)
        if fault is not None:
            cells[one.place] = raw
            unreadable.add(one.place)
    return Stood(cells, frozenset(unreadable), raws)


def _at(grid: Grid, row: int, column: int) -> Any:
    return grid[row][column] if row < len(grid) and column < len(grid[row]) else None


def _raw(cell: Mapping[str, Any]) -> Any:
    kind, value = next(iter(cell.get("effectiveValue", {}).items()), ("", None))
    return "#ERROR!" if kind == "errorValue" else value


def _left(place: TabLayout) -> int:
    """The first column right of every header."""
    return max([*place.columns.values(), *place.extra.values()]) + 1


def _width(asides: Iterable[Aside]) -> int:
    return max((one.column for one in asides), default=0) + 1


def _columns(place: TabLayout, count: int) -> Request:
    properties = {"sheetId": place.sheet_id, "gridProperties": {"columnCount": count}}
    return {"updateSheetProperties": {"properties": properties, "fields": "gridProperties.columnCount"}}


def _copies(layout: Layout, asides: Iterable[Aside]) -> list[Request]:
    """One request for each block of cells that stand beside and below each other here and there. Values only:
    a formula that went along would count other cells there."""
    aim, left = layout[TAB], _left(layout[TAB])
    blocks: dict[tuple[int, ...], _Block] = {}  # by where the next row of each would begin
    for run in _runs(layout, asides, left):
        found = blocks.pop(run.key(), run)
        if found is not run:
            found = replace(found, height=found.height + 1)
        blocks[found.key(found.height)] = found
    return [
        {
            "copyPaste": {
                "source": _box(one.sheet, one.row, one.column, one),
                "destination": _box(aim.sheet_id, one.down, one.across, one),
                "pasteType": "PASTE_VALUES",
            }
        }
        for one in blocks.values()
    ]


@dataclass(frozen=True)
class _Block:
    """Cells of a tab from `row` and `column` on, and where they go: `down` and `across`. All 0-based."""

    sheet: int
    row: int
    column: int
    down: int
    across: int
    width: int = 1
    height: int = 1

    def key(self, below: int = 0) -> tuple[int, ...]:
        return (self.sheet, self.row + below, self.column, self.down + below, self.across, self.width)


def _runs(layout: Layout, asides: Iterable[Aside], left: int) -> list[_Block]:
    """Cells side by side, one row high. A column that is gone holds nothing."""
    runs: list[_Block] = []
    for one in asides:
        tab, index, key = one.place
        if key not in layout[tab].columns:
            continue
        column = layout[tab].columns[key]
        here = _Block(layout[tab].sheet_id, index, column, FIRST + 1 + one.row, left + one.column)
        last = runs[-1] if runs else here
        beside = replace(last, column=last.column + last.width, across=last.across + last.width, width=1)
        if here == beside:
            runs[-1] = replace(last, width=last.width + 1)
        else:
            runs.append(here)
    return runs


def _box(sheet: int, row: int, column: int, size: _Block) -> dict[str, int]:
    return {
        "sheetId": sheet,
        "startRowIndex": row,
        "endRowIndex": row + size.height,
        "startColumnIndex": column,
        "endColumnIndex": column + size.width,
    }
