"""While nobody can say which student a row is, nothing about students leaves the workbook."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.core.effects import WriteFile
from app.core.model import Agreed, Caseload, Snapshot
from app.core.plan import plan_sync
from app.core.rows import digests
from app.core.safety import codes_mixed_up
from sheets_schema.read import Book
from sheets_schema.workbook import WORKBOOK
from tests.unit.core.books import book, row, student

CASELOAD = Caseload(1, "me@s.org", "Mine", "book", "calendar", ZoneInfo("UTC"))
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LENA = student(1, "Lena", counselor="a@s.org")
NIA = student(2, "Nia", counselor="b@s.org")
EMPTY = {tab.key: [] for tab in WORKBOOK.tabs if tab.columns}


def files(here: Book, agreed: Agreed | None = None) -> list[str]:
    plan = plan_sync(WORKBOOK, Snapshot(CASELOAD, NOW, here, agreed or Agreed()))
    return [file.email for file in plan.of(WriteFile)]


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
