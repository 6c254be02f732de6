"""Orders become cells once, wait where there is no row yet, and never write over what people typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.contacts import LINK
from app.core.effects import FillRow
from app.core.gathering import Gathering
from app.core.model import Cell
from app.core.order_plan import plan_orders
from app.core.orders import Order, OrderKind
from app.core.things import read_things
from sheets_schema.read import Book, Row
from tests.unit.core.books import book, row, student

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OWNER = "owner@school.test"
FRIDAY = date(2026, 11, 27)


def order(kind: OrderKind, text: str = "", on: date | None = None, **more: str) -> Order:
    base = Order(kind, "S001", OWNER, NOW, text, on, message="m1", event="e1")
    return replace(base, **more)


LOG = order(OrderKind.LOG_CONTACT, "Spoke about reading.")
THING = order(OrderKind.ADD_THING, "print the cards")
FOLLOW = order(OrderKind.FOLLOW_UP, "send the plan", FRIDAY)
KIND = order(OrderKind.MEETING_KIND, "parent")
NOTICE = order(OrderKind.NOTICE_SENT, on=FRIDAY)
NOTE = order(OrderKind.MEETING_NOTE, "agreed on extra time")
ALL = (LOG, THING, FOLLOW, KIND, NOTICE, NOTE)


def workbook(**cells: Cell) -> Book:
    """One student, one logged message, one meeting; `cells` as tab__column."""

    def of(tab: str) -> dict[str, Cell]:
        return {key.partition("__")[2]: value for key, value in cells.items() if key.startswith(tab)}

    return book(
        students=[student(1, "Ana Petrov", **of("students"))],
        contact_log=[row(5, link=LINK + "m1", **of("contact_log"))],
        meetings=[row(6, event="e1", **of("meetings"))],
    )


def fills(orders: tuple[Order, ...], seen: Book) -> dict[str, dict[str, Cell]]:
    plan = Gathering(100)
    assert plan_orders(plan, orders, seen, NOW) == orders
    assert plan.troubles == []
    return {fill.tab: dict(fill.cells) for fill in plan.book.fills}


def test_each_order_fills_its_cells() -> None:
    assert fills(ALL, workbook()) == {
        "contact_log": {
            "student": "S001",
            "summary": "Spoke about reading.",
            "action": "send the plan",
            "owner": OWNER,
            "action_due": FRIDAY,
        },
        "students": {"random_things_to_do": "print the cards"},
        "meetings": {"kind": "parent", "notice_sent": FRIDAY, "notes": "agreed on extra time"},
    }


def test_what_people_typed_stays_above_what_is_added() -> None:
    seen = workbook(
        students__random_things_to_do="call mum\nx old", contact_log__summary="typed", meetings__notes="typed"
    )
    assert fills((LOG, THING, NOTE), seen) == {
        "contact_log": {"student": "S001", "summary": "typed\nSpoke about reading."},
        "students": {"random_things_to_do": "call mum\nx old\nprint the cards"},
        "meetings": {"notes": "typed\nagreed on extra time"},
    }


def carried_out(seen: Book, written: tuple[FillRow, ...]) -> Book:
    def after(tab: str, one: Row) -> Row:
        cells = [fill.cells for fill in written if (fill.tab, fill.row_id) == (tab, one.id)]
        return replace(one, cells={**one.cells, **(cells[0] if cells else {})})

    return book(**{tab: [after(tab, one) for one in rows.rows] for tab, rows in seen.tabs.items()})


def test_carried_out_twice_is_carried_out_once() -> None:
    seen = workbook(students__random_things_to_do="call mum")
    plan = Gathering(100)
    plan_orders(plan, ALL, seen, NOW)
    assert fills(ALL, carried_out(seen, plan.book.fills)) == {}


def test_two_orders_on_one_cell_make_one_write() -> None:
    second = order(OrderKind.ADD_THING, "call the tutor", FRIDAY)
    plan = Gathering(100)
    plan_orders(plan, (THING, second), workbook(), NOW)
    assert len(plan.book.fills) == 1
    added = str(plan.book.fills[0].cells["random_things_to_do"])
    assert added.splitlines() == ["print the cards", "call the tutor by 2026-11-27"]


@pytest.mark.parametrize("text", ["print the cards", "call  mum\nabout Friday"])
def test_an_added_thing_is_read_as_one_line_with_its_day(text: str) -> None:
    made = fills((order(OrderKind.ADD_THING, text, FRIDAY),), workbook())
    things = read_things(str(made["students"]["random_things_to_do"]), NOW.date(), None)
    assert len(things) == 1


def test_a_day_is_understood_whatever_the_date_order() -> None:
    made = fills((order(OrderKind.ADD_THING, "print", FRIDAY),), workbook())
    assert read_things(str(made["students"]["random_things_to_do"]), NOW.date(), None)[0].due == FRIDAY


def waits(
    one: Order, seen: Book, age: timedelta, closed: frozenset[str] = frozenset()
) -> tuple[list[str], bool]:
    """What is told of an order of this age, and whether it is given up. Nothing may be written."""
    plan = Gathering(100, closed)
    over = plan_orders(plan, (replace(one, at=NOW - age),), seen, NOW)
    assert not plan.book
    return [trouble.text for trouble in plan.troubles], bool(over)


@pytest.mark.parametrize("one", ALL)
def test_an_order_without_its_row_waits_then_is_told_then_given_up(one: Order) -> None:
    assert waits(one, book(), timedelta(minutes=1)) == ([], False)
    told, over = waits(one, book(), timedelta(hours=1))
    assert len(told) == 1
    assert "waits: " in told[0]
    assert not over
    assert waits(one, book(), timedelta(days=8)) == ([], True)


def test_a_row_about_another_student_is_left_alone() -> None:
    seen = workbook(contact_log__student="S002")
    for one in (LOG, FOLLOW):
        told, over = waits(one, seen, timedelta(hours=1))
        assert "about another student" in told[0]
        assert not over


def test_an_action_that_is_there_is_not_written_over() -> None:
    told, _ = waits(FOLLOW, workbook(contact_log__action="something else"), timedelta(hours=1))
    assert "already has an action" in told[0]


def test_a_closed_tab_is_not_written_to() -> None:
    told, _ = waits(THING, workbook(), timedelta(hours=1), frozenset({"students"}))
    assert "until it is put right" in told[0]


def test_a_row_without_an_id_waits_for_the_next_sync() -> None:
    seen = book(contact_log=[Row(None, 5, {"link": LINK + "m1"})])
    assert waits(LOG, seen, timedelta(0)) == ([], False)


def test_logging_without_words_only_names_the_student() -> None:
    assert fills((replace(LOG, text=""),), workbook()) == {"contact_log": {"student": "S001"}}
    assert fills((replace(LOG, text=""),), workbook(contact_log__student="S001")) == {}
