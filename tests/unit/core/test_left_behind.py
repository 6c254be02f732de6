"""Wrong hits of a dead worker's batch, found from what was noted before it and the rows as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.effects import AddRow, BookWrite, FillRow
from app.core.left_behind import noted, wrong_hits
from sheets_schema.layout import planned_layout
from sheets_schema.read import Book, Row, TabRows
from sheets_schema.workbook import WORKBOOK

LOG = "contact_log"


def book(tab: str, *rows: tuple[int | None, Mapping[str, Any]] | None) -> Book:
    """Rows of one tab from sheet row 2 on; None where nothing stands."""
    found = [
        Row(row[0], at, {"id": row[0], **row[1]}, blank=not row[1])
        for at, row in enumerate(rows, 1)
        if row is not None
    ]
    return Book(planned_layout(WORKBOOK), {tab: TabRows(tuple(found), ())})


def put_right(before: Book, write: BookWrite, after: Book, places: Mapping[int, int] | None = None) -> Any:
    found, _ = wrong_hits(WORKBOOK, noted(WORKBOOK, before, write, places or {}), after)
    return {(fix.index, key): cell for fix in found for key, cell in fix.cells.items()}


def due(index: int, row_id: int, day: Any) -> BookWrite:
    return BookWrite((FillRow("reminders", index, row_id, {"due": day}),))


A, B, C = ((5, {"due": 1, "snooze": "a"}), (6, {"due": 2, "snooze": "b"}), (7, {"due": 3, "snooze": "c"}))


def with_due(row: tuple[int, dict[str, Any]], day: int) -> tuple[int, dict[str, Any]]:
    return row[0], {**row[1], "due": day}


def test_what_landed_is_left_alone_wherever_it_stands_now() -> None:
    before = book("reminders", A, B, C)
    assert put_right(before, due(2, 6, 9), book("reminders", C, with_due(B, 9), A)) == {}
    assert put_right(before, due(2, 6, 9), book("reminders", A, None, with_due(B, 9))) == {}


def test_a_neighbour_gets_back_its_own_and_the_row_meant_what_was_meant() -> None:
    before = book("reminders", A, B, C)
    after = book("reminders", C, with_due(A, 9), B)  # sorted at that moment
    assert put_right(before, due(2, 6, 9), after) == {(2, "due"): 1, (3, "due"): 9}


def test_a_row_inserted_at_that_moment_is_cleared() -> None:
    after = book("reminders", A, (None, {"due": 9}), B, C)
    assert put_right(book("reminders", A, B, C), due(2, 6, 9), after) == {(2, "due"): None, (3, "due"): 9}


def test_the_row_meant_was_deleted() -> None:
    after = book("reminders", A, with_due(C, 9))
    assert put_right(book("reminders", A, B, C), due(2, 6, 9), after) == {(2, "due"): 3}


def test_what_a_person_typed_since_stays() -> None:
    before, write = book("reminders", A, B, C), due(2, 6, 9)
    assert put_right(before, write, book("reminders", A, with_due(B, 8), C)) == {}, "after it had landed"
    moved_on = book("reminders", with_due(A, 4), with_due(C, 9), B)
    assert put_right(before, write, moved_on) == {(2, "due"): 3, (3, "due"): 9}
    assert put_right(before, write, book("reminders", A, with_due(C, 7), B)) == {(3, "due"): 9}


def test_equal_fills_of_neighbours_undo_only_what_nobody_meant() -> None:
    two = due(2, 6, 9) + due(3, 7, 9)
    after = book("reminders", None, with_due(A, 9), with_due(B, 9), C)
    assert put_right(book("reminders", A, B, C), two, after) == {(2, "due"): 1, (4, "due"): 9}


OLD = (5, {"summary": "old", "action": "x"})
NEW = (None, {"summary": "new"})
GIVES = BookWrite((FillRow(LOG, 2, None, {"id": 9}, formulas=True),))


def test_an_id_that_overwrote_another_is_taken_back() -> None:
    after = book(LOG, NEW, (9, OLD[1]))  # sorted at that moment
    assert put_right(book(LOG, OLD, NEW), GIVES, after) == {(1, "id"): 9, (2, "id"): 5}


def test_also_where_somebody_typed_in_that_row_since() -> None:
    after = book(LOG, NEW, (9, {**OLD[1], "action": "y"}))
    assert put_right(book(LOG, OLD, NEW), GIVES, after) == {(1, "id"): 9, (2, "id"): 5}


def test_a_new_row_in_which_somebody_typed_on_keeps_the_id_it_was_given() -> None:
    assert put_right(book(LOG, OLD, NEW), GIVES, book(LOG, OLD, (9, {"summary": "new and more"}))) == {}


def test_formulas_of_an_added_row_follow_it_and_spared_columns_stay_spared() -> None:
    write = BookWrite(adds=(AddRow(LOG, {"id": 9, "summary": "mail"}),))
    before, after = book(LOG, OLD), book(LOG, OLD, None, (9, {"summary": "mail"}))
    (fix,), _ = wrong_hits(WORKBOOK, noted(WORKBOOK, before, write, {9: 2}), after)
    assert fix == FillRow(LOG, 3, 9, {}, formulas=True)
    fill = FillRow("award_scores", 1, 5, {"student": "S001"}, formulas=True, spared=frozenset({"effort"}))
    scores = book("award_scores", (5, {}), (6, {}))
    (undone, again), _ = wrong_hits(
        WORKBOOK,
        noted(WORKBOOK, scores, BookWrite((fill,)), {}),
        book("award_scores", (4, {"student": "S001"}), (5, {})),
    )
    assert undone.cells == {"student": None}
    assert (again.index, again.spared) == (2, {"effort"})
