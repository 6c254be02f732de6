"""What a student ticks on a form: rows of theirs that are there already, the items of this week's ticket."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.core.effects import FillRow
from app.core.gathering import Gathering
from app.core.model import Cell, FormAnswer, FormRecord
from app.core.rows import WROTE, as_written, digest
from sheets_schema.form import NOTHING_OPEN, tick_option, ticked_column
from sheets_schema.model import Column, Tab
from sheets_schema.read import Book, Row


def open_rows(tab: Tab, book: Book, student: str, day: date) -> dict[str, Row]:
    """What the student can tick, by the words on the form: their rows of this week and later, not done yet.

    Past weeks stay as they were on their Friday; what was left of them stands on this week's list.
    """
    column = ticked_column(tab)
    if column is None:
        return {}
    monday = day - timedelta(days=day.weekday())
    found: dict[str, Row] = {}
    for row in book[tab.key]:
        week, text = row["week_of"], _words(column, row)
        open_ = row["student"] == student and not row[column.key] and row.id is not None
        if open_ and text and isinstance(week, date) and week >= monday:
            found.setdefault(text, row)
    return found


def tick(
    plan: Gathering,
    book: Book,
    tab: Tab,
    answer: FormAnswer,
    record: FormRecord,
    day: date,
    written: dict[int, Mapping[str, Cell]],
) -> bool:
    """What the student says is done gets its tick. False: something ticked is not on their list any more.

    A row that Holdfast wrote and nobody touched stays one, so `written` follows.
    """
    column = ticked_column(tab)
    if column is None:
        return True
    ticked = {
        text
        for question, texts in answer.values.items()
        if record.questions.get(question, (0, ""))[1] == column.key
        for text in texts
    }
    rows = open_rows(tab, book, record.student, day)
    for text in sorted(ticked & rows.keys()):
        row = rows[text]
        plan.fill([FillRow(tab.key, row.index, row.id, {column.key: True})])
        if row.id is not None and as_written(written, tab, row):
            done = Row(row.id, row.index, {**row.cells, column.key: True})
            written[row.id] = {**written[row.id], WROTE: digest(tab, done)}
    theirs = (row for row in book[tab.key] if row["student"] == record.student and row[column.key])
    return ticked <= rows.keys() | {NOTHING_OPEN} | {_words(column, row) for row in theirs}


def _words(column: Column, row: Row) -> str:
    return tick_option(str(row[column.asked.ticks] or "")) if column.asked is not None else ""
