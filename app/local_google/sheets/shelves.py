"""How rows are written down in the store: what repeats, looks and whole rows alike, is written once.

A row's formulas are written with a mark where its own number stands, and the values between them apart, so
rows of formulas filled down are alike too.
"""

import json
from dataclasses import dataclass
from typing import Any

from app.local_google.sheets.cells import Cell, Entered, Formula, Json
from app.local_google.sheets.tab import Line

_MARK = "\ue000"
_HOLE: list[Any] = []
_APART = "\n"
Written = tuple[str, str]  # what rows may share, and values of this row alone
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def text_of(value: Any) -> str:
    """JSON that is the same for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Looks:
    """Formats and validation rules of one spreadsheet, each kept once and shared by its cells."""

    def __init__(self, stored: dict[int, Json]) -> None:
        self.by_number = stored
        self.numbers = {text_of(doc): number for number, doc in stored.items()}
        self.new: list[int] = []
        # By identity, with the object itself so that its id stays taken; equal texts are looked up once.
        self._seen = {id(doc): (doc, number) for number, doc in stored.items()}

    def number(self, doc: Json | None) -> int:
        """The number of a format or rule, a new one where it was not seen before; 0 for none."""
        if not doc:
            return 0
        seen = self._seen.get(id(doc))
        if seen:
            return seen[1]
        text = text_of(doc)
        known = self.numbers.get(text)
        if known is None:
            known = len(self.numbers) + 1
            self.numbers[text], self.by_number[known] = known, doc
            self.new.append(known)
        self._seen[id(doc)] = (doc, known)
        return known


class Alike:
    """Texts of rows that several rows of a spreadsheet have, by number."""

    def __init__(self, stored: dict[int, str]) -> None:
        self.numbers = {text: number for number, text in stored.items()}
        self.last = max(stored, default=0)
        self.new: list[tuple[int, str]] = []

    def kept(self, rows: dict[int, Written]) -> dict[int, str]:
        """What is stored for each row: its text, or the number of one that it shares, and its values."""
        met: set[str] = set()
        for text, _values in rows.values():
            if text in met and text not in self.numbers:
                self.last += 1
                self.numbers[text] = self.last
                self.new.append((self.last, text))
            met.add(text)
        return {row: f"{self.numbers.get(text, text)}{values}" for row, (text, values) in rows.items()}


def written(rows: dict[int, Line], looks: Looks) -> dict[int, Written]:
    """The text of each row."""
    texts: dict[int, Written] = {}
    known: dict[int, Written] = {}  # of lines without formulas, by identity
    for row, line in rows.items():
        text = known.get(id(line))
        if text is None:
            items = [_item(row, column, line[column], looks) for column in sorted(line)]
            if any(isinstance(item[1], list) for item in items):
                text = _with_holes(items)
            else:
                text = known[id(line)] = _encode(items), ""
        texts[row] = text
    return texts


def _with_holes(items: list[list[Any]]) -> Written:
    values = [item[1] for item in items if item[1] is not None and not isinstance(item[1], list)]
    for item in items:
        if item[1] is not None and not isinstance(item[1], list):
            item[1] = _HOLE
    return _encode(items), _APART + _encode(values) if values else ""


def _item(row: int, column: int, cell: Cell, looks: Looks) -> list[Any]:
    entered = _formula(cell.entered.text, row) if isinstance(cell.entered, Formula) else cell.entered
    item: list[Any] = [column, entered]
    if cell.format or cell.note or cell.rule or cell.extra:
        item += [looks.number(cell.format), cell.note, looks.number(cell.rule), cell.extra]
        while len(item) > 2 and not item[-1]:
            item.pop()
    return item


def _formula(text: str, row: int) -> list[Any]:
    return [text] if _MARK in text else [text.replace(str(row + 1), _MARK), 1]


@dataclass(frozen=True)
class Pattern:
    """A row as read: its cells, those whose formula holds the row's number, those of its own values."""

    fixed: Line
    marked: list[tuple[int, str, Cell]]
    holes: list[tuple[int, Cell]]

    def line(self, row: int, values: str) -> Line:
        """The cells of that row; rows without formulas share one line."""
        if not self.marked and not self.holes:
            return self.fixed
        line, number = dict(self.fixed), str(row + 1)
        for (column, like), value in zip(self.holes, json.loads(values) if values else (), strict=True):
            line[column] = Cell(value, like.format, like.note, like.rule, like.extra)
        for column, text, like in self.marked:
            entered = Formula(text.replace(_MARK, number))
            line[column] = Cell(entered, like.format, like.note, like.rule, like.extra)
        return line


def pattern_of(text: str, looks: Looks) -> Pattern:
    """What `written` wrote."""
    fixed: dict[int, Cell] = {}
    marked: list[tuple[int, str, Cell]] = []
    holes: list[tuple[int, Cell]] = []
    for item in json.loads(text):
        column, entered = item[:2]
        if not isinstance(entered, list):
            fixed[column] = _cell(entered, item, looks)
        elif not entered:
            holes.append((column, _cell(None, item, looks)))
        elif len(entered) == 1:
            fixed[column] = _cell(Formula(entered[0]), item, looks)
        else:
            marked.append((column, entered[0], _cell(None, item, looks)))
    return Pattern(fixed, marked, holes)


def parted(text: str) -> Written:
    """What is stored of a row: what rows may share, or its number, and the row's own values."""
    shared, _apart, values = text.partition(_APART)
    return shared, values


def _cell(entered: Entered, item: list[Any], looks: Looks) -> Cell:
    if len(item) == 2:
        return Cell(entered)
    padded = item + [0, None, 0, None][len(item) - 2 :]
    return Cell(entered, looks.by_number.get(padded[2]), padded[3], looks.by_number.get(padded[4]), padded[5])
