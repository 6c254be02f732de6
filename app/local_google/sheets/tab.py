"""One tab in memory: its grid of cells and everything tied to it. Storage and values are elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.local_google.sheets.a1 import Box
from app.local_google.sheets.cells import EMPTY, Cell, Entered, Json

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
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    row_lines: dict[int, Json] = field(default_factory=dict)
    column_lines: dict[int, Json] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    dirty: bool = False
    dirty_rows: set[int] = field(default_factory=set)
    dirty_from: int | None = None

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
        if cell.blank:
            line = self.rows.get(row)
            if line is None or column not in line:
                return
            del line[column]
            if not line:
                del self.rows[row]
        else:
            self.rows.setdefault(row, {})[column] = cell
        self.dirty_rows.add(row)

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

    def placed(self) -> Iterator[tuple[int, int, Entered]]:
        """Content for the engine."""
        for row, line in self.rows.items():
            for column, cell in line.items():
                if cell.entered is not None:
                    yield row, column, cell.entered

    def last_row(self) -> int:
        """One past the last row in which something was entered."""
        return (
            max(
                (row for row, line in self.rows.items() if any(c.entered is not None for c in line.values())),
                default=-1,
            )
            + 1
        )

    def change_from(self, row: int) -> None:
        """Rows from here on have to be stored anew."""
        self.dirty_from = row if self.dirty_from is None else min(self.dirty_from, row)
        self.dirty = True

    def lines(self, rows: bool) -> dict[int, Json]:
        return self.row_lines if rows else self.column_lines
