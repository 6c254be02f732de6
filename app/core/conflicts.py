"""What the Sync tab keeps until its person has dealt with it: values that lost, values typed over formulas,
cells that could not be read when a spreadsheet was adopted.

A line goes when its person clears it on Sync, when they type the value where it belongs, and after 30 days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.core.effects import Trouble
from app.core.left_out import CODE as WITHOUT_YOU
from app.core.merge import Conflict
from app.core.model import Agreed, Cell, Notice, Snapshot
from app.core.roster.rows import RosterProblem
from app.core.stood import Overtyped
from app.core.sync_tab import NOT_BROUGHT_IN, line_of, lines_of
from sheets_schema.layout import column_letters
from sheets_schema.model import Workbook
from sheets_schema.read import Book, Row

STAYS = frozenset({"conflict", "typed_over", NOT_BROUGHT_IN, WITHOUT_YOU})
KEPT_FOR = timedelta(days=30)


def conflict_trouble(tab: str, row: Row, conflict: Conflict) -> Trouble:
    """Both sides changed one field of this row. `tab` is its title."""
    text = f"{conflict.field.title()} was changed here and in Calendar. The sheet's value stands."
    return Trouble(
        tab, "", "conflict", text, kept=said(conflict.other), row_id=row.id or 0, column=conflict.field
    )


def with_overtyped(workbook: Workbook, agreed: Agreed, found: Iterable[Overtyped], now: datetime) -> Agreed:
    """What Holdfast did not write because its person typed there just then: the next sync tells it."""
    new = []
    for one in found:
        if one.told:
            title = workbook.tab(one.tab).column(one.column).title
            text = f"{title} was changed here while Holdfast was writing it. The sheet's value stands."
            kept = said(one.ours)
            new.append(Notice(now, one.tab, one.row_id or 0, one.column, "conflict", text, kept))
    return replace(agreed, notices=(*agreed.notices, *new)) if new else agreed


def not_brought_in(problems: Iterable[RosterProblem], now: datetime) -> tuple[Notice, ...]:
    """What an adopted spreadsheet held that its column cannot hold, for the Sync tab of the new workbook."""
    return tuple(
        Notice(
            now, "students", 0, f"{one.file}/{one.line}/{one.column}", NOT_BROUGHT_IN, f"{one} {_NOTED}", ""
        )
        for one in problems
    )


_NOTED = "It stands in Notes; clear this line when you have seen it."


def said(value: Cell) -> str:
    """A value as a person would say it."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "ticked" if value else "not ticked"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def keep_notices(
    workbook: Workbook, seen: Snapshot, settled: Collection[str], troubles: Iterable[Trouble]
) -> tuple[tuple[Trouble, ...], tuple[Notice, ...]]:
    """All troubles with those of earlier syncs that nobody has dealt with, and what to remember of them.

    `settled` are ids of events of which there is nothing to tell any more.
    """
    passing, new = [], []
    for trouble in troubles:
        if trouble.code in STAYS:
            new.append(_notice(workbook, trouble, seen.taken))
        else:
            passing.append(trouble)
    lines = lines_of(seen.book)
    still = [one for one in seen.agreed.notices if _stands(one, seen, lines) and one.column not in settled]
    standing = {(one.tab, one.row_id, one.column, one.kept): one for one in (*new, *still)}
    told = {one: _trouble(workbook, seen.book, one) for one in standing.values()}
    notices = tuple(replace(one, shown=line_of(trouble)) for one, trouble in told.items())
    return (*passing, *told.values()), notices


def _stands(one: Notice, seen: Snapshot, lines: frozenset[str] | None) -> bool:
    if one.shown and lines is not None and one.shown not in lines:
        return False  # its person cleared it
    row = _row(seen.book, one)
    settled = row is not None and one.code == "conflict" and said(row[one.column]) == one.kept
    return not settled and seen.taken - one.noticed < KEPT_FOR


def _notice(workbook: Workbook, trouble: Trouble, now: datetime) -> Notice:
    tab = next(tab.key for tab in workbook.tabs if trouble.tab == tab.title)
    return Notice(now, tab, trouble.row_id, trouble.column, trouble.code, trouble.text, trouble.kept)


def _trouble(workbook: Workbook, book: Book, one: Notice) -> Trouble:
    """As it is to be told today: its row may have moved since."""
    row, place = _row(book, one), book.layout.tabs.get(one.tab)
    at = place.columns.get(one.column) if place is not None else None
    cell = f"{column_letters(at)}{row.index + 1}" if row is not None and at is not None else ""
    title = place.title if place is not None else workbook.tab(one.tab).title
    return Trouble(title, cell, one.code, one.text, "", one.kept, one.row_id, one.column, noticed=one.noticed)


def _row(book: Book, one: Notice) -> Row | None:
    return next((row for row in book[one.tab] if row.id == one.row_id), None)
