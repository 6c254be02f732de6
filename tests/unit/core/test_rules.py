from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.daywords import DateOrder
from app.core.names import NameStyle
from app.core.rules import MailMode, Rules, read_rules
from sheets_schema.tabs.settings import SETTINGS
from tests.unit.core.books import book, row, settings


def test_a_new_workbook_gives_the_defaults():
    fresh = settings({one.name: one.default for one in SETTINGS if one.name != "Time zone"})
    rules, problems = read_rules(book(settings=fresh))
    assert not problems
    assert rules == read_rules(book())[0]
    assert rules.mode("digest") is MailMode.SEND
    assert rules.mode("survey invitation") is MailMode.DRAFT
    assert rules.mode("something new") is MailMode.DRAFT
    assert rules.name_style is NameStyle.INITIALS


def test_what_a_school_changes():
    given_ones = settings(
        {
            "date order": "Day first",
            "Review cycle days": None,
            "Contact gap days": 21,
            "Weekend days": "Fri, Sat",
            "Quiet hours": "17:30 – 06:45",
            "Semester start": 46250,
            "Today override": date(2026, 11, 18),
            "Time zone": "Europe/Vienna",
            "Mail: digest": "off",
            "One day less": True,
        }
    )
    rules, problems = read_rules(book(settings=given_ones, lists=[row(1, holidays=date(2026, 12, 25))]))
    assert not problems
    assert rules.date_order is DateOrder.DMY
    assert rules.review_cycle_days is None
    assert rules.reevaluation_cycle_days == 1095
    assert rules.contact_gap_days == 21
    assert rules.school.weekend == {4, 5}
    assert rules.school.holidays == {date(2026, 12, 25)}
    assert (rules.quiet_from, rules.quiet_until) == (time(17, 30), time(6, 45))
    assert rules.semester_start == date(2026, 8, 16)
    assert rules.today(date(2030, 1, 1)) == date(2026, 11, 18)
    assert rules.zone is not None
    assert rules.zone.key == "Europe/Vienna"
    assert rules.mode("digest") is MailMode.OFF
    assert rules.one_day_less


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("Review cycle days", "a year"),
        ("Review cycle days", -3),
        ("Contact gap days", 2.5),
        ("Time zone", "Vienna"),
        ("Time zone", "../etc/passwd"),
        ("Weekend days", "the weekend"),
        ("Quiet hours", "late"),
        ("Date order", "whatever"),
        ("Mail: digest", "sometimes"),
        ("One day less", "maybe"),
        ("Semester start", "soon"),
    ],
)
def test_a_bad_setting_keeps_its_default_and_is_told(title, value):
    rules, problems = read_rules(book(settings=settings({title: value})))
    assert rules == read_rules(book())[0]
    (problem,) = problems
    assert (problem.tab, problem.column, problem.code, problem.row_id) == (
        "settings",
        "value",
        "bad_setting",
        900,
    )
    assert problem.text.startswith(title)
    assert problem.example


@given(
    st.sampled_from([one.name for one in SETTINGS]),
    st.one_of(st.text(), st.floats(), st.booleans(), st.dates()),
)
def test_any_value_is_read(title, value):
    read_rules(book(settings=settings({title: value})))


def test_a_blank_date_order_leaves_files_open_and_own_lines_month_first():
    rules, problems = read_rules(book(settings=settings({"Date order": None})))
    assert (rules.date_order, rules.roster_order, problems) == (DateOrder.MDY, None, ())
    typed = read_rules(book(settings=settings({"Date order": "day first"})))[0]
    assert (typed.date_order, typed.roster_order) == (DateOrder.DMY, DateOrder.DMY)


def test_quiet_hours_over_midnight_and_off():
    assert Rules().is_quiet(time(23))
    assert Rules().is_quiet(time(6, 59))
    assert not Rules().is_quiet(time(7))
    assert not Rules().is_quiet(time(17, 59))
    assert not read_rules(book(settings=settings({"Quiet hours": None})))[0].is_quiet(time(3))
