from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.core.daywords import MONTHS, WEEKDAYS, DateOrder, find_day
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


@pytest.mark.parametrize(
    ("line", "due", "text"),
    [
        ("12/5: call mum", date(2026, 12, 5), "call mum"),
        ("by 12/5: call mum", date(2026, 12, 5), "call mum"),
        ("12/5:call mum", date(2026, 12, 5), "call mum"),
        ("call mum by 12/5:", date(2026, 12, 5), "call mum"),
        ("12/5: 10:30 call mum", date(2026, 12, 5), "10:30 call mum"),
        ("Fri 12/4: sign form", date(2026, 12, 4), "sign form"),
        ("Mon 12/4: sign form", date(2026, 12, 4), "sign form"),  # the date says more than the weekday
        ("Mon 12/4 sign form", date(2026, 12, 4), "sign form"),
        ("Dec 4th: sign form", date(2026, 12, 4), "sign form"),
        ("Fri, Dec 4: sign form", date(2026, 12, 4), "sign form"),
        ("12:30 call mum", None, "12:30 call mum"),
        ("call mum at 12:30: ask", None, "call mum at 12:30: ask"),
        ("mix 3/4:1 with water", None, "mix 3/4:1 with water"),
        ("Dec 12:30 call mum", None, "Dec 12:30 call mum"),
    ],
)
def test_a_colon_ends_a_day_and_a_time_is_none(line, due, text):
    thing = only(line, DateOrder.MDY)
    assert (thing.due, thing.text) == (due, text)


LEADS = ("", "by ", "due ", "on ", "@ ", "for the ", "due by ")
FIGURES = st.builds(
    "{}{}{}{}".format, st.integers(1, 31), st.sampled_from("/.-"), st.integers(1, 31),
    st.sampled_from(("", "/2027", "/27", ".2027", ".", "-26")),
)  # fmt: skip
NAMED = st.sampled_from(("{d} {m}", "{d}th of {m}", "{m} {d}", "{m} {d}th", "{m} {d}, 2027", "{d} {m} 2027"))
WRITTEN = st.builds(
    lambda form, day, month: form.format(d=day, m=month.title()),
    NAMED, st.integers(1, 31), st.sampled_from(sorted(MONTHS)),
)  # fmt: skip
WEEKDAY = st.builds("{}{}".format, st.sampled_from(("", "next ", "this ")), st.sampled_from(sorted(WEEKDAYS)))
SOON = st.sampled_from(("today", "tomorrow", "tmrw", "next week", "in two weeks", "in 3 days"))
EXACT = FIGURES | WRITTEN | st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(date.isoformat)
BOTH = st.builds("{}{}{}".format, st.sampled_from(sorted(WEEKDAYS)), st.sampled_from((" ", ", ")), EXACT)


@given(
    st.sampled_from(LEADS), EXACT | WEEKDAY | SOON | BOTH, st.sampled_from((": ", ":")),
    st.sampled_from(("call home", "Ana's form", "ask about 2 books", "10:30 room 4")),
    st.sampled_from([*DateOrder, None]),
)  # fmt: skip
@example("", "12/5", ": ", "call home", DateOrder.MDY)
@example("", "Fri 12/4", ": ", "sign form", DateOrder.MDY)
def test_a_colon_after_a_day_changes_nothing(lead, day, colon, text, order):
    assume(colon == ": " or not text[0].isdigit())
    plain, ended = (find_day(f"{lead}{day}{gap}{text}", TODAY, order) for gap in (" - ", colon))
    said = [None if one is None else (one.day, one.words, one.doubt) for one in (plain, ended)]
    assert said[0] == said[1]


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
