"""Clearing the content of cells; formats, notes and validation stay."""

from dataclasses import replace

from app.local_google.sheets import places
from app.local_google.sheets.a1 import Box, spell
from app.local_google.sheets.book import Book
from app.local_google.sheets.opening import Guard


def clear_values(book: Book, guard: Guard, box: Box) -> str:
    """Clear a bounded box; answers how it is spelt."""
    tab = places.tab_of(book, box.sheet_id)
    guard.check(box)
    for row, column, cell in list(tab.cells_in(box)):
        if cell.entered is not None or cell.extra:
            book.put(tab, row, column, replace(cell, entered=None, extra=None))
    return spell(tab.title, box)
