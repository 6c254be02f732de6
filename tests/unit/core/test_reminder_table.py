"""One line a rule: its rows, the first day it is there, its due day and lead days, what ends it.

26 and 27 November 2026 are holidays, 18 November is a Wednesday.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.effects import Trouble
from app.core.events import event_id
from app.core.reminder_docs import rule_page
from app.core.reminder_rules import RULES, Reminder
from app.core.reminder_sources import SOURCES
from app.core.reminders import NOTHING, reminders
from app.core.rules import Rules
from app.core.schooldays import SchoolCalendar
from app.core.situation import Outside
from sheets_schema.model import Value
from sheets_schema.read import Book
from sheets_schema.workbook import WORKBOOK
from tests.unit.core.books import book, row, student

SCHOOL = SchoolCalendar(holidays=frozenset({date(2026, 11, 26), date(2026, 11, 27)}))
RULES_HERE = Rules(school=SCHOOL)
Typed = Mapping[str, Value]
FIRST = date(2026, 12, 1)


def nov(day: int) -> date:
    return date(2026, 11, day)


def dec(day: int) -> date:
    return date(2026, 12, day)


@dataclass(frozen=True)
class Line:
    """`tabs` hold what makes the rule true from `starts` on; each of `ends` replaces tabs and ends it.

    `starts` None: it is there as soon as the rows are. `over`: the first day on which time alone ends it.
    """

    rule: str
    tabs: Mapping[str, list[Typed]]
    starts: date | None
    due: date
    named: tuple[date, ...]
    ends: tuple[Mapping[str, list[Typed]], ...]
    pupil: Typed = field(default_factory=dict)
    rules: Rules = RULES_HERE
    outside: Outside = NOTHING
    audience: tuple[str, ...] = ()
    about: str = ""  # part of the key, where a rule has several objects
    over: date | None = None
    looked_at: date = FIRST


def a_book(tabs: Mapping[str, list[Typed]], pupil: Typed) -> Book:
    rows = {
        key: [row(at, **cells) for at, cells in enumerate(lines, 100 * place)]
        for place, (key, lines) in enumerate(tabs.items(), 2)
    }
    return book(students=[student(1, "Ana Lee", counselor="C@s.org", **pupil)], **rows)


def found(line: Line, day: date, tabs: Mapping[str, list[Typed]] | None = None) -> list[Reminder]:
    here = a_book({**line.tabs, **(tabs or {})}, line.pupil)
    every = reminders(here, day, SCHOOL, line.rules, line.outside)
    return [one for one in every if one.rule == line.rule and line.about in one.key]


GRADES = [
    {"student": "S001", "class": "Science", "date": nov(3), "percent": 0.82},
    {"student": "S001", "class": "science ", "date": nov(17), "percent": 0.7},
]
TALK: Typed = {"student": "S001", "date": nov(2), "action_plan": "plan the week", "follow_up": nov(22)}
GOAL = {
    "student": "S001", "goal": "Type faster", "status": "active", "start": nov(2), "baseline": 10,
    "target": 40, "target_date": dec(2), "direction": "higher",
}  # fmt: skip
UNDER = [{"goal": 200, "date": nov(day), "value": 10} for day in (9, 10, 11, 12)]


def logs(*points: int) -> list[Typed]:
    days = (nov(16), nov(17), nov(18), nov(19), nov(20))
    return [
        {"student": "S001", "date": day, "points": given, "max": 10, "teacher": "t@s.org"}
        for day, given in zip(days, points, strict=False)
    ]


COURSE = {"student": "S001", "year": 2027, "option": "Biology"}
SCHEME = [{"scheme": "Virginia", "level": "Level II", "points": 2.5, "limit": 2}]
REFUSED = Trouble("Goals", "", "tab_gone", "The tab Goals is gone. Nothing was written.")
DRAFT = {"award note/2026-12/S001": "prepared"}
ANSWER = {
    "student": "S001", "round": "2026Q4", "accommodation": 200, "used": "no, but I could",
    "submitted": datetime(2026, 11, 24, 9, tzinfo=UTC),
}  # fmt: skip
PLAN = {"student": "S001", "accommodation": "Extra time"}

LINES = {
    "R6 a taken up goal": Line(
        "R6", {"accommodations": [PLAN], "survey_answers": [ANSWER]}, None, nov(25), (nov(25),),
        (
            {"goals": [{"student": "S001", "accommodation": 200, "status": "active"}]},
            {"goals": [{"student": "S001", "accommodation": 200, "status": "dropped", "start": nov(24)}]},
            {"accommodations": [{**PLAN, "review_note": "Talked."}]},
        ),
    ),
    "R8": Line(
        "R8", {"team": [{"role": "teacher", "email": "t@s.org", "student": "S001", "person": "Ms T"}]}, None,
        nov(25), (nov(25), dec(4)),
        ({"team": [{"role": "teacher", "email": "t@s.org", "student": "S001", "acknowledged": nov(19)}]},),
        outside=Outside(teachers=frozenset({"t@s.org"})), audience=("t@s.org",), looked_at=nov(18),
    ),
    "R10": Line(
        "R10",
        {"contact_log": [
            {"student": "S001", "action": "send the book", "owner": "kim@home.org", "action_due": nov(27)}
        ]},
        None, nov(30), (nov(30), nov(30)),
        ({"contact_log": [{"student": "S001", "action": "send the book", "action_due": nov(27),
                           "done": nov(30)}]},),
        audience=("kim@home.org",),
    ),
    "R11 old": Line(
        "R11", {"grade_checks": GRADES[:1]}, nov(24), nov(24), (nov(24),),
        ({"grade_checks": [*GRADES[:1], {**GRADES[0], "date": nov(25)}]},), about="old",
    ),
    "R11 drop": Line(
        "R11", {"grade_checks": GRADES}, None, nov(17), (nov(17),),
        (
            {"grade_checks": [*GRADES, {**GRADES[0], "date": nov(24), "percent": 0.71}]},
            {"grade_checks": [GRADES[0], {**GRADES[1], "percent": 0.721}]},
        ),
        audience=("c@s.org",), about="drop",
    ),
    "R11 failing elsewhere": Line(
        "R11",
        {"grade_checks": [
            {**GRADES[0], "percent": 0.5}, {**GRADES[0], "class": "Arts", "percent": 0.59, "date": nov(21)},
            {**GRADES[0], "class": "learning support", "percent": 0.9},
        ]},
        None, nov(23), (nov(23),),
        ({"grade_checks": [{**GRADES[0], "percent": 0.5}, {**GRADES[0], "class": "Arts", "percent": 0.6}]},),
        audience=("c@s.org",), about="failing",
    ),
    "R12": Line(
        "R12", {"organization_checks": [{"student": "S001", "date": nov(5)}]}, nov(26), nov(30), (nov(30),),
        ({"organization_checks": [{"student": "S001", "date": nov(30)}]},),
    ),
    "R12 never, counted from the school's first check": Line(
        "R12", {"organization_checks": [{"student": "S009", "date": nov(3)}]}, nov(24), nov(24), (nov(24),),
        ({"organization_checks": []},),
    ),
    "R13": Line(
        "R13", {}, dec(2), dec(2), (dec(2),), ({"first_talk": [{"student": "S001", "date": dec(1)}]},),
        pupil={"joined": nov(9)}, looked_at=dec(2),
    ),
    "R13 follow up": Line(
        "R13", {"first_talk": [TALK]}, None, nov(23), (nov(23),),
        ({"first_talk": [TALK, {"student": "S001", "date": nov(23)}]}, {"first_talk": []}),
        pupil={"joined": None}, looked_at=nov(23),
    ),
    "R14 measured once": Line(
        "R14", {"goals": [GOAL], "progress": [{"goal": 200, "date": nov(7), "value": 12}]}, nov(21), nov(23),
        (nov(23),),
        (
            {"progress": [{"goal": 200, "date": nov(23), "value": 15}]},
            {"goals": [{**GOAL, "status": "met"}]},
        ),
    ),
    "R14 never measured": Line(
        "R14", {"goals": [GOAL]}, nov(16), nov(16), (nov(16),),
        ({"progress": [{"goal": 200, "date": nov(30), "value": 12}]},),
    ),
    "R15": Line(
        "R15", {"goals": [GOAL], "progress": UNDER}, None, nov(12), (nov(12),),
        (
            {"progress": UNDER[:3]},
            {"progress": [*UNDER, {"goal": 200, "date": nov(16), "value": 40}]},
            {"progress": [*UNDER, {"goal": 200, "date": nov(16), "value": 10, "note": "new steps"}]},
            {"goals": [{**GOAL, "target": 10}]},
            {"goals": [{**GOAL, "start": nov(13)}]},
        ),
    ),
    "R16 under target": Line(
        "R16", {"behavior": logs(7, 9, 7, 9, 7)}, nov(20), nov(20), (nov(20),),
        (
            {"behavior": logs(7, 9, 8, 9, 7)},
            {"behavior": [*logs(7, 9, 7, 9), {**logs(7, 9, 7, 9, 7)[4], "note": "A new seat."}]},
        ),
        about="under", over=dec(5), looked_at=nov(23),
    ),
    "R16 not logged": Line(
        "R16", {"behavior": logs(9, 9)}, nov(19), nov(19), (nov(19),),
        ({"behavior": logs(9, 9, 9, 9)},), audience=("t@s.org",), about="log", over=dec(2), looked_at=nov(20),
    ),
    "R17": Line(
        "R17", {"to_do": [{"student": "S001", "week_of": nov(16), "item": "a"},
                          {"student": "S001", "week_of": nov(16), "item": "b", "done": True}]},
        nov(19), nov(20), (nov(19), nov(20)),
        ({"to_do": [{"student": "S001", "week_of": nov(16), "item": "a", "done": True}]}, {"to_do": []}),
        pupil={"student_email": "ana@s.org"}, audience=("ana@s.org",), over=nov(23), looked_at=nov(20),
    ),
    "R17 in a short week": Line(
        "R17", {"to_do": [{"student": "S001", "week_of": nov(23), "item": "a"}]},
        nov(24), nov(25), (nov(24), nov(25)), ({"to_do": []},), over=nov(30), looked_at=nov(25),
    ),
    "R19 the window": Line(
        "R19", {"course_planning": [COURSE]}, nov(1), dec(1), (nov(2), nov(23), dec(1)),
        ({"course_planning": [{**COURSE, "final": True}]}, {"course_planning": [{**COURSE, "year": 2025}]}),
        rules=replace(RULES_HERE, course_choice_by=dec(1)), audience=("c@s.org",), about="choice",
    ),
    "R19 disagreement": Line(
        "R19", {"course_planning": [{**COURSE, "case_manager_view": "take", "counselor_view": "undecided"}]},
        None, dec(1), (dec(1),),
        (
            {"course_planning": [{**COURSE, "case_manager_view": "take", "counselor_view": "take"}]},
            {"course_planning": [{**COURSE, "case_manager_view": "take"}]},
        ),
        audience=("c@s.org",), about="views",
    ),
    "R20": Line(
        "R20", {"decisions": [{"student": "S001", "decision": "Out of French", "date": nov(27)}]}, None,
        nov(30), (nov(30),),
        ({"decisions": [{"student": "S001", "decision": "Out", "case_manager_consulted": True}]},),
    ),
    "R21": Line(
        "R21", {"modifications": [{"student": "S001", "subject": "Science", "since": nov(18)}]}, nov(23),
        nov(23), (nov(23),),
        ({"modifications": [{"student": "S001", "subject": "Science", "since": nov(18),
                             "consequences_told": nov(20)}]},),
    ),
    "R23 drafts wait": Line(
        "R23", {}, None, dec(1), (dec(1),), (), outside=Outside(mail_states=DRAFT), about="notes",
        over=date(2027, 1, 1),
    ),
    "R23 the semester closes": Line(
        "R23", {"award_winners": [{"student": "S001", "semester": "last", "made": nov(2)}]}, dec(4), dec(18),
        (dec(4), dec(18)), ({"award_winners": [{"student": "S001", "semester": "this"}]},),
        rules=replace(RULES_HERE, semester_start=nov(3), semester_end=dec(18)), about="close",
        looked_at=dec(18),
    ),
    "R24": Line(
        "R24", {"weight_schemes": SCHEME}, None, dec(1), (dec(1),),
        ({"weight_schemes": [{**SCHEME[0], "limit": 2.5}]}, {"weight_schemes": []}),
        pupil={"service_level": "level ii"}, rules=replace(RULES_HERE, department_head="head@s.org"),
        audience=("head@s.org",),
    ),
    "R25": Line(
        "R25", {}, None, dec(1), (dec(1),), (), outside=Outside(troubles=(REFUSED,)),
        rules=replace(RULES_HERE, technician="tech@s.org"), audience=("tech@s.org",),
    ),
}  # fmt: skip


@pytest.fixture(params=LINES, name="line")
def a_line(request: pytest.FixtureRequest) -> Line:
    return LINES[request.param]


def test_it_starts_when_it_should_and_says_when_it_is_due(line: Line) -> None:
    if line.starts is not None:
        assert found(line, line.starts - timedelta(days=1)) == []
        assert found(line, line.starts)
    (one,) = found(line, line.looked_at)
    assert (one.due, one.named, one.audience) == (line.due, line.named, line.audience)
    assert SCHOOL.is_school_day(one.due)
    assert one.why.rstrip(".") != one.why, "a reason is a sentence"


def test_it_ends_when_its_condition_does(line: Line) -> None:
    for ended in line.ends:
        assert found(line, line.looked_at, ended) == []
    if line.over is not None:
        assert found(line, line.over - timedelta(days=1))
        assert found(line, line.over) == []
    assert line.ends or line.over or not found(replace(line, outside=Outside()), line.looked_at)


def test_nothing_is_said_of_who_left_or_of_another_student(line: Line) -> None:
    gone = replace(line, pupil={**line.pupil, "status": "exited"})
    of_all = ("R23", "R25")  # about the whole caseload
    assert found(gone, line.looked_at) == [] or line.rule in of_all


def test_its_words_stay_the_same_the_day_after(line: Line) -> None:
    (one,) = found(line, line.looked_at)
    event = event_id(line.outside.caseload, one.key)
    kept = {"rule": one.rule, "student": one.student, "why": one.why, "due": one.due, "event": event}
    tomorrow = line.looked_at + timedelta(days=1)
    if line.over is None or tomorrow < line.over:
        (again,) = found(line, tomorrow, {"reminders": [{**kept, "state": "open"}]})
        assert replace(again, named=()) == replace(one, named=())


def test_every_rule_has_a_source_and_every_source_its_rule() -> None:
    assert {rule for rule, _ in SOURCES} == set(RULES)
    tabled = {line.rule for line in LINES.values()}
    assert tabled >= {f"R{n}" for n in (8, *range(10, 18), 19, 20, 21, 23, 24, 25)}


def test_the_page_in_docs_is_fresh() -> None:
    written = (Path(__file__).parents[3] / "docs" / "reminders.md").read_text(encoding="utf-8")
    assert written == rule_page(), "Stale: run `python -m app rules > docs/reminders.md`"


def test_rules_read_tabs_that_there_are() -> None:
    assert {name for rule in RULES.values() for name in rule.reads} <= set(WORKBOOK.by_key)


@pytest.mark.parametrize(
    "goal",
    [
        {"accommodation": 200, "status": "proposed", "start": nov(24)},
        {"accommodation": 200, "status": "met", "start": nov(2)},
        {"accommodation": 201, "status": "active"},
    ],
)
def test_a_goal_that_is_only_proposed_or_of_old_leaves_the_answer_open(goal: Typed) -> None:
    assert found(LINES["R6 a taken up goal"], dec(1), {"goals": [{"student": "S001", **goal}]})


def test_thresholds_that_are_blank_switch_their_rule_off() -> None:
    off: dict[str, dict[str, Any]] = {
        "R11 old": {"grade_check_days": None}, "R12": {"organization_check_days": None},
        "R13": {"first_talk_school_days": None}, "R14 never measured": {"goal_measure_days": None},
        "R15": {"points_under_aim": None}, "R16 under target": {"behavior_days_under": None},
        "R16 not logged": {"behavior_log_school_days": None}, "R21": {"consequences_days": None},
        "R19 the window": {"course_choice_by": None},
    }  # fmt: skip
    for name, setting in off.items():
        line = LINES[name]
        assert found(replace(line, rules=replace(line.rules, **setting)), line.looked_at) == [], name


def test_thresholds_move_the_day() -> None:
    line = LINES["R11 old"]
    assert found(replace(line, rules=replace(line.rules, grade_check_days=7)), nov(10))
    drop = LINES["R11 drop"]
    assert found(replace(drop, rules=replace(drop.rules, sharp_drop=0.13)), dec(1)) == []
    calm = LINES["R16 under target"]
    assert found(replace(calm, rules=replace(calm.rules, behavior_target=0.6)), nov(23)) == []


def test_a_teacher_with_the_trackers_form_is_missed_although_they_never_logged() -> None:
    teacher = [{"role": "teacher", "email": "new@s.org", "student": "S001"}]
    line = replace(
        LINES["R16 not logged"], about="never", rules=replace(RULES_HERE, forms=frozenset({"Behavior"}))
    )
    (one,) = found(line, nov(20), {"team": teacher})
    assert (one.audience, one.due) == (("new@s.org",), nov(20))
    assert found(replace(line, rules=RULES_HERE), nov(20), {"team": teacher}) == []
    assert found(line, nov(17), {"team": teacher}) == []  # a school day after the first log of anybody
    assert found(line, nov(20), {"team": teacher, "behavior": []}) == []  # nobody tracks the student


def test_only_the_scheme_in_force_weighs() -> None:
    other = [{"scheme": "Ours", "level": "Level II", "points": 1, "limit": 0.5}]
    assert found(LINES["R24"], dec(1), {"weight_schemes": [*other, {**SCHEME[0], "limit": 3}]}) == []
    assert found(LINES["R24"], dec(1), {"weight_schemes": [{**other[0], "limit": 9}, *SCHEME]})


def test_who_joined_long_ago_had_their_first_talk_before() -> None:
    line = LINES["R13"]
    assert found(replace(line, pupil={"joined": dec(2) - timedelta(days=365)}), dec(2))
    assert found(replace(line, pupil={"joined": dec(2) - timedelta(days=366)}), dec(2)) == []
