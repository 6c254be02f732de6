from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.conflicts import conflict_trouble, keep_notices
from app.core.merge import Conflict
from app.core.model import Agreed, Caseload, Snapshot
from app.core.sync_tab import sync_tab
from sheets_schema.layout import planned_layout
from sheets_schema.read import Book, Row, TabRows
from sheets_schema.workbook import WORKBOOK
from tests.unit.core.books import row

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CASELOAD = Caseload(1, "owner@school.test", "Mine", "book", "calendar", ZoneInfo("UTC"))
SHEET, CALENDAR = date(2026, 11, 30), date(2026, 12, 1)


def book(due: date, *lines: Row) -> Book:
    tabs = {"reminders": TabRows((row(7, due=due),), ()), "sync": TabRows(lines, ())}
    return Book(planned_layout(WORKBOOK), tabs)


def told(here: Book) -> Snapshot:
    """The snapshot of the next sync, after one that told of a conflict."""
    conflict = conflict_trouble("Reminders", here["reminders"][0], Conflict("due", SHEET, CALENDAR))
    first = Snapshot(CASELOAD, NOW, here, Agreed())
    troubles, notices = keep_notices(WORKBOOK, first, (), [conflict])
    whole = sync_tab(here, troubles, "", NOW, {})
    assert whole is not None
    lines = [row(at, **cells) for at, cells in enumerate(whole.rows, 1)]
    return Snapshot(CASELOAD, NOW, book(SHEET, *lines), Agreed(notices=notices))


def still(seen: Snapshot, after: timedelta = timedelta(0)) -> int:
    return len(keep_notices(WORKBOOK, replace(seen, taken=NOW + after), (), [])[1])


def test_it_stands_for_thirty_days():
    seen = told(book(SHEET))
    assert (still(seen, timedelta(days=29)), still(seen, timedelta(days=30))) == (1, 0)


def test_it_ends_when_the_line_is_gone_or_the_value_typed():
    seen = told(book(SHEET))
    assert still(replace(seen, book=book(SHEET, *seen.book["sync"][:1]))) == 0
    assert still(replace(seen, book=book(CALENDAR, *seen.book["sync"]))) == 0
    assert still(replace(seen, book=book(date(2026, 12, 9), *seen.book["sync"]))) == 1


def test_without_the_sync_tab_nobody_has_cleared_anything():
    seen = told(book(SHEET))
    tabs = {key: rows for key, rows in seen.book.tabs.items() if key != "sync"}
    assert still(replace(seen, book=replace(seen.book, tabs=tabs))) == 1
