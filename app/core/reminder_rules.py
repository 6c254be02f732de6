"""The reminder rules R1 to R25 as data, and what a reminder is.

A rule whose tab is not in the workbook yet stands here with `waits_for`; nothing makes it so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Rule:
    """`leads` are the days before the due day on which a digest names it; negative ones come after."""

    id: str
    when: str
    leads: tuple[int, ...]
    to: str
    ends: str
    title: str  # in the calendar, safe to be read by anybody
    weekly_after: bool = False
    in_school_days: bool = False
    waits_for: str = ""


@dataclass(frozen=True)
class Reminder:
    """`key` never changes for the same rule, student and object; no text changes from day to day.

    `title` is for the calendar, without the student. `audience` are the addresses told besides the case
    manager. `named` are the days on which a digest names it.
    """

    key: str
    rule: str
    student: str  # code; empty when it is about nobody alone
    what: str
    due: date
    why: str
    who: str
    done: bool = False
    title: str = ""
    audience: tuple[str, ...] = ()
    named: tuple[date, ...] = ()


CASE_MANAGER = "case manager"

_LIST = (
    Rule("R1", "plan review due", (60, 35, 28, 14, 7, 0), CASE_MANAGER, "a new Last Review", "Review due",
    True),
    Rule("R2", "re-evaluation due", (90, 60, 30, 7), CASE_MANAGER, "a new Last Evaluation",
    "Evaluation due", True),
    Rule("R3", "review due, no meeting booked", (0,), CASE_MANAGER, "a Meetings row", "Book a meeting", True),
    Rule(
        "R4", "meeting booked, notice not sent", (5, 0), CASE_MANAGER, "Notice Sent",
        "Send the meeting notice",
        in_school_days=True,
    ),
    Rule("R5", "survey open, not answered", (2,), "student; case manager", "answered or excused",
    "Survey open"),
    Rule("R6", "an answer says no, or wants a goal", (0,), CASE_MANAGER, "a Goal row or a note",
    "Talk it over"),
    Rule("R7", "accommodation unused two rounds running", (0,), CASE_MANAGER, "a typed decision",
    "Look at it again"),
    Rule("R8", "teacher has not ticked read", (5, 10), "teacher", "tick", "Not read yet",
    waits_for="teacher files"),
    Rule("R9", "no parent contact", (0,), CASE_MANAGER, "any Contact Log row", "Contact home", True),
    Rule("R10", "promised action past due", (0, -3), "owner", "Done", "Promised action",
         waits_for="outgoing reminders"),
    Rule("R11", "grade check old, or a sharp drop", (0,), CASE_MANAGER, "a new check", "Grade check",
         waits_for="Grade Checks"),
    Rule("R12", "organization check old", (0,), CASE_MANAGER, "a new check", "Organization check",
         waits_for="Organization Checks"),
    Rule("R13", "First Talk missing", (0,), CASE_MANAGER, "a row", "First Talk", waits_for="First Talk"),
    Rule("R14", "active goal without a measure", (0,), CASE_MANAGER, "a Progress row", "Measure",
    waits_for="Goals"),
    Rule("R15", "four points under the aim line", (0,), CASE_MANAGER, "a note or new target",
    "Look at a goal",
         waits_for="Goals"),
    Rule("R16", "behaviour under target, or a teacher has not logged", (0,), "case manager; teacher",
         "a note; a log", "Tracker", waits_for="Behavior"),
    Rule("R17", "ticket not complete", (1, 0), "student, case manager", "done", "Ticket", waits_for="To-Do"),
    Rule("R18", "Random Things to Do line with a date", (0,), CASE_MANAGER, "closed line", "A thing to do",
    True),
    Rule("R19", "course choice window; disagreement open", (30, 10), "case manager, counselor", "Final typed",
         "Course choice", waits_for="Course Planning"),
    Rule("R20", "decision without the case manager", (0,), CASE_MANAGER, "acknowledged", "A decision",
         waits_for="Decisions"),
    Rule("R21", "modification without consequences told", (5,), CASE_MANAGER, "date typed",
    "Tell consequences",
         waits_for="Modifications"),
    Rule("R22", "outside release expires", (30, 0), CASE_MANAGER, "new date", "Release expires", True),
    Rule("R23", "award note; semester close", (14, 0), "student, case manager", "sent", "Award note",
         waits_for="award notes"),
    Rule("R24", "weight over the limit", (0,), "case manager, department head", "under", "Caseload weight",
         waits_for="Workload"),
    Rule("R25", "sync, grant or form failure", (0,), "case manager, technician", "cleared",
    "Holdfast needs you",
         waits_for="outgoing notices"),
)  # fmt: skip

RULES = {rule.id: rule for rule in _LIST}
BOOKING_DAYS = 45  # R3: by so many days before the review a meeting should be booked
NOTICE_SCHOOL_DAYS = 5  # R4: the last day for the notice
COUNSELOR_FROM_DAYS = 14  # R1: the counselor is told from here on


def key_of(rule: str, student: str, *about: object) -> str:
    """The name of one reminder for good: rule, student, object."""
    return "/".join([rule, student or "-", *(str(part) for part in about)])
