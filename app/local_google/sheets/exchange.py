"""Spreadsheets as files: exported to CSV, TSV and XLSX, and made from one. Registers Drive's hooks."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from app.local_google.api import Caller, Media, bad_request
from app.local_google.drive import access, files
from app.local_google.sheets import making, storage
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Cell, CellError, Entered, Formula
from app.local_google.sheets.clockface import EPOCH
from app.local_google.sheets.entering import typed_into
from app.local_google.sheets.formats import pattern_of
from app.local_google.sheets.rendering import Renderer, number_format_of
from app.local_google.sheets.rewrite import Reference, rewrite
from app.local_google.sheets.tab import Tab
from app.local_google.world import World

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SEPARATORS = {"text/csv": ",", "text/tab-separated-values": "\t"}
# What a newer Excel added has to carry a prefix in the file.
_PREFIXED = re.compile(
    r"\b(IFS|SWITCH|MAXIFS|MINIFS|TEXTJOIN|CONCAT|IFNA|XLOOKUP|XMATCH|LET|UNIQUE|RANK\.EQ|RANK\.AVG|DAYS|ISOWEEKNUM)\(",
    re.IGNORECASE,
)


def exported(world: World, file_id: str, mime: str) -> Media | None:
    """The spreadsheet in that type; None for types not made here. A text file holds the first tab."""
    book = storage.open_book(world, file_id)
    book.ready(world.now())
    if mime in _SEPARATORS:
        return Media(_as_text(book, _SEPARATORS[mime]), mime)
    return Media(_as_xlsx(book), mime) if mime == XLSX else None


def _as_text(book: Book, separator: str) -> bytes:
    rows = Renderer(book).block(book.tabs[0].whole())
    width = max((len(row) for row in rows), default=0)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue().removesuffix("\r\n").encode()


def _as_xlsx(book: Book) -> bytes:
    import openpyxl  # slow to load, and most worlds see no such file

    target = openpyxl.Workbook()
    for sheet in target.worksheets:
        target.remove(sheet)
    for tab in book.tabs:
        sheet = target.create_sheet(re.sub(r"[\\*?:/\[\]]", " ", tab.title)[:31])
        sheet.sheet_state = "hidden" if tab.properties.get("hidden") else "visible"
        for row, column, cell in tab.cells_in(tab.whole()):
            if cell.entered is not None:
                _put(sheet.cell(row + 1, column + 1), book, tab, cell)
    out = io.BytesIO()
    target.save(out)
    return out.getvalue()


def _put(place: Any, book: Book, tab: Tab, cell: Cell) -> None:
    if isinstance(cell.entered, Formula):
        text = rewrite(cell.entered.text, lambda reference: _closed(book, tab, reference))
        place.value = _PREFIXED.sub(lambda match: "_xlfn." + match[0], text)
    else:
        place.value = cell.entered
        if isinstance(cell.entered, str):
            place.data_type = "s"
    pattern = pattern_of(number_format_of(book, tab, cell), book.locale)
    if pattern:
        place.number_format = pattern


def _closed(book: Book, own: Tab, reference: Reference) -> Reference:
    """Excel has no range from a row downwards: it ends where the tab does."""
    first, last = reference.first, reference.last
    if last is None or first.row is None or last.row is not None or last.column is None:
        return reference
    title = own.title if reference.title is None else reference.title
    tab = next((one for one in book.tabs if one.title.lower() == title.lower()), None)
    return (
        reference
        if tab is None
        else replace(reference, last=replace(last, row=tab.row_count - 1, fixed_row=True))
    )


def imported(world: World, file_id: str, media: Media, _caller: Caller) -> None:
    """Replace the spreadsheet by the upload, as Drive's conversion does; a text's tab is called like it."""
    book = making.new_book(file_id)
    book.properties["timeZone"] = "America/Los_Angeles"
    old = storage.open_book(world, file_id)
    book.dropped = {tab.sheet_id for tab in old.tabs}
    if media.data[:2] == b"PK":
        _from_xlsx(world, book, media.data)
    else:
        _from_text(world, book, media, str((access.stored(world, file_id) or {}).get("name", "Sheet1")))
    storage.keep(world, book)


def _from_text(world: World, book: Book, media: Media, title: str) -> None:
    separator = "\t" if "tab-separated" in media.content_type else ","
    tab = book.tabs[0]
    tab.properties |= {"sheetId": making.new_number(world, set()), "title": title}
    rows = list(
        csv.reader(io.StringIO(media.data.decode("utf-8-sig", "replace"), newline=""), delimiter=separator)
    )
    _fit(tab, len(rows), max((len(row) for row in rows), default=0))
    for row, line in enumerate(rows):
        for column, text in enumerate(line):
            tab.put(row, column, typed_into(Cell(), text, book, world.now()))


def _fit(tab: Tab, rows: int, columns: int) -> None:
    grid = tab.properties["gridProperties"]
    grid["rowCount"], grid["columnCount"] = max(grid["rowCount"], rows), max(grid["columnCount"], columns)


def _from_xlsx(world: World, book: Book, data: bytes) -> None:
    import openpyxl

    try:
        source = openpyxl.load_workbook(io.BytesIO(data))
    except (KeyError, ValueError, OSError) as error:
        raise bad_request("The uploaded file could not be converted.") from error
    book.tabs = []
    for sheet in source.worksheets:
        number = making.new_number(world, {tab.sheet_id for tab in book.tabs})
        tab = Tab(making.tab_properties({"sheetId": number, "title": sheet.title}), dirty=True)
        _fit(tab, sheet.max_row, sheet.max_column)
        for line in sheet.iter_rows():
            for place in line:
                if place.value is not None:
                    tab.put(place.row - 1, place.column - 1, _read(place))
        book.tabs.append(tab)


def _read(place: Any) -> Cell:
    value, entered = place.value, None
    kind = "DATE"
    if isinstance(value, datetime):
        entered, kind = (value - EPOCH.replace(tzinfo=None)) / timedelta(days=1), "DATE_TIME"
    elif isinstance(value, date):
        entered = (value - EPOCH.date()).days
    elif isinstance(value, time):
        entered, kind = (value.hour * 3600 + value.minute * 60 + value.second) / 86400, "TIME"
    if entered is not None:
        return Cell(entered, {"numberFormat": {"type": kind, "pattern": place.number_format}})
    return Cell(_content(value))


def _content(value: Any) -> Entered:
    if isinstance(value, str) and value.startswith("="):
        return Formula(value.replace("_xlfn.", ""))
    if isinstance(value, bool | int | float | str):
        return value
    return None if isinstance(value, CellError) else str(value)


files.export_hooks[files.SHEET] = exported
files.import_hooks[files.SHEET] = imported
