"""One tab in memory: its grid of cells and everything tied to it. Storage and values are elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.local_google.sheets.a1 import Box
from app.local_google.sheets.cells import EMPTY, Cell, Entered, Formula, Json

Line = Mapping[int, Cell]
"""One row's kept cells by column. Rows that are alike share one line, so none is ever changed in place."""

_NO_LINE: Line = {}
LISTS = (
    "merges",
    "protectedRanges",
    "conditionalFormats",
    "filterViews",
    "charts",
    "bandedRanges",
    "tables",
    "rowGroups",
    "columnGroups",
    "developerMetadata",
)


@dataclass
class Tab:
    """`properties` is SheetProperties without `index`; `things` holds the lists of `LISTS` and `basicFilter`.

    `row_lines` and `column_lines` are the DimensionProperties that differ from the usual ones, by index.
    `dirty_rows`, `dirty_from` and `dirty` say what is to be stored.
    """

    properties: Json
    rows: dict[int, Line] = field(default_factory=dict)
    row_lines: dict[int, Json] = field(default_factory=dict)
    column_lines: dict[int, Json] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    dirty: bool = False
    dirty_rows: set[int] = field(default_factory=set)
    dirty_from: int | None = None
    _said: dict[int, tuple[Line, str]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def sheet_id(self) -> int:
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        return str(self.properties["title"])

    @property
    def row_count(self) -> int:
        return int(self.properties["gridProperties"]["rowCount"])

    @property
    def column_count(self) -> int:
        return int(self.properties["gridProperties"]["columnCount"])

    def listed(self, name: str) -> list[Json]:
        """The list of that name, made on first use; whoever changes it marks the tab dirty."""
        found: list[Json] = self.things.setdefault(name, [])
        return found

    def cell(self, row: int, column: int) -> Cell:
        line = self.rows.get(row)
        return EMPTY if line is None else line.get(column, EMPTY)

    def whole(self) -> Box:
        return Box(self.sheet_id, 0, self.row_count, 0, self.column_count)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Keep a cell, or drop it when blank. The engine is told by the book, not here."""
        line = self.rows.get(row, _NO_LINE)
        if not cell.blank:
            self.rows[row] = {**line, column: cell}
        elif column in line:
            self.rows[row] = {at: kept for at, kept in line.items() if at != column}
            if not self.rows[row]:
                del self.rows[row]
        else:
            return
        self.dirty_rows.add(row)

    def lay(self, box: Box, change: Callable[[Cell], Cell]) -> bool:
        """Change every cell of a bounded box by what depends on the cell alone; whether any changed.

        Rows that were alike stay so. Content is not to change: the engine hears nothing of this.
        """
        cells: dict[int, tuple[Cell, Cell]] = {}  # by identity; the first keeps its id from being given anew
        lines: dict[int, tuple[Line, Line]] = {}

        def changed(old: Cell) -> Cell:
            if id(old) not in cells:
                cells[id(old)] = old, change(old)
            return cells[id(old)][1]

        rows, columns = self.rows, range(box.left, box.end_column)
        last: Line | None = None
        after: Line = _NO_LINE
        touched = []
        for row in range(box.top, box.end_row):
            line = rows.get(row, _NO_LINE)
            if line is not last:
                if id(line) not in lines:
                    lines[id(line)] = line, _laid(line, columns, changed)
                last, after = lines[id(line)]
            if after is not line:
                touched.append(row)
                if after:
                    rows[row] = after
                else:
                    del rows[row]
        self.dirty_rows.update(touched)
        return bool(touched)

    def replace_cells(self, change: Callable[[Cell], Cell]) -> None:
        """Change every kept cell by what depends on the cell alone; the same cell means no change."""
        lines: dict[int, tuple[Line, Line]] = {}
        for row, line in self.rows.items():
            if id(line) not in lines:
                changed = {column: new for column, cell in line.items() if (new := change(cell)) is not cell}
                lines[id(line)] = line, {**line, **changed} if changed else line
            after = lines[id(line)][1]
            if after is not line:
                self.rows[row] = after
                self.dirty_rows.add(row)

    def names(self, title: str) -> bool:
        """Whether a formula in a cell or a cell's rule may name the tab of that title."""
        name, before, said = low(title), self._said, {}
        for line in self.rows.values():
            key = id(line)
            if key not in said:
                said[key] = before.get(key) or (line, _formulas_of(line))
        self._said = said  # by identity; what is kept with it keeps its id from being given anew
        return any(name in text for _line, text in said.values())

    def cells_in(self, box: Box) -> Iterator[tuple[int, int, Cell]]:
        """Kept cells inside a box, row by row, left to right."""
        bottom = self.row_count if box.bottom is None else box.bottom
        right = self.column_count if box.right is None else box.right
        few = bottom - box.top < len(self.rows)
        rows = range(box.top, bottom) if few else sorted(r for r in self.rows if box.top <= r < bottom)
        for row in rows:
            line = self.rows.get(row)
            if line:
                for column in sorted(line):
                    if box.left <= column < right:
                        yield row, column, line[column]

    def entered_in(self, box: Box) -> Iterator[tuple[int, int, Cell]]:
        """Cells inside a box that hold content, row by row, left to right."""
        top, bottom = box.top, self.row_count if box.bottom is None else box.bottom
        left, right = box.left, self.column_count if box.right is None else box.right
        rows = self.rows
        empty: Line | None = None  # rows without content mostly share their line with those above
        few = bottom - top < len(rows)
        for row in range(top, bottom) if few else sorted(row for row in rows if top <= row < bottom):
            line = rows.get(row)
            if line is None or line is empty:
                continue
            empty = line
            for column in sorted(line):
                if left <= column < right and line[column].entered is not None:
                    empty = None
                    yield row, column, line[column]

    def placed(self) -> Iterator[tuple[int, int, Entered]]:
        """Content for the engine."""
        contents: dict[int, list[tuple[int, Entered]]] = {}
        for row, line in self.rows.items():
            found = contents.get(id(line))
            if found is None:
                found = [(column, cell.entered) for column, cell in line.items() if cell.entered is not None]
                contents[id(line)] = found
            for column, entered in found:
                yield row, column, entered

    def last_row(self) -> int:
        """One past the last row in which something was entered."""
        return max((row for row, _column, _entered in self.placed()), default=-1) + 1

    def change_from(self, row: int) -> None:
        """Rows from here on have to be stored anew."""
        self.dirty_from = row if self.dirty_from is None else min(self.dirty_from, row)
        self.dirty = True

    def lines(self, rows: bool) -> dict[int, Json]:
        return self.row_lines if rows else self.column_lines


def low(title: str) -> str:
    """A title as formulas spell it, in lower case."""
    return title.replace("'", "''").lower()


def _formulas_of(line: Line) -> str:
    """All formulas of a row's cells and of their rules, in lower case."""
    found = [cell.entered.text for cell in line.values() if isinstance(cell.entered, Formula)]
    for cell in line.values():
        condition = (cell.rule or {}).get("condition") or {}
        found += [str(value.get("userEnteredValue", "")) for value in condition.get("values", ())]
    return "\n".join(found).lower()


def _laid(line: Line, columns: range, change: Callable[[Cell], Cell]) -> Line:
    """The line with these cells changed; the very same one where that changes nothing."""
    after = dict(line)
    done = False
    for column in columns:
        old = line.get(column, EMPTY)
        new = change(old)
        if new == old:
            continue
        done = True
        if new.blank:
            after.pop(column, None)
        else:
            after[column] = new
    return after if done else line
