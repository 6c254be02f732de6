"""Formulas that somebody typed over: the formula comes back, what was typed is kept on the Sync tab.

Not so where typing is meant: a category of the award whose Source on Award Rules is "typed" has its numbers
typed over the formulas of its column on Award Scores.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.core.effects import FillRow, Trouble
from app.core.model import Cell
from app.core.rows import people_tabs
from sheets_schema.formulas import render
from sheets_schema.layout import column_letters
from sheets_schema.model import Tab, Workbook
from sheets_schema.read import Book

SCORES, RULES, BY_HAND = "award_scores", "award_rules", "typed"
Entered = Mapping[str, Mapping[str, Sequence[Cell]]]  # tab -> column -> what is entered, header first
GONE = "#REF!"  # what Google puts where a formula named a row or column that was deleted
_ROW = re.compile(r"(?<![\w!$.])(\$?[A-Z]{1,3})([1-9]\d*)(?![\w(])")  # a reference whose row goes along
_SOME_ROW = 7_654_321  # no formula names it


def typed_over(
    workbook: Workbook, book: Book, entered: Entered
) -> tuple[tuple[FillRow, ...], tuple[Trouble, ...]]:
    """Rows whose formulas are to be put back, and what stood there instead.

    A formula that reads differently may be right, for Google rewrites references as people move things. Two
    kinds cannot be: one that names what was deleted, and the column's own made for another row, as it stays
    behind where rows moved while it was written. A cleared cell of a row that holds something counts too.
    """
    fills: list[FillRow] = []
    troubles: list[Trouble] = []
    by_hand = typed_categories(workbook, book)
    for tab in people_tabs(workbook):
        columns = {
            key: cells
            for key, cells in entered.get(tab.key, {}).items()
            if tab.key != SCORES or key not in by_hand
        }
        own = {key: _own(workbook, book, tab, key) for key in columns}
        for row in book.tabs[tab.key].rows if tab.key in book.tabs else ():
            found = {}
            wrong = False
            for key, cells in columns.items():
                cell = cells[row.index] if row.index < len(cells) else None
                if str(cell or "").startswith("="):
                    wrong = wrong or _cannot_be(str(cell), own[key], row.index + 1)
                elif cell not in (None, "") or not row.blank:
                    found[key] = cell
            if not (found or wrong) or row.id is None:
                continue
            fills.append(FillRow(tab.key, row.index, row.id, {}, formulas=True))
            place = book.layout[tab.key]
            for key, cell in found.items():
                if cell not in (None, ""):
                    at = f"{column_letters(place.columns[key])}{row.index + 1}"
                    text = f"{tab.column(key).title} is worked out by a formula; it was put back."
                    troubles.append(
                        Trouble(tab.title, at, "typed_over", text, kept=str(cell), row_id=row.id, column=key)
                    )
    return spare_typed(workbook, book, fills), tuple(troubles)


def _own(workbook: Workbook, book: Book, tab: Tab, key: str) -> str:
    """The column's formula of `_SOME_ROW`; "" where it needs a column that somebody deleted."""
    try:
        return render(str(tab.column(key).formula), workbook, book.layout, tab.key, _SOME_ROW)
    except KeyError:
        return ""


def _cannot_be(text: str, own: str, number: int) -> bool:
    """Whether this formula in sheet row `number` (1-based) names what is gone, or is another row's."""
    if not own or text == own.replace(str(_SOME_ROW), str(number)):
        return False
    rows = {int(found[2]) for found in _ROW.finditer(text)}
    return GONE in text or (rows != {number} and _ROW.sub(r"\1", text) == _ROW.sub(r"\1", own))


def typed_categories(workbook: Workbook, book: Book) -> frozenset[str]:
    """Columns of Award Scores whose numbers people type."""
    if SCORES not in book.tabs or RULES not in book.tabs:
        return frozenset()
    typed = {str(row["category"]).casefold() for row in book[RULES] if row["source"] == BY_HAND}
    columns = workbook.tab(SCORES).columns
    return frozenset(column.key for column in columns if column.title.casefold() in typed)


def spare_typed(workbook: Workbook, book: Book, fills: Iterable[FillRow]) -> tuple[FillRow, ...]:
    """The same fills; those of Award Scores leave typed categories alone."""
    by_hand = typed_categories(workbook, book)
    return tuple(replace(fill, spared=by_hand) if fill.tab == SCORES else fill for fill in fills)
