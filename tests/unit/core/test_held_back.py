"""While nobody can say which student a row is, nothing about students leaves the workbook."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.core.effects import Plan, WriteFile
from app.core.model import Agreed, Caseload, Snapshot
from app.core.plan import plan_sync
from app.core.rows import digests
from app.core.safety import codes_mixed_up
from sheets_schema.read import Book, Row
from sheets_schema.workbook import WORKBOOK
from tests.unit.core.books import book, row, student

CASELOAD = Caseload(1, "me@s.org", "Mine", "book", "calendar", ZoneInfo("UTC"))
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LENA = student(1, "Lena", counselor="a@s.org")
NIA = student(2, "Nia", counselor="b@s.org")
EMPTY = {tab.key: [] for tab in WORKBOOK.tabs if tab.columns}


def planned(here: Book, agreed: Agreed | None = None) -> Plan:
    return plan_sync(WORKBOOK, Snapshot(CASELOAD, NOW, here, agreed or Agreed()))


def files(here: Book, agreed: Agreed | None = None) -> list[str]:
    return [file.email for file in planned(here, agreed).of(WriteFile)]


def whole(*students: object) -> Book:
    return book(**{**EMPTY, "students": students})


def test_each_counselor_gets_their_own() -> None:
    assert files(whole(LENA, NIA)) == ["a@s.org", "b@s.org"]


@pytest.mark.parametrize(
    "other",
    [
        row(1, code="S001", name="Nia", counselor="b@s.org"),  # a row was copied, and typed over
        row(2, code="S001", name="Nia", counselor="b@s.org"),  # somebody typed a code
    ],
)
def test_a_code_of_two_students_holds_everything_back(other: object) -> None:
    assert codes_mixed_up(whole(LENA, other))
    assert files(whole(LENA, other)) == []


def test_students_sorted_without_their_ids_hold_everything_back() -> None:
    agreed = Agreed(rows=digests(WORKBOOK, whole(LENA, NIA)))
    swapped = (student(1, "Nia", counselor="b@s.org"), student(2, "Lena", counselor="a@s.org"))
    assert files(whole(*swapped), agreed) == []


OMAR = student(3, "Omar", counselor="c@s.org")
NIA_AT_1 = student(1, "Nia", counselor="b@s.org")
LENA_AT_2 = student(2, "Lena", counselor="a@s.org")


def agreed_on(*students: Row) -> Agreed:
    return planned(whole(*students)).agreed


@pytest.mark.parametrize(
    "torn",
    [
        (LENA_AT_2, OMAR),  # sorted without the ids, then one of the two deleted
        (NIA_AT_1, OMAR),
        (NIA_AT_1, student(2, "Lena", counselor="new@s.org"), OMAR),  # or typed in
        (student(1, "Nia", counselor="a@s.org"), student(2, "Lena", counselor="b@s.org")),  # names only
        (NIA_AT_1, LENA_AT_2, student(3, " omar ", counselor="new@s.org")),
        (student(1, "Zoe", counselor="z@s.org"), OMAR, student(4, "Lena", counselor="a@s.org")),  # new at 4
    ],
)
def test_a_code_beside_another_students_name_holds_everything_back_until_it_is_undone(
    torn: tuple[Row, ...],
) -> None:
    agreed = agreed_on(LENA, NIA, OMAR)
    for _ in range(2):
        held = planned(whole(*torn), agreed)
        assert held.of(WriteFile) == ()
        assert [trouble.code for trouble in held.troubles if trouble.tab == "Students"] == ["ids_swapped"]
        agreed = held.agreed
    assert files(whole(LENA, NIA, OMAR), agreed) == ["a@s.org", "b@s.org", "c@s.org"]


def test_rows_that_are_meant_to_be_gone_do_not_hide_a_torn_one() -> None:
    many = [student(number, f"Pupil {number}", counselor="a@s.org") for number in range(1, 11)]
    torn = whole(student(1, "Pupil 2", counselor="b@s.org"))
    seen = Snapshot(CASELOAD, NOW, torn, agreed_on(*many), meant=True)
    assert plan_sync(WORKBOOK, seen).of(WriteFile) == ()


@pytest.mark.parametrize(
    ("now", "readers"),
    [
        ((NIA, OMAR), ["b@s.org", "c@s.org"]),  # deleted
        ((NIA, student(3, "Omar Haddad", counselor="b@s.org")), ["b@s.org"]),  # and another one changed
        ((NIA, OMAR, student(4, "Lena", counselor="a@s.org")), ["a@s.org", "b@s.org", "c@s.org"]),  # anew
        ((OMAR, NIA, LENA), ["a@s.org", "b@s.org", "c@s.org"]),  # sorted whole
        ((LENA, student(2, "Lena", counselor="b@s.org"), OMAR), ["a@s.org", "b@s.org", "c@s.org"]),  # alike
        (
            (student(1, "Lena", counselor="b@s.org"), student(2, "Nia", counselor="a@s.org"), OMAR),
            ["a@s.org", "b@s.org", "c@s.org"],  # each got the other's counselor
        ),
    ],
)
def test_what_people_do_to_students_locks_nobody_out(now: tuple[Row, ...], readers: list[str]) -> None:
    assert files(whole(*now), agreed_on(LENA, NIA, OMAR)) == readers


def test_names_typed_at_the_wrong_codes_are_put_right_one_after_the_other() -> None:
    agreed = agreed_on(LENA, NIA)
    turned = (student(1, "Nia", counselor="a@s.org"), student(2, "Lena", counselor="b@s.org"))
    for now in ((LENA, turned[1]), turned):
        done = planned(whole(*now), agreed)
        assert [file.email for file in done.of(WriteFile)] == ["a@s.org", "b@s.org"]
        agreed = done.agreed
