from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.daywords import DateOrder
from app.core.things import read_things

TODAY = date(2026, 11, 18)  # a Wednesday


def only(line, order=DateOrder.DMY, today=TODAY):
    (thing,) = read_things(line, today, order)
    return thing


@pytest.mark.parametrize(
    ("line", "due", "text"),
    [
        ("by 3/12 call home", date(2026, 12, 3), "call home"),
        ("call home by 3/12", date(2026, 12, 3), "call home"),
        ("5 Dec bring laptop", date(2026, 12, 5), "bring laptop"),
        ("5th of December: bring laptop", date(2026, 12, 5), "bring laptop"),
        ("Dec 5th, 2027 review", date(2027, 12, 5), "review"),
        ("@ 3/12 meeting prep", date(2026, 12, 3), "meeting prep"),
        ("5.12. Elternabend", date(2026, 12, 5), "Elternabend"),
        ("call on 2027-01-05", date(2027, 1, 5), "call"),
        ("Fri", date(2026, 11, 20), "Fri"),
        ("call mum Fri", date(2026, 11, 20), "call mum"),
        ("Wed - call mum", date(2026, 11, 18), "call mum"),
        ("next Tue: ask OT", date(2026, 11, 24), "ask OT"),
        ("next Fri ask OT", date(2026, 11, 27), "ask OT"),
        ("by Fri, 4/12 call", date(2026, 12, 4), "call"),
        ("Fri: prep for 12 Dec", date(2026, 11, 20), "prep for 12 Dec"),
        ("tomorrow: form", date(2026, 11, 19), "form"),
        ("in two weeks email tutor", date(2026, 12, 2), "email tutor"),
        ("sign (by 3/12) and send", date(2026, 12, 3), "sign and send"),
        ("12/25 gift", date(2026, 12, 25), "gift"),
    ],
)
def test_a_line_with_a_day(line, due, text):
    thing = only(line)
    assert (thing.due, thing.text, thing.closed) == (due, text, False)


@pytest.mark.parametrize(
    "line",
    [
        "read 3/4 of the book",
        "1/2 hour reading", "grade 7/8 transition", "sat with Ana", "every Fri: inbox",
        "Mon-Fri check planner", "pages 3-4", "call the 24/7 line", "got 9/10 in spelling", "may come along",
        "phone Dr. May at 10:30", "room 12", "Ana & Ben",
    ],
)  # fmt: skip
def test_a_line_without_a_day(line):
    assert only(line).due is None
    assert only(line).text == line
    assert not only(line).doubt


@pytest.mark.parametrize(
    "line",
    [
        "x call",
        "X  call",
        "✓ call",
        "✅ call",
        "[x] call",
        "- [x] call",
        "done: call",
        "call - done",
        "call ✓",
    ],
)
def test_closed_marks(line):
    assert only(line).closed
    assert only(line).text == "call"


def test_an_open_box_and_an_x_inside_a_word_do_not_close():
    assert not only("- [ ] call").closed
    assert not only("x-ray on Thu").closed


def test_the_date_order_decides():
    assert only("12/5 call", DateOrder.DMY).due == date(2027, 5, 12)
    assert only("12/5 call", DateOrder.MDY).due == date(2026, 12, 5)
    unknown = only("12/5 call", None)
    assert unknown.due is None
    assert "two days" in unknown.doubt


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 12, 6), date(2026, 12, 5)),
        (date(2027, 2, 5), date(2026, 12, 5)),
        (date(2027, 2, 6), date(2027, 12, 5)),
    ],
)
def test_a_day_without_a_year_looks_two_months_back(today, due):
    assert only("5 Dec call", today=today).due == due


def test_a_day_that_does_not_exist_is_told():
    assert only("by 31/2 call").doubt == "“by 31/2” is no day of the calendar."
    assert only("by 31/2 call").text == "by 31/2 call"


def test_moving_the_day_keeps_the_key():
    keys = {
        only(line).key for line in ("by 3/12 call home", "call home Fri", "x Call home", "call home, 7 Jan")
    }
    assert len(keys) == 1
    assert only("call school").key not in keys


def test_the_same_words_twice_are_two_things():
    first, second = read_things("call home 3/12\ncall home 4/12", TODAY, DateOrder.DMY)
    assert first.key != second.key


@given(st.text(max_size=300), st.sampled_from([*DateOrder, None]), st.dates())
def test_any_text_is_read(text, order, today):
    for thing in read_things(text, today, order):
        assert thing.text


@given(st.text(alphabet="0123456789/.-@ byFriDecnext\n,()", max_size=80), st.sampled_from([*DateOrder, None]))
def test_text_that_looks_like_days_is_read(text, order):
    read_things(text, TODAY, order)


@pytest.mark.parametrize(
    "filler", [" ", "by ", "@", "on Fri, ", "1 ", "1/", "5 de", "(", "x ", "- ", "next ", "1."]
)
def test_long_lines_are_read_quickly(filler):
    read_things("call " + filler * 3000 + "\n" + filler * 3000 + "end", TODAY, DateOrder.DMY)
