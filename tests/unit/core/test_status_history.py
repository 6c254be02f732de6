"""Status History: one line a change, none for what was first typed, none twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.core.effects import Plan
from app.core.model import Agreed, Snapshot
from app.core.plan import plan_sync
from sheets_schema.model import Value
from sheets_schema.read import Book, Row, TabRows
from sheets_schema.workbook import WORKBOOK
from tests.unit.core.test_plan_laws import CASELOAD, book, tab

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def school(**cells: Value) -> Book:
    return book(students=tab(1, {"code": "S001", "name": "Pupil", **cells}))


def synced(what: Book, before: Plan | None = None) -> Plan:
    return plan_sync(WORKBOOK, Snapshot(CASELOAD, NOW, what, before.agreed if before else Agreed()))


def lines(plan: Plan) -> list[tuple[object, ...]]:
    added = [add.cells for add in plan.book.adds if add.tab == "status_history"]
    return [(one["date"], one["student"], one["what"], one["from"], one["to"]) for one in added]


def test_a_change_is_one_line_and_what_was_first_typed_none() -> None:
    first = synced(school(status="direct", plan="IEP"))
    assert lines(first) == []
    filled = synced(school(status="direct", plan="IEP", graduation_path="IB diploma"), first)
    assert lines(filled) == []
    changed = synced(school(status="monitor", plan="504", graduation_path="IB diploma"), filled)
    assert lines(changed) == [
        (NOW.date(), "S001", "Status", "direct", "monitor"),
        (NOW.date(), "S001", "Plan", "IEP", "504"),
    ]
    assert lines(synced(school(status="monitor", plan="504", graduation_path="IB diploma"), changed)) == []


def test_a_cell_that_is_blank_for_a_while_says_nothing() -> None:
    first = synced(school(status="direct"))
    blank = synced(school(), first)
    assert lines(blank) == []
    assert lines(synced(school(status="direct"), blank)) == []
    assert [line[3:] for line in lines(synced(school(status="exited"), blank))] == [("direct", "exited")]


def test_a_line_that_nobody_remembers_is_not_doubled() -> None:
    first = synced(school(status="direct"))
    what = school(status="exited")
    added = [add.cells for add in synced(what, first).book.adds if add.tab == "status_history"]
    history = TabRows(tuple(Row(900 + at, at, cells) for at, cells in enumerate(added, 1)), ())
    again = replace(what, tabs={**what.tabs, "status_history": history})
    assert lines(synced(again, first)) == []
