import random
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.daywords import DateOrder
from app.core.events import event_id
from app.core.reminders import RULES, as_if, is_named, reminders
from app.core.rules import Rules
from app.core.schooldays import SchoolCalendar
from tests.unit.core.books import book, row, student

TODAY = date(2026, 11, 18)  # a Wednesday
RULES_HERE = Rules(date_order=DateOrder.DMY)


def found(a_book, today=TODAY, rules=RULES_HERE, rule=None):
    all_of_them = reminders(a_book, today, rules.school, rules)
    return [one for one in all_of_them if rule is None or one.rule == rule]


def one_student(**cells):
    calm = [row(500, date=TODAY, student="S001", role="parent")]
    return book(students=[student(1, "Ana Lee", **cells)], contact_log=calm)


def test_all_rules_are_listed_once_and_those_not_made_say_what_they_wait_for():
    assert list(RULES) == [f"R{number}" for number in range(1, 26)]
    made = set(RULES) - {"R8"}
    assert {rule.id for rule in RULES.values() if not rule.waits_for} == made


def test_r1_begins_sixty_days_ahead_and_tells_the_counselor_from_fourteen():
    here = one_student(last_review=date(2026, 1, 17), counselor="c@s.org")
    due = date(2027, 1, 18)  # 17 January 2027 is a Sunday
    assert found(here, date(2026, 11, 17), rule="R1") == []
    (early,) = found(here, TODAY, rule="R1")
    assert (early.due, early.audience, early.who) == (due, (), "case manager")
    (late,) = found(here, date(2027, 1, 3), rule="R1")
    assert (late.audience, late.who) == (("c@s.org",), "case manager, counselor")
    assert late.key == early.key
    assert found(one_student(last_review=TODAY), rule="R1") == []


def test_r1_is_off_with_a_blank_cycle_and_for_exited_students():
    assert (
        found(one_student(last_review=date(2025, 1, 1)), rules=Rules(review_cycle_days=None), rule="R1") == []
    )
    assert found(one_student(last_review=date(2025, 1, 1), status="exited")) == []


def test_r2():
    (reminder,) = found(one_student(last_evaluation=date(2023, 12, 1)), rule="R2")
    assert reminder.due == date(2026, 11, 30)


def test_r3_ends_with_a_meeting_that_is_not_called_off():
    here = one_student(last_review=date(2025, 12, 20))
    assert [one.due for one in found(here, rule="R3")] == [date(2026, 11, 5)]
    start = datetime(2026, 12, 1, 9, tzinfo=UTC)
    meeting = {"student": "S001", "start": start, "title": "Review"}
    assert found(as_if(here, {"meetings": [meeting]}), rule="R3") == []
    called_off = {**meeting, "title": "Cancelled: Review"}
    assert len(found(as_if(here, {"meetings": [called_off]}), rule="R3")) == 1
    long_ago = {**meeting, "start": datetime(2025, 12, 20, 9, tzinfo=UTC)}
    assert len(found(as_if(here, {"meetings": [long_ago]}), rule="R3")) == 1


def test_r4_counts_school_days_and_ends_with_the_notice():
    meeting = {"student": "S001", "kind": "plan review", "title": "x", "event": "e1",
               "start": datetime(2026, 11, 30, 9, tzinfo=UTC)}  # fmt: skip
    (reminder,) = found(as_if(one_student(), {"meetings": [meeting]}), rule="R4")
    assert reminder.due == date(2026, 11, 23)
    assert reminder.named == (date(2026, 11, 16), date(2026, 11, 23))
    assert found(as_if(one_student(), {"meetings": [{**meeting, "notice_sent": TODAY}]}), rule="R4") == []
    assert found(as_if(one_student(), {"meetings": [{**meeting, "kind": "team"}]}), rule="R4") == []


def survey(**link):
    return book(
        students=[student(1, "Ana", student_email="ana@s.org"), student(2, "Ben")],
        survey_rounds=[
            row(5, round="2026Q4", kind="use", opens=date(2026, 11, 16), closes=date(2026, 11, 30))
        ],
        survey_links=[row(6, round="2026Q4", student="S001", **link), row(7, round="2026Q4", student="S002")],
        contact_log=[
            row(8, date=TODAY, student="S001", role="parent"),
            row(9, date=TODAY, student="S002", role="parent"),
        ],
    )


def test_r5_is_one_list_of_those_who_have_not_answered():
    (both,) = found(survey(), rule="R5")
    assert (both.student, both.audience, both.due) == ("", ("ana@s.org",), date(2026, 11, 30))
    assert both.what == "Survey 2026Q4 not answered by 2 students"
    assert both.why == "It is open until 30 November 2026. Still missing: A., B."
    assert both.named == (date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 30))
    answered = datetime(2026, 11, 17, 9, tzinfo=UTC)
    for link in ({"excused": True}, {"answered": answered}):
        (one,) = found(survey(**link), rule="R5")
        assert (one.key, one.what, one.audience) == (both.key, "Survey 2026Q4 not answered by 1 student", ())
    answer = {"round": "2026Q4", "student": "S002", "submitted": answered}
    assert found(as_if(survey(excused=True), {"survey_answers": [answer]}), rule="R5") == []
    assert found(survey(), date(2026, 12, 1), rule="R5") == []
    assert found(survey(), date(2026, 11, 15), rule="R5") == []


def test_r6_one_for_a_round_until_there_are_notes():
    friday = datetime(2026, 11, 13, 9, tzinfo=UTC)
    answers = [
        row(30, round="2026Q4", student="S001", accommodation=10, used="no, but I could", submitted=friday),
        row(
            31,
            round="2026Q4",
            student="S001",
            accommodation=11,
            used="often",
            wants_a_goal="yes",
            submitted=friday,
        ),
        row(32, round="2026Q4", student="S001", accommodation=12, used="often", submitted=friday),
    ]
    plans = [row(10, student="S001"), row(11, student="S001"), row(12, student="S001")]
    here = book(students=[student(1, "Ana")], survey_answers=answers, accommodations=plans)
    (reminder,) = found(here, rule="R6")
    assert reminder.due == date(2026, 11, 16)
    assert reminder.what == "Talk about the survey answers: 1 not used, 1 asking for a goal"
    noted = [row(10, student="S001", review_note="talked"), row(11, student="S001", review_note="goal made")]
    assert (
        found(book(students=[student(1, "Ana")], survey_answers=answers, accommodations=noted), rule="R6")
        == []
    )


def family(*log, **cells):
    return book(
        students=[student(1, "Ana", **cells)],
        team=[row(11, person="Kim", email="kim.lee@gmail.com", role="parent", student="S001")],
        contact_log=list(log),
    )


@pytest.mark.parametrize(
    "contact",
    [
        {"email": "KimLee@gmail.com", "role": "parent"},
        {"student": "S001", "role": "guardian", "method": "phone"},
        {"student": "S001", "method": "visit", "person": "kim"},
    ],
)
def test_r9_any_honest_contact_ends_it(contact):
    (reminder,) = found(family(joined=date(2026, 9, 1)), rule="R9")
    assert reminder.due == TODAY  # noticed today, however long ago the student joined
    assert found(family(row(1, date=date(2026, 11, 10), **contact)), rule="R9") == []
    (again,) = found(family(row(1, date=date(2026, 11, 4), **contact)), rule="R9")
    assert again.due == TODAY
    assert again.key != reminder.key


def test_r9_is_not_ended_by_somebody_else():
    for other in ({"role": "tutor"}, {"person": "Tom"}, {"person": "Kim", "student": "S002"}, {}):
        assert len(found(family(row(1, **{"date": TODAY, "student": "S001", **other})), rule="R9")) == 1
    assert found(family(), rules=Rules(contact_gap_days=None), rule="R9") == []


def test_r9_without_any_date_keeps_its_first_day():
    (reminder,) = found(family(), rule="R9")
    assert reminder.due == TODAY
    kept = as_if(family(), {"reminders": [_as_row(reminder)]})
    assert found(kept, date(2026, 11, 25), rule="R9")[0].due == TODAY


def _as_row(reminder, **more):
    told = {key: getattr(reminder, key) for key in ("rule", "student", "what", "why", "due")}
    return {**told, "event": event_id(0, reminder.key), "state": "open", **more}


def things(cell):
    return one_student(random_things_to_do=cell)


def test_r18_lines_with_days():
    here = things("call mum Fri\nx sign form 20/11\nno day\nby 21/11 laptop")
    assert [(one.what, one.due) for one in found(here, rule="R18")] == [
        ("call mum", date(2026, 11, 20)),
        ("laptop", date(2026, 11, 23)),
    ]


def test_r18_a_friday_stays_the_friday_it_was_until_the_line_says_another_day():
    (reminder,) = found(things("call mum Fri"), rule="R18")
    kept = [_as_row(reminder)]
    later = date(2026, 11, 24)
    (same,) = found(as_if(things("call mum Fri"), {"reminders": kept}), later, rule="R18")
    assert same.due == date(2026, 11, 20)
    (moved,) = found(as_if(things("call mum Mon"), {"reminders": kept}), later, rule="R18")
    assert (moved.due, moved.key) == (date(2026, 11, 30), reminder.key)


def test_r22():
    team = [row(11, person="Dr. Po", role="doctor", student="S001", release_expires=date(2026, 12, 5))]
    here = book(
        students=[student(1, "Ana")],
        team=team,
        contact_log=[row(1, date=TODAY, student="S001", role="parent")],
    )
    (reminder,) = found(here)
    assert (reminder.rule, reminder.due) == ("R22", date(2026, 12, 7))
    assert found(here, date(2026, 11, 4), rule="R22") == []


def test_holidays_push_forward():
    school = SchoolCalendar(holidays=frozenset({date(2026, 11, 20)}))
    (reminder,) = reminders(things("call mum Fri"), TODAY, school, RULES_HERE)
    assert reminder.due == date(2026, 11, 23)


def test_texts_do_not_change_from_day_to_day():
    here = book(
        students=[student(1, "Ana", last_review=date(2025, 12, 1), joined=date(2026, 9, 1))], contact_log=[]
    )
    one_day = {one.key: (one.what, one.why, one.due) for one in found(here)}
    next_day = {one.key: (one.what, one.why, one.due) for one in found(here, date(2026, 11, 19))}
    # never contacted: due from the day it is noticed, which its row then keeps
    assert one_day.pop("R9/S001/never")[:2] == next_day.pop("R9/S001/never")[:2]
    assert one_day == next_day
    assert sorted(key.partition("/")[0] for key in one_day) == ["R1", "R13", "R3"]


@given(st.randoms())
def test_the_order_of_rows_does_not_matter(shuffler: random.Random):
    rows = [
        student(n, f"N{n}", last_review=date(2025, 12, n), random_things_to_do="call Fri")
        for n in range(1, 9)
    ]
    mixed = list(rows)
    shuffler.shuffle(mixed)
    assert found(book(students=rows)) == found(book(students=mixed))


def test_a_digest_names_on_its_days_and_weekly_when_overdue():
    (reminder,) = found(one_student(last_review=date(2025, 12, 1)), rule="R1")
    assert is_named(reminder, TODAY, None)
    assert is_named(reminder, date(2026, 11, 24), date(2026, 11, 23))
    assert not is_named(reminder, date(2026, 11, 25), date(2026, 11, 24))
    assert is_named(reminder, date(2026, 11, 25), date(2026, 11, 23))
    assert is_named(reminder, date(2026, 12, 8), date(2026, 12, 7))
    assert not is_named(reminder, date(2026, 12, 9), date(2026, 12, 8))
