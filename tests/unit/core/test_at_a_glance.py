"""The glance says what the workbook says, about those who are here, in the wanted style of names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.core.at_a_glance import at_a_glance
from app.core.glance import ContactGap, Due, Glance, Round, Standing, TeamMember
from app.core.model import Agreed, Caseload, Cell, Snapshot
from app.core.names import NameStyle
from app.core.rules import Rules
from sheets_schema.read import Row
from tests.unit.core.books import book

NOW = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # already the 21st in Bangkok
CASELOAD = Caseload(7, "owner@school.test", "Learning Support", "sheet", "cal", ZoneInfo("Asia/Bangkok"))


def rows(*cells: dict[str, Cell]) -> list[Row]:
    return [Row(number, number, one) for number, one in enumerate(cells, start=1)]


def student(code: str, name: str, **more: Cell) -> dict[str, Cell]:
    return {
        "code": code,
        "name": name,
        "status": "direct",
        "days_since_contact": 3,
        "contact_late": False,
        **more,
    }


def glance(tabs: dict[str, list[Row]], rules: Rules | None = None) -> Glance:
    seen = Snapshot(CASELOAD, NOW, book(**tabs), Agreed())
    style = Rules(name_style=NameStyle.FIRST)
    return at_a_glance(seen, rules or style, "https://docs.google.com/spreadsheets/d/x/edit", 2)


def test_those_who_left_are_not_on_it() -> None:
    students = rows(student("S001", "Ana Petrov"), student("S002", "Leo Moss", status="exited"))
    made = glance(
        {"students": students, "team": rows({"email": "A@b.test", "person": "A", "student": "S002"})}
    )
    assert made.students == 1
    assert [one.name for one in made.roster] == ["Ana P."]
    assert made.team == ()


def test_dues_are_parted_by_the_caseloads_own_day() -> None:
    students = rows(student("S001", "Ana Petrov"))
    day = date(2026, 11, 21)
    reminders = rows(
        {"what": "today", "student": "S001", "due": day, "state": "open"},
        {"what": "yesterday", "student": "", "due": date(2026, 11, 20), "state": "open"},
        {"what": "in 14 days", "student": "S001", "due": date(2026, 12, 5), "state": "open"},
        {"what": "in 15 days", "student": "S001", "due": date(2026, 12, 6), "state": "open"},
        {"what": "done", "student": "S001", "due": day, "state": "done"},
        {"what": "snoozed", "student": "S001", "due": day, "state": "snoozed"},
        {"what": "no day", "student": "S001", "due": None, "state": "open"},
    )
    made = glance({"students": students, "reminders": reminders})
    assert made.overdue == (Due("yesterday", "", date(2026, 11, 20)),)
    assert made.due_soon == (Due("today", "Ana P.", day), Due("in 14 days", "Ana P.", date(2026, 12, 5)))


def test_the_settings_day_counts_as_today() -> None:
    reminders = rows({"what": "x", "student": "", "due": date(2026, 11, 21), "state": "open"})
    made = glance({"reminders": reminders}, Rules(today_override=date(2026, 11, 25)))
    assert len(made.overdue) == 1


def test_contact_gaps_are_those_the_sheet_marks_never_spoken_first() -> None:
    students = rows(
        student("S001", "Ana Petrov", days_since_contact=20, contact_late=True),
        student("S002", "Leo Moss", days_since_contact="never", contact_late=True),
        student("S003", "Mia Kern", days_since_contact=40, contact_late=True),
        student("S004", "Tom Ash", days_since_contact=13),
    )
    gaps = glance({"students": students}).contact_gaps
    assert gaps == (ContactGap("Leo M.", None), ContactGap("Mia K.", 40), ContactGap("Ana P.", 20))


def test_the_open_round_is_shown_and_a_closed_one_is_not() -> None:
    def a_round(name: str, state: str, closes: date) -> dict[str, Cell]:
        return {"round": name, "kind": "use", "state": state, "closes": closes, "sent": 18, "answered": 9}

    late, soon = date(2026, 12, 9), date(2026, 12, 4)
    made = glance({"survey_rounds": rows(a_round("2026Q4", "open", late), a_round("K", "open", soon))})
    assert made.survey == Round("K", "use", "open", soon, 18, 9)
    assert glance({"survey_rounds": rows(a_round("2026Q3", "closed", soon))}).survey is None


def test_ties_share_their_place_in_the_top_three() -> None:
    students = rows(
        student("S001", "Ana Petrov", award_rank=3, award_score=80.5),
        student("S002", "Leo Moss", award_rank=1, award_score=91.0),
        student("S003", "Mia Kern", award_rank=1, award_score=91.0),
        student("S004", "Tom Ash", award_rank=4, award_score=70.0),
        student("S005", "Ida Lund", award_rank="", award_score=99.0),
    )
    standings = [Standing(1, "Leo M.", 91.0), Standing(1, "Mia K.", 91.0), Standing(3, "Ana P.", 80.5)]
    assert glance({"students": students}).award == tuple(standings)


def test_one_person_of_several_students_is_one_member() -> None:
    students = rows(student("S001", "Ana Petrov"), student("S002", "Leo Moss"))
    team = rows(
        {"email": "T@School.test", "person": "Mr T", "role": "teacher", "student": "S002"},
        {"email": "t@school.test", "person": "T", "role": "tutor", "student": "S001"},
        {"email": None, "person": "Gran", "role": "guardian", "student": "S001"},
    )
    made = glance({"students": students, "team": team})
    assert made.team == (TeamMember("t@school.test", "Mr T", "teacher", ("S002", "S001")),)


def test_a_brief_has_open_things_and_no_secrets() -> None:
    secret = {"needs": "secret", "private_notes": "secret", "notes": "secret", "assessments": "secret"}
    ana = student("S001", "Ana Petrov", random_things_to_do="call mum\nx print cards", grade="7", **secret)
    made = glance({"students": rows(ana)})
    assert made.roster[0].things_to_do == ("call mum",)
    assert made.roster[0].grade == "7"
    assert "secret" not in repr(made)


def test_two_who_would_look_alike_carry_their_codes() -> None:
    students = rows(student("S001", "Ana Petrov"), student("S002", "Ana Pohl"), student("S003", "Leo Moss"))
    assert [one.name for one in glance({"students": students}).roster] == [
        "Ana P. (S001)",
        "Ana P. (S002)",
        "Leo M.",
    ]
    by_code = glance({"students": students}, replace(Rules(), name_style=NameStyle.CODE))
    assert [one.name for one in by_code.roster] == ["S001", "S002", "S003"]


def test_an_empty_workbook_makes_an_empty_glance() -> None:
    made = glance({})
    assert (made.students, made.roster, made.survey, made.award) == (0, (), None, ())
    assert made.zone == "Asia/Bangkok"
    assert made.problems == 2
