"""Caseloads of real size for laws of the planner: ten students and what stands on most tabs. Every value
comes from Hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from app.core.model import Address, Agreed, Caseload, Event, EventChanges, MailMessage, Snapshot
from sheets_schema.layout import planned_layout
from sheets_schema.model import Value, student_code
from sheets_schema.read import Book, Row, TabRows
from sheets_schema.workbook import WORKBOOK

OWNER = "owner@school.test"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday
TODAY = NOW.date()
ZONE = ZoneInfo("Europe/Vienna")
CASELOAD = Caseload(1, OWNER, "Learning support", "book", "calendar", ZONE)
STUDENTS = 10
CODES = [student_code(number) for number in range(1, STUDENTS + 1)]
PARENTS = [f"parent{number}@home.test" for number in range(1, STUDENTS + 1)]
TEACHERS = ["tea@school.test", "che@school.test"]
COUNSELORS = ["cora@school.test", "carl@school.test", None]
SPARE = {"students": 20, "team": 70, "accommodations": 100, "award_scores": 20}
Line = dict[str, Value]

near = st.integers(-20, 20).map(lambda days: TODAY + timedelta(days))
codes = st.sampled_from(CODES)


def _maybe(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), of)


def _lines(most: int, fewest: int = 0, **cells: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Line]]:
    return st.lists(st.fixed_dictionaries(cells), min_size=fewest, max_size=most)


@st.composite
def _students(draw: st.DrawFn) -> list[Line]:
    facts = st.tuples(
        st.sampled_from(["direct", "direct", "consult", "exited"]),
        _maybe(st.sampled_from([3, 30, 340, 351, 365, 380]).map(lambda ago: TODAY - timedelta(ago))),
        st.sampled_from(COUNSELORS),
        st.booleans(),
        st.sampled_from([None, "by 2026-12-01 ask about the locker", "x done\nby 2026-11-20 call", "soon"]),
    )
    return [
        {
            "code": code,
            "name": f"Pupil {code}",
            "status": status,
            "last_review": review,
            "counselor": counselor,
            "student_email": f"{code.lower()}@students.test" if mail else None,
            "random_things_to_do": things,
            "joined": TODAY - timedelta(80),
            "plan": "504",
        }
        for code in CODES
        for status, review, counselor, mail, things in [draw(facts)]
    ]


ONE_OF_A_KIND = {  # tab -> lines people typed there
    "contact_log": _lines(
        8, date=near, student=codes, role=st.just("parent"), email=st.sampled_from(PARENTS),
        summary=st.sampled_from(["spoke", "wrote"]), action=_maybe(st.just("send it")),
        action_due=_maybe(near), done=st.sampled_from([None, True]),
    ),
    "accommodations": _lines(
        16, 6, student=codes, accommodation=st.sampled_from(["Extra time", "Small room", "Laptop"]),
        status=st.sampled_from(["active", "active", "ended"]), start=st.just(date(2026, 9, 1)),
    ),
    "goals": _lines(
        5, student=codes, goal=st.sampled_from(["Reads 90 words", "Asks for help"]), start=near,
        status=st.sampled_from(["active", "proposed"]), baseline=st.just(1.0), target=st.just(9.0),
        target_date=near,
    ),
    "progress": _lines(6, date=near, student=codes, value=st.floats(0, 9)),
    "first_talk": _lines(
        3, date=near, student=codes, goal_1=_maybe(st.just("Plan the week")), follow_up=_maybe(near)
    ),
    "to_do": _lines(
        6, week_of=st.sampled_from([TODAY, TODAY - timedelta(7)]), student=codes,
        item=st.sampled_from(["essay", "maths"]), due=_maybe(near), done=st.sampled_from([None, True]),
    ),
    "grade_checks": _lines(4, date=near, student=codes, percent=st.floats(0.3, 1)),
    "behavior": _lines(4, date=near, student=codes, points=st.integers(0, 4), max=st.just(4)),
    "decisions": _lines(3, date=near, student=codes, decision=st.just("moved class")),
}  # fmt: skip
SWITCHES = {
    "Mail: survey invitation": st.sampled_from(["send", "draft", "off"]),
    "Mail: digest": st.sampled_from(["send", "draft", "off"]),
    "Mail: teacher nudge": st.sampled_from(["send", "draft"]),
    "Mails a day": st.sampled_from([None, 2, 100]),
    "Student accounts": st.booleans(),
    "Module: award": st.booleans(),
    "Module: surveys": st.sampled_from([True, True, False]),
    "Form: To-Do": st.booleans(),
    "Form: Behavior": st.booleans(),
    "Quarter 4 start": st.sampled_from([None, TODAY]),
    "Date order": st.just("day first"),
    "Name style": st.sampled_from(["initials", "code"]),
}


@st.composite
def caseloads(draw: st.DrawFn) -> Snapshot:
    """What a new installation finds: a filled workbook, mail, a calendar; nothing agreed."""
    lines: dict[str, list[Line]] = {key: draw(one) for key, one in ONE_OF_A_KIND.items()}
    lines["students"] = draw(_students())
    lines["team"] = [
        {"person": f"Parent of {code}", "email": email, "role": "parent", "student": code}
        for code, email in zip(CODES, PARENTS, strict=True)
    ]
    lines["team"] += draw(
        _lines(
            4, person=st.just("Tea"), email=st.sampled_from(TEACHERS), role=st.just("teacher"), student=codes
        )
    )
    lines["settings"] = [{"setting": key, "value": draw(one)} for key, one in SWITCHES.items()]
    lines["survey_rounds"] = [
        {"round": "2026Q4", "kind": "use", "opens": TODAY - timedelta(3), "closes": TODAY + timedelta(9)}
    ] * draw(st.integers(0, 1))
    lines["award_scores"] = [{"student": code, "respect": 3.0} for code in CODES[: draw(st.integers(0, 10))]]
    seen = Snapshot(CASELOAD, NOW, _book(lines), Agreed(), own_events=EventChanges((), "token", full=True))
    letters, meetings = draw(st.integers(0, 8)), draw(st.integers(0, 5))
    for number in range(letters):
        seen = mail_comes(seen, number)
    for number in range(meetings):
        seen = meeting_is_booked(seen, number)
    return seen


def _book(lines: dict[str, list[Line]]) -> Book:
    tabs: dict[str, TabRows] = {}
    number = 1
    for tab in sorted(WORKBOOK.tabs, key=lambda one: one.key != "students"):  # their codes are S001 and so on
        typed = lines.get(tab.key, [])
        rows = [Row(number + at, at + 1, {"id": number + at, **cells}) for at, cells in enumerate(typed)]
        first = len(rows) + 1
        spare = range(first, first + SPARE.get(tab.key, 0))
        rows += [Row(number + at - 1, at, {"id": number + at - 1}, blank=True) for at in spare]
        number += len(rows)
        tabs[tab.key] = TabRows(tuple(rows), ())
    return Book(planned_layout(WORKBOOK), tabs)


def mail_comes(seen: Snapshot, number: int) -> Snapshot:
    message = MailMessage(
        f"m{number}", f"t{number}", frozenset({"INBOX"}), NOW - timedelta(hours=number % 90),
        Address(PARENTS[number % STUDENTS]), (Address(OWNER),), f"Subject {number}",
    )  # fmt: skip
    return replace(seen, mail=tuple({one.id: one for one in (*seen.mail, message)}.values()))


def with_meeting(seen: Snapshot, event: Event) -> Snapshot:
    here = {one.id: one for one in seen.meetings.events} if seen.meetings else {}
    return replace(seen, meetings=EventChanges(tuple({**here, event.id: event}.values()), "token", full=True))


def meeting_is_booked(seen: Snapshot, number: int) -> Snapshot:
    start = NOW + timedelta(days=number % 12 - 3, hours=number % 5)
    event = Event(
        f"meeting{number}", f"e{number}", f"Review {number}", start, start + timedelta(hours=1), "Room",
        organizer=OWNER, attendees=(OWNER, PARENTS[number % STUDENTS]),
    )  # fmt: skip
    return with_meeting(seen, event)
