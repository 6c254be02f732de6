"""From a workbook's raw values to rows: `read_tab` for one tab, `Book` for all of them.

Values come from one `values.batchGet` (UNFORMATTED_VALUE, SERIAL_NUMBER) of whole tabs, header included.
What a cell means is the codec's; what a row means is `app.core`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from sheets_schema.codec import Problem, decode
from sheets_schema.layout import (
    STRUCTURE_FIELDS,
    HeaderProblem,
    Layout,
    TabLayout,
    layout_from_headers,
    planned_layout,
)
from sheets_schema.model import Kind, Tab, Value, Workbook

__all__ = [
    "STRUCTURE_FIELDS",
    "Book",
    "HeaderProblem",
    "Layout",
    "Row",
    "TabLayout",
    "TabRows",
    "layout_from_headers",
    "planned_layout",
    "read_book",
    "read_tab",
]


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
    header_problems: tuple[HeaderProblem, ...] = field(default=())

    def __getitem__(self, key: str) -> tuple[Row, ...]:
        """The rows of a tab that hold something; none where the tab was not read."""
        return self.tabs[key].filled if key in self.tabs else ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for rows in self.tabs.values() for problem in rows.problems)


def read_tab(tab: Tab, layout: TabLayout, values: Sequence[Sequence[Any]], zone: tzinfo) -> TabRows:
    """The rows of one tab. `values` starts with the header row; short rows are blank at the end."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for index, raw in enumerate(values[1:], start=1):
        if not any(cell not in (None, "") for cell in raw):
            continue
        row, found = _read_row(tab, layout, index, raw, zone)
        rows.append(row)
        problems.extend(found)
    return TabRows(tuple(rows), tuple(problems))


def _read_row(
    tab: Tab, layout: TabLayout, index: int, raw: Sequence[Any], zone: tzinfo
) -> tuple[Row, list[Problem]]:
    cells: dict[str, Value] = {}
    faults = {}
    telling = _telling(tab)
    blank = True
    for column in tab.columns:
        at = layout.columns.get(column.key)
        cell = raw[at] if at is not None and at < len(raw) else None
        cells[column.key], fault = decode(column, cell, zone)
        if fault is not None:
            faults[column.key] = fault
        if column.key in telling:
            blank = blank and (cell in (None, "") or (cell is False and column.kind is Kind.BOOL))
    row_id = cells.get("id")
    number = row_id if isinstance(row_id, int) else None
    problems = [
        Problem(tab.key, number, index, key, fault.code, fault.text, fault.example)
        for key, fault in faults.items()
    ]
    return Row(number, index, cells, blank, frozenset(faults)), problems


def _telling(tab: Tab) -> frozenset[str]:
    """The columns that make a row more than a spare one: the typed ones; where none is, all but the id."""
    typed = frozenset(column.key for column in tab.columns if column.typed)
    if typed and not tab.service_rows:
        return typed
    return frozenset(column.key for column in tab.columns if column.kind is not Kind.ID)


def read_book(
    workbook: Workbook, layout: Layout, values: Mapping[str, Sequence[Sequence[Any]]], zone: tzinfo
) -> Book:
    """Every tab that was read. `values` goes by the tab's key. Free-form tabs are left out."""
    tabs = {
        tab.key: read_tab(tab, layout[tab.key], values[tab.key], zone)
        for tab in workbook.tabs
        if tab.key in values and tab.key in layout and tab.columns
    }
    return Book(layout, tabs)
