"""Formulas of a later definition in cells that hold formulas already, or nothing. What is typed stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sheets_schema.formulas import references, render
from sheets_schema.layout import Layout, TabLayout, block_rows, cell_place
from sheets_schema.live import Live
from sheets_schema.look import number_format
from sheets_schema.model import Block, Column, Shape, Tab, Workbook
from sheets_schema.requests import Request

Retold = frozenset[tuple[str, str | None]]  # columns that the person keeps under another title


def is_formula(entered: Any) -> bool:
    return isinstance(entered, str) and entered.startswith("=")


def rows_in_use(live: Live, tab: Tab) -> list[int]:
    """The 0-based rows that have formulas: all of a register, those with an id of a log."""
    place = live.layout[tab.key]
    if tab.shape is Shape.REGISTER:
        return list(range(1, place.row_count))
    at = place.columns.get("id", 0)
    return [row for row in range(1, len(live.entered[tab.key])) if live.cell(tab.key, row, at) is not None]


def typed_in(live: Live, tab: Tab, column: str) -> bool:
    """Whether people typed in the column and no formula was ever laid in it."""
    at = live.layout[tab.key].columns[column]
    cells = [live.cell(tab.key, row, at) for row in rows_in_use(live, tab)]
    held = [cell for cell in cells if cell is not None]
    return bool(held) and not any(is_formula(cell) for cell in held)


def formula_requests(
    workbook: Workbook, layout: Layout, live: Live, tab: Tab, column: Column, retold: Retold = frozenset()
) -> Iterator[Request]:
    """A computed column whose formulas are not as the definition has them, in the places of `layout`."""
    template = str(column.formula)
    at, now = live.layout[tab.key].columns[column.key], layout[tab.key]
    rows: list[int] = []
    used = rows_in_use(live, tab)
    if used and not any(is_formula(live.cell(tab.key, row, at)) for row in used):
        yield from _from_typed(now, column)
    moved = _moved(live.layout, layout, tab, template, retold)
    for row in used:
        entered = live.cell(tab.key, row, at)
        wanted = _as_it_was(workbook, live.layout, tab, template, row)
        kept = entered is not None and not is_formula(entered)
        if not kept and (wanted is None or entered != wanted or moved):
            rows.append(row)
    yield from filled(workbook, layout, tab, column, rows, now)


def _from_typed(place: TabLayout, column: Column) -> Iterator[Request]:
    """Nobody typed in the column while it was theirs: number format and pick list become the formula's."""
    at = place.columns[column.key]
    span = {"sheetId": place.sheet_id, "startRowIndex": 1, "endRowIndex": place.row_count}
    span |= {"startColumnIndex": at, "endColumnIndex": at + 1}
    numbers = number_format(column.kind, column.pattern, computed=True)
    look = {"userEnteredFormat": {"numberFormat": numbers} if numbers else {}}
    yield {"repeatCell": {"range": span, "cell": look, "fields": "userEnteredFormat.numberFormat"}}
    yield {"setDataValidation": {"range": span}}


def filled(
    workbook: Workbook, layout: Layout, tab: Tab, column: Column, rows: Sequence[int], place: TabLayout
) -> Iterator[Request]:
    """The column's formula in these rows (0-based): one request for each run of them."""
    for _, run in groupby(enumerate(rows), key=lambda one: one[1] - one[0]):
        span = [row for _, row in run]
        formula = render(str(column.formula), workbook, layout, tab.key, span[0] + 1)
        where = {
            "sheetId": place.sheet_id,
            "startRowIndex": span[0],
            "endRowIndex": span[-1] + 1,
            "startColumnIndex": place.columns[column.key],
            "endColumnIndex": place.columns[column.key] + 1,
        }
        cell = {"userEnteredValue": {"formulaValue": formula}}
        yield {"repeatCell": {"range": where, "cell": cell, "fields": "userEnteredValue"}}


def block_requests(
    workbook: Workbook, layout: Layout, live: Live, tab: Tab, block: Block, retold: Retold = frozenset()
) -> Iterator[Request]:
    """A block of formulas of a free-form tab that is not as defined; what is typed in it goes back."""
    if block.formula is None:
        return
    top, left = cell_place(block.corner)
    entered = live.cell(tab.key, top, left)
    changed = entered != _as_it_was(workbook, live.layout, tab, block.formula, top)
    if not changed and not _moved(live.layout, layout, tab, block.formula, retold):
        return
    place = layout[tab.key]
    where = {
        "sheetId": place.sheet_id,
        "startRowIndex": top,
        "endRowIndex": top + block_rows(tab, block, place),
        "startColumnIndex": left,
        "endColumnIndex": left + block.columns,
    }
    formula = render(block.formula, workbook, layout, tab.key, top + 1)
    cell = {"userEnteredValue": {"formulaValue": formula}}
    yield {"repeatCell": {"range": where, "cell": cell, "fields": "userEnteredValue"}}
    for row in range(top, top + block_rows(tab, block, place)):
        for column in range(left, left + block.columns):
            typed = live.cell(tab.key, row, column)
            if typed is not None and not is_formula(typed):
                yield typed_cell(place.sheet_id, row, column, typed)


def typed_cell(sheet_id: int, row: int, column: int, typed: Any) -> Request:
    """Exactly what a person typed, as it was read."""
    sort = "stringValue" if isinstance(typed, str) else "numberValue"
    value = {"boolValue" if isinstance(typed, bool) else sort: typed}
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    rows = [{"values": [{"userEnteredValue": value}]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def _as_it_was(workbook: Workbook, layout: Layout, tab: Tab, template: str, row: int) -> str | None:
    """The formula in the places before the migration; None where it refers to what was not there yet."""
    try:
        return render(template, workbook, layout, tab.key, row + 1)
    except KeyError:
        return None


def _moved(before: Layout, after: Layout, tab: Tab, template: str, retold: Retold) -> bool:
    """Whether Sheets' own rewriting leaves the formula wrong: it names a column whose typed cells became the
    person's, or a whole table that gets wider, whose range does not grow at its edge."""
    for one in references(template):
        key = one.tab or tab.key
        if (key, one.column) in retold:
            return True
        if one.table and key in before and after[key].column_count != before[key].column_count:
            return True
    return False
