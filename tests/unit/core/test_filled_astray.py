"""Cells of a dead worker's batch that went into wrong columns: what was set aside, what is entered now."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

from app.core.effects import BookWrite, FillRow
from app.core.filled_astray import Then, cells_astray, formulas_of_before
from app.core.left_behind import noted
from app.core.out_of_column import Displaced
from app.core.stood import Stood
from sheets_schema.codec import date_serial
from sheets_schema.formulas import render
from sheets_schema.layout import TabLayout, planned_layout
from sheets_schema.read import Book, Row, TabRows
from sheets_schema.workbook import WORKBOOK

TAB = "reminders"
PLANNED = planned_layout(WORKBOOK)
PLACE = PLANNED[TAB]
FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)
READ = {"id": 7, "what": "Plan review", "due": FRIDAY, "event": "abc", "state": "open"}
WRITTEN = {"due": MONDAY, "state": "withdrawn"}
ROW = Row(7, 1, {column.key: READ.get(column.key) for column in WORKBOOK.tab(TAB).columns})
FILL = FillRow(TAB, 1, 7, WRITTEN)
BOOK = Book(PLANNED, {TAB: TabRows((ROW,), ())})


def entered(cell: Any) -> Any:
    return date_serial(cell) if isinstance(cell, date) else "" if cell is None else cell


def line(place: TabLayout, **cells: Any) -> list[Any]:
    """A row as entered, where the columns of `place` stand."""
    made: list[Any] = [""] * 20
    for key, cell in cells.items():
        made[place.columns[key]] = entered(cell)
    return made


def with_state_first() -> TabLayout:
    """State was moved to the second place: those between went one to the right."""
    order = [*PLACE.columns]
    order.insert(1, order.pop(order.index("state")))
    columns = {key: at for at, key in enumerate(order)}
    return TabLayout(TAB, PLACE.sheet_id, PLACE.title, columns, PLACE.row_count, PLACE.column_count)


def hit(place: TabLayout, before: list[Any]) -> tuple[list[Any], dict[tuple[str, int, str], Any]]:
    """The row after the batch wrote by its own columns, and what stood there."""
    after, stood = list(before), {}
    for key, cell in WRITTEN.items():
        at = PLACE.columns[key]
        stood[TAB, 1, key] = after[at]
        after[at] = entered(cell)
    return after, stood


def again(place: TabLayout, now: list[Any], stood: dict[tuple[str, int, str], Any]) -> list[Displaced]:
    then = Then(WORKBOOK, noted(WORKBOOK, BOOK, BookWrite((FILL,)), {}), Stood(raw=stood), UTC)
    return list(cells_astray(then, place, [["Id"], now]))


def test_what_was_under_it_comes_back_and_ours_goes_where_it_belongs() -> None:
    place = with_state_first()
    now, stood = hit(place, line(place, **READ))
    (one,) = again(place, now, stood)
    assert (one.fill.index, one.fill.row_id, one.fill.formulas) == (1, 7, False)
    assert dict(one.fill.cells) == WRITTEN
    assert one.cells == {place.columns["event"]: "abc", place.columns["rule"]: None}


def test_columns_moved_after_it_landed_are_nobodys_business() -> None:
    place = with_state_first()
    (one,) = again(place, line(place, **{**READ, **WRITTEN}), {(TAB, 1, "state"): "open"})
    assert (dict(one.fill.cells), one.fill.formulas, one.cells) == ({}, False, {})


def test_what_a_person_typed_since_stays() -> None:
    place = with_state_first()
    now, stood = hit(place, line(place, **READ))
    now[place.columns["due"]] = entered(date(2026, 12, 4))
    (one,) = again(place, now, stood)
    assert dict(one.fill.cells) == {"state": "withdrawn"}


def test_columns_where_they_were_need_no_look() -> None:
    assert again(PLACE, line(PLACE, **{**READ, **WRITTEN}), {}) == []


def test_a_formula_that_names_a_moved_column_is_made_anew_and_a_persons_own_stays() -> None:
    tab = WORKBOOK.tab(TAB)
    fill = FillRow(TAB, 1, 7, {"id": 7}, formulas=True)
    then = Then(WORKBOOK, noted(WORKBOOK, BOOK, BookWrite((fill,)), {}), Stood(), UTC)
    ours = render(str(tab.column("name").formula), WORKBOOK, PLANNED, TAB, 2)
    (one,) = formulas_of_before(then, PLACE, [["Id"], line(PLACE, id=7, name=ours)])
    assert (one.index, "name" in one.spared) == (1, False)
    (one,) = formulas_of_before(then, PLACE, [["Id"], line(PLACE, id=7, name='="Lena"')])
    assert "name" in one.spared


def test_where_nobody_knows_what_stood_there_nothing_is_emptied() -> None:
    place = with_state_first()
    now, _ = hit(place, line(place, **READ))
    (one,) = again(place, now, {})
    assert (dict(one.fill.cells), one.cells) == (WRITTEN, {})
