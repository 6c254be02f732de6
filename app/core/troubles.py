"""From a problem of a cell or a header to what the Sync tab and the JSON say of it."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.effects import Trouble
from sheets_schema.codec import Problem
from sheets_schema.layout import Layout, column_letters
from sheets_schema.read import Book


def cell_troubles(layout: Layout, problems: Iterable[Problem]) -> tuple[Trouble, ...]:
    """Each problem with its cell's address as the sheet was read."""
    return tuple(_of_cell(layout, problem) for problem in problems)


def book_troubles(book: Book) -> tuple[Trouble, ...]:
    """Everything that could not be read in a workbook: cells, tabs, headers."""
    headers = tuple(
        Trouble(problem.tab, "", problem.code, f"{problem.text} Put the header back, or undo the change.")
        for problem in book.header_problems
    )
    return headers + cell_troubles(book.layout, book.problems)


def _of_cell(layout: Layout, problem: Problem) -> Trouble:
    tab = layout[problem.tab]
    at = tab.columns.get(problem.column)
    cell = f"{column_letters(at)}{problem.row_index + 1}" if at is not None else ""
    return Trouble(tab.title, cell, problem.code, problem.text, problem.example)
