"""The definition is sound, its faults are found, its titles are the contract's, its dictionary is fresh."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sheets_schema.check import check
from sheets_schema.docs import dictionary
from sheets_schema.model import Audience, Column, Kind, Tab, Workbook, Writer, student_code
from sheets_schema.visible import seen
from sheets_schema.workbook import WORKBOOK

ROOT = Path(__file__).parents[3]

TITLES = {
    "Students": (
        "Code, Name, Preferred Name, Grade, Status, Plan, Case Manager, Counselor, Homeroom, Student Email, "
        "Language, Joined, Plan Start, Last Review, Last Evaluation, Next Review, Next Evaluation, "
        "Days Left, Due, Needs, Strengths, Assessments, Reading Level, Reading Notes, Make-up Time, "
        "Random Things to Do, Last Parent Contact, Days Since Contact, Last Grade Check, Failing, "
        "Missing Work, Failing Elsewhere, Last Organization Check, Organization Score, Last First Talk, "
        "Accommodations, Accommodation Use, Open Goals, Goals On Track, Typing WPM, Typing Trend, "
        "Graduation Path, Service Level, Category, Service Minutes, Weight, Award Score, Award Rank, Notes, "
        "Private Notes"
    ),
    "Team": (
        "Person, Email, Role, Student, Household, Subject, Language, May Receive, Release On File, "
        "Release Expires, Last Contact, Acknowledged"
    ),
    "Accommodations": (
        "Student, Accommodation, Category, Where, Condition, Start, End, Status, Source, Last Use, Use %, "
        "Trend, Barrier, Student Goal, Review Note"
    ),
    "Survey Rounds": "Round, Kind, Opens, Closes, Sent, Answered, Percent, State",
    "Survey Links": "Round, Student, Form Link, Invited, Answered, Excused",
    "Survey Answers": (
        "Round, Student, Accommodation, Used, What Got In The Way, Other, Helped, Wants A Goal, Goal, Keep, "
        "Submitted, Source"
    ),
    "Contact Log": (
        "Date, Student, Person, Email, Role, Direction, Method, Subject, Link, Summary, Action, Owner, "
        "Action Due, Done, Visibility"
    ),
    "Meetings": "Student, Kind, Title, Start, End, Place, Attendees, Event, Notice Sent, Notes",
    "Reminders": "What, Student, Rule, Due, Done, Snooze, Acknowledged, Why, Who, Event",
    "Award Rules": "Category, Weight, Direction, Best, Worst, Source, Controllable, Message",
    "Award Scores": (
        "Student, Tardies This Semester, Tardies Last 30 Days, Attendance, Respect, Effort, Missing Work, "
        "Improvement, Accommodation Use, Goal Progress, Extracurriculars, Organization, Typing Growth"
    ),
    "Award Holds": "Date, Student, Reason, Until, Recorded By, Override Reason, Active",
    "Award": (
        "Student, Score, Coverage, Status, Rank, Holding Back 1, Gain 1, Holding Back 2, Gain 2, Change"
    ),
    "Award History": "Date, Student, Score, Rank",
    "Goals": (
        "Student, Kind, Goal, Measure, Unit, Baseline, Start, Target, Target Date, Direction, Status, "
        "Latest, Aim Today, Trend Per Week, Points, Verdict"
    ),
    "Progress": "Date, Student, Goal, Value, Accuracy, Setting, Note",
    "First Talk": (
        "Date, Student, Going Well, Hard, Needs, Goal 1, Goal 2, Goal 3, Action Plan, Who, Follow Up, "
        "Moved To Goals"
    ),
    "Organization Checks": (
        "Date, Student, Inbox Count, Inbox OK, Files, Tabs Closed, Restarted, Planner, Score"
    ),
    "Grade Checks": "Date, Student, Class, Grade, Percent, Missing, Make-up Plan, Drop, Note",
    "Co-taught": (
        "Date, Class, Teacher, Student or Group, Action, Skill, Before, After, Growth, Target Met, Next Step"
    ),
    "Behavior": (
        "Date, Student, Period, Teacher, Expectation, Points, Max, Teacher Did Step, Note, Day %, Week %"
    ),
    "To-Do": "Week Of, Student, Item, Class, Due, Done, Carried From, Ticket",
    "Attendance": "Date, Student, Kind, Excused, Disability-linked, Note",
    "Ratings": "Date, Student, Rater, Respect, Effort, Note",
    "Activities": "Student, Activity, Start, End",
    "Services": "Student, Service, Provider, Minutes, Frequency, Start, End, Delivered This Week",
    "Behavior Plans": "Student, Concern, Function, Steps, Owner, Start, Review, Outcome",
    "Trainings": "Date, Topic, Audience, Material, Follow Up",
    "Status History": "Date, Student, What, From, To, Reason",
    "Decisions": (
        "Date, Student, Decision, Decided By, Case Manager Consulted, Counselor Consulted, Reason, "
        "Effect, Flag"
    ),
    "Modifications": ("Student, Subject, What, Since, Decided In, Consequences Told, Effect On Path, Review"),
    "Advocacy": (
        "Date, Topic, Accommodation, Subject, Objection, Argument, Evidence, Outcome, Document, Tags, "
        "Search Text"
    ),
    "Course Planning": (
        "Student, Year, Subject, Option, Level, Current Grade, Teacher View, Hours A Week, Supports, "
        "Student Reason, Case Manager View, Counselor View, Parent Told, Final, HL Count, SL Count, Core OK, "
        "Load, Agreement"
    ),
    "Referrals": "Date, Student Or Initials, From, Tier, Concern, Tried, Decision, Next Date",
    "Award Winners": "Semester, Student, Name On Board, Made, Handed Over, Photo Consent",
    "Settings": "",
    "Lists": "",
    "Sync": "",
    "_Holdfast": "",
}


def test_the_definition_is_sound() -> None:
    assert check(WORKBOOK) == []


@pytest.mark.parametrize("title", TITLES)
def test_tabs_have_the_columns_of_the_contract(title: str) -> None:
    tab = next(tab for tab in WORKBOOK.tabs if tab.title == title)
    wanted = [name for name in TITLES[title].split(", ") if name]
    shown = [column.title for column in tab.columns]
    assert [name for name in shown if name in wanted] == wanted


def _changed(tab_key: str, column: str, **change: Any) -> Workbook:
    def altered(one: Column) -> Column:
        return replace(one, **change) if one.key == column else one

    def tab(one: Tab) -> Tab:
        return replace(one, columns=tuple(altered(c) for c in one.columns)) if one.key == tab_key else one

    return Workbook(1, tuple(tab(one) for one in WORKBOOK.tabs))


@pytest.mark.parametrize(
    ("key", "column", "change", "says"),
    [
        ("students", "due", {"formula": "={nothing}"}, "no column students.nothing"),
        ("students", "due", {"formula": "={team.nothing}"}, "no column team.nothing"),
        ("students", "due", {"formula": "={nowhere.id}"}, "no tab nowhere"),
        ("students", "due", {"formula": "={setting:Nothing}"}, "no setting Nothing"),
        ("students", "due", {"formula": "=SORT({team.id})"}, "SORT is not a function"),
        ("students", "due", {"formula": "=MATCH(1,{contact_log.id},0)"}, "whole column"),
        ("students", "due", {"formula": "=IF({name}=1"}, "not closed"),
        ("students", "due", {"formula": "=IF({name}=1))"}, "too many"),
        ("students", "due", {"formula": '=COUNTIFS({team.role},"?*",{team.id},1)'}, "the one criterion"),
        ("students", "due", {"formula": None}, "only they, have a formula"),
        ("students", "name", {"writer": Writer.SERVICE}, "only on tabs that it owns"),
        ("students", "name", {"seen_by": frozenset({Audience.TEACHER})}, "the owner must see it"),
        ("students", "name", {"why": ""}, "what it is for"),
        ("students", "name", {"title": "Code"}, "column title on Students code"),
        ("students", "name", {"key": "Name"}, "snake_case"),
        ("students", "plan", {"choices": "nothing"}, "not on Lists"),
        ("students", "plan", {"choices": None}, "needs a list"),
        ("survey_answers", "accommodation", {"refers": "nothing"}, "the tab nothing"),
        ("team", "id", {"kind": Kind.INTEGER}, "begin with the row id"),
        ("team", "name", {"key": "nome"}, "name beside"),
        ("award_history", "name", {"key": "nome"}, "name beside"),
    ],
)
def test_a_fault_is_named(key: str, column: str, change: dict[str, Any], says: str) -> None:
    assert any(says in fault for fault in check(_changed(key, column, **change)))


def test_a_tab_is_known_as_ours_by_its_sheet_id() -> None:
    tabs = tuple(replace(one, sheet_id=77) if one.key == "team" else one for one in WORKBOOK.tabs)
    assert check(Workbook(1, tabs)) == ["Team has a sheet id by which it is not known as ours."]


def test_a_conditional_colour_may_not_look_at_another_tab() -> None:
    colour = replace(WORKBOOK.tab("students").column("due").colours[0], when="={setting:Today}=1")
    assert any("own row only" in fault for fault in check(_changed("students", "due", colours=(colour,))))


def test_the_dictionary_in_docs_is_fresh() -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary(WORKBOOK), "Stale: run `python -m app schema docs > docs/data-dictionary.md`"


@pytest.mark.parametrize("audience", [one for one in Audience if one is not Audience.OWNER])
def test_an_audience_gets_only_its_columns_and_no_formulas(audience: Audience) -> None:
    for tab in seen(WORKBOOK, audience).tabs:
        for column in tab.columns:
            assert audience in WORKBOOK.tab(tab.key).column(column.key).seen_by
            assert column.formula is None
            assert column.choices is None


def test_private_columns_reach_nobody_else() -> None:
    everyone = [one for one in Audience if one is not Audience.OWNER]
    shown = {
        (tab.key, column.key)
        for audience in everyone
        for tab in seen(WORKBOOK, audience).tabs
        for column in tab.columns
    }
    private = {("students", "private_notes"), ("students", "random_things_to_do"), ("contact_log", "subject")}
    assert not shown & private
    assert not {tab for tab, _ in shown} & {
        "settings",
        "lists",
        "sync",
        "holdfast",
        "reminders",
        "award_parts",
    }


def test_only_students_and_the_case_manager_see_the_award() -> None:
    for audience in (Audience.COUNSELOR, Audience.TEACHER, Audience.HEAD):
        shown = {tab.key for tab in seen(WORKBOOK, audience).tabs}
        assert not [key for key in shown if key.startswith("award") and key != "award_winners"]


@pytest.mark.parametrize(("row", "code"), [(1, "S001"), (42, "S042"), (1234, "S1234")])
def test_student_codes(row: int, code: str) -> None:
    assert student_code(row) == code
