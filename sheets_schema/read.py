"""From a workbook's raw values to rows: `read_tab` for one tab, `Book` for all of them.

Values come from one `values.batchGet` (UNFORMATTED_VALUE, SERIAL_NUMBER) of whole tabs, header included.
What a cell means is the codec's; what a row means is `app.core`'s.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from sheets_schema.across import cross_problems
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
from sheets_schema.rows import Book, Row, TabRows

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


def read_tab(tab: Tab, layout: TabLayout, values: Sequence[Sequence[Any]], zone: tzinfo) -> TabRows:
    """The rows of one tab. `values` starts with the header row; short rows are blank at the end."""
    rows: list[Row] = []
    problems: list[Problem] = []
    telling = _telling(tab)
    for index, raw in enumerate(values[1:], start=1):
        if not any(cell not in (None, "") for cell in raw):
            continue
        row, found = _read_row(tab, layout, index, raw, zone, telling)
        rows.append(row)
        problems.extend(found)
    return TabRows(tuple(rows), tuple(problems))


def _read_row(
    tab: Tab, layout: TabLayout, index: int, raw: Sequence[Any], zone: tzinfo, telling: Collection[str]
) -> tuple[Row, list[Problem]]:
    cells: dict[str, Value] = {}
    faults = {}
    blank = True
    for column in tab.columns:
        at = layout.columns.get(column.key)
        cell = raw[at] if at is not None and at < len(raw) else None
        if cell is None or cell == "":
            cells[column.key] = None
            continue
        cells[column.key], fault = decode(column, cell, zone)
        if fault is not None:
            faults[column.key] = fault
        if column.key in telling:
            blank = blank and cell is False and column.kind is Kind.BOOL
    for title, at in layout.extra.items():  # a person's own columns, by their header
        cells.setdefault(title, raw[at] if at < len(raw) and raw[at] != "" else None)
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
    book = Book(layout, tabs)
    return replace(book, across=cross_problems(workbook, book))
