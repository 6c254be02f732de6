"""Formulas as they are entered, read by somebody who is not syncing, against the definition."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.rows import people_tabs
from app.google.sheets import Sheets
from sheets_schema.formulas import quoted, render
from sheets_schema.layout import Layout, TabLayout, column_letters, layout_from_headers
from sheets_schema.workbook import WORKBOOK
from tests.machine.place import Place

SOME_ROW = 7_654_321  # no formula names it
Lines = list[list[object]]


def foreign_formulas(place: Place) -> Iterator[str]:
    """Formulas in rows with an id that are not their column's own, for their row, where the columns stand."""
    sheets = place.workers[0].deps.connect(place.store.caseloads.get(place.caseload_id).owner).sheets
    layout, _ = layout_from_headers(WORKBOOK, sheets.structure(place.book))
    for tab, lines in _entered(sheets, place.book, layout):
        own = {
            tab.columns[column.key]: render(column.formula, WORKBOOK, layout, tab.key, SOME_ROW)
            for column in WORKBOOK.tab(tab.key).columns
            if column.formula is not None and column.key in tab.columns
        }
        for number, line in enumerate(lines[1:], 2):
            if _at(line, tab.columns["id"]) in ("", None):
                continue
            for at, formula in own.items():
                wanted = formula.replace(str(SOME_ROW), str(number))
                if _at(line, at) != wanted:
                    where = f"{tab.title}!{column_letters(at)}{number}"
                    yield f"{where} has {str(_at(line, at))[:120]!r} for {wanted[:120]!r}"


def _entered(sheets: Sheets, book: str, layout: Layout) -> Iterator[tuple[TabLayout, Lines]]:
    tabs = [layout[tab.key] for tab in people_tabs(WORKBOOK) if tab.key in layout]
    ranges = {quoted(tab.title): tab for tab in tabs if "id" in tab.columns}
    for a1, lines in sheets.formulas(book, list(ranges)).items():
        yield ranges[a1], lines


def _at(line: list[object], column: int) -> object:
    return line[column] if column < len(line) else ""
