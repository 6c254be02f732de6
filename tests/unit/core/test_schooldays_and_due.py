from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.due import due_word, first_named, next_due
from app.core.schooldays import (
    SchoolCalendar,
    add_school_days,
    next_school_day,
    school_days_between,
)

AUTUMN = SchoolCalendar(holidays=frozenset({date(2026, 11, 26), date(2026, 11, 27)}))
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_a_holiday_before_a_weekend_pushes_to_monday():
    assert next_school_day(date(2026, 11, 26), AUTUMN) == date(2026, 11, 30)


def test_a_school_that_works_on_sunday():
    gulf = SchoolCalendar(weekend=frozenset({4, 5}))
    assert next_school_day(date(2026, 11, 20), gulf) == date(2026, 11, 22)


def test_counting_school_days_leaves_holidays_out():
    assert add_school_days(date(2026, 11, 25), 1, AUTUMN) == date(2026, 11, 30)
    assert add_school_days(date(2026, 11, 30), -1, AUTUMN) == date(2026, 11, 25)
    assert school_days_between(date(2026, 11, 23), date(2026, 11, 30), AUTUMN) == 3
    assert school_days_between(date(2026, 11, 30), date(2026, 11, 23), AUTUMN) == -3


def test_a_week_without_school_ends_all_the_same():
    never = SchoolCalendar(weekend=frozenset(range(7)))
    assert next_school_day(date(2026, 1, 1), never) == date(2026, 1, 1)
    assert next_school_day(date.max, SchoolCalendar()) in (date.max, date.max + timedelta(0))


@given(DAYS, st.integers(-30, 30).filter(bool))
def test_adding_and_counting_agree(day, count):
    reached = add_school_days(day, count, AUTUMN)
    assert abs(school_days_between(day, reached, AUTUMN) - count) <= 1
    assert AUTUMN.is_school_day(reached)


@pytest.mark.parametrize(
    ("last", "cycle", "less", "due"),
    [
        (date(2025, 11, 22), 365, False, date(2026, 11, 22)),
        (date(2025, 11, 22), 365, True, date(2026, 11, 21)),
        (date(2028, 2, 29), 365, False, date(2029, 2, 28)),
        (date(2023, 2, 28), 1095, False, date(2026, 2, 27)),
        (date(2025, 11, 22), None, False, None),
        (None, 365, False, None),
        (date.max, 365, False, None),
    ],
)
def test_next_due(last, cycle, less, due):
    assert next_due(last, cycle, less) == due


@pytest.mark.parametrize(
    ("days", "word"), [(-1, "overdue"), (0, "week"), (7, "week"), (8, "month"), (29, "prepare"), (61, "ok")]
)
def test_due_word(days, word):
    today = date(2026, 11, 22)
    assert due_word(today + timedelta(days=days), today) == word
    assert due_word(None, today) == ""


def test_the_first_lead_day():
    assert first_named(date(2026, 12, 20), (28, 14)) == date(2026, 11, 22)
