"""Where a request points: A1 text, GridRanges, dimension ranges and coordinates, resolved in one spreadsheet.

Refusals are Google's own words; the number of the request is put before them by the caller.
"""

from app.local_google.api import GoogleError, bad_request
from app.local_google.sheets.a1 import Box, parse_cells, spell, split_title
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Json
from app.local_google.sheets.ranges import box_from
from app.local_google.sheets.tab import Tab


def resolve(book: Book, text: str) -> Box:
    """A1 notation, a tab's title or a named range as a box; its ends may be open."""
    box = _resolved(book, text)
    if box is None:
        raise bad_request(f"Unable to parse range: {text}")
    return box


def _resolved(book: Book, text: str) -> Box | None:
    title, cells = split_title(text)
    if title is not None:
        tab = book.titled(title)
        if tab is None:
            return None
        if cells is None:
            return Box(tab.sheet_id)
        return parse_cells(cells, tab.sheet_id) or _named(book, cells)
    bare = cells or ""
    tab = book.titled(bare)
    if tab is not None:
        return Box(tab.sheet_id)
    return _named(book, bare) or parse_cells(bare, book.tabs[0].sheet_id)


def _named(book: Book, name: str) -> Box | None:
    found = [named for named in book.named_ranges if str(named["name"]).lower() == name.lower()]
    return box_from(found[0]["range"]) if found else None


def within(book: Book, box: Box, reading: bool) -> Box:
    """The box bounded by its tab's grid. A read may end beyond the grid, a write may not."""
    tab = tab_of(book, box.sheet_id)
    beyond = box.top >= tab.row_count or box.left >= tab.column_count
    if not reading:
        beyond = beyond or (box.bottom or 0) > tab.row_count or (box.right or 0) > tab.column_count
    if beyond:
        raise exceeds(tab, box)
    return box.clamped(tab.row_count, tab.column_count)


def exceeds(tab: Tab, box: Box) -> GoogleError:
    return bad_request(
        f"Range ({spell(tab.title, box)}) exceeds grid limits. "
        f"Max rows: {tab.row_count}, max columns: {tab.column_count}"
    )


def tab_of(book: Book, sheet_id: int) -> Tab:
    tab = book.tab(sheet_id)
    if tab is None:
        raise bad_request(f"No grid with id: {sheet_id}")
    return tab


def sheet_of(book: Book, sheet_id: int) -> Tab:
    """The tab a request names by itself, not through a range."""
    tab = book.tab(sheet_id)
    if tab is None:
        raise bad_request(f"No sheet with id: {sheet_id}")
    return tab


def grid_box(book: Book, value: Json, name: str = "range") -> Box:
    """A GridRange of a request, bounded by the grid; the start must lie before the end and inside."""
    box = box_from(value)
    tab = tab_of(book, box.sheet_id)
    for start, end, what in ((box.top, box.bottom, "Row"), (box.left, box.right, "Column")):
        if end is not None and end <= start:
            if end == start:
                raise bad_request(f"{name}.start{what}Index[{start}] must be before endIndex[{end}]")
            raise bad_request(f"end{what}Index must be greater than or equal to start{what}Index")
        if start < 0:
            raise bad_request(f"{name}.start{what}Index[{start}] is less than zero.")
    if box.top >= tab.row_count:
        raise bad_request(f"{name}.startRowIndex[{box.top}] is after last row in grid[{tab.row_count - 1}]")
    if box.left >= tab.column_count:
        raise bad_request(
            f"{name}.startColumnIndex[{box.left}] is after last column in grid[{tab.column_count - 1}]"
        )
    if (box.bottom or 0) > tab.row_count:
        raise bad_request(f"{name}.endRowIndex[{box.bottom}] is after last row in grid[{tab.row_count}]")
    if (box.right or 0) > tab.column_count:
        raise bad_request(
            f"{name}.endColumnIndex[{box.right}] is after last column in grid[{tab.column_count}]"
        )
    return box.clamped(tab.row_count, tab.column_count)


def corner(book: Book, value: Json) -> tuple[Tab, int, int]:
    """A GridCoordinate of a request."""
    tab = tab_of(book, value.get("sheetId", 0))
    row, column = value.get("rowIndex", 0), value.get("columnIndex", 0)
    if not 0 <= row < tab.row_count:
        raise bad_request(f"start.rowIndex[{row}] is after last row in grid[{tab.row_count - 1}]")
    if not 0 <= column < tab.column_count:
        raise bad_request(f"start.columnIndex[{column}] is after last column in grid[{tab.column_count - 1}]")
    return tab, row, column


def dimension(book: Book, value: Json, name: str = "range") -> tuple[Tab, bool, int, int]:
    """A DimensionRange of a request: tab, whether rows, start and end within the grid."""
    tab = tab_of(book, value.get("sheetId", 0))
    kind = value.get("dimension")
    if kind not in ("ROWS", "COLUMNS"):
        raise bad_request("dimension must be specified.")
    rows = kind == "ROWS"
    size = tab.row_count if rows else tab.column_count
    start, end = value.get("startIndex", 0), value.get("endIndex", size)
    word = "row" if rows else "column"
    if start < 0:
        raise bad_request(f"{name}.startIndex[{start}] is less than zero.")
    if end <= start:
        raise bad_request(f"{name}.endIndex[{end}] must be after startIndex[{start}]")
    if start >= size:
        raise bad_request(f"{name}.startIndex[{start}] is after last {word} in grid[{size - 1}]")
    return tab, rows, start, min(end, size)
