"""Writes of ValueRanges: where they land, what they may not exceed, how it is answered; and appending."""

from typing import Any

from app.local_google.api import bad_request
from app.local_google.sheets import places
from app.local_google.sheets.a1 import Box, spell
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Json
from app.local_google.sheets.entering import Written, check_values, write_block
from app.local_google.sheets.lines import grow, insert_lines
from app.local_google.sheets.making import MAX_CELLS, TOO_MANY_CELLS
from app.local_google.sheets.opening import Guard
from app.local_google.sheets.rendering import Renderer, transposed
from app.local_google.sheets.tab import Tab
from app.local_google.world import World


def rows_of(value_range: Json) -> list[list[Any]]:
    """The values as rows, whatever the major dimension."""
    values = value_range.get("values") or []
    check_values(values)
    return _columns_as_rows(values) if value_range.get("majorDimension") == "COLUMNS" else values


def _columns_as_rows(columns: list[list[Any]]) -> list[list[Any]]:
    return transposed(columns, fill=None)


def check_option(option: str | None) -> bool:
    """Whether values are raw; an unset option is refused."""
    if option not in ("RAW", "USER_ENTERED"):
        raise bad_request("'valueInputOption' is required but not specified")
    return option == "RAW"


def write(world: World, book: Book, guard: Guard, box: Box, rows: list[list[Any]], raw: bool) -> Written:
    """Write into a box that was asked for; a single cell is a corner, a larger box a bound."""
    tab = places.tab_of(book, box.sheet_id)
    asked = places.within(book, box, reading=False)
    height, width = len(rows), max((len(row) for row in rows), default=0)
    target = Box(tab.sheet_id, asked.top, asked.top + max(height, 1), asked.left, asked.left + max(width, 1))
    if asked.end_row - asked.top > 1 or asked.end_column - asked.left > 1:
        _check_fit(tab, asked, box, target)
    if target.end_row > tab.row_count or target.end_column > tab.column_count:
        raise places.exceeds(tab, target)
    guard.check(target)
    return write_block(book, tab, target, rows, raw, world.now())


def _check_fit(tab: Tab, asked: Box, box: Box, target: Box) -> None:
    name = spell(tab.title, asked if box.bottom is not None or box.right is not None else tab.whole())
    if target.end_row > asked.end_row:
        raise bad_request(
            f"Requested writing within range [{name}], but tried writing to row [{asked.end_row + 1}]"
        )
    if target.end_column > asked.end_column:
        letter = (
            spell("x", Box(0, 0, 1, asked.end_column, asked.end_column + 1))
            .partition("!")[2]
            .rstrip("0123456789")
        )
        raise bad_request(f"Requested writing within range [{name}], but tried writing to column [{letter}]")


def append(
    world: World, book: Book, guard: Guard, box: Box, rows: list[list[Any]], raw: bool, insert: bool
) -> tuple[Box | None, Written]:
    """Append after the table found in the box (None where there is none); the grid grows as needed."""
    tab = places.tab_of(book, box.sheet_id)
    bounded = places.within(book, box, reading=False)
    table = _table(tab, bounded)
    top = bounded.top if table is None else table.end_row
    left = bounded.left if table is None else table.left
    height, width = max(len(rows), 1), max(max((len(row) for row in rows), default=1), 1)
    target = Box(tab.sheet_id, top, top + height, left, left + width)
    guard.check(target)
    if insert and table is not None and top < tab.row_count:
        insert_lines(book, tab, True, top, height, inherit=True)
    _make_room(book, tab, target)
    return table, write_block(book, tab, target, rows, raw, world.now())


def _make_room(book: Book, tab: Tab, target: Box) -> None:
    more_rows = max(0, target.end_row - tab.row_count)
    more_columns = max(0, target.end_column - tab.column_count)
    if not more_rows and not more_columns:
        return
    grown = (tab.row_count + more_rows) * (tab.column_count + more_columns) - tab.row_count * tab.column_count
    if book.cell_count() + grown > MAX_CELLS:
        raise bad_request(TOO_MANY_CELLS)
    grow(book, tab, more_rows, more_columns)


def _table(tab: Tab, box: Box) -> Box | None:
    """The last block of neighbouring cells that reaches into the box."""
    last: tuple[int, int] | None = None
    for row, column, cell in tab.cells_in(box):
        if cell.entered is not None and (last is None or row >= last[0]):
            last = (row, column)
    if last is None:
        return None
    top, bottom, left, right = last[0], last[0] + 1, last[1], last[1] + 1
    while True:
        grown = (
            _reaches(tab, top - 1, top, left - 1, right + 1),
            _reaches(tab, bottom, bottom + 1, left - 1, right + 1),
            _reaches(tab, top, bottom, left - 1, left),
            _reaches(tab, top, bottom, right, right + 1),
        )
        if not any(grown):
            return Box(tab.sheet_id, top, bottom, left, right)
        top, bottom, left, right = top - grown[0], bottom + grown[1], left - grown[2], right + grown[3]


def _reaches(tab: Tab, top: int, bottom: int, left: int, right: int) -> bool:
    for row in range(max(top, 0), bottom):
        line = tab.rows.get(row)
        if line and any(left <= column < right and cell.entered is not None for column, cell in line.items()):
            return True
    return False


def update_answer(book: Book, written: Written, name: str | None = None) -> Json:
    """UpdateValuesResponse; what is zero is absent."""
    tab = places.tab_of(book, written.box.sheet_id)
    answer: Json = {
        "spreadsheetId": book.spreadsheet_id,
        "updatedRange": name or spell(tab.title, written.box),
    }
    counts = (len(written.rows), len(written.columns), written.cells)
    for key, count in zip(("updatedRows", "updatedColumns", "updatedCells"), counts, strict=True):
        if count:
            answer[key] = count
    return answer


def with_data(world: World, book: Book, answer: Json, box: Box, render: str, dates: str, major: str) -> Json:
    """The answer with the values as they now read."""
    book.ready(world.now())
    tab = places.tab_of(book, box.sheet_id)
    data = Renderer(book, render, dates).value_range(spell(tab.title, box), box, major)
    return {**answer, "updatedData": data}
