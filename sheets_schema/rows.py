"""A workbook as it was read: rows, tabs, the book. Values only; how they are read is in `read.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sheets_schema.codec import Problem
from sheets_schema.layout import HeaderProblem, Layout
from sheets_schema.model import Value


@dataclass(frozen=True)
class Row:
    """One row as read. `index` is its 0-based place in the sheet then; never address by it later.

    `blank` means that nobody typed anything in it (a spare row). `faulty` are the columns with a problem:
    there the value is None although the cell holds something.
    """

    id: int | None
    index: int
    cells: Mapping[str, Value]
    blank: bool = False
    faulty: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> Value:
        return self.cells.get(key)


@dataclass(frozen=True)
class TabRows:
    """All rows of a tab, spare ones included, and what is wrong in them."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    @property
    def filled(self) -> tuple[Row, ...]:
        """The rows that hold something."""
        return tuple(row for row in self.rows if not row.blank)

    @property
    def next_index(self) -> int:
        """0-based sheet row after the last one that holds anything at all: where appendCells writes."""
        return self.rows[-1].index + 1 if self.rows else 1


@dataclass(frozen=True)
class Book:
    """A whole workbook as read."""

    layout: Layout
    tabs: Mapping[str, TabRows]
    header_problems: tuple[HeaderProblem, ...] = ()
    across: tuple[Problem, ...] = ()

    def __getitem__(self, key: str) -> tuple[Row, ...]:
        """The rows of a tab that hold something; none where the tab was not read."""
        return self.tabs[key].filled if key in self.tabs else ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every bad cell: those of each tab, then those that only several tabs together show."""
        return tuple(problem for rows in self.tabs.values() for problem in rows.problems) + self.across
