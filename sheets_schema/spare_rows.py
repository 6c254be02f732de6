"""Further spare rows on a register, with ids and formulas, and further lines where a tab lists its rows.

Rows are put in above the last one, so that colours and protection grow with the tab; ranges in formulas have
no last row anyhow. Rows that people add below the last one get looks and rules like those above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sheets_schema.formulas import render
from sheets_schema.layout import Layout, cell_place, reaches_bottom
from sheets_schema.model import Shape, Tab, Workbook
from sheets_schema.requests import Request, rows_requests


@dataclass(frozen=True)
class NewRows:
    """`count` rows above the last one of a tab, which stands in row `last` (0-based). On a register with ids
    they get theirs from `first_id` on. `in_use` names a column in which the last row holds something, if it
    is no spare row: it comes to stand above the new ones again."""

    tab: str
    last: int
    count: int
    first_id: int = 0
    in_use: str | None = None


def spare_row_requests(workbook: Workbook, layout: Layout, wanted: Sequence[NewRows]) -> list[Request]:
    """Room on every tab first, then what stands in it: formulas of one tab may name another that grows."""
    after = grown(layout, wanted)
    requests: list[Request] = [_insert(layout, rows) for rows in wanted]
    for rows in wanted:
        requests += new_row_contents(workbook, after, rows, rows.last)
    return requests + [_last_row_first(layout, rows) for rows in wanted if rows.in_use is not None]


def dress_requests(workbook: Workbook, layout: Layout, key: str) -> Iterator[Request]:
    """Looks, drop-downs and colours for the rows that people added below; lines where a tab lists rows. Ids
    and formulas come to a row when something is typed there."""
    tab, place = workbook.tab(key), layout[key]
    first = place.row_count if place.dressed is None else place.dressed
    if tab.shape is Shape.FREE:
        if tab.lists is not None:
            yield from _lines(layout, tab, NewRows(key, first, place.row_count - first - 1), first)
        return
    span = {"sheetId": place.sheet_id, "startRowIndex": first, "endRowIndex": place.row_count}
    yield from _looks(span)
    for column in tab.columns:
        at = place.columns.get(column.key)
        if column.colours and at is not None:
            here = {"startColumnIndex": at, "endColumnIndex": at + 1}
            above = {**span, **here, "startRowIndex": first - 1, "endRowIndex": first}
            yield _paste(above, span | here, "PASTE_CONDITIONAL_FORMATTING")


def grown(layout: Layout, wanted: Sequence[NewRows]) -> Layout:
    """The layout with the new rows."""
    tabs = dict(layout.tabs)
    for rows in wanted:
        place = tabs[rows.tab]
        tabs[rows.tab] = replace(place, row_count=max(place.row_count, rows.last + 1) + rows.count)
    return Layout(tabs)


def new_row_contents(workbook: Workbook, layout: Layout, rows: NewRows, first: int) -> Iterator[Request]:
    """What stands in the rows from `first` (0-based) on. `layout` is as it stands with them."""
    tab = workbook.tab(rows.tab)
    if tab.shape is Shape.FREE:
        yield from _lines(layout, tab, rows, first)
        return
    span = {"sheetId": layout[tab.key].sheet_id, "startRowIndex": first, "endRowIndex": first + rows.count}
    yield from _looks(span)
    if "id" in tab.by_key:
        yield from rows_requests(layout, tab, first, [{"id": rows.first_id + at} for at in range(rows.count)])
    for column in tab.columns:
        at = layout[tab.key].columns.get(column.key)
        if column.formula is not None and at is not None:
            formula = render(column.formula, workbook, layout, tab.key, first + 1)
            where = span | {"startColumnIndex": at, "endColumnIndex": at + 1}
            cell = {"userEnteredValue": {"formulaValue": formula}}
            yield {"repeatCell": {"range": where, "cell": cell, "fields": "userEnteredValue"}}


def _looks(span: dict[str, int]) -> Iterator[Request]:
    """Those of the row above."""
    first = span["startRowIndex"]
    for kind in ("PASTE_FORMAT", "PASTE_DATA_VALIDATION"):
        yield _paste(span | {"startRowIndex": first - 1, "endRowIndex": first}, span, kind)


def _insert(layout: Layout, rows: NewRows) -> Request:
    span = {"sheetId": layout[rows.tab].sheet_id, "dimension": "ROWS"}
    span |= {"startIndex": rows.last, "endIndex": rows.last + rows.count}
    return {"insertDimension": {"range": span, "inheritFromBefore": True}}


def _last_row_first(layout: Layout, rows: NewRows) -> Request:
    """Sorted, since that leaves every range as it is, whoever looks at it. Blank cells come last; of a
    register's ids the new ones are the largest. The rows go whole, with columns of people's own."""
    place = layout[rows.tab]
    span = {"sheetId": place.sheet_id, "startRowIndex": rows.last, "endRowIndex": rows.last + rows.count + 1}
    order = {"dimensionIndex": place.columns[str(rows.in_use)], "sortOrder": "ASCENDING"}
    return {"sortRange": {"range": span, "sortSpecs": [order]}}


def _lines(layout: Layout, tab: Tab, rows: NewRows, first: int) -> Iterator[Request]:
    """The line above, copied down to the last one; the lines are numbered anew."""
    sheet = layout[tab.key].sheet_id
    end = first + rows.count + 1
    above = {"sheetId": sheet, "startRowIndex": first - 1, "endRowIndex": first}
    yield _paste(above, {"sheetId": sheet, "startRowIndex": first, "endRowIndex": end}, "PASTE_NORMAL")
    for block in tab.blocks:
        if block.counts_from is not None and reaches_bottom(tab, block):
            top, left = cell_place(block.corner)
            numbers = range(block.counts_from, block.counts_from + end - top)
            cells = [{"values": [{"userEnteredValue": {"numberValue": number}}]} for number in numbers]
            start = {"sheetId": sheet, "rowIndex": top, "columnIndex": left}
            yield {"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue"}}


def _paste(source: dict[str, Any], destination: dict[str, Any], kind: str) -> Request:
    return {"copyPaste": {"source": source, "destination": destination, "pasteType": kind}}
