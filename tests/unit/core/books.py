"""Books written by hand: only what a decision needs of a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheets_schema.layout import Layout
from sheets_schema.model import Value, student_code
from sheets_schema.read import Book, Row, TabRows


def row(row_id: int, /, **cells: Value) -> Row:
    return Row(row_id, row_id, cells)


def student(row_id: int, name: str, /, **cells: Value) -> Row:
    return row(row_id, code=student_code(row_id), name=name, **cells)


def setting(row_id: int, title: str, value: Value) -> Row:
    return row(row_id, setting=title, value=value)


def book(**tabs: Iterable[Row]) -> Book:
    return Book(Layout({}), {key: TabRows(tuple(rows), ()) for key, rows in tabs.items()})


def settings(values: Mapping[str, Value]) -> list[Row]:
    return [setting(900 + at, title, value) for at, (title, value) in enumerate(values.items())]
