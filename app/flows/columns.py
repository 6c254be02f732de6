"""Columns that somebody moved between our read and our write: what went into a wrong column is put right.

Sheets has no precondition, so the write's own answer brings the header rows back. The row a write was meant
for is known by then; here only the columns in it are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from app.core.effects import BookWrite, FillRow
from app.core.model import Cell
from sheets_schema.formulas import tabs_named
from sheets_schema.layout import Layout, TabLayout
from sheets_schema.model import Workbook
from sheets_schema.read import Book


def moved_columns(
    headers: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str | None]]
) -> frozenset[str]:
    """The tabs whose header row is not the one that was read. None: no text stands there."""
    return frozenset(tab for tab, row in after.items() if tab in headers and _differ(headers[tab], row))


def hit_cells(
    book: Book, write: BookWrite, tab: str, layout: Layout, keys: Mapping[int, Sequence[str]]
) -> tuple[list[FillRow], list[dict[str, Any]]]:
    """What the rows of `write` on this tab get back: cells of known columns, and requests for the others.

    `keys` are the columns written, by sheet row. `layout` is as the tab stands now.
    """
    before, now = book.layout[tab], layout[tab]
    here = {at: key for key, at in now.columns.items()}
    known = {row.index: row.cells for row in book.tabs[tab].rows}
    fills: list[FillRow] = []
    others: list[dict[str, Any]] = []
    for index, written in sorted(keys.items()):
        cells: dict[str, Cell] = {}
        for at in sorted(before.columns[key] for key in written if key in before.columns):
            if at in here:
                cells[here[at]] = known.get(index, {}).get(here[at])
            else:
                title = next((title for title, place in now.extra.items() if place == at), "")
                others.append(put_cell(now, index, at, known.get(index, {}).get(title)))
        fills.append(FillRow(tab, index, None, cells, formulas=True))
    meant = {fill.index: fill.cells for fill in write.fills if fill.tab == tab}
    fills += [FillRow(tab, index, None, cells) for index, cells in meant.items()]
    return fills, others


def formulas_again(
    workbook: Workbook, write: BookWrite, ids: Mapping[str, Sequence[int | None]], moved: frozenset[str]
) -> Iterator[FillRow]:
    """Rows whose formulas name a tab of which columns had moved. `ids` are those of the write's own answer;
    rows of moved tabs are written again as it is."""
    given = [(one.tab, one.cells.get("id", one.row_id), one.spared) for one in write.fills if one.formulas]
    given += [(add.tab, add.cells["id"], frozenset()) for add in write.adds]
    given += [(rows.tab, rows.first_id + at, frozenset()) for rows in write.grows for at in range(rows.count)]
    for tab in sorted(write.computed - moved):
        if tabs_named(workbook, [tab]) & moved:
            here = {row_id: index for index, row_id in enumerate(ids.get(tab, ())) if row_id is not None}
            for key, row_id, spared in given:
                if key == tab and isinstance(row_id, int) and row_id in here:
                    yield FillRow(tab, here[row_id], row_id, {}, formulas=True, spared=spared)


def put_cell(place: TabLayout, row: int, column: int, value: Cell) -> dict[str, Any]:
    """One cell of a column that only the person knows. Its text, number or tick as it was read."""
    kinds: dict[type, str] = {bool: "boolValue", int: "numberValue", float: "numberValue"}
    entered = {} if value is None else {kinds.get(type(value), "stringValue"): value}
    start = {"sheetId": place.sheet_id, "rowIndex": row, "columnIndex": column}
    rows = [{"values": [{"userEnteredValue": entered} if entered else {}]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def _differ(read: Sequence[str], after: Sequence[str | None]) -> bool:
    """A header that is no text is somebody's own and reads otherwise here; a column of ours that moved shows
    where it stands now."""
    pairs = zip_longest(read, after, fillvalue="")
    return any(now is not None and now != before for before, now in pairs)
