"""What only several tabs together can say: pick lists, student codes, row ids.

Nothing here changes a row; a cell that does not fit is a `Problem` beside those of the codec.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheets_schema.codec import Problem
from sheets_schema.model import Column, Kind, Tab, Value, Workbook, student_code
from sheets_schema.rows import Book, Row
from sheets_schema.tabs.lists import FIRST_HOLIDAY


def read_lists(book: Book) -> dict[str, tuple[Value, ...]]:
    """The items of every list by the list's key, without blanks and without the fixed first holiday."""
    lists: dict[str, list[Value]] = {}
    for row in book["lists"]:
        for key, item in row.cells.items():
            if item is not None and not (key == "holidays" and item == FIRST_HOLIDAY):
                lists.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in lists.items()}


def cross_problems(workbook: Workbook, book: Book) -> tuple[Problem, ...]:
    """Cells that are well written but name what is not there."""
    lists = {
        key: frozenset(str(item).casefold() for item in items) for key, items in read_lists(book).items()
    }
    codes = frozenset(student_code(row.id) for row in book["students"] if row.id is not None and row["name"])
    found: list[Problem] = []
    for tab in workbook.tabs:
        for row in book[tab.key]:
            found += (_problem(tab, row, *fault) for fault in _faults(tab, row, lists, codes, book))
    return tuple(found)


def _problem(tab: Tab, row: Row, column: Column, code: str, text: str, example: str) -> Problem:
    return Problem(tab.key, row.id, row.index, column.key, code, text, example)


def _faults(
    tab: Tab, row: Row, lists: Mapping[str, frozenset[str]], codes: frozenset[str], book: Book
) -> Iterator[tuple[Column, str, str, str]]:
    for column in tab.columns:
        value = row[column.key]
        if value is None or not column.typed:
            continue
        if column.kind is Kind.CHOICE and str(value).casefold() not in lists.get(str(column.choices), ()):
            items = sorted(lists.get(str(column.choices), ()))
            text = f"{column.title} must be an item of its column on Lists."
            yield column, "not_in_list", text, items[0] if items else ""
        if column.kind is Kind.STUDENT and value not in codes:
            text = f"No student on the Students tab has this code in {column.title}."
            yield column, "unknown_student", text, min(codes, default="S001")
        if column.refers is not None and all(other.id != value for other in book[column.refers]):
            text = f"{column.title} must be the id of a row that is there."
            yield column, "unknown_row", text, ""
