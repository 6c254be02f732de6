import re
from datetime import UTC, date, datetime

import pytest

from app.core.reminders import Reminder
from app.core.survey_mail import invitation, survey_nudges, survey_reminder
from app.core.survey_texts import WORDING
from tests.unit.core.books import book, row, student

TODAY = date(2026, 11, 18)
CLOSES = date(2026, 11, 30)
ANA = student(1, "Ana Lee", student_email="ana@s.org")
BEN = student(2, "Ben", student_email="ben@s.org")
HERE = book(
    survey_rounds=[row(5, round="2026Q4", opens=date(2026, 11, 9), closes=CLOSES)],
    students=[ANA, BEN],
    survey_links=[
        row(7, round="2026Q4", student="S002", form_link="https://forms/y"),
        row(6, round="2026Q4", student="S001", form_link="https://forms/x"),
    ],
)
WAITING = Reminder(
    "R5/-/2026Q4", "R5", "", "x", CLOSES, "y", "z", audience=("ana@s.org",), named=(date(2026, 11, 9), TODAY)
)
SENT = {"invitation/2026Q4/S001": datetime(2026, 11, 9, 10, tzinfo=UTC)}


def test_every_student_gets_one_invitation():
    letter = invitation(ANA, "2026Q4", "https://forms/x", CLOSES, "North School")
    again = invitation(ANA, "2026Q4", "https://forms/y", date(2026, 12, 1))
    assert letter.natural == again.natural
    assert "https://forms/x" in letter.written.html
    assert "Hello Ana," in letter.written.text
    assert "30 November 2026" in letter.written.text
    assert survey_reminder(ANA, "2026Q4", "https://forms/x", CLOSES, TODAY).natural != letter.natural


@pytest.mark.parametrize("language", WORDING)
def test_subjects_name_nobody_and_no_accommodation_in_any_language(language):
    who = student(1, "Ana Lee", student_email="ana@s.org", language=language)
    for letter in (
        invitation(who, "2026Q4", "https://x", CLOSES),
        survey_reminder(who, "2026Q4", "https://x", CLOSES, TODAY),
    ):
        assert not re.search("accommodation|adaptaci|aménag|Ana", letter.written.subject, re.I)
        assert WORDING[language].spelled(CLOSES) in letter.written.text
        assert "{" not in letter.written.text


def test_students_who_have_not_answered_are_nudged_on_the_rules_days():
    (letter,) = survey_nudges([WAITING], HERE, TODAY, SENT)
    assert (letter.to, letter.until) == ("ana@s.org", CLOSES)
    assert "https://forms/x" in letter.written.text
    assert survey_nudges([WAITING], HERE, date(2026, 11, 17), SENT) == ()
    assert survey_nudges([WAITING], HERE, date(2026, 11, 9), SENT) == ()
    other = Reminder("R1/S001/2026", "R1", "S001", "x", CLOSES, "y", "z", named=(date(2026, 11, 9), TODAY))
    assert survey_nudges([other], HERE, TODAY, SENT) == ()


def test_a_day_on_which_nothing_ran_is_made_good_once():
    late = survey_nudges([WAITING], HERE, date(2026, 11, 20), SENT)
    assert late == survey_nudges([WAITING], HERE, TODAY, SENT)


def test_nobody_is_nudged_who_was_not_invited_before_that_day():
    assert survey_nudges([WAITING], HERE, TODAY, {}) == ()
    invited_today = {"invitation/2026Q4/S001": datetime(2026, 11, 18, 8, tzinfo=UTC)}
    assert survey_nudges([WAITING], HERE, date(2026, 11, 19), invited_today) == ()
