"""A1 notation: titles, cells and ranges as text, and boxes of zero-based, half-open indexes.

Nothing here knows a workbook; what a bare word means (a title, a named range) is decided by `places.py`.
"""

import re
from dataclasses import dataclass, replace

MAX_COLUMNS = 18278
_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_LOOKS_LIKE_CELL = re.compile(r"([A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*)\Z")
_END = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]{1,9})?\Z")
_R1C1 = re.compile(r"[Rr]([0-9]+)[Cc]([0-9]+)(?::[Rr]([0-9]+)[Cc]([0-9]+))?\Z")


@dataclass(frozen=True, slots=True)
class Box:
    """Cells of one sheet, zero-based and half-open; an end of None is not bounded."""

    sheet_id: int
    top: int = 0
    bottom: int | None = None
    left: int = 0
    right: int | None = None

    @property
    def end_row(self) -> int:
        """One past the last row; only of a box that is bounded below."""
        if self.bottom is None:
            raise ValueError("The box is open below.")
        return self.bottom

    @property
    def end_column(self) -> int:
        """One past the last column; only of a box that is bounded on the right."""
        if self.right is None:
            raise ValueError("The box is open on the right.")
        return self.right

    def clamped(self, rows: int, columns: int) -> "Box":
        """The same box with both ends bounded, no further than the grid."""
        bottom = rows if self.bottom is None else min(self.bottom, rows)
        right = columns if self.right is None else min(self.right, columns)
        return replace(self, bottom=bottom, right=right)

    def meets(self, other: "Box") -> bool:
        """Whether the two have a cell in common."""
        return (
            self.sheet_id == other.sheet_id
            and (other.bottom is None or self.top < other.bottom)
            and (self.bottom is None or other.top < self.bottom)
            and (other.right is None or self.left < other.right)
            and (self.right is None or other.left < self.right)
        )

    def holds(self, row: int, column: int) -> bool:
        return (
            self.top <= row
            and (self.bottom is None or row < self.bottom)
            and self.left <= column
            and (self.right is None or column < self.right)
        )

    def contains(self, other: "Box") -> bool:
        """Whether every cell of the other lies in this one."""
        return (
            self.sheet_id == other.sheet_id
            and self.top <= other.top
            and (self.bottom is None or (other.bottom is not None and other.bottom <= self.bottom))
            and self.left <= other.left
            and (self.right is None or (other.right is not None and other.right <= self.right))
        )


def column_letters(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """A -> 0, in either case."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def quoted(title: str) -> str:
    """The title as it stands before `!`: plain where it can be, else in single quotes."""
    if _PLAIN_TITLE.match(title) and not _LOOKS_LIKE_CELL.match(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def split_title(text: str) -> tuple[str | None, str | None]:
    """Split `title!range` into title and range; each is None when absent. A bare word comes back as range."""
    if text.startswith("'"):
        match = re.match(r"'((?:[^']|'')*)'(?:!(.*))?\Z", text, re.DOTALL)
        if not match:
            return None, text
        return match[1].replace("''", "'"), match[2]
    title, bang, rest = text.rpartition("!")
    return (title, rest) if bang else (None, text)


def _ends(text: str) -> tuple[int | None, int | None] | None:
    match = _END.match(text)
    if not match or not (match[1] or match[2]):
        return None
    row = int(match[2]) - 1 if match[2] else None
    return None if row == -1 else (row, column_index(match[1]) if match[1] else None)


def parse_cells(text: str, sheet_id: int) -> Box | None:
    """A box from `A1`, `A1:B2`, `A:B`, `1:2`, `A2:C`, `$A$1` or `R1C1:R2C2`; None when it is no range."""
    r1c1 = _R1C1.match(text)
    if r1c1:
        top, left = int(r1c1[1]) - 1, int(r1c1[2]) - 1
        bottom, right = (int(r1c1[3]), int(r1c1[4])) if r1c1[3] else (top + 1, left + 1)
        return Box(sheet_id, top, bottom, left, right) if top >= 0 and left >= 0 else None
    first, colon, last = text.partition(":")
    start = _ends(first)
    if start is None:
        return None
    if not colon:
        row, column = start
        return None if row is None or column is None else Box(sheet_id, row, row + 1, column, column + 1)
    end = _ends(last)
    return None if end is None else _spanned(start, end, sheet_id)


def _spanned(start: tuple[int | None, int | None], end: tuple[int | None, int | None], sheet_id: int) -> Box:
    rows = _span(start[0], end[0])
    columns = _span(start[1], end[1])
    return Box(sheet_id, rows[0], rows[1], columns[0], columns[1])


def _span(first: int | None, last: int | None) -> tuple[int, int | None]:
    if first is None or last is None:
        return (first if first is not None else 0), None if last is None else last + 1
    return min(first, last), max(first, last) + 1


def spell(title: str, box: Box) -> str:
    """The box as Google spells it in answers: `Sheet1!D4`, `'My tab'!A1:Z1000`, `A:C` ends left open."""
    return f"{quoted(title)}!{spell_cells(box)}"


def spell_cells(box: Box) -> str:
    first = column_letters(box.left) + str(box.top + 1)
    if box.bottom is None or box.right is None:
        return _spell_open(box)
    if box.bottom - box.top == 1 and box.right - box.left == 1:
        return first
    return f"{first}:{column_letters(box.right - 1)}{box.bottom}"


def _spell_open(box: Box) -> str:
    if box.bottom is None and box.right is None:
        return f"{column_letters(box.left)}{box.top + 1}"
    if box.bottom is None:
        start = "" if box.top == 0 else str(box.top + 1)
        return f"{column_letters(box.left)}{start}:{column_letters((box.right or 1) - 1)}"
    start = "" if box.left == 0 else column_letters(box.left)
    return f"{start}{box.top + 1}:{box.bottom}"
