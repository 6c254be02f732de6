"""What a sync does about what is due: who is told, by which letter, with which link, and when once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.award_note import award_notes
from app.core.effects import AddRow, Plan, SendMail
from app.core.model import Agreed, AudienceFile, Caseload, Snapshot
from app.core.plan import plan_sync
from app.core.reminder_mail import letters_to_others
from app.core.reminder_rules import RULES, Told
from app.core.reminders import reminders
from app.core.rules import MailMode, Rules
from app.core.situation import Outside
from sheets_schema.layout import planned_layout
from sheets_schema.model import Value
from sheets_schema.read import Book, Row, TabRows
from sheets_schema.workbook import WORKBOOK
from tests.unit.core.books import book, row, student

OWNER, COUNSELOR = "owner@school.test", "c@school.test"
CASELOAD = Caseload(1, OWNER, "Learning support", "the-book", "calendar", ZoneInfo("UTC"))
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = MONDAY.date()
PAGE = "https://sheets/the-book/edit"
Typed = dict[str, Value]


def whole(**tabs: list[Typed]) -> Book:
    """A workbook of one student, their counselor and a parent who was written to today."""
    rows: dict[str, list[Typed]] = {
        "students": [{"code": "S001", "name": "Ana Lee", "status": "direct", "counselor": COUNSELOR,
                      "student_email": "ana@school.test", "joined": date(2025, 1, 7)}],
        "contact_log": [{"student": "S001", "date": TODAY, "role": "parent"}],
        **tabs,
    }  # fmt: skip
    found = {one.key: TabRows((), ()) for one in WORKBOOK.tabs}
    for place, (key, lines) in enumerate(rows.items()):
        first = 1 + 100 * place
        made = [Row(first + at, at + 1, {"id": first + at, **cells}) for at, cells in enumerate(lines)]
        found[key] = TabRows(tuple(made), ())
    return Book(planned_layout(WORKBOOK), found)


def seen(what: Book, **more: Any) -> Snapshot:
    return replace(Snapshot(CASELOAD, MONDAY, what, Agreed()), **more)


def carried_out(plan: Plan, here: Book) -> Book:
    """The workbook with the Reminders rows of the plan."""
    cells = [add.cells for add in rows_added(plan)]
    rows = [
        Row(one["id"] if isinstance(one["id"], int) else None, at, one) for at, one in enumerate(cells, 1)
    ]
    return replace(here, tabs={**here.tabs, "reminders": TabRows(tuple(rows), ())})


def letters(plan: Plan) -> dict[str, SendMail]:
    return {mail.kind: mail for mail in plan.of(SendMail)}


def rows_added(plan: Plan) -> list[AddRow]:
    return [add for add in plan.book.adds if add.tab == "reminders"]


def test_a_counselor_gets_the_link_to_their_own_file_and_not_to_the_workbook() -> None:
    fallen: list[Typed] = [
        {"student": "S001", "class": "Arts", "date": date(2026, 11, 2), "percent": 0.9},
        {"student": "S001", "class": "Arts", "date": TODAY, "percent": 0.7},
    ]
    here = whole(grade_checks=fallen)
    assert "counselor digest" not in letters(plan_sync(WORKBOOK, seen(here), PAGE))
    file = AudienceFile("counselor", COUNSELOR, "their-file", {})
    sent = letters(plan_sync(WORKBOOK, seen(here, files=(file,)), PAGE))
    assert sent["counselor digest"].to == COUNSELOR
    assert "https://sheets/their-file/edit" in sent["counselor digest"].text
    assert PAGE not in sent["counselor digest"].text
    assert PAGE in sent["digest"].text


def test_what_is_noticed_after_a_digest_is_named_by_the_next() -> None:
    decision: list[Typed] = [{"student": "S001", "decision": "Out of French", "date": date(2026, 11, 20)}]
    told = {f"digest/{OWNER}/2026-11-23": "confirmed"}
    at_nine = {f"digest/{OWNER}/2026-11-23": MONDAY - timedelta(minutes=30)}
    first = plan_sync(WORKBOOK, seen(whole(decisions=decision), mail_states=told, mail_sent=at_nine))
    assert len(rows_added(first)) == 1
    assert "digest" not in letters(first)
    noted = carried_out(first, whole(decisions=decision))
    tuesday = seen(
        noted, agreed=first.agreed, taken=MONDAY + timedelta(days=1), mail_states=told, mail_sent=at_nine
    )
    again = plan_sync(WORKBOOK, tuesday)
    assert "Out of French" in letters(again)["digest"].text
    both = {**told, f"digest/{OWNER}/2026-11-24": "confirmed"}
    when = {**at_nine, f"digest/{OWNER}/2026-11-24": MONDAY + timedelta(days=1)}
    wednesday = replace(
        tuesday, agreed=again.agreed, taken=MONDAY + timedelta(days=2), mail_states=both, mail_sent=when
    )
    assert "digest" not in letters(plan_sync(WORKBOOK, wednesday))


def test_rules_rest_while_a_tab_they_read_is_refused() -> None:
    """Without its log nobody can say that a parent was not written to, nor that a promise was kept."""
    promise: Typed = {
        "student": "S001", "date": TODAY, "role": "parent", "action": "call", "action_due": date(2026, 11, 24)
    }  # fmt: skip
    here = whole(contact_log=[promise])
    first = plan_sync(WORKBOOK, seen(here))
    (add,) = rows_added(first)
    assert add.cells["rule"] == "R10"
    kept = carried_out(first, here)
    gone = replace(kept, tabs={key: rows for key, rows in kept.tabs.items() if key != "contact_log"})
    plan = plan_sync(WORKBOOK, seen(gone, agreed=first.agreed))
    assert not [fill for fill in plan.book.fills if fill.tab == "reminders"]
    assert [one.cells["rule"] for one in rows_added(plan)] == ["R25"]
    added = add.cells["id"]
    assert isinstance(added, int)
    assert plan.agreed.shared["reminders"][added] == first.agreed.shared["reminders"][added]


def promise_to(owner: str, **team: Value) -> list[tuple[str, str]]:
    person = {"person": "Kim Lee", "email": "kim@home.test", "role": "parent", "student": "S001", **team}
    log = row(8, student="S001", action="send the book", owner=owner, action_due=date(2026, 11, 20))
    here = book(students=[student(1, "Ana Lee")], team=[row(7, **person)], contact_log=[log])
    due = [one for one in reminders(here, TODAY, Rules().school, Rules()) if one.rule == "R10"]
    sent = letters_to_others(due, here, OWNER, {"S001": "A.L."}, TODAY, {})
    return [(one.to, one.kind) for one in sent]


@pytest.mark.parametrize(
    ("owner", "team", "to"),
    [
        ("kim lee", {"may_receive": True}, ["kim@home.test"]),
        ("Kim@home.test", {"may_receive": True}, ["kim@home.test"]),
        ("Kim Lee", {}, []),
        ("kim@home.test", {}, []),
        ("Kim Lee", {"may_receive": True, "release_expires": date(2026, 11, 1)}, []),
        ("Kim Lee", {"may_receive": True, "student": "S002"}, []),
        ("nurse@school.test", {}, ["nurse@school.test"]),
        ("me", {}, []),
        ("", {}, []),
        (OWNER, {}, []),
    ],
)
def test_a_promise_is_told_to_its_owner_who_may_receive_it(
    owner: str, team: dict[str, Value], to: list[str]
) -> None:
    assert promise_to(owner, **team) == [(address, "promised action") for address in to]


def test_letters_to_others_are_drafts_and_say_no_name_in_the_subject() -> None:
    log: list[Typed] = [
        {"student": "S001", "date": date(2026, 11, 18), "points": 9, "max": 10, "teacher": "t@school.test"}
    ]
    to_do: list[Typed] = [{"student": "S001", "week_of": TODAY, "item": "Essay"}]
    settings: list[Typed] = [
        {"setting": "Department head", "value": "head@school.test"},
        {"setting": "Technician", "value": "tech@school.test"},
    ]
    schemes: list[Typed] = [{"scheme": "Virginia", "level": "any", "points": 3, "limit": 2}]
    here = whole(behavior=log, to_do=to_do, settings=settings, weight_schemes=schemes)
    less = Book(here.layout, {key: rows for key, rows in here.tabs.items() if key != "advocacy"})
    thursday = replace(seen(less), taken=MONDAY + timedelta(days=3))
    sent = letters(plan_sync(WORKBOOK, thursday))
    others = {kind: mail for kind, mail in sent.items() if kind not in ("digest", "counselor digest")}
    assert {kind: mail.to for kind, mail in others.items()} == {
        "teacher nudge": "t@school.test", "ticket": "ana@school.test",
        "department head": "head@school.test", "failure notice": "tech@school.test",
    }  # fmt: skip
    assert {mail.mode for mail in others.values()} == {"draft"}
    assert not [mail for mail in others.values() if "Ana" in mail.subject or "A.L." in mail.subject]
    numbers = others["department head"].text
    assert "Students: 1, points: 3 by the scheme Virginia; its limit is 2." in numbers
    assert not [word for word in ("Ana", "A.L.", "S001") if word in numbers]
    assert "Advocacy is gone" in others["failure notice"].text
    assert "- Essay" in others["ticket"].text
    known = {natural for mail in others.values() for natural in (mail.natural, *mail.carries)}
    off = replace(thursday, mail_states=dict.fromkeys(known, "prepared"))
    assert set(letters(plan_sync(WORKBOOK, off))) <= {"digest", "counselor digest"}  # each once


def award_book() -> Book:
    rules = [
        row(10, category="Respect", weight=10, best=4, worst=1, controllable=True, message="It is [number].")
    ]
    scores = [row(20, student="S001", respect=3), row(21, student="S002", respect=4), row(22, student="S003")]
    students = [
        student(1, "Ana Lee", student_email="ana@s.org"), student(2, "Ben Po", student_email="ben@s.org"),
        student(3, "Cy Ray", student_email="cy@s.org"),
    ]  # fmt: skip
    return book(students=students, award_rules=rules, award_scores=scores)


SEMESTER = Rules(semester_start=date(2026, 8, 3), semester_end=date(2027, 1, 29))


def test_each_student_gets_their_own_line_on_the_first_school_day_of_a_month() -> None:
    found = award_notes(award_book(), date(2026, 12, 1), SEMESTER)
    assert [(one.to, one.kind, one.natural) for one in found] == [
        ("ana@s.org", "award note", "award note/2026-12/S001"),
        ("ben@s.org", "award note", "award note/2026-12/S002"),  # S003 has no score yet
    ]
    ana, ben = (one.written.text for one in found)
    assert "66.67 of 100 points. That is place 2." in ana
    assert "It is 3. (up to 33.3 points)" in ana
    assert "100 of 100 points. That is place 1." in ben
    assert not [name for name in ("Ben", "Cy", "100 of") if name in ana]
    assert {one.written.subject for one in found} == {"Where you stand"}


@pytest.mark.parametrize(
    ("day", "rules"),
    [
        (date(2026, 11, 30), SEMESTER),
        (date(2026, 12, 8), SEMESTER),  # a week later nothing is made good any more
        (date(2027, 2, 1), SEMESTER),
        (date(2026, 12, 1), Rules()),
        (date(2026, 8, 1), replace(SEMESTER, semester_start=date(2026, 7, 1))),  # a Saturday
        (date(2026, 12, 1), replace(SEMESTER, mail={"award note": MailMode.OFF})),
    ],
)
def test_no_award_note_on_other_days(day: date, rules: Rules) -> None:
    assert award_notes(award_book(), day, rules) == ()
    assert award_notes(award_book(), date(2026, 12, 7), SEMESTER)


def test_award_notes_are_drafts_and_their_reminder_ends_when_none_waits() -> None:
    natural = "award note/2026-12/S001"
    day = date(2026, 12, 2)

    def waits(state: str) -> bool:
        outside = Outside(mail_states={natural: state})
        found = reminders(award_book(), day, Rules().school, Rules(), outside)
        return any(one.rule == "R23" for one in found)

    assert waits("prepared")
    assert not waits("confirmed")
    assert not waits("cancelled")


def test_who_is_told_besides_the_case_manager() -> None:
    told = {rule.id: rule.told for rule in RULES.values() if rule.told}
    assert told == {
        "R1": Told.COUNSELOR, "R5": Told.STUDENT, "R8": Told.TEACHER, "R10": Told.OWNER,
        "R11": Told.COUNSELOR, "R16": Told.TEACHER, "R17": Told.STUDENT, "R19": Told.COUNSELOR,
        "R23": Told.STUDENT, "R24": Told.HEAD, "R25": Told.TECHNICIAN,
    }  # fmt: skip
