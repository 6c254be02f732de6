"""An .xlsx as tables, one a sheet: merged headers spread, dates as dates. A roster is the likeliest one."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from app.core.model import Cell
from app.core.roster.rows import RawLine, RosterProblem, Table
from app.core.roster.table import known_columns
from app.core.roster.values import UnreadableError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# A roster of a whole school unpacks to a few megabytes; more is a mistake or a trap.
LARGEST_UNPACKED = 60_000_000
_MOST_ROWS = 20_000
_MOST_COLUMNS = 200
_BLANK_ROWS_AT_END = 200  # formatted far down, but nothing in it
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")

# What openpyxl and zipfile raise on files that are broken in one way or another.
BROKEN_FILE = (
    zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, OSError, EOFError, RuntimeError, NotImplementedError, OverflowError, AssertionError,
    zlib.error,
    struct.error,
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file; columns are counted from 0."""

    table: Table
    hidden: bool
    hidden_columns: frozenset[int]


def read_sheet_table(file_name: str, data: bytes) -> Table:
    """The lines of the sheet that names the most known columns."""
    try:
        tables = [sheet.table for sheet in read_sheets(file_name, data)]
    except UnreadableError as wrong:
        return _refused(file_name, str(wrong))
    return max(
        tables,
        key=lambda table: known_columns(table.lines),
        default=_refused(file_name, "There is no sheet."),
    )


def read_sheets(file_name: str, data: bytes) -> list[Sheet]:
    """Every sheet of an .xlsx in its order. Raises UnreadableError where the file is none."""
    import openpyxl  # brings numpy along: a quarter of the start of a process, and few read such a file

    if data.startswith(_OLD_OFFICE):
        raise UnreadableError(_why_old(data))
    try:
        if unpacked_size(data) > LARGEST_UNPACKED:
            raise UnreadableError("The file unpacks to far more than a roster holds.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            return [
                Sheet(_table(file_name, sheet), sheet.sheet_state != "visible", _hidden_columns(sheet))
                for sheet in book.worksheets
            ]
    except BROKEN_FILE as broken:
        text = "The file is damaged or not an .xlsx. Open it and save it again as .xlsx."
        raise UnreadableError(text) from broken


def unpacked_size(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return sum(part.file_size for part in packed.infolist())


def _why_old(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "The file is protected by a password. Save it without one."
    return "This is an old .xls file. Open it and save it as .xlsx."


def _refused(file_name: str, text: str) -> Table:
    return Table((), (RosterProblem(file_name, None, "", text),))


def _table(file_name: str, sheet: Worksheet) -> Table:
    spread = _merged(sheet)
    lines: list[RawLine] = []
    width, height = min(sheet.max_column, _MOST_COLUMNS), min(sheet.max_row, _MOST_ROWS)
    problems: tuple[RosterProblem, ...] = ()
    for number, cells in enumerate(sheet.iter_rows(max_row=height, max_col=width), 1):
        values = [_value(spread.get((number, at), cell.value)) for at, cell in enumerate(cells, 1)]
        if any(value not in (None, "") for value in values):
            lines.append(RawLine(number, values))
        elif lines and number > lines[-1].number + _BLANK_ROWS_AT_END:
            break
    else:
        if sheet.max_row > height:
            text = f"Only the first {_MOST_ROWS} lines were read."
            problems = (RosterProblem(file_name, _MOST_ROWS, "", text),)
    return Table(tuple(lines), problems, sheet.title)


def _merged(sheet: Worksheet) -> dict[tuple[int, int], object]:
    """The value of a merged area for each of its cells. Only areas of a header's size are spread."""
    spread: dict[tuple[int, int], object] = {}
    for area in sheet.merged_cells.ranges:
        if area.size["rows"] * area.size["columns"] > 10 * _MOST_COLUMNS:
            continue
        value = sheet.cell(area.min_row, area.min_col).value
        for row, column in area.cells:
            spread[(row, column)] = value
    return spread


def _hidden_columns(sheet: Worksheet) -> frozenset[int]:
    found: set[int] = set()
    for one in sheet.column_dimensions.values():
        if one.hidden and one.min is not None and one.max is not None:
            found |= set(range(one.min - 1, min(one.max, _MOST_COLUMNS)))
    return frozenset(found)


def _value(raw: object) -> Cell:
    if raw is None or isinstance(raw, str | bool | int | float | datetime | date):
        return raw
    return str(raw)
