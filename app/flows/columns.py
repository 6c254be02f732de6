"""Columns that somebody moved between our read and our write: what went into a wrong column is put right.

Sheets has no precondition, so the write's own answer brings the header rows back. The row a write was meant
for is known by then; here only the columns in it are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from app.core.effects import BookWrite, FillRow
from app.core.model import Cell
from app.flows.workbooks import Workbooks, fill_requests, send_repair
from sheets_schema.formulas import tabs_named
from sheets_schema.layout import Layout, TabLayout, layout_from_headers
from sheets_schema.model import Workbook
from sheets_schema.read import Book
from sheets_schema.spare_rows import new_row_contents


def moved_columns(
    headers: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str | None]]
) -> frozenset[str]:
    """The tabs whose header row is not the one that was read. None: no text stands there."""
    return frozenset(tab for tab, row in after.items() if tab in headers and _differ(headers[tab], row))


def columns_put_right(
    at: Workbooks,
    book: Book,
    write: BookWrite,
    ids: Mapping[str, Sequence[int | None]],
    heads: Mapping[str, Sequence[str | None]],
) -> tuple[Workbooks, Book, BookWrite]:
    """Where `heads`, of the write's own answer, show that columns had moved: what went into wrong ones, and
    formulas that name such, in one more batch. Gives what is known now, and what of the write is left to be
    looked after."""
    moved = moved_columns(at.headers, heads)
    if not moved:
        return at, book, write
    titles = [place.title for place in book.layout.tabs.values()]
    layout, _ = layout_from_headers(
        at.workbook, at.google.sheets.structure(at.caseload.spreadsheet_id, titles)
    )
    requests = [request for tab in sorted(moved) for request in _again(at, book, write, tab, layout, ids)]
    for fill in _formulas_again(at.workbook, write, ids, moved):
        requests += fill_requests(at, layout, fill)
    at, _ = send_repair(at, requests, [])
    now = {tab: [title or "" for title in heads[tab]] for tab in moved}
    return replace(at, headers={**at.headers, **now}), replace(book, layout=layout), _without(write, moved)


def _again(
    at: Workbooks,
    book: Book,
    write: BookWrite,
    tab: str,
    layout: Layout,
    ids: Mapping[str, Sequence[int | None]],
) -> list[Mapping[str, Any]]:
    """What was written into a tab, where its columns stand in `layout`, and what it had hit."""
    formulas = [column.key for column in at.workbook.tab(tab).columns if column.formula is not None]
    rows: dict[int, list[str]] = {}
    for fill in write.fills:
        if fill.tab == tab:
            given = [key for key in formulas if key not in fill.spared] if fill.formulas else []
            rows[fill.index] = [*fill.cells, *given]
    added: list[FillRow] = []
    for add in write.adds:
        row_id = add.cells["id"]
        if add.tab == tab and isinstance(row_id, int) and row_id in ids.get(tab, ()):
            index = list(ids[tab]).index(row_id)
            rows[index] = [*add.cells, *formulas]
            added.append(FillRow(tab, index, row_id, add.cells, formulas=True))
    fills, requests = _hit_cells(book, write, tab, layout, rows)
    requests += _spare_rows_again(at, write, tab, layout, ids)
    for fill in [*fills, *added]:
        requests += fill_requests(at, layout, fill)
    return requests


def _spare_rows_again(
    at: Workbooks, write: BookWrite, tab: str, layout: Layout, ids: Mapping[str, Sequence[int | None]]
) -> list[Mapping[str, Any]]:
    """The new spare rows of a tab, emptied and made once more where its columns stand now."""
    requests: list[Mapping[str, Any]] = []
    for rows in write.grows:
        if rows.tab == tab and rows.first_id in ids.get(tab, ()):
            first = list(ids[tab]).index(rows.first_id)
            span = {
                "sheetId": layout[tab].sheet_id,
                "startRowIndex": first,
                "endRowIndex": first + rows.count,
            }
            requests.append({"repeatCell": {"range": span, "cell": {}, "fields": "userEnteredValue"}})
            requests += new_row_contents(at.workbook, layout, rows, first)
    return requests


def _without(write: BookWrite, tabs: frozenset[str]) -> BookWrite:
    """What of it goes to other tabs."""
    return BookWrite(
        tuple(fill for fill in write.fills if fill.tab not in tabs),
        tuple(add for add in write.adds if add.tab not in tabs),
        write.replaces,
        tuple(rows for rows in write.grows if rows.tab not in tabs),
    )


def _hit_cells(
    book: Book, write: BookWrite, tab: str, layout: Layout, keys: Mapping[int, Sequence[str]]
) -> tuple[list[FillRow], list[Mapping[str, Any]]]:
    """What the rows of `write` on this tab get back: cells of known columns, and requests for the others.

    `keys` are the columns written, by sheet row. `layout` is as the tab stands now.
    """
    before, now = book.layout[tab], layout[tab]
    here = {at: key for key, at in now.columns.items()}
    known = {row.index: row.cells for row in book.tabs[tab].rows}
    fills: list[FillRow] = []
    others: list[Mapping[str, Any]] = []
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


def _formulas_again(
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
