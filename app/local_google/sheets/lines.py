"""Rows and columns inserted, deleted, moved, or added at the end, with all that hangs on them."""

from collections.abc import Callable

from app.local_google.sheets.a1 import Box
from app.local_google.sheets.book import Book
from app.local_google.sheets.carry import carry_formulas, carry_lines, carry_ranges
from app.local_google.sheets.cells import Cell, Json
from app.local_google.sheets.moves import Delete, Insert, Lines, Move, box_after, reference_change
from app.local_google.sheets.rewrite import Change, rewrite
from app.local_google.sheets.tab import Tab, low


def insert_lines(book: Book, tab: Tab, rows: bool, at: int, count: int, inherit: bool) -> None:
    """Blank lines before index `at`, looking like the line before (`inherit`) or after them."""
    size = tab.row_count if rows else tab.column_count
    model = at - 1 if inherit and at > 0 else at
    looks = _looks(tab, rows, model) if model < size else {}
    own = tab.lines(rows).get(model)
    _change_lines(book, tab, Insert(at, count), rows)
    _resize(tab, rows, count, at)
    for index in range(at, at + count):
        if own and "pixelSize" in own:
            tab.lines(rows)[index] = {"pixelSize": own["pixelSize"]}
        for other, cell in looks.items():
            tab.put(index if rows else other, other if rows else index, cell)


def _looks(tab: Tab, rows: bool, index: int) -> dict[int, Cell]:
    """Format and validation of the cells of one line, by the other index."""
    found: dict[int, Cell] = {}
    if rows:
        line = tab.rows.get(index, {})
    else:
        line = {row: cells[index] for row, cells in tab.rows.items() if index in cells}
    for other, cell in line.items():
        if cell.format or cell.rule:
            found[other] = Cell(None, cell.format, None, cell.rule)
    return found


def delete_lines(book: Book, tab: Tab, rows: bool, start: int, end: int) -> None:
    frozen = "frozenRowCount" if rows else "frozenColumnCount"
    grid = tab.properties["gridProperties"]
    kept = grid.get(frozen, 0)
    _change_lines(book, tab, Delete(start, end), rows)
    _resize(tab, rows, start - end, None)
    if kept:
        grid[frozen] = kept - max(0, min(end, kept) - min(start, kept))
        if not grid[frozen]:
            del grid[frozen]


def move_lines(book: Book, tab: Tab, rows: bool, start: int, end: int, to: int) -> None:
    """Lines put before index `to`, counted before the move."""
    _change_lines(book, tab, Move(start, end, to), rows)


def grow(book: Book, tab: Tab, rows: int, columns: int) -> None:
    """Blank lines at the ends; nothing moves, so the engine is seldom loaded anew."""
    grid = tab.properties["gridProperties"]
    grid["rowCount"] += rows
    grid["columnCount"] += columns
    tab.dirty = True
    book.resized(tab)


def shrink(book: Book, tab: Tab, rows: int, columns: int) -> None:
    """Cut the grid to that many rows and columns; what lay beyond is deleted."""
    if tab.row_count > rows:
        delete_lines(book, tab, True, rows, tab.row_count)
    if tab.column_count > columns:
        delete_lines(book, tab, False, columns, tab.column_count)


def _resize(tab: Tab, rows: bool, count: int, at: int | None) -> None:
    grid = tab.properties["gridProperties"]
    grid["rowCount" if rows else "columnCount"] += count
    frozen = "frozenRowCount" if rows else "frozenColumnCount"
    if at is not None and at < grid.get(frozen, 0):
        grid[frozen] += count
    tab.dirty = True


def _change_lines(book: Book, tab: Tab, change: Lines, rows: bool) -> None:
    _move_cells(tab, change, rows)
    lines = tab.lines(rows)
    moved = {change.line(index): value for index, value in lines.items()}
    lines.clear()
    lines.update({index: value for index, value in moved.items() if index is not None})
    carry_lines(book, tab, change, rows)
    _carry_tables(tab, change, rows)

    def boxes(box: Box) -> Box | None:
        return box_after(box, change, rows) if box.sheet_id == tab.sheet_id else box

    carry_ranges(book, boxes)
    changed = formula_changer(lambda own: reference_change(change, rows, tab.title, own.title))
    name = low(tab.title)

    def formulas(text: str, own: Tab) -> str:
        # Most formulas of other tabs do not name this one, and reading references takes far longer.
        return changed(text, own) if own is tab or name in text.lower() else text

    carry_formulas(book, formulas, tab)


def formula_changer(make: Callable[[Tab], Change]) -> Callable[[str, Tab], str]:
    """A change of formula texts from a change of references that is made once a tab."""
    made: dict[int, Change] = {}

    def change(text: str, own: Tab) -> str:
        if own.sheet_id not in made:
            made[own.sheet_id] = make(own)
        return rewrite(text, made[own.sheet_id])

    return change


def _move_cells(tab: Tab, change: Lines, rows: bool) -> None:
    first = change.at if isinstance(change, Insert) else change.start
    if isinstance(change, Move):
        first = min(change.start, change.to)
    if rows:
        moved = {change.line(row): line for row, line in tab.rows.items()}
        tab.rows = {row: line for row, line in moved.items() if row is not None}
        tab.dirty_rows = {row for row in map(change.line, tab.dirty_rows) if row is not None}
        tab.change_from(first)
        return
    for row in list(tab.rows):
        line = {change.line(column): cell for column, cell in tab.rows[row].items()}
        kept = {column: cell for column, cell in line.items() if column is not None}
        if kept:
            tab.rows[row] = kept
        else:
            del tab.rows[row]
    tab.change_from(0)


def _carry_tables(tab: Tab, change: Lines, rows: bool) -> None:
    """A table's columns are numbered from its left edge; inserted ones get a name, deleted ones go."""
    if rows:
        return
    for table in tab.listed("tables"):
        area = table["range"]
        left, right = area["startColumnIndex"], area["endColumnIndex"]
        span = change.span(left, right)
        if span is None:
            continue
        old: dict[int, Json] = {
            item.get("columnIndex", 0): item for item in table.get("columnProperties", [])
        }
        placed: dict[int, Json] = {}
        for index in range(left, right):
            line = change.line(index)
            if line is not None and index - left in old:
                placed[line - span[0]] = old[index - left]
        table["columnProperties"] = [
            {**placed.get(index, {"columnName": f"Column {index + 1}"}), "columnIndex": index}
            for index in range(span[1] - span[0])
        ]
