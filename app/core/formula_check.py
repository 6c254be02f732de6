"""Formulas that somebody typed over: the formula comes back, what was typed is kept on the Sync tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.core.effects import FillRow, Trouble
from app.core.model import Cell
from app.core.rows import people_tabs
from sheets_schema.layout import column_letters
from sheets_schema.model import Workbook
from sheets_schema.read import Book

Entered = Mapping[str, Mapping[str, Sequence[Cell]]]  # tab -> column -> what is entered, header first


def typed_over(
    workbook: Workbook, book: Book, entered: Entered
) -> tuple[tuple[FillRow, ...], tuple[Trouble, ...]]:
    """Rows whose formulas are to be put back, and what stood there instead.

    Only cells without any formula count: Google rewrites references as people move things, and a formula
    that reads differently may be right. A cleared cell of a row that holds something counts too.
    """
    fills: list[FillRow] = []
    troubles: list[Trouble] = []
    for tab in people_tabs(workbook):
        columns = entered.get(tab.key, {})
        for row in book.tabs[tab.key].rows if tab.key in book.tabs else ():
            found = {}
            for key, cells in columns.items():
                cell = cells[row.index] if row.index < len(cells) else None
                if not str(cell or "").startswith("=") and (cell not in (None, "") or not row.blank):
                    found[key] = cell
            if not found or row.id is None:
                continue
            fills.append(FillRow(tab.key, row.index, row.id, {}, formulas=True))
            place = book.layout[tab.key]
            for key, cell in found.items():
                if cell not in (None, ""):
                    at = f"{column_letters(place.columns[key])}{row.index + 1}"
                    text = f"{tab.column(key).title} is worked out by a formula; it was put back."
                    told = Trouble(tab.title, at, "typed_over", text, kept=str(cell))
                    troubles.append(replace(told, row_id=row.id, column=key))
    return tuple(fills), tuple(troubles)
