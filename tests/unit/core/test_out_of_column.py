"""Rows of a dead worker's batch in wrong columns, found by what was noted and what is entered now."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from app.core.effects import AddRow, BookWrite
from app.core.left_behind import noted
from app.core.out_of_column import Displaced, out_of_column
from sheets_schema.layout import TabLayout, planned_layout
from sheets_schema.read import Book, TabRows
from sheets_schema.workbook import WORKBOOK

LOG = "contact_log"
PLANNED = planned_layout(WORKBOOK)
ADDED = {"id": 9, "student": "S001", "subject": "About Ana", "method": "mail", "link": "https://mail/1"}
BATCH = noted(
    WORKBOOK,
    Book(PLANNED, {LOG: TabRows((), ())}),
    BookWrite(adds=(AddRow(LOG, ADDED),)),
    {9: 1},
)


def inserted(at: int) -> TabLayout:
    """The tab with a column of somebody's own at this place."""
    place = PLANNED[LOG]
    columns = {key: column + (column >= at) for key, column in place.columns.items()}
    return TabLayout(LOG, place.sheet_id, place.title, columns, place.row_count, 40, {"Mine": at})


def entered(place: TabLayout, **more: Any) -> list[Any]:
    """The row as it came to stand: in the columns of before."""
    line: list[Any] = [""] * 40
    for key, cell in {**ADDED, **more}.items():
        line[place.columns[key]] = cell
    return line


def found(place: TabLayout, *lines: list[Any]) -> list[Displaced]:
    return list(out_of_column(WORKBOOK, BATCH, place, [["Id"], *lines], UTC))


def test_a_row_in_its_columns_is_left_alone_whatever_was_typed_in_it_since() -> None:
    now = inserted(3)
    assert found(now, entered(now)) == []
    assert found(now, entered(now, subject="typed over")) == []
    assert found(now, entered(now, student="S002", action="rang back")) == []


def test_a_row_in_the_columns_of_before_is_written_again() -> None:
    now, then = inserted(1), PLANNED[LOG]
    (one,) = found(now, [""] * 40, entered(then))
    assert (one.fill.index, one.fill.row_id, one.fill.formulas) == (2, 9, True)
    assert {key: cell for key, cell in one.fill.cells.items() if cell is not None} == ADDED
    taken = {at for key, at in then.columns.items() if key in ADDED}
    assert set(one.cells) == taken - set(now.columns.values())


def test_a_row_whose_id_stands_in_a_wrong_column_is_found() -> None:
    (one,) = found(inserted(0), entered(PLANNED[LOG]))
    assert (one.fill.cells["id"], one.cells) == (9, {0: None})


def test_what_a_person_typed_into_it_since_stays() -> None:
    now = inserted(1)
    line = entered(PLANNED[LOG])
    line[now.columns["action"]] = "rang back"
    (one,) = found(now, line)
    assert "action" not in one.fill.cells


def test_a_row_with_the_number_alone_is_another_one() -> None:
    line: list[Any] = [""] * 40
    line[5] = 9
    assert found(inserted(1), line) == []
