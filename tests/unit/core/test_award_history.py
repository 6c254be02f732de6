"""Award History: a line a student on the first school day of a month, once, whatever happens to it later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.core.effects import Plan
from app.core.model import Agreed, Snapshot
from app.core.plan import plan_sync
from sheets_schema.read import Book, Row, TabRows
from sheets_schema.workbook import WORKBOOK
from tests.unit.core.test_plan_laws import CASELOAD, book, tab

TUESDAY = date(2026, 12, 1)
_RULES = [
    {"category": "Respect", "weight": 10.0, "worst": 1.0, "best": 4.0, "controllable": True, "message": "."}
]


def school(respect: list[float | None]) -> Book:
    names = [f"S{at:03}" for at in range(1, len(respect) + 1)]
    students = [{"code": code, "name": f"Pupil {code}", "status": "direct"} for code in names]
    scores = [{"student": code, "respect": value} for code, value in zip(names, respect, strict=True)]
    return book(
        students=tab(1, *students),  # type: ignore[arg-type]
        award_rules=tab(300, *_RULES),  # type: ignore[arg-type]
        award_scores=tab(400, *scores),  # type: ignore[arg-type]
    )


def synced(what: Book, day: date, agreed: Agreed | None = None) -> Plan:
    taken = datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)
    return plan_sync(WORKBOOK, Snapshot(CASELOAD, taken, what, agreed or Agreed()))


def lines(plan: Plan) -> list[tuple[object, ...]]:
    added = [add.cells for add in plan.book.adds if add.tab == "award_history"]
    return [(one["date"], one["student"], one["score"], one["rank"]) for one in added]


def with_lines(what: Book, plan: Plan) -> Book:
    added = [add.cells for add in plan.book.adds if add.tab == "award_history"]
    rows = tuple(Row(None, at, cells) for at, cells in enumerate(added, 1))
    return replace(what, tabs={**what.tabs, "award_history": TabRows(rows, ())})


def test_everybody_with_a_score_gets_a_line_and_a_hold_keeps_its_score() -> None:
    plan = synced(school([4, 2, None]), TUESDAY)
    assert lines(plan) == [(TUESDAY, "S001", 100.0, 1), (TUESDAY, "S002", 33.33, None)]


@pytest.mark.parametrize("left", ["the lines", "nothing"])
def test_a_second_sync_of_the_month_adds_nothing_also_where_lines_were_deleted(left: str) -> None:
    what = school([4, 2])
    first = synced(what, TUESDAY)
    after = with_lines(what, first) if left == "the lines" else what
    for day in (TUESDAY, date(2026, 12, 24)):
        assert lines(synced(after, day, first.agreed)) == []
    assert [one[0] for one in lines(synced(after, date(2027, 1, 4), first.agreed))] == [date(2027, 1, 4)] * 2


def test_lines_that_nobody_remembers_are_not_doubled() -> None:
    what = school([4, 2])
    assert lines(synced(with_lines(what, synced(what, TUESDAY)), date(2026, 12, 9))) == []


def test_a_month_that_begins_with_days_off_waits_for_the_first_school_day() -> None:
    holidays = tab(0, {"holidays": date(2026, 11, 2)})
    what = school([4])
    what = replace(what, tabs={**what.tabs, "lists": holidays})
    october = synced(what, date(2026, 10, 1)).agreed
    for off in (1, 2):  # a Sunday, a holiday
        assert lines(synced(what, date(2026, 11, off), october)) == []
    assert len(lines(synced(what, date(2026, 11, 3), october))) == 1


def test_nothing_is_written_down_while_a_tab_is_refused() -> None:
    what = school([4])
    gone = replace(what, tabs={key: rows for key, rows in what.tabs.items() if key != "award_holds"})
    refused = synced(gone, TUESDAY)
    assert lines(refused) == []
    assert len(lines(synced(what, TUESDAY, refused.agreed))) == 1


def test_a_month_waits_while_nobody_has_a_score() -> None:
    first = synced(school([None]), TUESDAY)
    assert lines(first) == []
    assert len(lines(synced(school([3]), date(2026, 12, 2), first.agreed))) == 1
