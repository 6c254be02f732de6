from datetime import UTC, date, datetime, timedelta

from app.core.reminders import reminders
from app.core.rules import Rules
from app.core.survey import round_to_open
from app.core.survey_follow import proposals, unused_twice
from app.core.survey_summary import round_summary
from tests.unit.core.books import book, row, student

TODAY = date(2026, 12, 1)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NO, UNASKED = "no, but I could", "not needed"
HELPS = [
    row(10, student="S001", accommodation="Extra time", status="active", where="English"),
    row(11, student="S001", accommodation="A quiet room", status="active", where="all"),
]
ROUNDS = [
    row(4, round="2026Q3", kind="use", opens=date(2026, 9, 1), closes=date(2026, 9, 15)),
    row(5, round="2026Q4", kind="use", opens=date(2026, 11, 16), closes=date(2026, 11, 30)),
]
_ids = iter(range(100, 1000))


def said(accommodation, used, a_round="2026Q4", **more):
    cells = {"student": "S001", "accommodation": accommodation, "used": used, "submitted": NOON}
    return row(next(_ids), round=a_round, **{**cells, **more})


def here(*answers, **tabs):
    links = [row(7, round="2026Q4", student="S001", form_link="x")]
    people = [student(1, "Ana Lee", student_email="ana@s.org"), student(2, "Ben Orr")]
    whole = {"students": people, "accommodations": HELPS, "survey_rounds": ROUNDS, "survey_links": links}
    return book(survey_answers=answers, **{**whole, **tabs})


def proposed(a_book, made=frozenset()):
    return proposals(a_book, a_book["survey_answers"], TODAY, made)


def test_a_wish_becomes_one_proposed_goal_in_the_students_words():
    a_book = here(said(10, "often", wants_a_goal="yes", goal="Ask Tom"), said(11, NO, wants_a_goal="no"))
    result = proposed(a_book)
    (goal,) = result.goals
    assert goal == {
        "student": "S001", "kind": "accommodation", "goal": "Ask Tom", "start": TODAY, "status": "proposed",
        "accommodation": 10,
    }  # fmt: skip
    assert proposed(a_book, result.marks).goals == (), "a goal that a person deleted does not come back"
    there = here(*a_book["survey_answers"], goals=[row(50, student="S001", goal="Ask Tom")])
    assert proposed(there).goals == (), "nor does one of a run that died before it noted it"


def test_one_goal_at_a_time_is_proposed_for_an_accommodation():
    wishes = [
        said(10, "often", "2026Q3", wants_a_goal="yes", goal="One"),
        said(10, "often", wants_a_goal="yes"),
    ]
    assert [goal["goal"] for goal in proposed(here(*wishes)).goals] == ["One"]
    for status, count in (("proposed", 0), ("active", 0), ("met", 1), ("dropped", 1)):
        there = here(wishes[1], goals=[row(50, student="S001", goal="Mine", accommodation=10, status=status)])
        result = proposed(there)
        assert len(result.goals) == count, status
        assert proposed(here(wishes[1]), result.marks).goals == (), "nor later, out of the same answer"


def test_without_words_the_goal_fits_what_got_in_the_way():
    wish = said(10, NO, wants_a_goal="tell me more", what_got_in_the_way="forgot")
    (goal,) = proposed(here(wish)).goals
    assert goal["goal"] == "I will put a note on my desk and use it once a day."


def test_what_a_teacher_refused_is_offered_to_advocacy():
    refused = said(10, NO, what_got_in_the_way="teacher said no", other="Only in tests")
    (offer,) = proposed(here(refused, said(11, "no, the teacher did not offer it", "2026Q3"))).advocacy[:1]
    assert (offer["accommodation"], offer["subject"], offer["objection"]) == (
        "Extra time", "English", "The teacher said no."
    )  # fmt: skip
    assert "Only in tests" in offer["evidence"]


def test_old_answers_and_lost_accommodations_propose_nothing():
    old = said(10, NO, wants_a_goal="yes", submitted=NOON - timedelta(days=90))
    assert proposed(here(old, said(99, NO, wants_a_goal="yes"))).goals == ()


def test_unused_means_a_no_in_both_of_the_last_two_closed_rounds():
    assert list(unused_twice(here(said(10, NO, "2026Q3"), said(10, NO)), TODAY)) == [10]
    assert unused_twice(here(said(10, NO, "2026Q3"), said(10, UNASKED)), TODAY) == {}
    assert unused_twice(here(said(10, NO)), TODAY) == {}
    still_open = date(2026, 11, 30)
    assert unused_twice(here(said(10, NO, "2026Q3"), said(10, NO)), still_open) == {}


def test_r7_lasts_until_a_review_note():
    a_book = here(said(10, NO, "2026Q3"), said(10, NO))
    found = [one for one in reminders(a_book, TODAY, Rules().school, Rules()) if one.rule == "R7"]
    assert [(one.student, one.due) for one in found] == [("S001", date(2026, 12, 1))]
    noted = here(
        *a_book["survey_answers"], accommodations=[row(10, **{**HELPS[0].cells, "review_note": "Keep it."})]
    )
    assert not [one for one in reminders(noted, TODAY, Rules().school, Rules()) if one.rule == "R7"]


def summary(a_book, today=TODAY):
    letters = round_summary(a_book, "me@s.org", {"S001": "A.L.", "S002": "B.O."}, today, "https://sheet")
    return letters[0].written.text if letters else ""


def test_the_summary_stands_beside_the_last_round():
    answers = (
        said(10, "often", "2026Q3"),
        said(10, NO, what_got_in_the_way="teacher said no"),
        said(11, "often", wants_a_goal="yes", goal="<b>Ask</b>", want_to_talk="yes"),
    )
    text = summary(here(*answers))
    for line in ("1 of 1 answered", "often: 1 (was 1)", "no, but I could: 1 (was 0)", "A.L.: Extra time: no"):
        assert line in text, line
    assert "A.L.: A quiet room: <b>Ask</b>" in text
    assert "Ana" not in text


def test_the_summary_goes_out_for_two_weeks_and_only_for_a_round_that_was_asked():
    a_book = here(said(10, "often"))
    assert summary(a_book, date(2026, 11, 30)) == ""
    assert summary(a_book, date(2026, 12, 14)) != ""
    assert summary(a_book, date(2026, 12, 15)) == ""
    assert summary(here(said(10, "often"), survey_links=[])) == ""


def test_a_round_opens_by_itself_on_the_first_school_day_of_its_quarter():
    saturday = date(2026, 10, 3)
    rules = Rules(quarter_starts=(None, saturday, None, None))
    assert round_to_open(book(), saturday, rules) == ""
    assert round_to_open(book(), date(2026, 10, 5), rules) == "2026Q2"
    assert round_to_open(book(), date(2026, 10, 16), rules) == "2026Q2", "also when nothing ran for days"
    assert round_to_open(book(), date(2026, 10, 17), rules) == ""
    there = book(survey_rounds=[row(5, round="2026Q2", kind="use")])
    assert round_to_open(there, date(2026, 10, 5), rules) == ""
    assert round_to_open(book(), date(2026, 10, 5), Rules()) == ""
